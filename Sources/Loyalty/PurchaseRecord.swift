/// A purchase as returns, ladders and histories look back on it.
struct PurchaseRecord: Sendable {
    /// Index of the member.
    let member: Int32
    /// Index of the account, perhaps merged away since.
    let account: Int32
    /// Number of the partner.
    let partner: Int32
    /// Index of the rulebook that judged it.
    let rulebook: Int32
    /// Unix seconds of the event.
    let at: Int64
    /// Its lines: the first in `lines`.
    let firstLine: Int32
    /// How many, the lines of free units included.
    var lineCount: Int32 = 0
    /// Its grants: the first in `grants`.
    let firstGrant: Int32
    /// How many.
    var grantCount: Int32 = 0
    /// What the rules looked at: the first in `contexts`.
    let firstContext: Int32
    /// How many.
    var contextCount: Int32 = 0
    /// Its redemptions: the first in `redemptions`.
    let firstRedemption: Int32
    /// How many.
    var redemptionCount: Int32 = 0
    /// Units that have not come back, free ones included.
    var unitsLeft: Int64 = 0
    /// Minor units of money paid for what has not come back.
    var paidLeft: Int64 = 0
    /// Minor units of the partner's fee for what has not come back.
    var fee: Int64 = 0
}

/// One line of a purchase.
struct LineRecord: Sendable {
    /// Number of the category; -1: none.
    let category: Int32
    /// Number of the article; -1: none; -2: one that no rule names.
    let sku: Int32
    /// Number of the brand; -1: none; -2: one that no rule names.
    let brand: Int32
    /// Whether it is one free unit.
    var isFree = false
    /// Units.
    var quantity: Int32
    /// Units that have come back.
    var returned: Int32 = 0
    /// Minor units of one unit.
    let unit: Int64
    /// Quantity times unit.
    var gross: Int64
    /// Gross less discounts.
    var net: Int64
    /// The part of `net` that points paid.
    var pointsValue: Int64 = 0

    /// The part of `net` that money paid.
    var paid: Int64 { net - pointsValue }
    /// Units that have not come back.
    var left: Int64 { Int64(quantity - returned) }

    /// What is left of a total when the returned units have taken their cumulative floor share.
    func left(of total: Int64) -> Int64 { total - share(of: total, units: Int64(returned)) }

    /// The cumulative floor share of some units in a total of the line.
    func share(of total: Int64, units: Int64) -> Int64 {
        guard returned != 0 || units != 0 else { return 0 }
        // A total is at most 10^13 and units at most 10^6: the product may leave 64 bits.
        let product = total.multipliedFullWidth(by: units)
        return Int64(quantity).dividingFullWidth(product).quotient
    }
}

/// What a rule looked at beside the lines, when it could grant.
struct RuleContext: Sendable {
    /// Index of the rule in its rulebook.
    let rule: Int32
    /// Micro-points that its caps let through; `Int64.max`: any number.
    let room: Int64
    /// The attribute or the balance of its amount.
    let value: Int64
}

/// What a rule granted.
struct GrantRecord: Sendable {
    /// Index of the rule in its rulebook.
    let rule: Int32
    /// Index of the lot.
    let lot: Int32
}

/// Points that were spent together on a purchase.
struct RedemptionRecord: Sendable {
    /// Number of the pot.
    let pot: Int32
    /// The free line that it paid for, an index into `lines`; -1: it was a tender.
    let line: Int32
    /// Its slices: the first in `slices`.
    let firstSlice: Int32
    /// How many.
    let sliceCount: Int32
    /// Micro-points spent.
    let points: Int64
    /// Micro-points that were restored.
    var restored: Int64 = 0
}

/// Points that are set aside.
struct HoldRecord: Sendable {
    /// Index of the account, perhaps merged away since.
    var account: Int32
    /// Number of the pot.
    let pot: Int32
    /// Its slices: the first in `slices`.
    let firstSlice: Int32
    /// How many.
    let sliceCount: Int32
    /// Micro-points that are set aside.
    let points: Int64
    /// Unix seconds at which it is over.
    let timeoutAt: Int64
    /// Whether it was neither captured nor released.
    var isOpen = true
    /// The next older one of the account; -1: none.
    var next: Int32
}
