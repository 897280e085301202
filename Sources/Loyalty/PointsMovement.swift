/// The values of a `redeem` event.
package struct Redemption: Hashable, Sendable {
    /// Who spends.
    package let who: Identification
    /// The id of an item, a payout or a donation.
    package let reward: String
    /// How many micro-points; nil: the reward's cost.
    package let points: Points?
    /// Where; `house` when absent.
    package let partner: String?

    /// Makes the values of a redemption.
    package init(
        who: Identification,
        reward: String,
        points: Points? = nil,
        partner: String? = nil
    ) {
        self.who = who
        self.reward = reward
        self.points = points
        self.partner = partner
    }
}

/// The values of a `hold` event; the event's id names the hold.
package struct PointsHold: Hashable, Sendable {
    /// Whose points.
    package let who: Identification
    /// The pot.
    package let pot: String
    /// Micro-points; not above zero: `notAMultipleOfStep`.
    package let points: Points
    /// Seconds after which the points are free again.
    package let ttlSeconds: Int64
    /// Where; `house` when absent.
    package let partner: String?

    /// Makes the values of a hold.
    package init(
        who: Identification,
        pot: String,
        points: Points,
        ttlSeconds: Int64,
        partner: String? = nil
    ) {
        self.who = who
        self.pot = pot
        self.points = points
        self.ttlSeconds = ttlSeconds
        self.partner = partner
    }
}

/// The values of a `capture` event.
package struct HoldCapture: Hashable, Sendable {
    /// Whose hold.
    package let who: Identification
    /// The id of the event that made the hold.
    package let hold: String
    /// Micro-points, at most what is held; nil: all.
    package let points: Points?
    /// The partner that accepts them; `house` when absent.
    package let partner: String?

    /// Makes the values of a capture.
    package init(
        who: Identification,
        hold: String,
        points: Points? = nil,
        partner: String? = nil
    ) {
        self.who = who
        self.hold = hold
        self.points = points
        self.partner = partner
    }
}

/// The values of a `release` event.
package struct HoldRelease: Hashable, Sendable {
    /// Whose hold.
    package let who: Identification
    /// The id of the event that made the hold.
    package let hold: String

    /// Makes the values of a release.
    package init(who: Identification, hold: String) {
        self.who = who
        self.hold = hold
    }
}

/// The values of an `adjust` event.
package struct Adjustment: Hashable, Sendable {
    /// Whose points.
    package let who: Identification
    /// The pot.
    package let pot: String
    /// Micro-points, above zero to give, below to take.
    package let points: Points
    /// Why; nil or empty: `reasonRequired`.
    package let reason: String?
    /// Terms of the lot of what is given; they replace the pot's key by key.
    package let lot: LotTerms

    /// Makes the values of an adjustment.
    package init(
        who: Identification,
        pot: String,
        points: Points,
        reason: String?,
        lot: LotTerms = LotTerms()
    ) {
        self.who = who
        self.pot = pot
        self.points = points
        self.reason = reason
        self.lot = lot
    }
}

/// The values of a `transfer` event.
package struct PointsTransfer: Hashable, Sendable {
    /// The member who gives.
    package let from: Identification
    /// The member who gets.
    package let to: Identification
    /// The pot.
    package let pot: String
    /// Micro-points, a multiple of the pot's quantum above zero.
    package let points: Points

    /// Makes the values of a transfer.
    package init(from: Identification, to: Identification, pot: String, points: Points) {
        self.from = from
        self.to = to
        self.pot = pot
        self.points = points
    }
}

/// The values of a `merge` event.
package struct AccountMerge: Hashable, Sendable {
    /// The member whose account ends.
    package let from: Identification
    /// The member whose account takes all.
    package let into: Identification

    /// Makes the values of a merge.
    package init(from: Identification, into: Identification) {
        self.from = from
        self.into = into
    }
}
