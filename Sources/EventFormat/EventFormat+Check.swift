package import Loyalty

extension EventFormat {
    /// Checks that an event can be written and read back as exactly what it is.
    ///
    /// It takes no parsing: the fields are held against the bounds that ``event(from:)`` holds them
    /// against. Amounts have none.
    ///
    /// - Throws: ``EventFormatError`` with the field and the reason: a text outside
    ///   ``EventLimits`` or with control characters, an instant outside the years 1 to 9999, too
    ///   many lines or flags, flags that are not in order, a receipt without a key.
    package static func check(_ event: LoyaltyEvent) throws(EventFormatError) {
        try check(event.id, "id")
        guard Instant.supported.contains(event.at) else {
            throw EventFormatError(field: "at", reason: EventFormatError.badInstant)
        }
        switch event.body {
        case .enroll(let enrollment):
            try check(enrollment.member, "member")
            try check(enrollment.account, "account")
            try check(flags: enrollment.flags)
        case .purchase(let purchase):
            try check(purchase.buyer)
            try check(purchase.lines)
            try check(purchase.partner, "partner")
            try check(purchase.receipt, "receipt")
            try check(purchase.fiscal, "fiscal")
        case .receipt(let unclaimed):
            try check(unclaimed.lines)
            try check(unclaimed.partner, "partner")
            try check(unclaimed.receipt, "receipt")
            try check(unclaimed.fiscal, "fiscal")
            guard unclaimed.receipt != nil || unclaimed.fiscal != nil else {
                throw EventFormatError(field: "receipt", reason: EventFormatError.noReceiptKey)
            }
        case .linkCredential(let link), .unlinkCredential(let link):
            try check(link.member, "member")
        case .inquiry(let identification): try check(identification)
        case .tick: break
        }
    }

    private static func check(_ identification: Identification) throws(EventFormatError) {
        // A credential is 16 bytes and a kind: there is nothing that it could not be.
        if case .member(let member) = identification { try check(member, "member") }
    }

    private static func check(_ lines: [ReceiptLine]) throws(EventFormatError) {
        guard lines.count <= EventLimits.maximumLines else {
            throw EventFormatError(
                field: "lines",
                reason: "may have at most \(EventLimits.maximumLines) elements"
            )
        }
        for (index, line) in lines.enumerated() {
            try check(line.sku, "lines[\(index)].sku")
            try check(line.category, "lines[\(index)].cat")
            try check(line.brand, "lines[\(index)].brand")
        }
    }

    private static func check(flags: [String]) throws(EventFormatError) {
        guard flags.count <= EventLimits.maximumFlags else {
            throw EventFormatError(
                field: "flags",
                reason: "may have at most \(EventLimits.maximumFlags) members"
            )
        }
        for flag in flags { try check(flag, "flags") }
        // They are read back sorted; two that only Unicode knows to be the same are one there.
        guard zip(flags, flags.dropFirst()).allSatisfy(<) else {
            throw EventFormatError(field: "flags", reason: "must be in order, each once")
        }
    }

    private static func check(
        _ text: String?,
        _ field: @autoclosure () -> String
    ) throws(EventFormatError) {
        guard let text, let reason = EventLimits.objection(to: text) else { return }
        throw EventFormatError(field: field(), reason: reason)
    }
}

extension EventFormatError {
    static let badInstant = "must be an RFC 3339 time such as 2026-01-31T12:00:00+03:00"
    static let noReceiptKey = "is missing; a receipt or fiscal key is required"
}

extension EventLimits {
    /// Why a text cannot stand in an event; nil: it can.
    static func objection(to text: String) -> String? {
        guard (1...maximumTextBytes).contains(text.utf8.count) else {
            return "must have 1 to \(maximumTextBytes) bytes"
        }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            return "may not hold control characters"
        }
        return nil
    }
}
