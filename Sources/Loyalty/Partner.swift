/// A partner of the programme; one that is not listed has the defaults.
package struct Partner: Hashable, Sendable {
    /// Whether purchases there take part.
    ///
    /// If not, a purchase is applied without price rules, free items, accrual and tender; it still
    /// counts for spend, visits, fee and donation.
    package var participates = true
    /// What the partner pays for points at its expense, in minor units for 1,000,000 micro-points,
    /// half-up per transaction; nil: nothing is posted.
    package var issuePrice: Money?
    /// What the partner is paid for points it accepts, in minor units for 1,000,000 micro-points,
    /// half-up per transaction; nil: nothing is posted.
    package var acceptPrice: Money?
    /// Its fee, in basis points of the money paid, half-up per receipt; 0: none.
    package var feeBp: Int64 = 0

    /// Makes a partner that takes part.
    package init() {}
}

/// A range of numbers of 13 digits, and what a number in it is.
package struct CardRange: Hashable, Sendable {
    /// What a scanned number is.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A card of the programme.
        case card
        /// An article.
        case product
        /// An invitation to join; it never holds value.
        case invite
        /// A coupon.
        case coupon
    }

    /// The first number, 13 digits.
    package let from: String
    /// The last number, 13 digits, inclusive.
    package let to: String
    /// What a number between them is.
    package let kind: Kind

    /// Makes a range; `from` is not above `to`.
    package init(from: String, to: String, kind: Kind) {
        self.from = from
        self.to = to
        self.kind = kind
    }
}
