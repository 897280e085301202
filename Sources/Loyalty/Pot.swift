/// A kind of points.
package struct Pot: Hashable, Sendable {
    /// What points are worth, and the exchange of percentage rules.
    package struct Redeem: Hashable, Sendable {
        /// Micro-points, above zero, a multiple of `minor`.
        package let per: Points
        /// Minor units that `per` is worth, above zero.
        package let minor: Money

        /// Makes an exchange; `per` is a multiple of `minor`.
        package init(per: Points, minor: Money) {
            self.per = per
            self.minor = minor
        }
    }

    /// What becomes of points of a returned purchase that were spent.
    package enum Shortfall: String, Hashable, Sendable, CaseIterable {
        /// The account owes them; the next grants repay.
        case debt
        /// Their value, rounded up, is withheld from the refund.
        case deductRefund
        /// Nobody pays.
        case writeOff
    }

    /// The smallest step of a grant in micro-points, above zero.
    package var quantum: Points
    /// The rounding of grants.
    package var round: Rounding = .floor
    /// The value of points; nil: they have none, and cannot be paid with.
    package var redeem: Redeem?
    /// The life of lots.
    package var lot = LotTerms()
    /// What becomes of points of a returned purchase that were spent.
    package var shortfall: Shortfall = .debt

    /// Makes a pot.
    package init(quantum: Points) { self.quantum = quantum }
}

/// When points become available and when they end; the terms of a rule, an offer or an adjustment
/// replace the pot's key by key.
package struct LotTerms: Hashable, Sendable {
    /// From when an expiry period counts.
    package enum Start: String, Hashable, Sendable, CaseIterable {
        /// From the event.
        case earn
        /// From becoming available.
        case vest
    }

    /// When pending points become available; nil: as the pot says, else at once.
    package var vest: Period?
    /// The first instant at which points are over; nil: as the pot says, else never.
    package var expiry: Period?
    /// From when `expiry` counts; nil: as the pot says, else from the event.
    package var expiryFrom: Start?

    /// Makes empty terms.
    package init() {}
}
