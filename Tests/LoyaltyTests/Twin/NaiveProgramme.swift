import Loyalty

/// One version of a programme, its rules in the order in which they fire.
struct NaiveProgramme {
    let programme: Programme
    let calendar: NaiveCalendar
    /// Rules that grant, by id, then boosts, by id.
    let grants: [Rule]
    let boosts: [Rule]
    let discounts: [Rule]
    let donations: [Rule]

    init(_ programme: Programme) {
        self.programme = programme
        calendar = NaiveCalendar(zone: programme.zone, holidays: programme.holidays)
        var grants: [Rule] = []
        var boosts: [Rule] = []
        var discounts: [Rule] = []
        var donations: [Rule] = []
        for rule in programme.rules.sorted(by: { $0.id < $1.id }) {
            switch rule.work {
            case .grant: grants.append(rule)
            case .boost: boosts.append(rule)
            case .discount: discounts.append(rule)
            case .donate: donations.append(rule)
            }
        }
        self.grants = grants
        self.boosts = boosts
        self.discounts = discounts
        self.donations = donations
    }

    /// What is known of a partner.
    func partner(_ id: String) -> Partner { programme.partners[id] ?? Partner() }

    /// A reward of the programme.
    func reward(_ id: String) -> Reward? { programme.rewards.first { $0.id == id } }

    /// An offer of the programme.
    func offer(_ id: String) -> Offer? { programme.offers.first { $0.id == id } }

    /// What points are worth in money, rounded down; nil when they have no price.
    func value(_ points: Int64, of pot: String) -> Int64? {
        guard let redeem = programme.pots[pot]?.redeem else { return nil }
        return NaiveFraction.floor(points, redeem.minor.minor, redeem.per.micro)
    }
}
