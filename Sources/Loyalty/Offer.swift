/// Something that members claim, complete or join.
package struct Offer: Hashable, Sendable {
    /// The kinds of offer.
    package enum Kind: Hashable, Sendable {
        /// A discount on one product of the member's choice.
        case personalDiscount(PersonalDiscount)
        /// Points for several steps.
        case steps(StepsOffer)
        /// A coupon that needs a number of buyers.
        case groupBuy(GroupBuy)
    }

    /// Unique in the programme.
    package var id: String
    /// What kind it is.
    package var kind: Kind

    /// Makes an offer.
    package init(id: String, kind: Kind) {
        self.id = id
        self.kind = kind
    }
}

/// A discount on one product of the member's choice.
package struct PersonalDiscount: Hashable, Sendable {
    /// When a claim begins to count.
    package enum Start: String, Hashable, Sendable, CaseIterable {
        /// From the Monday after the claim to the end of that ISO week.
        case nextWeek
        /// From the claim to the end of its ISO week; the default.
        case atOnce
    }

    /// Basis points off the price, 0 to 10,000.
    package var discountBp: Int64
    /// Articles to choose from.
    package var choices: [String]
    /// The span in which claims count (`per`).
    package var period: CountPeriod
    /// Claims in a span, per account (`n`).
    package var count: Int = 1
    /// When a claim begins to count.
    package var starts: Start = .atOnce
    /// Breaks ties among discounts; higher wins.
    package var priority: Int = 0

    /// Makes an offer.
    package init(discountBp: Int64, choices: [String], period: CountPeriod) {
        self.discountBp = discountBp
        self.choices = choices
        self.period = period
    }
}

/// Points for several steps in any order, once per account, at the expense of the house.
package struct StepsOffer: Hashable, Sendable {
    /// One step.
    package struct Step: Hashable, Sendable {
        /// The action that takes it.
        package var action: String
        /// First local date, inclusive; nil: any.
        package var fromDate: LocalDate?
        /// Last local date, inclusive; nil: any.
        package var toDate: LocalDate?
        /// The least value of the attribute `kop` (`minKop`); nil: it is not looked at.
        package var minimum: Money?
        /// A flag of members who need not take the step (`skipIf`).
        package var skipFlag: String?

        /// Makes a step.
        package init(action: String) { self.action = action }
    }

    /// The pot that is credited.
    package var pot: String
    /// Micro-points, above zero.
    package var grant: Points
    /// The terms of the lot.
    package var lot = LotTerms()
    /// The steps, at least one.
    package var steps: [Step]

    /// Makes an offer.
    package init(pot: String, grant: Points, steps: [Step]) {
        self.pot = pot
        self.grant = grant
        self.steps = steps
    }
}

/// A coupon that needs a number of buyers.
package struct GroupBuy: Hashable, Sendable {
    /// What a coupon costs, minor units (`priceKop`).
    package var price: Money
    /// Buyers that it takes, above zero.
    package var minBuyers: Int
    /// Coupons that there are; nil: any number.
    package var maxBuyers: Int?
    /// The first instant at which nobody can join.
    package var deadline: Instant
    /// The platform's share of a coupon, basis points, floored.
    package var platformBp: Int64
    /// The partner that gets the rest.
    package var merchant: String

    /// Makes an offer.
    package init(
        price: Money,
        minBuyers: Int,
        maxBuyers: Int?,
        deadline: Instant,
        platformBp: Int64,
        merchant: String
    ) {
        self.price = price
        self.minBuyers = minBuyers
        self.maxBuyers = maxBuyers
        self.deadline = deadline
        self.platformBp = platformBp
        self.merchant = merchant
    }
}
