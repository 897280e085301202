import CanonicalJSON
import EventFormat
import Loyalty

/// The shapes as trees of values, written a second time from their description: what the service
/// writes piece by piece must be the canonical form of these.
enum Tree {
    /// The object of an event, absent fields left out.
    static func json(_ event: LoyaltyEvent) -> JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(event.id),
            "at": .string(EventFormat.text(event.at)),
        ]
        switch event.body {
        case .enroll(let enrollment):
            members["type"] = .string("enroll")
            members["member"] = .string(enrollment.member)
            members["account"] = enrollment.account.map(JSONValue.string)
            if !enrollment.flags.isEmpty {
                let flags = enrollment.flags.map { ($0, JSONValue.bool(true)) }
                members["flags"] = .object(Dictionary(flags) { first, _ in first })
            }
        case .purchase(let purchase):
            members["type"] = .string("purchase")
            insert(purchase.buyer, into: &members)
            members["lines"] = json(purchase.lines)
            members["partner"] = purchase.partner.map(JSONValue.string)
            members["receipt"] = purchase.receipt.map(JSONValue.string)
            members["fiscal"] = purchase.fiscal.map(JSONValue.string)
        case .receipt(let receipt):
            members["type"] = .string("receipt")
            members["lines"] = json(receipt.lines)
            members["partner"] = receipt.partner.map(JSONValue.string)
            members["receipt"] = receipt.receipt.map(JSONValue.string)
            members["fiscal"] = receipt.fiscal.map(JSONValue.string)
        case .linkCredential(let link):
            members["type"] = .string("linkCredential")
            insert(link, into: &members)
        case .unlinkCredential(let link):
            members["type"] = .string("unlinkCredential")
            insert(link, into: &members)
        case .inquiry(let identification):
            members["type"] = .string("inquiry")
            insert(identification, into: &members)
        case .tick:
            members["type"] = .string("tick")
        }
        return .object(members)
    }

    private static func insert(
        _ identification: Identification,
        into members: inout [String: JSONValue]
    ) {
        switch identification {
        case .member(let member): members["member"] = .string(member)
        case .credential(let credential):
            members["credential"] = .object([
                "kind": .string(credential.kind.rawValue),
                "key": .string(key(credential)),
            ])
        }
    }

    private static func insert(_ link: CredentialLink, into members: inout [String: JSONValue]) {
        members["member"] = .string(link.member)
        members["kind"] = .string(link.credential.kind.rawValue)
        members["key"] = .string(key(link.credential))
    }

    private static func json(_ lines: [ReceiptLine]) -> JSONValue {
        .array(
            lines.map { line in
                var members: [String: JSONValue] = [
                    "qty": .integer(line.quantity),
                    "unit": .integer(line.unit.minor),
                ]
                members["sku"] = line.sku.map(JSONValue.string)
                members["cat"] = line.category.map(JSONValue.string)
                members["brand"] = line.brand.map(JSONValue.string)
                return .object(members)
            }
        )
    }

    private static func key(_ credential: Credential) -> String {
        [credential.high, credential.low].map { half in
            let digits = String(half, radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }.joined()
    }
}

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
            if case .duplicateReceipt(let event) = refusal {
                members["out"] = .object(["of": .string(event)])
            }
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
