package import CanonicalJSON
package import Loyalty

extension EventFormat {
    /// The JSON object of an event, absent fields left out.
    ///
    /// `event(from: json(event)) == event` holds for every event whose texts lie within
    /// ``EventLimits``, whose instant lies in the years 1 to 9999 and whose flags are sorted and
    /// given once.
    package static func json(_ event: LoyaltyEvent) -> JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(event.id),
            "at": .string(text(event.at)),
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

    /// The 32 hexadecimal digits of a credential's keyed hash.
    package static func key(of credential: Credential) -> String {
        [credential.high, credential.low].map { half in
            let digits = String(half, radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }.joined()
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
                "key": .string(key(of: credential)),
            ])
        }
    }

    private static func insert(_ link: CredentialLink, into members: inout [String: JSONValue]) {
        members["member"] = .string(link.member)
        members["kind"] = .string(link.credential.kind.rawValue)
        members["key"] = .string(key(of: link.credential))
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
}
