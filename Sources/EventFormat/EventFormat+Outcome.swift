package import CanonicalJSON
package import Loyalty

extension EventFormat {
    /// The JSON object of an outcome: `{"status":"applied","out":{...}}` or
    /// `{"status":"rejected","error":CODE}`, empty values left out.
    package static func json(_ outcome: Outcome) -> JSONValue {
        switch outcome {
        case .applied(let effect):
            var members: [String: JSONValue] = ["status": .string("applied")]
            let values = values(of: effect)
            if !values.isEmpty { members["out"] = .object(values) }
            return .object(members)
        case .refused(let refusal):
            var members: [String: JSONValue] = [
                "status": .string("rejected"),
                "error": .string(refusal.code),
            ]
            if case .duplicateReceipt(let event) = refusal {
                members["out"] = .object(["of": .string(event)])
            }
            return .object(members)
        }
    }

    /// The JSON object of a balance, zero amounts left out.
    package static func json(_ balance: Balance) -> JSONValue {
        var members: [String: JSONValue] = [:]
        let amounts = [
            ("avail", balance.available), ("pend", balance.pending), ("held", balance.held),
            ("debt", balance.debt),
        ]
        for (name, points) in amounts where points != .zero {
            members[name] = .integer(points.micro)
        }
        return .object(members)
    }

    private static func values(of effect: Effect) -> [String: JSONValue] {
        var values = effect.inquiry.map(Self.values(of:)) ?? [:]
        values["net"] = effect.net.map { .integer($0.minor) }
        values["due"] = effect.due.map { .integer($0.minor) }
        insert(effect.granted.mapValues { .integer($0.micro) }, as: "granted", into: &values)
        insert(effect.byRule.mapValues(total), as: "byRule", into: &values)
        if !effect.noAccrual.isEmpty {
            values["noAccrual"] = .array(effect.noAccrual.map(JSONValue.string))
        }
        return values
    }

    /// What a rule granted: a rule credits one pot, so its grants by pot have one entry.
    private static func total(_ byPot: [String: Points]) -> JSONValue {
        .integer(byPot.values.reduce(0) { $0 + $1.micro })
    }

    private static func values(of summary: AccountSummary) -> [String: JSONValue] {
        var values: [String: JSONValue] = ["status": .string("active")]
        insert(summary.balances.mapValues(json), as: "balance", into: &values)
        insert(summary.coming.mapValues(json), as: "coming", into: &values)
        insert(summary.expiring.mapValues(json), as: "expiring", into: &values)
        insert(summary.tiers.mapValues(JSONValue.string), as: "tier", into: &values)
        let next = summary.next.mapValues { next in
            JSONValue.object(["tier": .string(next.tier), "need": .integer(next.need)])
        }
        insert(next, as: "next", into: &values)
        if !summary.benefits.isEmpty {
            values["benefits"] = .array(summary.benefits.map(JSONValue.string))
        }
        values["nextChangeAt"] = summary.nextChangeAt.map { .string(text($0)) }
        return values
    }

    private static func json(_ dated: [DatedPoints]) -> JSONValue {
        .array(dated.map { .array([.string(text($0.date)), .integer($0.points.micro)]) })
    }

    private static func insert(
        _ members: [String: JSONValue],
        as name: String,
        into values: inout [String: JSONValue]
    ) {
        if !members.isEmpty { values[name] = .object(members) }
    }
}
