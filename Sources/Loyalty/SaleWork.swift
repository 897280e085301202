/// Who and where: what the conditions of rules look at beside the lines.
struct RuleScene: Sendable {
    /// Index of the member.
    var member: Int32
    /// Index of the account.
    var account: Int32
    /// Number of the partner.
    var partner: Int32
    /// The token of the instrument.
    var instrument: String?
    /// Attributes of the event.
    var attributes: [String: Int64] = [:]
    /// Whether it is a purchase, with lines.
    var isPurchase = false
    /// Whether the points wait for the activation of the card.
    var waits = false
}

/// The sums of a receipt, free units not counted.
struct LineSums: Sendable {
    /// Minor units.
    var gross: Int64 = 0
    /// Minor units.
    var net: Int64 = 0
    /// Minor units.
    var paid: Int64 = 0
    /// How many.
    var units: Int64 = 0

    /// The sum that a rule counts on.
    func basis(_ basis: Rule.Basis) -> Int64 {
        switch basis {
        case .gross: gross
        case .net: net
        case .paid: paid
        }
    }
}

/// The sale at hand, and what its answer needs.
struct SaleWork: Sendable {
    /// Sum of the lines after discounts.
    var net: Int64 = 0
    /// Money to pay.
    var due: Int64 = 0
    /// Points paid with.
    var pointsPaid: Int64 = 0
    /// What they were worth.
    var pointsValue: Int64 = 0
    /// Taken off by each price rule or personal discount.
    var discounts: [(id: String, amount: Int64)] = []
    /// Places in the rewards of the free units.
    var free: [Int32] = []
    /// The velocity let nothing be granted.
    var isTooFast = false
    /// The partner takes no part.
    var isAbsent = false
    /// The lines that count, as what is left of them.
    var lines: [LineRecord] = []
    /// Their sums.
    var sums = LineSums()
    /// The local moment of the event, when a rule needs it.
    var moment = LocalMoment(Instant(unixSeconds: 0), in: Zone(initialOffsetSeconds: 0))
}

/// A discount that a line may have.
struct DiscountCandidate: Sendable {
    /// The id of the price rule or the offer.
    let id: String
    /// Basis points.
    let bp: Int64
    /// Higher wins.
    let priority: Int
    /// The lines of a price rule; nil: all.
    let filter: LineFilter?
    /// The article of a personal discount; nil: any.
    let sku: Int32?

    /// Whether a line may have it.
    func applies(to line: LineRecord) -> Bool {
        guard let sku else { return filter.matches(line) }
        return line.sku == sku
    }
}

/// What a rule grants, before it is credited.
struct PlannedGrant: Sendable {
    /// Place of the rule in its rulebook.
    let rule: Int32
    /// Micro-points, above zero, rounded and clipped.
    let amount: Int64
    /// The exact amount is this by `denominator`.
    let numerator: Int128
    /// Above zero.
    let denominator: Int128
    /// Whether a better grant of its group has beaten it.
    var isBeaten = false
}
