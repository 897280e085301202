/// A product that a member chose.
struct ClaimRecord: Sendable {
    /// Number of the offer.
    let offer: Int32
    /// Number of the article.
    let sku: Int32
    /// Unix seconds of the first instant at which the discount counts.
    let from: Int64
    /// Unix seconds of the first instant at which it no longer does.
    let to: Int64
    /// The next older one of the account; -1: none.
    var next: Int32
}

/// What an account has done for an offer of steps.
struct StepsProgress: Sendable {
    /// Steps taken, by their place in the offer.
    var taken: Set<Int> = []
    /// Whether it was granted.
    var isDone = false
}

/// How a group buy stands.
struct GroupBuyProgress: Sendable {
    /// Indices of the members who bought, in order of joining.
    var buyers: [Int32] = []
    /// Whether the money has gone back.
    var isRefunded = false
}

/// Something of one account and one offer.
struct OfferKey: Hashable, Sendable {
    /// Index of the account.
    let account: Int32
    /// Number of the offer.
    let offer: Int32
}
