/// What one account holds in one pot.
package struct Balance: Hashable, Sendable {
    /// Points that can be spent.
    package var available: Points
    /// Points credited that become available later.
    package var pending: Points
    /// Points set aside by a hold.
    package var held: Points
    /// Points owed; positive.
    package var debt: Points

    /// Makes a balance.
    package init(
        available: Points = .zero,
        pending: Points = .zero,
        held: Points = .zero,
        debt: Points = .zero
    ) {
        self.available = available
        self.pending = pending
        self.held = held
        self.debt = debt
    }
}

/// A local calendar date of the programme's time zone.
package struct LocalDate: Hashable, Comparable, Sendable {
    /// Year, Gregorian.
    package let year: Int
    /// Month, 1 to 12.
    package let month: Int
    /// Day of the month, 1 to 31.
    package let day: Int

    /// Makes a date; the parts must be a real date, as `isReal` says.
    package init(year: Int, month: Int, day: Int) {
        precondition(LocalDate.isReal(year: year, month: month, day: day), "a date is real")
        self.year = year
        self.month = month
        self.day = day
    }

    /// Orders by time.
    package static func < (left: LocalDate, right: LocalDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}

/// An amount and the local date that matters for it.
package struct DatedPoints: Hashable, Sendable {
    /// The date: first usable day of coming points, last usable day of expiring ones.
    package let date: LocalDate
    /// How many.
    package let points: Points

    /// Makes a dated amount.
    package init(date: LocalDate, points: Points) {
        self.date = date
        self.points = points
    }
}

/// What a balance check tells: the answer to an inquiry, without changing anything.
package struct AccountSummary: Hashable, Sendable {
    /// What the member may do; nil in a summary of an account, which may have several members.
    package var status: MemberStatus?
    /// Balances by pot, zero ones left out.
    package var balances: [String: Balance] = [:]
    /// Pending points by pot, by the day they become available, earliest first, one entry a day.
    package var coming: [String: [DatedPoints]] = [:]
    /// Available points by pot that expire within the programme's horizon, one entry a day.
    package var expiring: [String: [DatedPoints]] = [:]
    /// Current tier by ladder.
    package var tiers: [String: String] = [:]
    /// Next tier that can be earned, by ladder, and what is still needed for it (minor units,
    /// micro-points, visits or days).
    package var next: [String: NextTier] = [:]
    /// Benefits of the current tiers, in the order of the ladders.
    package var benefits: [String] = []
    /// The first instant at which a balance, a tier or the way to the next one changes by time
    /// alone; nil when never.
    ///
    /// Lots also enter the horizon of `expiring`, day by day, before that.
    package var nextChangeAt: Instant?

    /// Makes an empty summary.
    package init() {}
}

/// The next tier of a ladder, and the distance to it.
package struct NextTier: Hashable, Sendable {
    /// What a ladder's threshold counts.
    package enum Measure: String, Hashable, Sendable, CaseIterable {
        /// Micro-points granted.
        case earned
        /// Minor units paid.
        case spend
        /// Purchases.
        case visits
        /// Local days since the account began.
        case tenureDays
    }

    /// The tier's id.
    package let tier: String
    /// What is counted.
    package let measure: Measure
    /// What is still needed.
    package let need: Int64

    /// Makes a next tier.
    package init(tier: String, measure: Measure, need: Int64) {
        self.tier = tier
        self.measure = measure
        self.need = need
    }
}
