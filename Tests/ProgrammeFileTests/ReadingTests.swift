import Loyalty
import ProgrammeFile
import Testing

@Suite("What a programme file says")
struct ReadingTests {
    private let programme: Programme

    init() throws { programme = try Sample.everything.load().programme }

    @Test("about the programme is read into its place")
    func readsProgramme() {
        #expect(programme.id == "everything" && programme.currency == "EUR")
        #expect(programme.zone == Zone(initialOffsetSeconds: 10_800))
        #expect(programme.groups == ["promo": .best, "base": .sum])
        #expect(programme.discountStack == .chain && programme.preActivation == .reject)
        #expect(programme.maxBackdateDays == 60 && programme.lateGraceDays == 7)
        #expect(programme.reinstateDays == 10 && programme.expiringDays == 14)
        #expect(programme.minAgeYears == 18)
        #expect(programme.smsTtlSeconds == 120 && programme.smsTries == 5)
        #expect(
            programme.holidays == [
                LocalDate(year: 2026, month: 1, day: 1), LocalDate(year: 2026, month: 5, day: 9),
            ]
        )
        let year = Period.after(CalendarDuration(months: 12), .endOfDay)
        #expect(
            programme.actionSetsTier == [
                "subscribe": TierGrant(ladder: "status", tier: "black", period: year)
            ]
        )
        #expect(
            programme.ranges == [
                CardRange(from: "2000000000000", to: "2000000999999", kind: .card),
                CardRange(from: "0460000000000", to: "0469999999999", kind: .product),
            ]
        )
        #expect(
            programme.offlineSpend == OfflineSpend(period: .day, max: Points(micro: 5_000_000))
        )
        #expect(
            programme.velocity == [
                Velocity(period: .day, max: 3, action: .noAccrual),
                Velocity(period: .calendarYear, max: 500, action: .reject),
            ]
        )
    }

    @Test("about pots, lots and partners is read into its place")
    func readsPots() {
        var points = Pot(quantum: Points(micro: 10_000))
        points.round = .halfUp
        points.redeem = Pot.Redeem(per: Points(micro: 2_000_000), minor: Money(minor: 200))
        points.shortfall = .deductRefund
        points.lot.vest = .after(CalendarDuration(days: 1, seconds: 7_200), .startOfDay)
        points.lot.expiry = .after(CalendarDuration(months: 18), .endOfMonth)
        points.lot.expiryFrom = .vest
        var cashback = Pot(quantum: Points(micro: 1))
        cashback.lot.vest = .workdays(3)
        cashback.lot.expiry = .at(Instant(unixSeconds: 1_893_445_200))
        cashback.lot.expiryFrom = .earn
        let stamps = Pot(quantum: Points(micro: 1_000_000))
        #expect(programme.pots == ["PTS": points, "STP": stamps, "CB": cashback])
        var cafe = Partner()
        cafe.issuePrice = Money(minor: 100)
        cafe.acceptPrice = Money(minor: 95)
        cafe.feeBp = 195
        var shop = Partner()
        shop.participates = false
        #expect(programme.partners == ["cafe": cafe, "shop": shop, "bar": Partner()])
    }

    @Test("about a rule with everything that a rule can have is read into its place")
    func readsRule() {
        var all = Rule(
            id: "all",
            pot: "PTS",
            amount: .perStep(minor: Money(minor: 5_000), grant: Points(micro: 1_000_000))
        )
        all.group = "promo"
        all.priority = -3
        all.basis = .gross
        all.round = .ceil
        all.funder = "self"
        all.recipient = .referrer
        all.caps = zip(CapPeriod.allCases, [1, 2, 3, 4, 5, 6, 9] as [Int64]).map {
            Cap(period: $0, points: Points(micro: $1 * 1_000_000))
        }
        all.limit = Limit(count: 3, period: .calendarYear)
        all.lot.vest = .after(CalendarDuration(days: 21), .exact)
        all.lot.expiry = .after(CalendarDuration(seconds: 5_400), .exact)
        all.lot.expiryFrom = .earn
        var condition = Condition()
        condition.lines.categories = ["milk", "сыр"]
        condition.lines.excludedCategories = ["tobacco"]
        condition.lines.skus = ["0123"]
        condition.lines.brands = ["no"]
        condition.partners = ["house", "cafe", "elsewhere"]
        condition.minimumBasket = Money(minor: 100_000)
        condition.minimumQuantity = 2
        condition.fromDate = LocalDate(year: 2026, month: 1, day: 1)
        condition.toDate = LocalDate(year: 2026, month: 12, day: 31)
        condition.days = [1, 7]
        condition.minutesOfDay = 510..<1_440
        condition.tiers = ["status": ["base", "gold"], "club": ["in"]]
        condition.instrumentKinds = ["mir", "visa"]
        condition.isRegistered = true
        condition.isFirst = true
        condition.isReferred = true
        condition.segments = ["donor"]
        condition.attributes = [
            "nights": AttributeBounds(atLeast: 3, atMost: 9), "room": AttributeBounds(exactly: -1),
        ]
        condition.boughtWithin = BoughtWithin(
            categories: ["diapers"],
            after: CalendarDuration(days: 30)
        )
        condition.birthdayWithin = BirthdayWindow(before: 3, after: 7)
        all.condition = condition
        #expect(programme.rules[1] == all)
    }

    @Test("about what rules do is read into its place, with the defaults")
    func readsWork() {
        var unit = Rule(id: "unit", pot: "STP", amount: .perUnit(Points(micro: 1_000_000)))
        unit.basis = .net
        unit.funder = "cafe"
        var fixed = Rule(id: "fixed", pot: "CB", amount: .fixed(Points(micro: 5)))
        fixed.on = .enroll
        fixed.caps = [Cap(period: .event, points: Points(micro: 5))]
        var card = Rule(id: "card", pot: "CB", amount: .fixed(Points(micro: 5)))
        card.on = .activate
        let metres = Rule.Amount.fromAttribute("metres", multiplier: 1_000_000, divisor: 1_000)
        var run = Rule(id: "run", pot: "STP", amount: metres)
        run.on = .action("run")
        var interest = Rule(id: "interest", pot: "CB", amount: .balanceBp(400, divisor: 12))
        interest.on = .action("month end")
        interest.limit = Limit(count: 1, period: .birthday)
        let boost = Rule.Boost(group: "base", numerator: 3, denominator: 2)
        var discount = Rule(id: "off", work: .discount(bp: 1_500))
        discount.priority = 2
        discount.condition.segments = ["vip"]
        var donation = Rule(id: "eco", work: .donate(bp: 100, fund: "nature"))
        donation.basis = .net
        donation.condition.minimumBasket = Money(minor: 5)
        #expect(programme.rules[0] == Rule(id: "rate", pot: "PTS", amount: .rateBp(500)))
        #expect(
            Array(programme.rules[2...]) == [
                unit, fixed, card, run, interest,
                Rule(id: "twice", work: .boost(pot: "STP", boost)), discount, donation,
            ]
        )
    }

    @Test("about ladders is read from low to high")
    func readsLadders() {
        let year = Tier.Window.calendarYear
        var gold = Tier(
            id: "gold",
            when: Tier.Threshold(measure: .spend, pot: nil, window: year, atLeast: 3_000_000)
        )
        gold.hold = .endOfNextYear
        gold.benefits = ["no queue"]
        var diamond = Tier(
            id: "diamond",
            when: Tier.Threshold(measure: .visits, pot: nil, atLeast: 100)
        )
        diamond.hold = .duration(CalendarDuration(months: 6))
        var black = Tier(id: "black", when: nil)
        black.benefits = ["everything"]
        var status = Ladder(id: "status", initial: "base", tiers: [gold, diamond, black])
        status.downgrade = .oneDown
        let rolling = Tier.Window.rolling(CalendarDuration(months: 12))
        var inside = Tier(
            id: "in",
            when: Tier.Threshold(measure: .earned, pot: "STP", window: rolling, atLeast: 1)
        )
        inside.hold = .endOfYear
        let old = Tier(
            id: "old",
            when: Tier.Threshold(measure: .tenureDays, pot: nil, atLeast: 365)
        )
        let club = Ladder(id: "club", initial: "out", tiers: [inside, old])
        #expect(programme.ladders == [status, club])
    }

    @Test("about rewards is read into its place")
    func readsRewards() {
        var pay = Reward(id: "pay", kind: .tender, pot: "PTS")
        pay.step = Points(micro: 10_000)
        pay.maxShareBp = 3_000
        pay.minMoney = Money(minor: 100)
        pay.minPoints = Points(micro: 50_000)
        pay.partners = ["cafe", "house"]
        pay.lines.categories = ["milk"]
        pay.lines.excludedCategories = ["x"]
        pay.lines.skus = ["s"]
        pay.lines.brands = ["b"]
        var pizza = Reward(id: "pizza", kind: .freeItem, pot: "STP")
        pizza.cost = Points(micro: 5_000_000)
        pizza.isAutomatic = true
        pizza.maxPerReceipt = 2
        pizza.lines.categories = ["pizza"]
        var drink = Reward(id: "drink", kind: .item, pot: "STP")
        drink.cost = Points(micro: 3_000_000)
        drink.sku = "LATTE"
        var cash = Reward(id: "cash", kind: .payout, pot: "PTS")
        cash.step = Points(micro: 10_000)
        cash.minPoints = Points(micro: 100_000_000)
        var gift = Reward(id: "gift", kind: .donate, pot: "PTS")
        gift.partner = "shop"
        gift.cost = Points(micro: 250_000_000)
        #expect(programme.rewards == [pay, pizza, drink, cash, gift])
    }

    @Test("about offers is read into its place")
    func readsOffers() {
        var mine = PersonalDiscount(discountBp: 2_000, choices: ["MILK", "BREAD"], period: .week)
        mine.count = 2
        mine.starts = .nextWeek
        mine.priority = 4
        var register = StepsOffer.Step(action: "register")
        register.toDate = LocalDate(year: 2024, month: 12, day: 31)
        var pay = StepsOffer.Step(action: "pay")
        pay.fromDate = LocalDate(year: 2025, month: 1, day: 1)
        pay.toDate = LocalDate(year: 2025, month: 2, day: 28)
        pay.minimum = Money(minor: 5_000_000)
        pay.skipFlag = "paid"
        let grant = Points(micro: 1_000_000_000)
        var quest = StepsOffer(pot: "PTS", grant: grant, steps: [register, pay])
        quest.lot.expiry = .after(CalendarDuration(months: 1), .exact)
        let massage = GroupBuy(
            price: Money(minor: 70_000),
            minBuyers: 3,
            maxBuyers: 4,
            deadline: Instant(unixSeconds: 1_675_976_400),
            platformBp: 5_000,
            merchant: "spa"
        )
        #expect(
            programme.offers == [
                Offer(id: "mine", kind: .personalDiscount(mine)),
                Offer(id: "quest", kind: .steps(quest)),
                Offer(id: "massage", kind: .groupBuy(massage)),
            ]
        )
    }

    @Test("about nothing but the pots leaves everything else at its default")
    func defaults() throws {
        let text = "{tzOffsetMin: 0, pots: {P: {quantum: 1}}}"
        let programme = try ProgrammeFile.load(text: text, name: "x").programme
        let plain = Programme(
            id: "",
            zone: Zone(initialOffsetSeconds: 0),
            pots: ["P": Pot(quantum: Points(micro: 1))]
        )
        #expect(programme == plain)
    }
}
