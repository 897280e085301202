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
        try check(event.body)
    }

    private static func check(_ body: LoyaltyEvent.Body) throws(EventFormatError) {
        switch body {
        case .enroll(let enrollment): try check(enrollment)
        case .purchase(let purchase): try check(purchase)
        case .returned(let goods): try check(goods)
        case .receipt(let receipt): try check(receipt)
        case .action(let action): try check(action)
        case .redeem(let redemption): try check(redemption)
        case .hold(let hold): try check(hold)
        case .capture(let capture):
            try check(capture.who)
            try check(capture.hold, "hold")
            try check(capture.partner, "partner")
        case .release(let release):
            try check(release.who)
            try check(release.hold, "hold")
        case .adjust(let adjustment): try check(adjustment)
        case .transfer(let transfer):
            try check(transfer.from, "from")
            try check(transfer.to, "to")
            try check(transfer.pot, "pot")
        case .merge(let merge):
            try check(merge.from, "from")
            try check(merge.into, "into")
        case .issueCard(let issue): try check(free: issue.card, "card")
        case .startActivation(let request): try check(request)
        case .confirmActivation(let code):
            try check(free: code.card, "card")
            try check(free: code.code, "code")
        case .replaceCard(let replacement):
            try check(free: replacement.card, "card")
            try check(free: replacement.replacement, "new")
        case .setStatus(let change): try check(change.who)
        case .registerInstrument(let registration):
            try check(registration.who)
            try check(registration.instrument, "instrument")
            try check(registration.kind, "kind")
        case .linkCredential(let link), .unlinkCredential(let link):
            try check(link.member, "member")
        case .inquiry(let who), .close(let who): try check(who)
        case .join(let join):
            try check(join.who)
            try check(join.offer, "offer")
        case .claim(let claim):
            try check(claim.who)
            try check(claim.offer, "offer")
            try check(claim.choice, "choice")
        case .settle, .tick: break
        }
    }

    static func check(_ who: Identification) throws(EventFormatError) {
        switch who {
        case .member(let member): try check(member, "member")
        case .card(let number): try check(free: number, "card")
        // 16 bytes and a kind: there is nothing that it could not be.
        case .credential: break
        }
    }

    private static func check(_ who: Identification, _ side: String) throws(EventFormatError) {
        switch who {
        case .member(let member): try check(member, side)
        case .card(let number): try check(free: number, "\(side).card")
        case .credential: break
        }
    }

    static func check(
        _ text: String?,
        _ field: @autoclosure () -> String
    ) throws(EventFormatError) {
        guard let text, let reason = EventLimits.objection(to: text) else { return }
        throw EventFormatError(field: field(), reason: reason)
    }

    /// Checks a text that may be empty.
    static func check(
        free text: String?,
        _ field: @autoclosure () -> String
    ) throws(EventFormatError) {
        guard let text, let reason = EventLimits.objection(to: text, minimum: 0) else { return }
        throw EventFormatError(field: field(), reason: reason)
    }

    static func check(_ texts: [String], list field: String) throws(EventFormatError) {
        guard texts.count <= EventLimits.maximumFlags else {
            throw EventFormatError(
                field: field,
                reason: "may have at most \(EventLimits.maximumFlags) elements"
            )
        }
        for (index, text) in texts.enumerated() { try check(text, "\(field)[\(index)]") }
    }
}
