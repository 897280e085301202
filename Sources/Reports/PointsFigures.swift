package import Loyalty

/// Points of one pot that were issued, redeemed and expired, in micro-points.
package struct PointsFigures: Hashable, Sendable {
    /// Issued, less what was taken back.
    package private(set) var issued: Int128
    /// Redeemed, less what came back with goods.
    package private(set) var redeemed: Int128
    /// Expired or left behind, less what was taken back from it.
    package private(set) var expired: Int128

    /// Makes figures, in micro-points.
    package init(issued: Int128 = 0, redeemed: Int128 = 0, expired: Int128 = 0) {
        self.issued = issued
        self.redeemed = redeemed
        self.expired = expired
    }

    /// Takes a posting of the pot; one to an account of another kind counts for nothing.
    package mutating func take(_ posting: Posting) {
        let amount = Int128(posting.amount)
        if posting.account.hasPrefix("iss/") {
            issued -= amount
        } else if posting.account.hasPrefix("acc/") {
            redeemed += amount
        } else if posting.account == "brk" {
            expired += amount
        }
    }

    /// Redeemed / issued, basis points; nil: nothing was issued.
    package var redemptionRate: Int128? { Quotient.basisPoints(redeemed, of: issued) }
    /// Expired / issued, basis points; nil: nothing was issued.
    package var breakageRate: Int128? { Quotient.basisPoints(expired, of: issued) }
}
