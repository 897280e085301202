/// The rules of one loyalty programme, validated: what the core decides by.
///
/// Field names and meanings are those of the programme file; a field that this version of the core
/// does not support is refused by name when the file is loaded and never reaches this type.
package struct Programme: Hashable, Sendable {
    /// The programme's name.
    package var id: String
    /// The zone that decides days, weeks, months and years.
    package var zone: Zone
    /// ISO 4217 code of the money; the commodity of money postings.
    package var currency: String = "RUB"
    /// Pots by id.
    package var pots: [String: Pot]
    /// Accrual rules, in the order of the file.
    package var rules: [Rule] = []
    /// Ladders, in the order of the file.
    package var ladders: [Ladder] = []
    /// Partners by id; `house` needs no entry.
    package var partners: [String: Partner] = [:]
    /// Stacking of a group of rules; a group that is not listed is `sum`.
    package var groups: [String: Stacking] = [:]
    /// How many days before now an event may lie; nil: any.
    package var maxBackdateDays: Int?
    /// Days of grace for a lot that is already over when it is credited.
    package var lateGraceDays: Int = 0
    /// Horizon of the expiring points that an inquiry tells, in days.
    package var expiringDays: Int = 30
    /// Local dates that are not working days.
    package var holidays: Set<LocalDate> = []

    /// Makes a programme; the caller has validated it.
    package init(id: String, zone: Zone, pots: [String: Pot]) {
        self.id = id
        self.zone = zone
        self.pots = pots
    }
}

/// How rules of one group add up.
package enum Stacking: String, Hashable, Sendable {
    /// The highest grant wins.
    case best
    /// All count.
    case sum
}

/// A time zone as a table of offsets, built outside the core.
package struct Zone: Hashable, Sendable {
    /// One change of the offset.
    package struct Transition: Hashable, Sendable {
        /// From this instant on.
        package let at: Instant
        /// Seconds east of UTC.
        package let offsetSeconds: Int64

        /// Makes a transition.
        package init(at: Instant, offsetSeconds: Int64) {
            self.at = at
            self.offsetSeconds = offsetSeconds
        }
    }

    /// Seconds east of UTC before the first transition.
    package let initialOffsetSeconds: Int64
    /// The changes, in order of time.
    package let transitions: [Transition]

    /// Makes a zone; transitions must be in order of time.
    package init(initialOffsetSeconds: Int64, transitions: [Transition] = []) {
        self.initialOffsetSeconds = initialOffsetSeconds
        self.transitions = transitions
    }
}

/// How a quotient becomes an integer.
package enum Rounding: String, Hashable, Sendable, CaseIterable {
    /// Towards minus infinity.
    case floor
    /// To the nearest, halves away from zero.
    case halfUp
    /// To the nearest, halves to the even neighbour.
    case halfEven
    /// Towards plus infinity.
    case ceil
}

/// A kind of points.
package struct Pot: Hashable, Sendable {
    /// What points are worth, and the exchange of percentage rules.
    package struct Redeem: Hashable, Sendable {
        /// Micro-points.
        package let per: Points
        /// Minor units that `per` is worth.
        package let minor: Money

        /// Makes an exchange; `per` is a multiple of `minor`.
        package init(per: Points, minor: Money) {
            self.per = per
            self.minor = minor
        }
    }

    /// The smallest step of a grant, above zero.
    package var quantum: Points
    /// The rounding of grants.
    package var round: Rounding = .floor
    /// The value of points; nil: they have none.
    package var redeem: Redeem?
    /// The life of lots.
    package var lot = LotTerms()

    /// Makes a pot.
    package init(quantum: Points) { self.quantum = quantum }
}

/// When points become available and when they end; a rule's terms replace the pot's key by key.
package struct LotTerms: Hashable, Sendable {
    /// From when an expiry period counts.
    package enum Start: String, Hashable, Sendable {
        /// From the event.
        case earn
        /// From becoming available.
        case vest
    }

    /// When pending points become available; nil: at once.
    package var vest: Period?
    /// The first instant at which points are over; nil: never.
    package var expiry: Period?
    /// From when `expiry` counts; nil: as the pot says, else from the event.
    package var expiryFrom: Start?

    /// Makes empty terms.
    package init() {}
}

/// A span of time of the calendar.
package enum Period: Hashable, Sendable {
    /// A duration, then a rounding.
    case after(CalendarDuration, Edge)
    /// 00:00 of the n-th working day after the local date.
    case workdays(Int)
    /// A fixed instant.
    case at(Instant)

    /// How the end of a duration is rounded.
    package enum Edge: String, Hashable, Sendable, CaseIterable {
        /// Not at all.
        case exact
        /// 00:00 of that local day.
        case startOfDay
        /// The first instant after that local day.
        case endOfDay
        /// The first instant after that ISO week.
        case endOfWeek
        /// The first instant after that month.
        case endOfMonth
        /// The first instant after that year.
        case endOfYear
    }
}

/// An ISO 8601 duration; months clamp to the last day, weeks and days are local days.
package struct CalendarDuration: Hashable, Sendable {
    /// Years and months, as months.
    package let months: Int
    /// Weeks and days, as days.
    package let days: Int
    /// Hours, minutes and seconds, as seconds.
    package let seconds: Int64

    /// Makes a duration; no part is negative.
    package init(months: Int = 0, days: Int = 0, seconds: Int64 = 0) {
        self.months = months
        self.days = days
        self.seconds = seconds
    }
}

/// A partner of the programme.
package struct Partner: Hashable, Sendable {
    /// Whether purchases there earn.
    package var participates = true

    /// Makes a partner that takes part.
    package init() {}
}

/// One accrual rule on purchases.
package struct Rule: Hashable, Sendable {
    /// What a rule counts on.
    package enum Basis: String, Hashable, Sendable, CaseIterable {
        /// Quantity times unit price.
        case gross
        /// Gross less discounts.
        case net
        /// Net less the value of points paid with.
        case paid
    }

    /// How much a rule grants.
    package enum Amount: Hashable, Sendable {
        /// Basis points of the basis.
        case rateBp(Int64)
        /// A fixed grant for each purchase with a matching line.
        case fixed(Points)
        /// A grant for each unit of the matching lines.
        case perUnit(Points)
        /// A grant for each full step of the basis.
        case perStep(minor: Money, grant: Points)
    }

    /// Unique in the programme; rules fire in the order of their ids.
    package var id: String
    /// The pot that is credited.
    package var pot: String
    /// The group it belongs to.
    package var group: String = "base"
    /// Breaks ties inside a `best` group; higher wins.
    package var priority: Int = 0
    /// What must hold.
    package var condition = Condition()
    /// How much.
    package var amount: Amount
    /// What it counts on.
    package var basis: Basis = .paid
    /// Its own rounding; nil: the pot's.
    package var round: Rounding?
    /// At most so much, by the period of the event.
    package var caps: [Cap] = []
    /// At most so many grants; nil: any.
    package var limit: Limit?
    /// Its own terms of lots.
    package var lot = LotTerms()
    /// Who pays: `house`, `self` (the event's partner) or a partner.
    package var funder: String = "house"

    /// Makes a rule.
    package init(id: String, pot: String, amount: Amount) {
        self.id = id
        self.pot = pot
        self.amount = amount
    }
}

/// The spans in which caps and limits count.
package enum CapPeriod: String, Hashable, Sendable, CaseIterable {
    /// One event.
    case event
    /// A local day.
    case day
    /// An ISO week.
    case week
    /// A month.
    case month
    /// A year.
    case calendarYear
    /// Always, per account.
    case lifetime
    /// Always, over all accounts.
    case total
}

/// An upper bound of what a rule grants in a span.
package struct Cap: Hashable, Sendable {
    /// The span.
    package let period: CapPeriod
    /// The bound.
    package let points: Points

    /// Makes a cap.
    package init(period: CapPeriod, points: Points) {
        self.period = period
        self.points = points
    }
}

/// An upper bound of how often a rule grants in a span.
package struct Limit: Hashable, Sendable {
    /// How often.
    package let count: Int
    /// The span: day, week, month, calendarYear or lifetime.
    package let period: CapPeriod

    /// Makes a limit.
    package init(count: Int, period: CapPeriod) {
        self.count = count
        self.period = period
    }
}

/// What must hold for a rule to fire; an empty list or nil asks nothing.
package struct Condition: Hashable, Sendable {
    /// Lines of one of these categories.
    package var categories: [String] = []
    /// Lines of none of these categories; a line without category passes.
    package var excludedCategories: [String] = []
    /// Lines of one of these articles.
    package var skus: [String] = []
    /// Lines of one of these brands.
    package var brands: [String] = []
    /// Sum of the rule's basis over all lines, inclusive.
    package var minimumBasket: Money?
    /// Units of the matching lines, inclusive.
    package var minimumQuantity: Int64?
    /// First local date, inclusive.
    package var fromDate: LocalDate?
    /// Last local date, inclusive.
    package var toDate: LocalDate?
    /// Days of the week, 1 = Monday.
    package var days: [Int] = []
    /// Local hours, from inclusive, to exclusive.
    package var hours: Range<Int>?
    /// Every ladder named must stand at one of its tiers, as before the event.
    package var tiers: [String: [String]] = [:]
    /// Partners.
    package var partners: [String] = []

    /// Makes a condition that always holds.
    package init() {}
}

/// A ladder of tiers, low to high.
package struct Ladder: Hashable, Sendable {
    /// Unique in the programme.
    package var id: String
    /// The tier below the first.
    package var initial: String
    /// The tiers, low to high.
    package var tiers: [Tier]

    /// Makes a ladder.
    package init(id: String, initial: String, tiers: [Tier]) {
        self.id = id
        self.initial = initial
        self.tiers = tiers
    }
}

/// One tier of a ladder, held while it is earned.
package struct Tier: Hashable, Sendable {
    /// Over which span a threshold counts.
    package enum Window: String, Hashable, Sendable {
        /// Always.
        case lifetime
        /// The local year of the core's clock.
        case calendarYear
    }

    /// The threshold of a tier.
    package struct Threshold: Hashable, Sendable {
        /// What is counted.
        package let measure: NextTier.Measure
        /// The pot, for `earned`.
        package let pot: String?
        /// The span.
        package let window: Window
        /// The bound, inclusive: micro-points, minor units or purchases.
        package let atLeast: Int64

        /// Makes a threshold.
        package init(measure: NextTier.Measure, pot: String?, window: Window, atLeast: Int64) {
            self.measure = measure
            self.pot = pot
            self.window = window
            self.atLeast = atLeast
        }
    }

    /// Unique in the ladder.
    package var id: String
    /// What it takes.
    package var when: Threshold
    /// What it gives, as shown.
    package var benefits: [String] = []

    /// Makes a tier.
    package init(id: String, when: Threshold) {
        self.id = id
        self.when = when
    }
}
