/// One rule: when it fires, under which conditions, and what it does.
package struct Rule: Hashable, Sendable {
    /// What makes a rule fire (`on`).
    package enum Trigger: Hashable, Sendable {
        /// A purchase.
        case purchase
        /// A person joins.
        case enroll
        /// A card is activated.
        case activate
        /// An action of this name (`action:NAME`).
        case action(String)
    }

    /// What a rule does; each has exactly one of `amount`, `boost`, `discountBp` and `donateBp`.
    package enum Work: Hashable, Sendable {
        /// Credits an amount to a pot.
        case grant(pot: String, Amount)
        /// Adds to what the rules of a group grant in a pot.
        case boost(pot: String, Boost)
        /// Takes basis points, 0 to 10,000, off the price of the matching lines; purchases only.
        case discount(bp: Int64)
        /// Gives basis points of the money paid for the whole receipt to a fund, floored, at the
        /// programme's expense; purchases only.
        case donate(bp: Int64, fund: String)
    }

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
        /// Basis points of the basis of the matching lines, 0 or more, in the exchange of the pot.
        case rateBp(Int64)
        /// A fixed grant; on a purchase only if at least one line matches.
        case fixed(Points)
        /// A grant for each unit of the matching lines, free units not.
        case perUnit(Points)
        /// A grant for each full step of the basis; the step is above zero.
        case perStep(minor: Money, grant: Points)
        /// The event's attribute times `multiplier` by `divisor` micro-points; absent: nothing.
        ///
        /// Defaults are 1 and 1; the divisor is above zero, the multiplier not below.
        case fromAttribute(String, multiplier: Int64, divisor: Int64)
        /// Basis points of the points of the pot that are available before the accrual, by
        /// `divisor`, which is above zero and 1 by default.
        case balanceBp(Int64, divisor: Int64)
    }

    /// A multiplier on what a group grants.
    package struct Boost: Hashable, Sendable {
        /// The group whose winning, capped, non-boost amounts are multiplied.
        package let group: String
        /// The factor is `numerator` by `denominator`; the boost adds the factor less one.
        package let numerator: Int64
        /// Above zero.
        package let denominator: Int64

        /// Makes a boost.
        package init(group: String, numerator: Int64, denominator: Int64) {
            self.group = group
            self.numerator = numerator
            self.denominator = denominator
        }
    }

    /// Who is credited (`to`).
    package enum Recipient: String, Hashable, Sendable, CaseIterable {
        /// The account of the event.
        case `self`
        /// The account of the member's referrer; without one the rule is skipped.
        case referrer
    }

    /// Unique in the programme; rules fire in the order of their ids, boosts after the others.
    package var id: String
    /// What makes it fire.
    package var on: Trigger = .purchase
    /// What it does.
    package var work: Work
    /// The group it belongs to; without one it is in `base`.
    package var group: String = "base"
    /// Breaks ties inside a `best` group and among discounts; higher wins.
    package var priority: Int = 0
    /// What must hold.
    package var condition = Condition()
    /// What it counts on.
    package var basis: Basis = .paid
    /// Its own rounding; nil: the pot's.
    package var round: Rounding?
    /// At most so much, by the period of the event's `at`; each period at most once.
    package var caps: [Cap] = []
    /// At most so many grants; nil: any.
    package var limit: Limit?
    /// Its own terms of lots.
    package var lot = LotTerms()
    /// Who pays: `house`, `self` (the event's partner) or a partner.
    package var funder: String = "house"
    /// Who is credited; caps and limits are those of the event's account.
    package var recipient: Recipient = .self

    /// Makes a rule on purchases.
    package init(id: String, work: Work) {
        self.id = id
        self.work = work
    }

    /// Makes a rule that grants an amount on purchases.
    package init(id: String, pot: String, amount: Amount) {
        self.init(id: id, work: .grant(pot: pot, amount))
    }

    /// The pot that is credited; nil for price rules and donations.
    package var pot: String? {
        switch work {
        case .grant(let pot, _), .boost(let pot, _): pot
        case .discount, .donate: nil
        }
    }
}

/// The spans in which caps count.
package enum CapPeriod: String, Hashable, Sendable, CaseIterable {
    /// One event.
    case event
    /// A local day, per account of the event.
    case day
    /// An ISO week, per account of the event.
    case week
    /// A month, per account of the event.
    case month
    /// A year, per account of the event.
    case calendarYear
    /// Always, per account of the event.
    case lifetime
    /// Always, over all accounts.
    case total
}

/// An upper bound of what a rule grants in a span; returns give nothing back.
package struct Cap: Hashable, Sendable {
    /// The span.
    package let period: CapPeriod
    /// The bound in micro-points, 0 or more.
    package let points: Points

    /// Makes a cap.
    package init(period: CapPeriod, points: Points) {
        self.period = period
        self.points = points
    }
}

/// An upper bound of how often a rule grants in a span.
package struct Limit: Hashable, Sendable {
    /// How often (`n`), 0 or more.
    package let count: Int
    /// The span (`per`).
    package let period: CountPeriod

    /// Makes a limit.
    package init(count: Int, period: CountPeriod) {
        self.count = count
        self.period = period
    }
}
