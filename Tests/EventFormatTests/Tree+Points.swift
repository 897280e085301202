import CanonicalJSON
import EventFormat
import Loyalty

// Movements of points and offers.
extension Tree {
    static func movement(_ body: LoyaltyEvent.Body) -> [String: JSONValue?] {
        switch body {
        case .redeem(let redemption):
            who(
                redemption.who,
                [
                    "type": "redeem", "reward": text(redemption.reward),
                    "points": json(redemption.points), "partner": text(redemption.partner),
                ]
            )
        case .hold(let hold):
            who(
                hold.who,
                [
                    "type": "hold", "pot": text(hold.pot), "points": json(hold.points),
                    "ttl": .integer(hold.ttlSeconds), "partner": text(hold.partner),
                ]
            )
        case .capture(let capture):
            who(
                capture.who,
                [
                    "type": "capture", "hold": text(capture.hold), "points": json(capture.points),
                    "partner": text(capture.partner),
                ]
            )
        case .release(let release):
            who(release.who, ["type": "release", "hold": text(release.hold)])
        case .adjust(let adjustment):
            who(
                adjustment.who,
                [
                    "type": "adjust", "pot": text(adjustment.pot),
                    "points": json(adjustment.points), "reason": text(adjustment.reason),
                    "lot": json(adjustment.lot),
                ]
            )
        case .transfer(let transfer):
            [
                "type": "transfer", "from": party(transfer.from), "to": party(transfer.to),
                "pot": text(transfer.pot), "points": json(transfer.points),
            ]
        case .merge(let merge):
            ["type": "merge", "from": party(merge.from), "into": party(merge.into)]
        case .join(let join): who(join.who, ["type": "join", "offer": text(join.offer)])
        case .claim(let claim):
            who(
                claim.who,
                ["type": "claim", "offer": text(claim.offer), "choice": text(claim.choice)]
            )
        default: [:]
        }
    }

    private static func party(_ identification: Identification) -> JSONValue {
        if case .member(let member) = identification { return .string(member) }
        if case .credential(let credential) = identification { return json(credential) }
        return object(who(identification, [:]))
    }

    private static func json(_ terms: LotTerms) -> JSONValue? {
        guard terms != LotTerms() else { return nil }
        return object([
            "vest": terms.vest.map(json), "expiry": terms.expiry.map(json),
            "expiryFrom": text(terms.expiryFrom?.rawValue),
        ])
    }

    private static func json(_ period: Period) -> JSONValue {
        switch period {
        case .at(let instant): return object(["at": self.instant(instant)])
        case .workdays(let count): return object(["workdays": .integer(Int64(count))])
        case .after(let duration, let edge):
            var text = "P"
            if duration.months != 0 { text += "\(duration.months)M" }
            if duration.days != 0 { text += "\(duration.days)D" }
            if duration.seconds != 0 || text == "P" { text += "T\(duration.seconds)S" }
            return object([
                "after": .string(text), "round": edge == .exact ? nil : .string(edge.rawValue),
            ])
        }
    }
}

// Parts.
extension Tree {
    static func text(_ text: String?) -> JSONValue? { text.map(JSONValue.string) }

    static func json(_ points: Points?) -> JSONValue? { points.map { .integer($0.micro) } }

    static func json(_ date: LocalDate?) -> JSONValue? {
        date.map { .string(EventFormat.text($0)) }
    }

    /// A list; nil when it is empty.
    static func json(_ texts: [String]) -> JSONValue? {
        texts.isEmpty ? nil : .array(texts.map(JSONValue.string))
    }

    static func json(_ attributes: [String: Int64]) -> JSONValue? {
        attributes.isEmpty ? nil : .object(attributes.mapValues(JSONValue.integer))
    }

    /// The members with those that say who it is about.
    static func who(
        _ identification: Identification,
        _ members: [String: JSONValue?]
    ) -> [String: JSONValue?] {
        var members = members
        switch identification {
        case .member(let member): members["member"] = .string(member)
        case .card(let number): members["card"] = .string(number)
        case .credential(let credential): members["credential"] = json(credential)
        }
        return members
    }

    static func json(_ link: CredentialLink) -> [String: JSONValue?] {
        [
            "member": .string(link.member),
            "kind": .string(link.credential.kind.rawValue),
            "key": .string(key(link.credential)),
        ]
    }

    private static func json(_ credential: Credential) -> JSONValue {
        .object(["kind": .string(credential.kind.rawValue), "key": .string(key(credential))])
    }

    static func json(_ lines: [Return.Line]) -> JSONValue {
        .array(
            lines.map { line in
                .object(["n": .integer(Int64(line.number)), "qty": .integer(line.quantity)])
            }
        )
    }

    static func json(_ lines: [ReceiptLine]) -> JSONValue {
        .array(
            lines.map { line in
                object([
                    "qty": .integer(line.quantity), "unit": .integer(line.unit.minor),
                    "sku": text(line.sku), "cat": text(line.category), "brand": text(line.brand),
                ])
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
