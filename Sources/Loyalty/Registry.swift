/// The numbers of everything that programmes name, over all versions and programmes of a history,
/// so that what accounts hold and have used stays valid.
struct Registry: Sendable {
    /// Pots by id.
    var pots = NameTable()
    /// Rules by id.
    var rules = NameTable()
    /// Partners and funds by id; `house` is 0.
    var partners = NameTable(["house"])
    /// Ladders by id.
    var ladders = NameTable()
    /// Tiers by id, for each ladder; the initial tier is none of them.
    var tiers: [NameTable] = []
    /// Offers by id.
    var offers = NameTable()
    /// Rewards by id.
    var rewards = NameTable()
    /// Categories of goods, those of purchases included.
    var categories = NameTable()
    /// Articles that a programme names.
    var skus = NameTable()
    /// Brands that a programme names.
    var brands = NameTable()
    /// Segments, those of members included.
    var segments = NameTable()
    /// Kinds of instruments, those of registrations included.
    var instrumentKinds = NameTable()

    /// Categories that a rule looks for in the history.
    var historyCategories: Set<Int32> = []
    /// Whether a ladder looks back on money paid.
    var needsSpendSeries = false
    /// Whether a ladder looks back on purchases.
    var needsVisitSeries = false
    /// Pots on whose grants a ladder looks back.
    var earnedSeriesPots: Set<Int32> = []
    /// Spans in which purchases are counted.
    var velocityPeriods: Set<CountPeriod> = []

    /// Adds what is new in a programme and its versions.
    mutating func register(_ programme: Programme) {
        registerVersion(programme)
        for version in programme.versions { registerVersion(version.programme) }
    }

    private mutating func registerVersion(_ programme: Programme) {
        for id in programme.pots.keys.sortedByBytes() { pots.insert(id) }
        for id in programme.rules.map(\.id).sortedByBytes() { rules.insert(id) }
        for id in programme.partners.keys.sortedByBytes() { partners.insert(id) }
        for rule in programme.rules { register(rule) }
        for reward in programme.rewards {
            rewards.insert(reward.id)
            register(reward.lines)
            if let partner = reward.partner { partners.insert(partner) }
            for partner in reward.partners { partners.insert(partner) }
        }
        for ladder in programme.ladders { register(ladder) }
        for offer in programme.offers { register(offer) }
        for velocity in programme.velocity { velocityPeriods.insert(velocity.period) }
    }

    private mutating func register(_ lines: LineCondition) {
        for name in lines.categories + lines.excludedCategories { categories.insert(name) }
        for name in lines.skus { skus.insert(name) }
        for name in lines.brands { brands.insert(name) }
    }

    private mutating func register(_ rule: Rule) {
        register(rule.condition.lines)
        for name in rule.condition.partners { partners.insert(name) }
        for name in rule.condition.segments { segments.insert(name) }
        for name in rule.condition.instrumentKinds { instrumentKinds.insert(name) }
        for name in rule.condition.boughtWithin?.categories ?? [] {
            historyCategories.insert(categories.insert(name))
        }
        if rule.funder != Registry.eventPartner { partners.insert(rule.funder) }
        if case .donate(_, let fund) = rule.work { partners.insert(fund) }
    }

    private mutating func register(_ ladder: Ladder) {
        let number = Int(ladders.insert(ladder.id))
        if number == tiers.count { tiers.append(NameTable()) }
        for tier in ladder.tiers {
            tiers[number].insert(tier.id)
            guard let when = tier.when,
                when.window != .lifetime || tier.hold != nil || ladder.downgrade != .recompute
            else { continue }
            switch when.measure {
            case .spend: needsSpendSeries = true
            case .visits: needsVisitSeries = true
            case .earned:
                guard let pot = when.pot else { preconditionFailure("`earned` names a pot") }
                earnedSeriesPots.insert(pots.index(of: pot))
            case .tenureDays: break
            }
        }
    }

    private mutating func register(_ offer: Offer) {
        offers.insert(offer.id)
        switch offer.kind {
        case .personalDiscount(let discount):
            for sku in discount.choices { skus.insert(sku) }
        case .groupBuy(let offer): partners.insert(offer.merchant)
        case .steps: break
        }
    }

    /// In place of a funder: the event's partner.
    static let eventPartner = "self"
    /// The number of the partner `house`.
    static let house: Int32 = 0
}
