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
    /// Who bought, in order of joining.
    var buyers: [GroupBuyer] = []
    /// Whether there were enough buyers: every coupon counts from then on.
    var isTipped = false
    /// Whether the money has gone back.
    var isRefunded = false
    /// Unix seconds of the deadline as it was when somebody joined last, should a later version not
    /// have the offer.
    var deadline: Int64
}

/// Who bought a coupon.
struct GroupBuyer: Sendable {
    /// Index of the member, perhaps merged away since; the money goes back where it came from.
    let member: Int32
    /// What they paid, minor units.
    let price: Int64
    /// The platform's share of it, minor units.
    let platformShare: Int64
}

/// Something of one account and one offer.
struct OfferKey: Hashable, Sendable {
    /// Index of the account.
    let account: Int32
    /// Number of the offer.
    let offer: Int32
}
