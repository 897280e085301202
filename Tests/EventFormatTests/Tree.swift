import CanonicalJSON
import EventFormat
import Loyalty

/// The shapes as trees of values, written a second time from their description: what the service
/// writes piece by piece must be the canonical form of these.
enum Tree {
    /// The object of an event, absent fields and defaults left out.
    static func json(_ event: LoyaltyEvent) -> JSONValue {
        var tree = members(of: event.body)
        tree["id"] = .string(event.id)
        tree["at"] = instant(event.at)
        return object(tree)
    }

    /// The members that are there.
    static func object(_ members: [String: JSONValue?]) -> JSONValue {
        .object(members.compactMapValues(\.self))
    }

    static func instant(_ instant: Instant) -> JSONValue { .string(EventFormat.text(instant)) }

    private static func members(of body: LoyaltyEvent.Body) -> [String: JSONValue?] {
        switch body {
        case .enroll(let enrollment): members(of: enrollment)
        case .purchase(let purchase): members(of: purchase)
        case .returned(let goods):
            ["type": "return", "ref": text(goods.purchase), "lines": goods.lines.map(json)]
        case .receipt(let receipt):
            [
                "type": "receipt", "lines": json(receipt.lines), "partner": text(receipt.partner),
                "receipt": text(receipt.receipt), "fiscal": text(receipt.fiscal),
            ]
        case .action(let action):
            who(
                action.who,
                [
                    "type": "action", "action": text(action.action),
                    "partner": text(action.partner), "instrument": text(action.instrument),
                    "attrs": json(action.attributes),
                ]
            )
        case .redeem, .hold, .capture, .release, .adjust, .transfer, .merge, .join, .claim:
            movement(body)
        case .issueCard, .startActivation, .confirmActivation, .replaceCard, .setStatus,
            .registerInstrument:
            cardMembers(of: body)
        case .linkCredential(let link):
            json(link).merging(["type": "linkCredential"]) { first, _ in first }
        case .unlinkCredential(let link):
            json(link).merging(["type": "unlinkCredential"]) { first, _ in first }
        case .inquiry(let identification): who(identification, ["type": "inquiry"])
        case .close(let identification): who(identification, ["type": "close"])
        case .settle: ["type": "settle"]
        case .tick: ["type": "tick"]
        }
    }

    private static func members(of enrollment: Enrollment) -> [String: JSONValue?] {
        let flags = enrollment.flags.map { ($0, JSONValue.bool(true)) }
        return [
            "type": "enroll", "member": text(enrollment.member),
            "account": text(enrollment.account), "birthday": json(enrollment.birthday),
            "card": text(enrollment.card), "phone": text(enrollment.phone),
            "referrer": text(enrollment.referrer), "segments": json(enrollment.segments),
            "flags": flags.isEmpty ? nil : .object(Dictionary(flags) { first, _ in first }),
            "status": enrollment.status == .active ? nil : text(enrollment.status.rawValue),
        ]
    }

    private static func members(of purchase: Purchase) -> [String: JSONValue?] {
        var pay: JSONValue?
        if let payment = purchase.pay {
            var points: JSONValue = "max"
            if case .points(let amount) = payment.points { points = .integer(amount.micro) }
            pay = .object(["reward": .string(payment.reward), "points": points])
        }
        return who(
            purchase.buyer,
            [
                "type": "purchase", "lines": json(purchase.lines),
                "partner": text(purchase.partner), "receipt": text(purchase.receipt),
                "fiscal": text(purchase.fiscal), "instrument": text(purchase.instrument),
                "attrs": json(purchase.attributes), "use": json(purchase.use), "pay": pay,
            ]
        )
    }

    private static func cardMembers(of body: LoyaltyEvent.Body) -> [String: JSONValue?] {
        switch body {
        case .issueCard(let issue): return ["type": "issueCard", "card": text(issue.card)]
        case .startActivation(let request):
            let given = [
                ("offer", request.consents.offer), ("personalData", request.consents.personalData),
                ("sms", request.consents.sms),
            ].filter(\.1).map { ($0.0, JSONValue.bool(true)) }
            return [
                "type": "startActivation", "card": text(request.card),
                "phone": text(request.phone), "code": text(request.code),
                "birthday": json(request.birthday),
                "consents": given.isEmpty
                    ? nil : .object(Dictionary(given) { first, _ in first }),
            ]
        case .confirmActivation(let code):
            return ["type": "confirmActivation", "card": text(code.card), "code": text(code.code)]
        case .replaceCard(let cards):
            return [
                "type": "replaceCard", "card": text(cards.card), "new": text(cards.replacement),
            ]
        case .setStatus(let change):
            return who(change.who, ["type": "setStatus", "status": text(change.status.rawValue)])
        case .registerInstrument(let registration):
            return who(
                registration.who,
                [
                    "type": "registerInstrument", "instrument": text(registration.instrument),
                    "kind": text(registration.kind),
                ]
            )
        default: return [:]
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral {
    /// Texts in tables stand for themselves.
    package init(stringLiteral value: String) { self = .string(value) }
}
