import CanonicalJSON
import Loyalty

// The fields are looked at in the order in which they are read, so that a fault has one name.
extension EventFormat {
    static func check(_ enrollment: Enrollment) throws(EventFormatError) {
        try check(enrollment.member, "member")
        try check(enrollment.account, "account")
        try check(enrollment.birthday)
        try check(enrollment.card, "card")
        try check(enrollment.phone, "phone")
        try check(enrollment.referrer, "referrer")
        try check(enrollment.segments, list: "segments")
        try check(flags: enrollment.flags)
    }

    static func check(_ request: ActivationRequest) throws(EventFormatError) {
        try check(free: request.card, "card")
        try check(request.phone, "phone")
        try check(free: request.code, "code")
        try check(request.birthday)
    }

    static func check(_ purchase: Purchase) throws(EventFormatError) {
        try check(purchase.buyer)
        try check(purchase.lines)
        guard !purchase.lines.isEmpty else {
            throw EventFormatError(field: "lines", reason: EventFormatError.noLines)
        }
        try check(purchase.partner, "partner")
        try check(purchase.receipt, "receipt")
        try check(purchase.fiscal, "fiscal")
        try check(purchase.instrument, "instrument")
        try check(purchase.attributes)
        try check(purchase.use, list: "use")
        try check(purchase.pay?.reward, "pay.reward")
    }

    static func check(_ receipt: UnclaimedReceipt) throws(EventFormatError) {
        try check(receipt.lines)
        try check(receipt.partner, "partner")
        try check(receipt.receipt, "receipt")
        try check(receipt.fiscal, "fiscal")
        guard receipt.receipt != nil || receipt.fiscal != nil else {
            throw EventFormatError(field: "receipt", reason: EventFormatError.noReceiptKey)
        }
    }

    static func check(_ goods: Return) throws(EventFormatError) {
        try check(goods.purchase, "ref")
        try check(lineCount: goods.lines?.count ?? 0)
    }

    static func check(_ action: MemberAction) throws(EventFormatError) {
        try check(action.who)
        try check(action.action, "action")
        try check(action.partner, "partner")
        try check(action.instrument, "instrument")
        try check(action.attributes)
    }

    static func check(_ redemption: Redemption) throws(EventFormatError) {
        try check(redemption.who)
        try check(redemption.reward, "reward")
        try check(redemption.partner, "partner")
    }

    static func check(_ hold: PointsHold) throws(EventFormatError) {
        try check(hold.who)
        try check(hold.pot, "pot")
        guard EventLimits.holdSeconds.contains(hold.ttlSeconds) else {
            throw EventFormatError(field: "ttl", reason: EventFormatError.badHoldTime)
        }
        try check(hold.partner, "partner")
    }

    static func check(_ adjustment: Adjustment) throws(EventFormatError) {
        try check(adjustment.who)
        try check(adjustment.pot, "pot")
        try check(free: adjustment.reason, "reason")
        try check(adjustment.lot.vest, "lot.vest")
        try check(adjustment.lot.expiry, "lot.expiry")
    }
}

// Parts.
extension EventFormat {
    private static func check(_ lines: [ReceiptLine]) throws(EventFormatError) {
        try check(lineCount: lines.count)
        for (index, line) in lines.enumerated() {
            try check(line.sku, "lines[\(index)].sku")
            try check(line.category, "lines[\(index)].cat")
            try check(line.brand, "lines[\(index)].brand")
        }
    }

    private static func check(lineCount: Int) throws(EventFormatError) {
        guard lineCount <= EventLimits.maximumLines else {
            throw EventFormatError(
                field: "lines",
                reason: "may have at most \(EventLimits.maximumLines) elements"
            )
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
            throw EventFormatError(field: "flags", reason: EventFormatError.flagOrder)
        }
    }

    private static func check(_ attributes: [String: Int64]) throws(EventFormatError) {
        guard attributes.count <= EventLimits.maximumFlags else {
            throw EventFormatError(
                field: "attrs",
                reason: "may have at most \(EventLimits.maximumFlags) members"
            )
        }
        for (name, _) in attributes.inCanonicalOrder { try check(name, "attrs") }
    }

    private static func check(_ birthday: LocalDate?) throws(EventFormatError) {
        guard let birthday, !(1...9999).contains(birthday.year) else { return }
        throw EventFormatError(field: "birthday", reason: EventFormatError.badDate)
    }

    private static func check(
        _ period: Period?,
        _ field: String
    ) throws(EventFormatError) {
        switch period {
        case nil: break
        case .after(let duration, _):
            guard (0...Period.maximumMonths).contains(duration.months),
                (0...Period.maximumDays).contains(duration.days),
                (0...Period.maximumSeconds).contains(duration.seconds)
            else {
                throw EventFormatError(
                    field: "\(field).after",
                    reason: EventFormatError.badDuration
                )
            }
        case .workdays(let count):
            guard (1...Period.maximumWorkdays).contains(count) else {
                throw EventFormatError(
                    field: "\(field).workdays",
                    reason: EventFormatError.badWorkdays
                )
            }
        case .at(let instant):
            guard Instant.supported.contains(instant) else {
                throw EventFormatError(field: "\(field).at", reason: EventFormatError.badInstant)
            }
        }
    }
}
