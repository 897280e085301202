/// One version of a programme as the core runs it: ids resolved to numbers, rules in firing order.
///
/// A class only so that it is shared: nothing in it changes.
final class Rulebook: Sendable {
    /// The calendar that decides days, weeks, months and years.
    let calendar: ProgrammeCalendar
    /// ISO 4217 code of the money.
    let currency: String
    /// Pots by number; nil: not in this version.
    let pots: [PotTerms?]
    /// Rules that grant or boost, in firing order: boosts after the others, each by id.
    let rules: [CompiledRule]
    /// Places in `rules` of those that fire on purchases.
    let purchaseRules: [Int32]
    /// Places in `rules` of those that fire when a person joins.
    let enrollRules: [Int32]
    /// Places in `rules` of those that fire when a card is activated.
    let activateRules: [Int32]
    /// Places in `rules` of those that fire on an action.
    let actionRules: [String: [Int32]]
    /// Price rules: higher priority first, then the smaller id.
    let priceRules: [PriceRule]
    /// Whether all discounts on a line count, else the best.
    let chainsDiscounts: Bool
    /// Donations by id.
    let donations: [Donation]
    /// Rewards in the order of the file.
    let rewards: [CompiledReward]
    /// Whether any reward is a free item.
    let hasFreeItems: Bool
    /// Ladders in the order of the file.
    let ladders: [CompiledLadder]
    /// Offers in the order of the file.
    let offers: [CompiledOffer]
    /// Whether any offer is a personal discount.
    let hasPersonalDiscounts: Bool
    /// Partners by number.
    let partners: [Partner]
    /// Whether any partner takes no part or has a fee.
    let hasPartnerTerms: Bool
    /// Whether the house is listed as a partner with a price.
    let hasHousePrices: Bool
    /// Bounds on how often an account may buy.
    let velocity: [Velocity]
    /// Whether a purchase may have free items, discounts, a partner's terms, bounds or donations.
    let hasTerms: Bool
    /// Whether articles or brands of lines are looked at.
    let looksAtGoods: Bool
    /// Whether a purchase needs its local moment.
    let needsMoment: Bool
    /// Tiers that actions grant.
    let actionTiers: [String: ActionTier]
    /// See `Programme`.
    let lateGraceDays: Int
    /// See `Programme`.
    let maxBackdateDays: Int?
    /// See `Programme`.
    let reinstateDays: Int
    /// See `Programme`.
    let preActivation: PreActivation
    /// See `Programme`.
    let expiringDays: Int
    /// See `Programme`.
    let minAgeYears: Int?
    /// See `Programme`.
    let smsTtlSeconds: Int64
    /// See `Programme`.
    let smsTries: Int

    /// Resolves a programme; its names are registered already.
    ///
    /// A programme that the file's validation lets through meets every precondition here.
    init(_ programme: Programme, registry: Registry) {
        precondition(!programme.pots.isEmpty, "a programme has a pot")
        precondition(programme.lateGraceDays >= 0 && programme.expiringDays >= 0)
        precondition((programme.maxBackdateDays ?? 0) >= 0 && programme.reinstateDays >= 0)
        calendar = ProgrammeCalendar(zone: programme.zone, holidays: programme.holidays)
        currency = programme.currency
        pots = registry.pots.names.map { programme.pots[$0].map(Rulebook.compile) }
        let ids = programme.rules.map(\.id)
        precondition(Set(ids.map { ByteText($0) }).count == ids.count, "ids are unique")
        let ordered = programme.rules.sorted { ByteText($0.id) < ByteText($1.id) }
        let firing =
            ordered.filter { !$0.isBoost && $0.pot != nil } + ordered.filter(\.isBoost)
        rules = Rulebook.compile(firing, in: programme, registry: registry)
        let triggers = firing.map(\.on)
        purchaseRules = Rulebook.places(of: .purchase, in: triggers)
        enrollRules = Rulebook.places(of: .enroll, in: triggers)
        activateRules = Rulebook.places(of: .activate, in: triggers)
        var actions: [String: [Int32]] = [:]
        for case .action(let name) in triggers where actions[name] == nil {
            actions[name] = Rulebook.places(of: .action(name), in: triggers)
        }
        actionRules = actions
        priceRules = Rulebook.priceRules(ordered, registry: registry)
        chainsDiscounts = programme.discountStack == .chain
        donations = Rulebook.donations(ordered, registry: registry)
        rewards = programme.rewards.map { Rulebook.compile($0, registry: registry) }
        hasFreeItems = programme.rewards.contains { $0.kind == .freeItem }
        ladders = programme.ladders.map { Rulebook.compile($0, registry: registry) }
        offers = programme.offers.map {
            CompiledOffer(offer: $0, number: registry.offers.index(of: $0.id))
        }
        hasPersonalDiscounts = programme.offers.contains {
            if case .personalDiscount = $0.kind { true } else { false }
        }
        partners = registry.partners.names.map { programme.partners[$0] ?? Partner() }
        hasPartnerTerms = partners.contains { !$0.participates || $0.feeBp != 0 }
        let house = partners[Int(Registry.house)]
        hasHousePrices = house.issuePrice != nil || house.acceptPrice != nil
        velocity = programme.velocity
        hasTerms =
            hasPartnerTerms || hasFreeItems || hasPersonalDiscounts || !priceRules.isEmpty
            || !velocity.isEmpty || !donations.isEmpty
        looksAtGoods = registry.skus.count + registry.brands.count > 0
        needsMoment =
            !registry.velocityPeriods.isEmpty
            || programme.rules.contains { !$0.caps.isEmpty || $0.limit != nil }
            || programme.rules.contains {
                CompiledCondition($0.condition, registry: registry).isTimed
            }
        actionTiers = programme.actionSetsTier.mapValues { grant in
            let ladder = registry.ladders.index(of: grant.ladder)
            return ActionTier(
                ladder: ladder,
                tier: registry.tiers[Int(ladder)].index(of: grant.tier),
                period: grant.period
            )
        }
        lateGraceDays = programme.lateGraceDays
        maxBackdateDays = programme.maxBackdateDays
        reinstateDays = programme.reinstateDays
        preActivation = programme.preActivation
        expiringDays = programme.expiringDays
        minAgeYears = programme.minAgeYears
        smsTtlSeconds = programme.smsTtlSeconds
        smsTries = programme.smsTries
    }
}
