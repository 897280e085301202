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
    /// The event left nothing behind.
    case refused(Refusal)
}

/// What an applied event gave; the fields that do not concern its kind are empty.
package struct Effect: Hashable, Sendable {
    /// Sum of the lines after discounts, for purchases and receipts.
    package var net: Money?
    /// Money to pay, for purchases.
    package var due: Money?
    /// Points granted, by pot, zero left out.
    package var granted: [String: Points] = [:]
    /// Points granted by each rule, by pot; filled when more than one rule granted.
    package var byRule: [String: [String: Points]] = [:]
    /// Why nothing or less was granted: `velocity`, `partnerNotParticipating`.
    package var noAccrual: [String] = []
    /// The answer to an inquiry.
    package var inquiry: AccountSummary?

    /// Makes an empty effect.
    package init() {}
}

/// Why an event was refused; ordered by precedence within one event.
///
/// `code` is what tills and reports see.
package enum Refusal: Hashable, Sendable {
    /// The event's instant is too far before the core's clock.
    case tooOld
    /// No such credential.
    case unknownCard
    /// No such member.
    case unknownMember
    /// The member id is taken.
    case memberExists
    /// The receipt or fiscal key was counted already, by the named event.
    case duplicateReceipt(of: String)
    /// A quantity, price, product or sum is outside its range.
    case amountOutOfRange
    /// The credential belongs to somebody.
    case credentialInUse
    /// The credential is not linked to this member.
    case unknownCredential

    /// The code that tills and reports see.
    package var code: String {
        switch self {
        case .tooOld: "tooOld"
        case .unknownCard: "unknownCard"
        case .unknownMember: "unknownMember"
        case .memberExists: "memberExists"
        case .duplicateReceipt: "duplicateReceipt"
        case .amountOutOfRange: "amountOutOfRange"
        case .credentialInUse: "credentialInUse"
        case .unknownCredential: "unknownCredential"
        }
    }
}

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
        /// Points reach the end of their life.
        case expire
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
