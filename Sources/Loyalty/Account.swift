/// One account, without its id, its holdings and its standings, which lie beside it.
struct Account: Sendable {
    /// Unix seconds since when tenure counts.
    var begunAt: Int64
    /// Unix seconds of the earliest of `dues` and `tierEnd`; `Int64.max`: never.
    var nextDue: Int64 = .max
    /// Unix seconds at which a tier ends by time alone; `Int64.max`: none does.
    var tierEnd: Int64 = .max
    /// Root of what becomes due.
    var dues: Int32 = -1
    /// Root of the money paid, if any ladder looks back on it: by purchase.
    var spendSeries: Int32 = -1
    /// Root of the purchases not fully returned, if any ladder looks back on them.
    var visitSeries: Int32 = -1
    /// Newest counter of what was used of caps, limits and velocities.
    var usages: Int32 = -1
    /// Newest claim of a personal offer.
    var claims: Int32 = -1
    /// Newest hold.
    var holds: Int32 = -1
    /// Index of the account that took all; -1: none.
    var mergedInto: Int32 = -1
    /// Members that are not closed.
    var openMembers: Int32 = 0
    /// Purchases that are not fully returned.
    var visits: Int64 = 0
    /// Minor units paid less refunds.
    var spend: Int64 = 0
    /// The event, counted from 1, that touched it last; nothing is decided by it.
    var touchedBy: Int64 = 0
}

/// What one account holds in one pot, and what it earned there.
struct Holding: Sendable {
    /// Micro-points that can be spent; the sum of the live lots.
    var available: Int64 = 0
    /// Micro-points that become available later; the sum of the pending lots.
    var pending: Int64 = 0
    /// Micro-points set aside.
    var held: Int64 = 0
    /// Micro-points owed; not negative.
    var debt: Int64 = 0
    /// Micro-points ever granted, less clawbacks.
    var earned: Int64 = 0
    /// The live lots, in spending order.
    var liveLots = Lane()
    /// Root of the pending and waiting lots, in order of vesting.
    var pendingLots: Int32 = -1
    /// Root of what was granted, by lot, if any ladder looks back on it.
    var earnedSeries: Int32 = -1
}

/// Where an account stands on one ladder; tiers are numbers of the registry, -1 the initial one.
struct Standing: Sendable {
    /// The tier by earning and holding.
    var base: Int32 = -1
    /// The tier that was bought or given.
    var granted: Int32 = -1
    /// Unix seconds of the first instant without it.
    var grantedUntil: Int64 = .min
    /// The tier that holds anew after a step down.
    var reheld: Int32 = -1
    /// Unix seconds of the first instant at which it no longer does.
    var reheldUntil: Int64 = .min
    /// Newest qualification; -1: none.
    var qualifications: Int32 = -1
    /// Whether an evaluation found that the granted tier has ended.
    var isGrantOver = false
}

/// An instant at which an account qualified for a tier that it may have longer than it is earned:
/// one a tier and local year.
struct Qualification: Sendable {
    /// The next older one of the account and ladder; -1: none.
    var next: Int32
    /// The tier.
    let tier: Int32
    /// The local year.
    let year: Int32
    /// Unix seconds of the latest evaluation of the year at which it qualified.
    var at: Int64
    /// Unix seconds of the first instant at which it no longer holds.
    var until: Int64
    /// Whether a return has made it void.
    var isVoid = false
}

/// A counter of what was used in one span.
struct Usage: Sendable {
    /// What it counts.
    let key: UsageKey
    /// Micro-points, grants, purchases or claims.
    var count: Int64
    /// The next older one of the account; -1: none.
    var next: Int32
}

/// What a counter counts.
struct UsageKey: Hashable, Sendable {
    /// What is counted.
    enum Subject: UInt8, Sendable {
        /// Micro-points granted by a rule.
        case points
        /// Grants of a rule.
        case grants
        /// Purchases not fully returned.
        case purchases
        /// Claims of an offer.
        case claims
    }

    /// Index of the account; `everybody` for caps over all accounts.
    var account: Int32
    /// Number of the rule or the offer; 0 for purchases.
    let rule: Int32
    /// Number of the day, week, month or year; the day of a birthday.
    let ordinal: Int32
    /// The span: an index into the cases of `CapPeriod` or `CountPeriod`.
    let period: UInt8
    /// What is counted.
    let subject: Subject

    /// In place of an account: the counter is shared.
    static let everybody: Int32 = -1
}
