package import CanonicalJSON
package import Loyalty

extension EventFormat {
    /// Reads one event.
    ///
    /// Every field is checked for its type; an unknown field is refused, and so is one that the
    /// format knows and this version does not support. Amounts outside their business range are
    /// not refused here: that is the core's decision, and it is journalled.
    ///
    /// - Parameter value: The event as one JSON object.
    /// - Returns: The event; the flags of an enrolment in order of their names.
    /// - Throws: ``EventFormatError`` with the field and the reason.
    package static func event(from value: JSONValue) throws(EventFormatError) -> LoyaltyEvent {
        var reader = try FieldReader(value, path: "")
        let id = try reader.requiredText("id")
        let type = try reader.requiredText("type")
        guard let instant = instant(from: try reader.requiredText("at")) else {
            throw reader.fault("at", EventFormatError.badInstant)
        }
        let body: LoyaltyEvent.Body
        switch type {
        case "enroll": body = .enroll(try enrollment(&reader))
        case "purchase": body = .purchase(try purchase(&reader))
        case "receipt": body = .receipt(try receipt(&reader))
        case "linkCredential": body = .linkCredential(try link(&reader))
        case "unlinkCredential": body = .unlinkCredential(try link(&reader))
        case "inquiry": body = .inquiry(try identification(&reader))
        case "tick": body = .tick
        default:
            let isKnown = laterTypes.contains(type)
            throw reader.fault(
                "type",
                isKnown
                    ? "`\(type)` is not supported by this version yet"
                    : "must be enroll, purchase, receipt, linkCredential, unlinkCredential, "
                        + "inquiry or tick"
            )
        }
        try reader.finish(later: laterFields[type] ?? [])
        return LoyaltyEvent(id: id, at: instant, body: body)
    }

    /// Event types of the format that this version does not support.
    private static let laterTypes: Set<String> = [
        "return", "action", "redeem", "adjust", "hold", "capture", "release", "transfer", "merge",
        "issueCard", "startActivation", "confirmActivation", "replaceCard", "setStatus",
        "registerInstrument", "claim", "join", "settle", "close",
    ]

    /// Fields of the format, by event type, that this version does not support.
    private static let laterFields: [String: Set<String>] = [
        "enroll": ["birthday", "card", "phone", "referrer", "segments", "status"],
        "purchase": ["card", "instrument", "attrs", "use", "pay"],
        "inquiry": ["card"],
    ]

    private static func enrollment(
        _ reader: inout FieldReader
    ) throws(EventFormatError) -> Enrollment {
        Enrollment(
            member: try reader.requiredText("member"),
            account: try reader.optionalText("account"),
            flags: try flags(&reader)
        )
    }

    /// Flags are an object of name to `true`; one that is `false` is not set.
    private static func flags(_ reader: inout FieldReader) throws(EventFormatError) -> [String] {
        guard let value = reader.optional("flags") else { return [] }
        guard let members = value.object else { throw reader.fault("flags", "must be an object") }
        guard members.count <= EventLimits.maximumFlags else {
            throw reader.fault("flags", "may have at most \(EventLimits.maximumFlags) members")
        }
        var names: [String] = []
        for (name, value) in members {
            guard let isSet = value.bool else {
                throw reader.fault("flags", "each must be true or false")
            }
            _ = try FieldReader.text(.string(name), path: reader.path(of: "flags"))
            if isSet { names.append(name) }
        }
        return names.sorted()
    }

    private static func purchase(_ reader: inout FieldReader) throws(EventFormatError) -> Purchase {
        Purchase(
            buyer: try identification(&reader),
            lines: try lines(&reader),
            partner: try reader.optionalText("partner"),
            receipt: try reader.optionalText("receipt"),
            fiscal: try reader.optionalText("fiscal")
        )
    }

    private static func receipt(
        _ reader: inout FieldReader
    ) throws(EventFormatError) -> UnclaimedReceipt {
        let receipt = UnclaimedReceipt(
            lines: try lines(&reader),
            partner: try reader.optionalText("partner"),
            receipt: try reader.optionalText("receipt"),
            fiscal: try reader.optionalText("fiscal")
        )
        guard receipt.receipt != nil || receipt.fiscal != nil else {
            throw reader.fault("receipt", EventFormatError.noReceiptKey)
        }
        return receipt
    }

    private static func lines(
        _ reader: inout FieldReader
    ) throws(EventFormatError) -> [ReceiptLine] {
        var lines: [ReceiptLine] = []
        let values = try reader.requiredArray("lines", maximumCount: EventLimits.maximumLines)
        for (index, value) in values.enumerated() {
            var line = try FieldReader(value, path: "\(reader.path(of: "lines"))[\(index)]")
            lines.append(
                ReceiptLine(
                    sku: try line.optionalText("sku"),
                    quantity: try line.requiredInteger("qty"),
                    unit: Money(minor: try line.requiredInteger("unit")),
                    category: try line.optionalText("cat"),
                    brand: try line.optionalText("brand")
                )
            )
            try line.finish()
        }
        return lines
    }

    private static func identification(
        _ reader: inout FieldReader
    ) throws(EventFormatError) -> Identification {
        let member = try reader.optionalText("member")
        switch (member, reader.optional("credential")) {
        case (let member?, nil): return .member(member)
        case (nil, let value?):
            var inner = try FieldReader(value, path: reader.path(of: "credential"))
            let credential = try credential(&inner)
            try inner.finish()
            return .credential(credential)
        case (nil, nil): throw reader.fault("member", "is missing; or give `credential`")
        case (_?, _?): throw reader.fault("credential", "may not stand beside `member`")
        }
    }

    private static func link(
        _ reader: inout FieldReader
    ) throws(EventFormatError) -> CredentialLink {
        CredentialLink(
            member: try reader.requiredText("member"),
            credential: try credential(&reader)
        )
    }

    private static func credential(
        _ reader: inout FieldReader
    ) throws(EventFormatError) -> Credential {
        guard let kind = Credential.Kind(rawValue: try reader.requiredText("kind")) else {
            let kinds = Credential.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw reader.fault("kind", "must be one of \(kinds)")
        }
        let key = try reader.requiredText("key")
        let isHexadecimal = key.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
        guard isHexadecimal, key.utf8.count == 32, let high = UInt64(key.prefix(16), radix: 16),
            let low = UInt64(key.suffix(16), radix: 16)
        else { throw reader.fault("key", "must be 32 hexadecimal digits in lower case") }
        return Credential(kind: kind, high: high, low: low)
    }
}
