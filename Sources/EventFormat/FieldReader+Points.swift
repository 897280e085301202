import CanonicalJSON
import Loyalty

// Movements of points, and offers.
extension FieldReader {
    mutating func redemption() throws(EventFormatError) -> Redemption {
        Redemption(
            who: try identification(),
            reward: try requiredText("reward"),
            points: try optionalPoints(),
            partner: try optionalText("partner")
        )
    }

    mutating func hold() throws(EventFormatError) -> PointsHold {
        let who = try identification()
        let pot = try requiredText("pot")
        let points = try requiredPoints()
        let seconds = try requiredInteger("ttl")
        guard EventLimits.holdSeconds.contains(seconds) else {
            throw fault("ttl", EventFormatError.badHoldTime)
        }
        return PointsHold(
            who: who,
            pot: pot,
            points: points,
            ttlSeconds: seconds,
            partner: try optionalText("partner")
        )
    }

    mutating func capture() throws(EventFormatError) -> HoldCapture {
        HoldCapture(
            who: try identification(),
            hold: try requiredText("hold"),
            points: try optionalPoints(),
            partner: try optionalText("partner")
        )
    }

    /// A release gives back all: its points and its partner may be said and count for nothing.
    mutating func release() throws(EventFormatError) -> HoldRelease {
        let release = HoldRelease(who: try identification(), hold: try requiredText("hold"))
        _ = try optionalPoints()
        _ = try optionalText("partner")
        return release
    }

    mutating func adjustment() throws(EventFormatError) -> Adjustment {
        Adjustment(
            who: try identification(),
            pot: try requiredText("pot"),
            points: try requiredPoints(),
            reason: try optionalFreeText("reason"),
            lot: try lotTerms()
        )
    }

    mutating func transfer() throws(EventFormatError) -> PointsTransfer {
        PointsTransfer(
            from: try party("from"),
            to: try party("to"),
            pot: try requiredText("pot"),
            points: try requiredPoints()
        )
    }

    mutating func merge() throws(EventFormatError) -> AccountMerge {
        AccountMerge(from: try party("from"), into: try party("into"))
    }

    mutating func join() throws(EventFormatError) -> OfferJoin {
        OfferJoin(who: try identification(), offer: try requiredText("offer"))
    }

    mutating func claim() throws(EventFormatError) -> OfferClaim {
        OfferClaim(
            who: try identification(),
            offer: try requiredText("offer"),
            choice: try requiredText("choice")
        )
    }

    private mutating func requiredPoints() throws(EventFormatError) -> Points {
        Points(micro: try requiredInteger("points"))
    }

    private mutating func optionalPoints() throws(EventFormatError) -> Points? {
        try optionalInteger("points").map(Points.init(micro:))
    }

    private mutating func lotTerms() throws(EventFormatError) -> LotTerms {
        var terms = LotTerms()
        guard let value = optional("lot") else { return terms }
        var inner = try FieldReader(value, in: path(of: "lot"))
        terms.vest = try inner.period("vest")
        terms.expiry = try inner.period("expiry")
        terms.expiryFrom = try inner.word("expiryFrom", LotTerms.Start.self)
        try inner.finish()
        return terms
    }

    private mutating func period(_ name: String) throws(EventFormatError) -> Period? {
        guard let value = optional(name) else { return nil }
        var inner = try FieldReader(value, in: path(of: name))
        let period = try inner.period()
        try inner.finish()
        return period
    }

    private mutating func period() throws(EventFormatError) -> Period {
        if let text = try optionalText("after") {
            guard let duration = EventFormat.duration(from: text) else {
                throw fault("after", EventFormatError.badDuration)
            }
            return .after(duration, try word("round", Period.Edge.self) ?? .exact)
        }
        if let count = try optionalInteger("workdays") {
            guard (1...Int64(Period.maximumWorkdays)).contains(count) else {
                throw fault("workdays", EventFormatError.badWorkdays)
            }
            return .workdays(Int(count))
        }
        guard let text = try optionalText("at") else {
            throw fault("after", "is missing; or give `workdays` or `at`")
        }
        guard let instant = EventFormat.instant(from: text) else {
            throw fault("at", EventFormatError.badInstant)
        }
        return .at(instant)
    }
}
