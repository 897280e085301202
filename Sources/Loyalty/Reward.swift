/// What points can be spent on.
package struct Reward: Hashable, Sendable {
    /// The kinds of reward.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Pays for a receipt.
        case tender
        /// Makes a unit of a receipt free.
        case freeItem
        /// A thing of the catalogue.
        case item
        /// Money paid out to the member.
        case payout
        /// A gift to a partner.
        case donate
    }

    /// Unique in the programme.
    package var id: String
    /// What kind it is.
    package var kind: Kind
    /// The pot that it takes from.
    package var pot: String
    /// Micro-points of which an explicit request is a multiple; above zero.
    ///
    /// Default 1,000,000 for a tender, else 1.
    package var step: Points
    /// Tender: at most so much of the eligible net, basis points.
    package var maxShareBp: Int64 = 10_000
    /// Tender: minor units left to pay in money over the whole receipt.
    package var minMoney: Money = .zero
    /// Micro-points: the least that can be spent at a time.
    package var minPoints: Points = .zero
    /// Partners that accept it, else `notSpendableHere`; empty: all.
    package var partners: [String] = []
    /// Lines that are eligible (`if`).
    package var lines = LineCondition()
    /// Micro-points that one free item or item takes; nil: redeeming names the points.
    package var cost: Points?
    /// Item: what is handed out (`out.item`).
    package var sku: String?
    /// Free item: given without being named in `use` (`auto`).
    package var isAutomatic = false
    /// Free item: at most so many units a receipt, 0 or more.
    package var maxPerReceipt: Int = 1
    /// Donate: the partner that receives the points.
    package var partner: String?

    /// Makes a reward with the defaults of its kind.
    package init(id: String, kind: Kind, pot: String) {
        self.id = id
        self.kind = kind
        self.pot = pot
        step = Points(micro: kind == .tender ? 1_000_000 : 1)
    }
}
