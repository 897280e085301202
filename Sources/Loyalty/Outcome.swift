/// What the core answers to one event.
package struct Decision: Hashable, Sendable {
    /// Applied or refused, and with what values.
    package let outcome: Outcome
    /// The transactions that the event and the passing of time caused, in order; empty when refused.
    package let transactions: [Transaction]
    /// The accounts whose balances, tiers or next change may differ now, sorted, each once.
    package let touchedAccounts: [String]

    /// Makes a decision.
    package init(outcome: Outcome, transactions: [Transaction], touchedAccounts: [String]) {
        self.outcome = outcome
        self.transactions = transactions
        self.touchedAccounts = touchedAccounts
    }
}

/// Applied or refused: a business outcome is a value, never an error.
package enum Outcome: Hashable, Sendable {
    /// The event took effect.
    case applied(Effect)
    /// The event left nothing behind, but for the tries of `wrongCode`.
    case refused(Refusal)
}

/// What an applied event gave (`out`); the fields that do not concern its kind are empty.
package struct Effect: Hashable, Sendable {
    /// Purchase, receipt: sum of the lines after discounts, minor units.
    package var net: Money?
    /// Purchase: money to pay, minor units.
    package var due: Money?
    /// Purchase, enroll, action, confirmActivation: points granted, by pot, to whomever; zero left
    /// out.
    package var granted: [String: Points] = [:]
    /// Points granted by each rule; filled when more than one rule granted.
    package var byRule: [String: Points] = [:]
    /// Purchase: minor units taken off by each price rule or personal discount, zero left out.
    package var discount: [String: Money] = [:]
    /// Purchase: micro-points paid with; nil: none.
    package var pointsPaid: Points?
    /// Purchase: what they were worth, minor units; nil: none were paid with.
    package var pointsValue: Money?
    /// Purchase: the rewards of the free units, one entry a unit, in the order they were given.
    package var free: [String] = []
    /// Purchase: why nothing was granted: `velocity`, then `partnerNotParticipating`.
    package var noAccrual: [String] = []
    /// Return: money to give back, minor units, after any deduction.
    package var refund: Money?
    /// Return: points restored, by pot, zero left out.
    package var restored: [String: Points] = [:]
    /// Return: points taken back, by pot, zero left out, whatever they were taken from.
    package var clawedBack: [String: Points] = [:]
    /// Return: the part of `clawedBack` that became debt, by pot, zero left out.
    package var debt: [String: Points] = [:]
    /// Return: money withheld from the refund, minor units; nil: none.
    package var deducted: Money?
    /// Return: the part of `clawedBack` that nobody pays, by pot, zero left out.
    package var writtenOff: [String: Points] = [:]
    /// Action: offers that the event completed, in the order of the programme.
    package var offers: [String] = []
    /// Redeem: what is handed out.
    package var item: String?
    /// Claim: the first instant at which the discount counts.
    package var from: Instant?
    /// Claim: the first instant at which it no longer counts.
    package var to: Instant?
    /// Join: how the offer stands.
    package var state: GroupBuyState?
    /// Join: how many have bought.
    package var buyers: Int?
    /// Settle: what each partner was owed before, minor units, negative: it owed; zero left out;
    /// nil: not a settlement.
    package var statement: [String: Money]?
    /// The answer to an inquiry.
    package var inquiry: AccountSummary?

    /// Makes an empty effect.
    package init() {}
}

/// How a group buy stands.
package enum GroupBuyState: String, Hashable, Sendable, CaseIterable {
    /// Buyers are missing.
    case open
    /// There are enough buyers: the coupons count.
    case tipped
}
