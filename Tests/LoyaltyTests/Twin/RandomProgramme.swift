import Loyalty

/// Programmes that put parts of every kind together at random.
struct RandomProgramme {
    private var random: RandomSource
    private var result: Programme

    /// A zone whose clocks go forward at two and back at three, in 2020 to 2026.
    static let european: Zone = {
        var transitions: [Zone.Transition] = []
        for year in 2020...2026 {
            for (month, offset) in [(3, Int64(7_200)), (10, 3_600)] {
                let last = NaiveCalendar.number(year, month, 31)
                let sunday = last - NaiveCalendar.weekday(last) % 7
                let at = Instant(unixSeconds: Int64(sunday) * 86_400 + 3_600)
                transitions.append(Zone.Transition(at: at, offsetSeconds: offset))
            }
        }
        return Zone(initialOffsetSeconds: 3_600, transitions: transitions)
    }()

    /// Makes the programme of a seed.
    static func make(seed: UInt64) -> Programme {
        var maker = RandomProgramme(seed: seed)
        maker.fill()
        if maker.random.once(in: 4) { maker.addVersion() }
        return maker.result
    }

    private init(seed: UInt64) {
        random = RandomSource(seed: seed)
        let zone =
            random.once(in: 4) ? RandomProgramme.european : Zone(initialOffsetSeconds: 10_800)
        result = Programme(id: "random", zone: zone, pots: [:])
    }

    /// Adds a later version: other rules, rewards, prices and lots of the same pots and ladders.
    private mutating func addVersion() {
        let first = result
        result.rules = []
        result.rewards = []
        result.groups = [:]
        result.pots = result.pots.mapValues { _ in pot("PTS") }
        for id in ["A", "B", "C"] { result.partners[id] = partner() }
        for index in 1...random.number(1...4) { result.rules.append(rule("r\(index)")) }
        rewards()
        result.reinstateDays = random.number(0...20)
        let later = result
        result = first
        let from = Instant(unixSeconds: 1_660_000_000 + Int64(random.number(0...400)) * 86_400)
        result.versions = [ProgrammeVersion(from: from, programme: later)]
    }

    private mutating func fill() {
        result.pots["PTS"] = pot("PTS")
        if random.once(in: 2) { result.pots["STP"] = pot("STP") }
        for (id, partner) in ["A", "B", "C"].map({ ($0, self.partner()) }) {
            result.partners[id] = partner
        }
        ladders()
        for index in 1...random.number(1...6) { result.rules.append(rule("r\(index)")) }
        if random.once(in: 2) { result.groups["g"] = .best }
        if random.once(in: 3) { result.groups["base"] = .best }
        rewards()
        offers()
        if random.once(in: 4) {
            let action: Velocity.Action = random.once(in: 2) ? .reject : .noAccrual
            let period = random.pick([CountPeriod.day, .week, .month], or: .day)
            result.velocity = [Velocity(period: period, max: random.number(1...3), action: action)]
        }
        if random.once(in: 3) { result.discountStack = .chain }
        if random.once(in: 2) { result.lateGraceDays = random.number(0...7) }
        if random.once(in: 3) { result.maxBackdateDays = random.number(0...60) }
        result.reinstateDays = random.number(0...20)
        if random.once(in: 4) { result.preActivation = .reject }
        if random.once(in: 6) { result.minAgeYears = random.number(2...18) }
        if random.once(in: 4) {
            result.holidays = [LocalDate(year: 2023, month: 1, day: 2)]
        }
    }

    private mutating func partner() -> Partner {
        var partner = Partner()
        partner.participates = !random.once(in: 8)
        if random.once(in: 2) { partner.issuePrice = Money(minor: Int64(random.number(1...120))) }
        if random.once(in: 2) { partner.acceptPrice = Money(minor: Int64(random.number(1...120))) }
        if random.once(in: 3) { partner.feeBp = Int64(random.number(1...999)) }
        return partner
    }

    private mutating func pot(_ id: String) -> Pot {
        let quanta: [Int64] = id == "STP" ? [1_000_000] : [1, 10_000, 1_000_000, 500_000]
        var pot = Pot(quantum: Points(micro: random.pick(quanta, or: 1)))
        pot.round = random.pick(Rounding.allCases, or: .floor)
        if id == "PTS" {
            let minor = random.pick([Int64(100), 50, 200], or: 100)
            pot.redeem = Pot.Redeem(per: Points(micro: 1_000_000), minor: Money(minor: minor))
        }
        pot.lot = terms()
        pot.shortfall = random.pick(Pot.Shortfall.allCases, or: .debt)
        return pot
    }

    private mutating func terms() -> LotTerms {
        var terms = LotTerms()
        if random.once(in: 3) { terms.vest = period(most: 20) }
        if random.once(in: 2) { terms.expiry = period(most: 90) }
        if terms.expiry != nil && random.once(in: 2) { terms.expiryFrom = .vest }
        return terms
    }

    private mutating func period(most: Int) -> Period {
        if random.once(in: 5) { return .workdays(random.number(1...5)) }
        let edge = random.pick(Period.Edge.allCases, or: .exact)
        let seconds = random.once(in: 4) ? Int64(random.number(1...90_000)) : 0
        let months = random.once(in: 4) ? random.number(1...3) : 0
        let days = random.number(1...most)
        return .after(CalendarDuration(months: months, days: days, seconds: seconds), edge)
    }

    // MARK: Rules

    private mutating func rule(_ id: String) -> Rule {
        let pots = result.pots.keys.sorted()
        let pot = random.pick(pots, or: "PTS")
        var rule = Rule(id: id, work: .grant(pot: pot, amount(pot)))
        switch random.number(0...11) {
        case 0...1: rule.work = .discount(bp: Int64(random.number(1...10_000)))
        case 2: rule.work = .donate(bp: Int64(random.number(1...500)), fund: "fund")
        case 3...4: boost(&rule, pot)
        case 5: rule.on = .action(random.once(in: 2) ? "visit" : "run")
        case 6: rule.on = random.once(in: 2) ? .enroll : .activate
        default: break
        }
        rule.condition = condition(isSale: rule.on == .purchase)
        guard rule.pot != nil else { return rule }
        if case .fromAttribute = rule.amountOnly, rule.on == .enroll || rule.on == .activate {
            rule.work = .grant(pot: pot, .fixed(Points(micro: 7_000_000)))
        }
        if rule.on != .purchase, rule.amountOnly?.countsLines == true {
            rule.work = .grant(pot: pot, .fixed(Points(micro: 3_000_000)))
        }
        terms(of: &rule)
        return rule
    }

    private mutating func boost(_ rule: inout Rule, _ pot: String) {
        let bases = result.rules.filter { $0.on == .purchase && $0.amountOnly != nil }
        guard let base = random.pick(bases) else { return }
        let boost = Rule.Boost(
            group: base.group,
            numerator: Int64(random.number(2...7)),
            denominator: Int64(random.number(1...2))
        )
        rule.work = .boost(pot: base.pot ?? pot, boost)
    }

    private mutating func terms(of rule: inout Rule) {
        rule.basis = random.pick(Rule.Basis.allCases, or: .paid)
        if random.once(in: 3) { rule.group = "g" }
        rule.priority = random.number(0...1)
        if random.once(in: 4) { rule.round = random.pick(Rounding.allCases) }
        if random.once(in: 3) {
            let period = random.pick(CapPeriod.allCases, or: .event)
            let points = Points(micro: Int64(random.number(1...60)) * 1_000_000 + 1)
            rule.caps.append(Cap(period: period, points: points))
        }
        if random.once(in: 4) {
            let period = random.pick(CountPeriod.allCases, or: .day)
            rule.limit = Limit(count: random.number(1...2), period: period)
        }
        if random.once(in: 4) { rule.lot = terms() }
        rule.funder = random.pick(["house", "house", "self", "A", "B"], or: "house")
        if random.once(in: 5) { rule.recipient = .referrer }
    }

    private mutating func amount(_ pot: String) -> Rule.Amount {
        switch random.number(0...7) {
        case 0...2: .rateBp(Int64(random.number(1...2_500)))
        case 3: .fixed(Points(micro: Int64(random.number(1...60)) * 1_000_000))
        case 4: .perUnit(Points(micro: Int64(random.number(1...5)) * 1_000_000))
        case 5:
            .perStep(
                minor: Money(minor: Int64(random.number(1...20_000))),
                grant: Points(micro: Int64(random.number(1...3)) * 1_000_000)
            )
        case 6:
            .fromAttribute(
                "metres",
                multiplier: Int64(random.number(1...1_000_000)),
                divisor: Int64(random.number(1...1_000))
            )
        default:
            .balanceBp(Int64(random.number(1...900)), divisor: Int64(random.number(1...12)))
        }
    }

    private mutating func condition(isSale: Bool) -> Condition {
        var condition = Condition()
        if isSale {
            switch random.number(0...7) {
            case 0: condition.lines.categories = ["tea", "beer"]
            case 1: condition.lines.excludedCategories = ["beer"]
            case 2: condition.lines.skus = ["MILK"]
            case 3: condition.lines.brands = ["nike"]
            default: break
            }
            if random.once(in: 6) {
                condition.minimumBasket = Money(minor: Int64(random.number(1...60_000)))
            }
            if random.once(in: 9) { condition.minimumQuantity = Int64(random.number(1...4)) }
        }
        switch random.number(0...23) {
        case 0: condition.fromDate = LocalDate(year: 2022, month: 6, day: 15)
        case 1: condition.toDate = LocalDate(year: 2024, month: 2, day: 29)
        case 2: condition.days = [1, 6, 7]
        case 3: condition.minutesOfDay = 480..<1_080
        case 4: condition.partners = ["A"]
        case 5: condition.instrumentKinds = ["mir"]
        case 6: condition.isRegistered = true
        case 7: condition.isFirst = true
        case 8: condition.isReferred = true
        case 9: condition.segments = ["donor", "vip"]
        case 10: condition.attributes["metres"] = AttributeBounds(atLeast: 10, atMost: 5_000)
        case 11:
            let after = CalendarDuration(days: random.number(1...40))
            condition.boughtWithin = BoughtWithin(categories: ["tea"], after: after)
        case 12: condition.birthdayWithin = BirthdayWindow(before: 40, after: 60)
        case 13...15:
            if let ladder = random.pick(result.ladders) {
                let names = [ladder.initial] + ladder.tiers.map { $0.id }
                condition.tiers[ladder.id] = [random.pick(names, or: ladder.initial)]
            }
        default: break
        }
        return condition
    }

    // MARK: Ladders, rewards, offers

    private mutating func ladders() {
        for index in 0..<random.number(0...2) {
            var ladder = Ladder(id: "l\(index)", initial: "base", tiers: [])
            ladder.downgrade = random.pick(Ladder.Downgrade.allCases, or: .recompute)
            let measure = random.pick(
                [NextTier.Measure.spend, .spend, .earned, .visits],
                or: .spend
            )
            let window = window()
            let scales: [NextTier.Measure: Int64] = [
                .spend: 20_000, .earned: 20_000_000, .visits: 1,
            ]
            for rank in 1...random.number(1...3) {
                let when = Tier.Threshold(
                    measure: measure,
                    pot: measure == .earned ? "PTS" : nil,
                    window: window,
                    atLeast: (scales[measure] ?? 1) * Int64(rank * rank)
                )
                var tier = Tier(id: "t\(rank)", when: random.once(in: 8) ? nil : when)
                if tier.when != nil && !random.once(in: 3) { tier.hold = hold() }
                tier.benefits = random.once(in: 2) ? ["b\(rank)"] : []
                ladder.tiers.append(tier)
            }
            result.ladders.append(ladder)
            if ladder.tiers.contains(where: { $0.when == nil }) || random.once(in: 2) {
                let granted = ladder.tiers.first { $0.when == nil } ?? ladder.tiers[0]
                result.actionSetsTier["sub\(index)"] = TierGrant(
                    ladder: ladder.id,
                    tier: granted.id,
                    period: period(most: 90)
                )
            }
        }
    }

    private mutating func window() -> Tier.Window {
        switch random.number(0...2) {
        case 0: .lifetime
        case 1: .calendarYear
        default:
            .rolling(CalendarDuration(months: random.number(0...3), days: random.number(1...30)))
        }
    }

    private mutating func hold() -> Tier.Hold {
        switch random.number(0...2) {
        case 0: .endOfYear
        case 1: .endOfNextYear
        default: .duration(CalendarDuration(days: random.number(5...200)))
        }
    }

    private mutating func rewards() {
        if !random.once(in: 6) {
            var tender = Reward(id: "pay", kind: .tender, pot: "PTS")
            tender.maxShareBp = random.once(in: 2) ? 10_000 : Int64(random.number(1...9_999))
            if random.once(in: 3) {
                tender.minMoney = Money(minor: Int64(random.number(1...5_000)))
            }
            if random.once(in: 3) { tender.minPoints = Points(micro: 5_000_000) }
            if random.once(in: 5) { tender.partners = ["A", "house"] }
            if random.once(in: 4) { tender.lines.excludedCategories = ["beer"] }
            result.rewards.append(tender)
        }
        if result.pots["STP"] != nil || random.once(in: 3) {
            let pot = result.pots["STP"] == nil ? "PTS" : "STP"
            for index in 1...random.number(1...2) {
                var free = Reward(id: "free\(index)", kind: .freeItem, pot: pot)
                free.cost = Points(micro: Int64(random.number(1...4)) * 1_000_000)
                free.isAutomatic = !random.once(in: 3)
                free.maxPerReceipt = random.number(1...3)
                if random.once(in: 2) { free.lines.categories = ["tea"] }
                result.rewards.append(free)
            }
        }
        var item = Reward(id: "item", kind: .item, pot: "PTS")
        item.cost = Points(micro: 3_000_000)
        item.sku = "MUG"
        var payout = Reward(id: "out", kind: .payout, pot: "PTS")
        payout.step = Points(micro: 10_000)
        payout.minPoints = Points(micro: 1_000_000)
        var gift = Reward(id: "gift", kind: .donate, pot: "PTS")
        gift.partner = "B"
        result.rewards += [item, payout, gift].filter { _ in random.once(in: 2) }
    }

    private mutating func offers() {
        if random.once(in: 3) {
            var values = PersonalDiscount(
                discountBp: Int64(random.number(100...9_000)),
                choices: ["MILK", "TEA"],
                period: random.pick([CountPeriod.week, .month, .lifetime, .day], or: .week)
            )
            values.count = random.number(1...2)
            values.starts = random.once(in: 2) ? .nextWeek : .atOnce
            values.priority = random.number(0...1)
            result.offers.append(Offer(id: "mine", kind: .personalDiscount(values)))
        }
        if random.once(in: 4) {
            var steps = [StepsOffer.Step(action: "visit"), StepsOffer.Step(action: "run")]
            steps[1].skipFlag = random.once(in: 2) ? "known" : nil
            steps[0].minimum = random.once(in: 2) ? Money(minor: 100) : nil
            steps[0].fromDate = LocalDate(year: 2021, month: 3, day: 1)
            var values = StepsOffer(pot: "PTS", grant: Points(micro: 9_500_000), steps: steps)
            values.lot = terms()
            result.offers.append(Offer(id: "steps", kind: .steps(values)))
        }
        if random.once(in: 4) {
            let least = random.number(1...3)
            let values = GroupBuy(
                price: Money(minor: 69_999),
                minBuyers: least,
                maxBuyers: random.once(in: 2) ? least + 1 : nil,
                deadline: Instant(unixSeconds: 1_676_000_000),
                platformBp: Int64(random.number(0...9_999)),
                merchant: "spa"
            )
            result.offers.append(Offer(id: "group", kind: .groupBuy(values)))
        }
    }
}

extension Rule {
    /// The amount of a rule that grants one.
    fileprivate var amountOnly: Amount? {
        if case .grant(_, let amount) = work { amount } else { nil }
    }
}

extension Rule.Amount {
    /// Whether there is nothing to count without a receipt.
    fileprivate var countsLines: Bool {
        switch self {
        case .rateBp, .perUnit, .perStep: true
        case .fixed, .fromAttribute, .balanceBp: false
        }
    }
}
