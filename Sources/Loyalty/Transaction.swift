/// One balanced movement: its postings sum to zero per commodity.
package struct Transaction: Hashable, Sendable {
    /// The cause: the event's id, or `auto:<lot>:vest` and the like where time caused it.
    package let cause: String
    /// What kind of movement.
    package let kind: Kind
    /// The postings, merged per account and commodity, none zero, sorted by account, then commodity.
    package let postings: [Posting]

    /// Makes a transaction.
    package init(cause: String, kind: Kind, postings: [Posting]) {
        self.cause = cause
        self.kind = kind
        self.postings = postings
    }

    /// The kinds of movement.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Points granted, at once available.
        case accrue
        /// Points granted, available later.
        case accruePending
        /// Pending points become available.
        case vest
        /// Points are spent.
        case redeem
        /// Points are set aside.
        case hold
        /// Points that were set aside are spent.
        case capture
        /// Points that were set aside are free again.
        case release
        /// Points reach the end of their life.
        case expire
        /// Spent points come back with returned goods.
        case restore
        /// Granted points are taken back with returned goods.
        case clawback
        /// Points are taken by hand.
        case adjust
        /// Points go to another account.
        case transfer
        /// Everything goes to another account.
        case merge
        /// Points that came by a merge repay debt.
        case netDebt
        /// A member leaves: points end, debt is written off.
        case close
        /// Money for a fund.
        case donate
        /// A partner's fee.
        case fee
        /// A part of a partner's fee goes back.
        case feeBack
        /// The money of a coupon is kept apart.
        case escrow
        /// The money of coupons goes to the platform and the merchant.
        case split
        /// The money of a coupon goes back.
        case refund
        /// What is owed between the partners is paid.
        case settle
    }
}

/// One leg of a transaction; credit is positive.
package struct Posting: Hashable, Sendable {
    /// The ledger account: `iss/<funder>`, `mem/<account>/avail|pend|held|debt`, `brk` and so on.
    package let account: String
    /// The pot's id, or the currency.
    package let commodity: String
    /// Micro-points or minor units.
    package let amount: Int64

    /// Makes a posting.
    package init(account: String, commodity: String, amount: Int64) {
        self.account = account
        self.commodity = commodity
        self.amount = amount
    }
}
