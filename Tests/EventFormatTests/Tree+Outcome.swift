import CanonicalJSON
import EventFormat
import Loyalty

extension Tree {
    /// The object of an outcome, empty values left out.
    static func json(_ outcome: Outcome) -> JSONValue {
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
            if let out = out(of: refusal) { members["out"] = .object(out) }
            return .object(members)
        }
    }

    /// The JSON object of a balance, zero amounts left out.
    private static func json(_ balance: Balance) -> JSONValue {
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

    private static func out(of refusal: Refusal) -> [String: JSONValue]? {
        switch refusal {
        case .duplicateReceipt(let event): ["of": .string(event)]
        case .notAMultipleOfStep(let step): ["step": .integer(step.micro)]
        case .insufficientPoints(let available): ["available": .integer(available.micro)]
        case .overRedemptionLimit(let limit): ["limit": .integer(limit.micro)]
        case .belowMinimum(let minimum): ["minimum": .integer(minimum.micro)]
        case .wrongCode(let triesLeft): ["triesLeft": .integer(Int64(triesLeft))]
        default: nil
        }
    }

    private static func values(of effect: Effect) -> [String: JSONValue] {
        var values = effect.inquiry.map(Self.values(of:)) ?? [:]
        values["net"] = effect.net.map { .integer($0.minor) }
        values["due"] = effect.due.map { .integer($0.minor) }
        values["pointsPaid"] = json(effect.pointsPaid)
        values["pointsValue"] = effect.pointsValue.map { .integer($0.minor) }
        values["refund"] = effect.refund.map { .integer($0.minor) }
        values["deducted"] = effect.deducted.map { .integer($0.minor) }
        for (name, points) in [
            ("granted", effect.granted), ("byRule", effect.byRule), ("restored", effect.restored),
            ("clawedBack", effect.clawedBack), ("debt", effect.debt),
            ("writtenOff", effect.writtenOff),
        ] {
            insert(points.mapValues { .integer($0.micro) }, as: name, into: &values)
        }
        insert(effect.discount.mapValues { .integer($0.minor) }, as: "discount", into: &values)
        values["free"] = json(effect.free)
        values["noAccrual"] = json(effect.noAccrual)
        values["offers"] = json(effect.offers)
        values["item"] = text(effect.item)
        values["from"] = effect.from.map(instant)
        values["to"] = effect.to.map(instant)
        values["state"] = text(effect.state?.rawValue)
        values["buyers"] = effect.buyers.map { .integer(Int64($0)) }
        values["statement"] = effect.statement.map { statement in
            .object(statement.mapValues { .integer($0.minor) })
        }
        return values
    }

    private static func values(of summary: AccountSummary) -> [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        values["status"] = text(summary.status?.rawValue)
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
        values["nextChangeAt"] = summary.nextChangeAt.map { .string(EventFormat.text($0)) }
        return values
    }

    private static func json(_ dated: [DatedPoints]) -> JSONValue {
        .array(
            dated.map { .array([.string(EventFormat.text($0.date)), .integer($0.points.micro)]) }
        )
    }

    private static func insert(
        _ members: [String: JSONValue],
        as name: String,
        into values: inout [String: JSONValue]
    ) {
        if !members.isEmpty { values[name] = .object(members) }
    }
}

extension Tree {
    /// The array of transactions.
    static func json(_ transactions: [Transaction]) -> JSONValue {
        .array(
            transactions.map { transaction in
                let postings = transaction.postings.map { posting in
                    JSONValue.array([
                        .string(posting.account), .string(posting.commodity),
                        .integer(posting.amount),
                    ])
                }
                return .object([
                    "ev": .string(transaction.cause),
                    "kind": .string(transaction.kind.rawValue),
                    "p": .array(postings),
                ])
            }
        )
    }
}
