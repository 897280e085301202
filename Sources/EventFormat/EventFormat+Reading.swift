package import CanonicalJSON
package import Loyalty

extension EventFormat {
    /// Reads one event.
    ///
    /// Every field is checked for its type; an unknown field is refused. Amounts outside their
    /// business range are not refused here: that is the core's decision, and it is journalled.
    ///
    /// - Parameter value: The event as one JSON object.
    /// - Returns: The event; the flags of an enrolment in order of their names.
    /// - Throws: ``EventFormatError`` with the field and the reason.
    package static func event(from value: JSONValue) throws(EventFormatError) -> LoyaltyEvent {
        var reader = try FieldReader(value, in: "")
        let id = try reader.requiredText("id")
        let type = try reader.requiredText("type")
        guard let instant = instant(from: try reader.requiredText("at")) else {
            throw reader.fault("at", EventFormatError.badInstant)
        }
        let body = try body(ofType: type, &reader)
        try reader.finish()
        return LoyaltyEvent(id: id, at: instant, body: body)
    }

    private static func body(
        ofType type: String,
        _ reader: inout FieldReader
    ) throws(EventFormatError) -> LoyaltyEvent.Body {
        switch type {
        case "purchase": .purchase(try reader.purchase())
        case "return": .returned(try reader.goodsReturn())
        case "receipt": .receipt(try reader.unclaimedReceipt())
        case "action": .action(try reader.action())
        case "inquiry": .inquiry(try reader.identification())
        case "tick": .tick
        case "enroll": .enroll(try reader.enrollment())
        case "redeem": .redeem(try reader.redemption())
        case "hold": .hold(try reader.hold())
        case "capture": .capture(try reader.capture())
        case "release": .release(try reader.release())
        case "adjust": .adjust(try reader.adjustment())
        case "transfer": .transfer(try reader.transfer())
        case "merge": .merge(try reader.merge())
        case "issueCard": .issueCard(IssuedCard(card: try reader.requiredFreeText("card")))
        case "startActivation": .startActivation(try reader.activationRequest())
        case "confirmActivation": .confirmActivation(try reader.activationCode())
        case "replaceCard": .replaceCard(try reader.cardReplacement())
        case "setStatus": .setStatus(try reader.statusChange())
        case "registerInstrument": .registerInstrument(try reader.instrumentRegistration())
        case "linkCredential": .linkCredential(try reader.credentialLink())
        case "unlinkCredential": .unlinkCredential(try reader.credentialLink())
        case "join": .join(try reader.join())
        case "claim": .claim(try reader.claim())
        case "settle": .settle
        case "close": .close(try reader.identification())
        default: throw reader.fault("type", EventFormatError.unknownType)
        }
    }
}

extension EventFormatError {
    static let badInstant = "must be an RFC 3339 time such as 2026-01-31T12:00:00+03:00"
    static let badDate = "must be a date such as 2026-01-31"
    static let noReceiptKey = "is missing; a receipt or fiscal key is required"
    static let noLines = "must have at least one element"
    static let flagOrder = "must be in order, each once"
    static let badHoldTime: String = {
        let range = EventLimits.holdSeconds
        return "must lie between \(range.lowerBound) and \(range.upperBound) seconds"
    }()
    static let badDuration =
        "must be an ISO 8601 duration of at most a thousand years, such as P1Y, P3D or PT12H"
    static let badWorkdays = "must lie between 1 and \(Period.maximumWorkdays)"
    static let unknownType: String = {
        let types = [
            "enroll", "purchase", "receipt", "return", "action", "redeem", "adjust", "hold",
            "capture", "release", "transfer", "merge", "issueCard", "startActivation",
            "confirmActivation", "replaceCard", "setStatus", "registerInstrument",
            "linkCredential", "unlinkCredential", "claim", "join", "inquiry", "settle", "close",
            "tick",
        ]
        return "must be one of \(types.joined(separator: ", "))"
    }()
}
