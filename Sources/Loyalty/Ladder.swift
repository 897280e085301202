/// A ladder of tiers, low to high.
package struct Ladder: Hashable, Sendable {
    /// What happens when a tier is no longer held or earned.
    package enum Downgrade: String, Hashable, Sendable, CaseIterable {
        /// To the highest tier still earned or held.
        case recompute
        /// One tier, which then holds anew from that instant.
        case oneDown
        /// Nothing.
        case never
    }

    /// Unique in the programme.
    package var id: String
    /// The id of the tier below the first.
    package var initial: String
    /// The tiers, low to high.
    package var tiers: [Tier]
    /// What happens when a tier is no longer held or earned.
    package var downgrade: Downgrade = .recompute

    /// Makes a ladder.
    package init(id: String, initial: String, tiers: [Tier]) {
        self.id = id
        self.initial = initial
        self.tiers = tiers
    }
}

/// One tier of a ladder.
package struct Tier: Hashable, Sendable {
    /// Over which span a threshold counts.
    package enum Window: Hashable, Sendable {
        /// Always.
        case lifetime
        /// The local year of H.
        case calendarYear
        /// A duration; an entry leaves at its instant plus the duration.
        case rolling(CalendarDuration)
    }

    /// How long a tier lasts from the instant of qualifying.
    package enum Hold: Hashable, Sendable {
        /// To the end of the next local year.
        case endOfNextYear
        /// To the end of the local year.
        case endOfYear
        /// A duration.
        case duration(CalendarDuration)
    }

    /// The threshold of a tier (`when`).
    package struct Threshold: Hashable, Sendable {
        /// What is counted (`of`).
        package let measure: NextTier.Measure
        /// The pot, for `earned`, and only for it.
        package let pot: String?
        /// The span; `tenureDays` has none.
        package let window: Window
        /// The bound (`gte`), inclusive: micro-points, minor units, purchases or local days.
        package let atLeast: Int64

        /// Makes a threshold.
        package init(
            measure: NextTier.Measure,
            pot: String?,
            window: Window = .lifetime,
            atLeast: Int64
        ) {
            self.measure = measure
            self.pot = pot
            self.window = window
            self.atLeast = atLeast
        }
    }

    /// Unique in the ladder.
    package var id: String
    /// What it takes; nil: it can only be granted.
    package var when: Threshold?
    /// How long it lasts once qualified for; nil: while it is earned.
    package var hold: Hold?
    /// What it gives, as shown.
    package var benefits: [String] = []

    /// Makes a tier.
    package init(id: String, when: Threshold?) {
        self.id = id
        self.when = when
    }
}
