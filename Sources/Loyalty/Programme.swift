/// The rules of one loyalty programme, validated: what the core decides by.
///
/// Field names and meanings are those of the programme file, with every default filled in; `extends`
/// and `overridable` are resolved when the file is loaded and never reach this type. All ids are
/// compared by bytes.
package struct Programme: Hashable, Sendable {
    /// The programme's name.
    package var id: String
    /// The zone that decides days, ISO weeks, months and years (`timeZone` or `tzOffsetMin`).
    package var zone: Zone
    /// ISO 4217 code of the money; the commodity of money postings.
    package var currency: String = "RUB"
    /// Pots by id; at least one.
    package var pots: [String: Pot]
    /// Rules, in the order of the file; they fire in the order of their ids.
    package var rules: [Rule] = []
    /// Rewards, in the order of the file, which is the order in which free items are given.
    package var rewards: [Reward] = []
    /// Ladders, in the order of the file.
    package var ladders: [Ladder] = []
    /// Offers, in the order of the file.
    package var offers: [Offer] = []
    /// Bounds on how often an account may buy, in the order of the file.
    package var velocity: [Velocity] = []
    /// Partners by id; one that is not listed takes part and has no prices and no fee.
    package var partners: [String: Partner] = [:]
    /// Stacking of a group of rules; a group that is not listed is `sum`.
    package var groups: [String: Stacking] = [:]
    /// How several discounts on one line go together.
    package var discountStack: DiscountStack = .best
    /// Days of grace for a lot that is already over when it is credited, 0 or more; 0: none.
    package var lateGraceDays: Int = 0
    /// How many local days before H an event may lie, inclusive, 0 or more; nil: any.
    package var maxBackdateDays: Int?
    /// Life, in local days, of points that are restored into an expired lot, 0 or more.
    package var reinstateDays: Int = 14
    /// What becomes of the purchases of an issued card that is not activated.
    package var preActivation: PreActivation = .pend
    /// Horizon of the expiring points that an inquiry tells, in local days, 0 or more.
    package var expiringDays: Int = 30
    /// The age that enrolling needs, in years; nil: any, and no birthday is asked for.
    package var minAgeYears: Int?
    /// Life of an activation code in seconds, above 0; at start plus this it is dead.
    package var smsTtlSeconds: Int64 = 300
    /// Wrong codes that an activation bears, above 0.
    package var smsTries: Int = 3
    /// Local dates that are not working days, besides Saturdays and Sundays.
    package var holidays: Set<LocalDate> = []
    /// Tiers that an action grants, by the name of the action.
    package var actionSetsTier: [String: TierGrant] = [:]
    /// What a scanned number of 13 digits is; ranges do not overlap.
    package var ranges: [CardRange] = []
    /// What may be spent while the authority is out of reach; nil: nothing.
    package var offlineSpend: OfflineSpend?
    /// Later versions in order of `from`, none of which has versions of its own.
    ///
    /// The fields of this value itself are in force before the first of them.
    package var versions: [ProgrammeVersion] = []

    /// Makes a programme; the caller has validated it.
    package init(id: String, zone: Zone, pots: [String: Pot]) {
        self.id = id
        self.zone = zone
        self.pots = pots
    }
}

/// A version of a programme and the instant from which it is in force.
package struct ProgrammeVersion: Hashable, Sendable {
    /// The first instant at which it is in force, by the event's own `at`.
    package let from: Instant
    /// Every field of the version; `versions` is empty.
    package let programme: Programme

    /// Makes a version.
    package init(from: Instant, programme: Programme) {
        precondition(programme.versions.isEmpty, "a version has no versions of its own")
        self.from = from
        self.programme = programme
    }
}

/// How rules of one group add up.
package enum Stacking: String, Hashable, Sendable, CaseIterable {
    /// Per pot, the highest rounded grant wins; then higher priority, then the smaller id.
    case best
    /// All count.
    case sum
}

/// How several discounts on one line go together.
package enum DiscountStack: String, Hashable, Sendable, CaseIterable {
    /// One discount a line: the highest rate; then higher priority, then the smaller id.
    case best
    /// All, higher priority first, then the smaller id, each on what is left of the line.
    case chain
}

/// What becomes of the purchases of an issued card that is not activated.
package enum PreActivation: String, Hashable, Sendable, CaseIterable {
    /// Points wait pending until the activation.
    case pend
    /// The purchase is refused: `notActivated`.
    case reject
}

/// What may be spent in a span while the authority is out of reach.
package struct OfflineSpend: Hashable, Sendable {
    /// The span, by the local calendar.
    package let period: CountPeriod
    /// At most so many micro-points in the span, 0 or more.
    package let max: Points

    /// Makes an allowance.
    package init(period: CountPeriod, max: Points) {
        self.period = period
        self.max = max
    }
}

/// A tier that an action grants: a subscription, an invitation.
package struct TierGrant: Hashable, Sendable {
    /// The ladder's id.
    package let ladder: String
    /// The tier's id.
    package let tier: String
    /// How long it is granted, from the action's instant; renewed early, from the old end.
    package let period: Period

    /// Makes a grant of a tier.
    package init(ladder: String, tier: String, period: Period) {
        self.ladder = ladder
        self.tier = tier
        self.period = period
    }
}
