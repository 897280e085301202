/// The values of a `claim` event.
package struct OfferClaim: Hashable, Sendable {
    /// Who chooses.
    package let who: Identification
    /// The id of a personal discount.
    package let offer: String
    /// The article that was chosen.
    package let choice: String

    /// Makes the values of a claim.
    package init(who: Identification, offer: String, choice: String) {
        self.who = who
        self.offer = offer
        self.choice = choice
    }
}

/// The values of a `join` event.
package struct OfferJoin: Hashable, Sendable {
    /// Who buys.
    package let who: Identification
    /// The id of a group buy.
    package let offer: String

    /// Makes the values of a join.
    package init(who: Identification, offer: String) {
        self.who = who
        self.offer = offer
    }
}
