/// The reports that there are, by the names that the command takes.
package enum ReportName: String, Hashable, Sendable, CaseIterable {
    /// How many buyers buy again.
    case repeatPurchase = "repeat"
    /// The share of receipts with a member.
    case engagement
    /// Buyers of the previous window who stayed away.
    case churn
    /// What a member spent since joining, by month of joining.
    case lifetime
    /// Points issued, redeemed and expired.
    case redemption
    /// Members without an event.
    case inactive
    /// Points owed, by the month of their last usable day.
    case liability
    /// The mean receipt with and without a member.
    case receipts
    /// The share of the turnover with a member.
    case turnover
    /// What is owed between the operator and the partners.
    case settlement
    /// Cards handed out, by channel.
    case cards
    /// What a card's holder spent before and after activating it.
    case joining

    /// What the report tells, as a heading.
    package var heading: String {
        switch self {
        case .repeatPurchase: "Repeat purchase rate"
        case .engagement: "Engagement: receipts with a member"
        case .churn: "Churn: members who stopped buying"
        case .lifetime: "Lifetime value by month of joining"
        case .redemption: "Redemption and breakage by pot"
        case .inactive: "Inactive members"
        case .liability: "Liability by month of expiry"
        case .receipts: "Mean receipt of members and of others"
        case .turnover: "Turnover with a member"
        case .settlement: "Settlement with partners"
        case .cards: "Issued cards by channel"
        case .joining: "Monthly spend before and after joining"
        }
    }

    /// What its rows are made from.
    package enum Source: Hashable, Sendable {
        /// Events and their outcomes.
        case events
        /// Events, outcomes and transactions.
        case transactions
        /// The open lots of a state.
        case lots
    }

    /// What its rows are made from; who feeds the report may leave out the rest.
    package var source: Source {
        switch self {
        case .redemption, .settlement: .transactions
        case .liability: .lots
        default: .events
        }
    }
}
