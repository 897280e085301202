/// Points of one accrual: they become available and end together.
///
/// Its number over the whole programme is its index plus one; every lot is kept, since goods may
/// come back at any time. What is granted adds up: `original` is the sum of `remaining`, `spent`,
/// `expired` and `reversed`.
struct Lot: TreeNode {
    /// Why points wait.
    enum State: UInt8, Sendable {
        /// They can be spent.
        case live
        /// They wait for `vestsAt`.
        case pending
        /// They wait for the activation of the card, whatever `vestsAt` says.
        case waiting
    }

    // What the trees look at comes first, and lies together.

    /// In the tree of its holding: the live lots, or the pending and waiting ones.
    var left: Int32 = -1
    /// See `left`.
    var right: Int32 = -1
    /// Its own index.
    let index: Int32
    /// Whether it can be spent.
    var state: State
    /// Whether ladders count it as earned at `earnedAt`.
    let isEarned: Bool
    /// Unix seconds of the event that granted it.
    let earnedAt: Int64
    /// Unix seconds; when the points become, or became, available.
    let vestsAt: Int64
    /// Unix seconds of the first unusable instant; `Int64.max`: never.
    var expiresAt: Int64
    /// Index of the account; of a lot with nothing left perhaps one that was merged away since.
    var account: Int32
    /// Number of the pot.
    let pot: Int32
    /// Number of the partner that paid.
    let funder: Int32
    /// Micro-points, above zero.
    let original: Int64
    /// Micro-points left, live or pending.
    var remaining: Int64
    /// Micro-points that left by spending, repaying, giving away or a hold; below zero when a
    /// clawback took what a hold had and the hold gave it back.
    var spent: Int64
    /// Micro-points that ended.
    var expired: Int64 = 0
    /// Micro-points that were taken back with returned goods.
    var reversed: Int64 = 0

    /// Live lots stand in spending order, pending ones in order of vesting.
    var key: TreeKey {
        state == .live
            ? TreeKey(first: expiresAt, second: earnedAt, third: Int64(index))
            : TreeKey(first: vestsAt, second: 0, third: Int64(index))
    }

    /// Whether the parts add up.
    var isComplete: Bool {
        remaining >= 0 && expired >= 0 && reversed >= 0
            && original == remaining + spent + expired + reversed
    }
}

/// Points of one lot that were spent or set aside together with others.
struct Slice: Sendable {
    /// Index of the lot.
    let lot: Int32
    /// Micro-points, above zero.
    let amount: Int64
}

/// What becomes due for one account by time alone.
struct DueEntry: TreeNode {
    /// The kinds, in the order in which they run at one instant.
    enum Kind: Int64, Sendable {
        /// A hold is over.
        case timeout
        /// A pending lot becomes available.
        case vest
        /// A lot ends.
        case expiry
    }

    /// In the tree of its account.
    var left: Int32 = -1
    /// See `left`.
    var right: Int32 = -1
    /// Unix seconds.
    let at: Int64
    /// What becomes due.
    let kind: Kind
    /// Index of the lot or the hold.
    let subject: Int32

    /// In order of time, then kind, then number.
    var key: TreeKey {
        TreeKey(first: at, second: kind.rawValue, third: Int64(subject))
    }
}

/// One entry of what ladders and histories look back on.
struct SeriesEntry: TreeNode {
    /// In the tree of its series.
    var left: Int32 = -1
    /// See `left`.
    var right: Int32 = -1
    /// Unix seconds.
    let at: Int64
    /// Index of the purchase or the lot.
    let subject: Int32
    /// Minor units, micro-points or purchases.
    var weight: Int64
    /// Of the whole subtree.
    var total: Int64 = 0

    /// In order of time, then number.
    var key: TreeKey { TreeKey(first: at, second: 0, third: Int64(subject)) }
}
