import Loyalty

/// The names and instants that a programme knows, with a few that it does not.
struct RandomVocabulary {
    var partners: [String] = ["house", "elsewhere"]
    var categories: [String] = ["thing"]
    var skus: [String] = ["ITEM"]
    var brands: [String] = ["plain"]
    var kinds: [String] = ["visa"]
    var segments: [String] = ["vip"]
    var flags: [String] = ["offer:1"]
    var attributes: [String] = ["kop"]
    /// Values at which something turns.
    var values: [Int64] = []
    var actions: [String] = ["idle"]
    var pots: [String] = []
    var rewards: [Reward] = []
    var offers: [Offer] = []
    var instants: [Int64] = []
    var durations: [CalendarDuration] = []
    var money: [Int64] = [1, 5, 333, 9_999, 10_000, 33_333, 100_000]
    let calendar: NaiveCalendar

    init(_ programme: Programme) {
        calendar = NaiveCalendar(zone: programme.zone, holidays: programme.holidays)
        read(programme)
        for version in programme.versions {
            instants.append(version.from.unixSeconds)
            read(version.programme)
        }
        for instant in programme.zone.transitions { instants.append(instant.at.unixSeconds) }
    }

    private mutating func read(_ programme: Programme) {
        partners += programme.partners.keys.sorted()
        pots = Array(Set(pots + programme.pots.keys)).sorted()
        for pot in programme.pots.values { read(pot.lot) }
        for rule in programme.rules { read(rule) }
        rewards += programme.rewards
        for reward in programme.rewards {
            read(reward.lines)
            partners += reward.partners
            money.append(reward.minMoney.minor)
        }
        for ladder in programme.ladders { read(ladder) }
        offers += programme.offers
        for offer in programme.offers { read(offer) }
        actions += programme.actionSetsTier.keys.sorted()
        for grant in programme.actionSetsTier.values { read(grant.period) }
        if let days = programme.maxBackdateDays { durations.append(.init(days: days)) }
        durations.append(.init(days: programme.reinstateDays + 1))
        durations.append(.init(seconds: programme.smsTtlSeconds))
    }

    private mutating func read(_ rule: Rule) {
        read(rule.condition.lines)
        read(rule.lot)
        partners += rule.condition.partners
        kinds += rule.condition.instrumentKinds
        segments += rule.condition.segments
        if case .action(let name) = rule.on { actions.append(name) }
        if case .grant(_, .fromAttribute(let name, _, let divisor)) = rule.work {
            attributes.append(name)
            values += [divisor, divisor * 3 - 1, 5_999]
        }
        for (name, bounds) in rule.condition.attributes.sorted(by: { $0.key < $1.key }) {
            attributes.append(name)
            for value in [bounds.atLeast, bounds.atMost, bounds.exactly] {
                if let value { values += [value, value - 1, value + 1] }
            }
        }
        if let money = rule.condition.minimumBasket?.minor { self.money += [money, money - 1] }
        if let date = rule.condition.fromDate { add(date) }
        if let date = rule.condition.toDate { add(date) }
        if let bought = rule.condition.boughtWithin {
            categories += bought.categories
            durations.append(bought.after)
        }
    }

    private mutating func read(_ lines: LineCondition) {
        categories += lines.categories + lines.excludedCategories
        skus += lines.skus
        brands += lines.brands
    }

    private mutating func read(_ terms: LotTerms) {
        if let period = terms.vest { read(period) }
        if let period = terms.expiry { read(period) }
    }

    private mutating func read(_ period: Period) {
        switch period {
        case .after(let duration, _): durations.append(duration)
        case .workdays(let count): durations.append(.init(days: count))
        case .at(let instant): instants.append(instant.unixSeconds)
        }
    }

    private mutating func read(_ ladder: Ladder) {
        for tier in ladder.tiers {
            if case .duration(let duration) = tier.hold { durations.append(duration) }
            guard let when = tier.when else { continue }
            if case .rolling(let duration) = when.window { durations.append(duration) }
            if when.measure == .spend {
                money += [when.atLeast, when.atLeast / 2, when.atLeast - 1]
            }
            if when.measure == .earned {
                values += [when.atLeast / 1_000_000, when.atLeast / 2_000_000]
            }
            if when.measure == .tenureDays { durations.append(.init(days: Int(when.atLeast))) }
        }
    }

    private mutating func read(_ offer: Offer) {
        switch offer.kind {
        case .personalDiscount(let values): skus += values.choices
        case .groupBuy(let values): instants.append(values.deadline.unixSeconds)
        case .steps(let values):
            read(values.lot)
            for step in values.steps {
                actions.append(step.action)
                if let date = step.fromDate { add(date) }
                if let date = step.toDate { add(date) }
                if let flag = step.skipFlag { flags.append(flag) }
                if let money = step.minimum?.minor { self.values += [money, money - 1] }
            }
        }
    }

    private mutating func add(_ date: LocalDate) {
        let day = NaiveCalendar.number(date)
        instants += [calendar.start(day), calendar.start(day + 1)]
    }
}
