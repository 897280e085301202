import Loyalty

/// Programmes and events at random, small enough that everything collides.
struct RandomHistory {
    private var random: SeededGenerator
    private var time = moscow(2023, 12, 20).unixSeconds
    private var count = 0

    /// Makes a history; equal seeds give equal ones.
    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// A number of a range.
    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

    /// True once in so many times.
    mutating func once(in count: Int) -> Bool { number(1...count) == 1 }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[number(0...elements.count - 1)]
    }

    /// A programme of two pots, up to four rules and up to two ladders.
    mutating func programme() -> Programme {
        var roubles = Pot(quantum: Points(micro: pick([1_000_000, 250_000, 30_000])))
        roubles.redeem = Pot.Redeem(per: points(1), minor: Money(minor: 100))
        roubles.round = pick(Rounding.allCases)
        roubles.lot = terms()
        var programme = Programme(
            id: "random",
            zone: moscowZone,
            pots: ["PTS": roubles, "STP": Pot(quantum: points(1))]
        )
        for id in ["s", "t"] where once(in: 2) { programme.ladders.append(ladder(id)) }
        let count = number(1...4)
        for id in ["d", "B", "a", "10"].prefix(count) {
            programme.rules.append(rule(id, ladders: programme.ladders))
        }
        if once(in: 2) { programme.groups["base"] = .best }
        var bar = Partner()
        bar.participates = once(in: 2)
        programme.partners["bar"] = bar
        programme.lateGraceDays = pick([0, 0, 2])
        programme.maxBackdateDays = pick([nil, 1, 3, 20])
        return programme
    }

    private mutating func terms() -> LotTerms {
        var terms = LotTerms()
        if once(in: 2) { terms.vest = period() }
        if once(in: 2) { terms.expiry = period() }
        terms.expiryFrom = pick([nil, .earn, .vest])
        return terms
    }

    private mutating func period() -> Period {
        days(number(0...6), pick([.exact, .startOfDay, .endOfDay]))
    }

    private mutating func ladder(_ id: String) -> Ladder {
        let measure = pick(NextTier.Measure.allCases)
        let bound: Int64 =
            switch measure {
            case .earned: 20_000_000
            case .spend: 100_000
            case .visits: 2
            }
        let tiers = [("low", bound), ("high", bound * 3)].map { name, bound in
            let threshold = Tier.Threshold(
                measure: measure,
                pot: measure == .earned ? "PTS" : nil,
                window: pick([.lifetime, .calendarYear]),
                atLeast: bound
            )
            return Tier(id: name, when: threshold)
        }
        return Ladder(id: id, initial: "none", tiers: tiers)
    }

    private mutating func rule(_ id: String, ladders: [Ladder]) -> Rule {
        let small = Points(micro: Int64(number(1...9)) * 700_000)
        let amount: Rule.Amount =
            switch number(1...5) {
            case 1: .fixed(small)
            case 2: .perUnit(small)
            case 3: .perStep(minor: Money(minor: 1_700), grant: small)
            default: .rateBp(Int64(number(0...1_500)))
            }
        var rule = Rule(id: id, pot: pick(["PTS", "PTS", "STP"]), amount: amount)
        rule.group = pick(["base", "other"])
        rule.priority = number(0...1)
        rule.round = pick([nil, .ceil, .halfEven])
        rule.funder = pick(["house", "self", "nike"])
        rule.lot = once(in: 2) ? terms() : LotTerms()
        for period in CapPeriod.allCases where once(in: 5) {
            rule.caps.append(Cap(period: period, points: Points(micro: small.micro * 5)))
        }
        if once(in: 3) {
            rule.limit = Limit(
                count: number(1...3),
                period: pick([.day, .week, .month, .calendarYear, .lifetime])
            )
        }
        rule.condition = condition(ladders: ladders)
        return rule
    }

    private mutating func condition(ladders: [Ladder]) -> Condition {
        var condition = Condition()
        if once(in: 4) { condition.categories = pick([["x"], ["x", "y"]]) }
        if once(in: 4) { condition.excludedCategories = ["y"] }
        if once(in: 5) { condition.minimumBasket = Money(minor: 5_000) }
        if once(in: 5) { condition.minimumQuantity = 3 }
        if once(in: 6) { condition.fromDate = LocalDate(year: 2023, month: 12, day: 24) }
        if once(in: 6) { condition.toDate = LocalDate(year: 2024, month: 1, day: 4) }
        if once(in: 5) { condition.days = [1, 2, 5, 6] }
        if once(in: 5) { condition.hours = 8..<20 }
        if once(in: 6) { condition.partners = ["house"] }
        for ladder in ladders where once(in: 3) {
            condition.tiers[ladder.id] = pick([["none"], ["low", "high"], ["high"]])
        }
        return condition
    }

    /// The next event; time mostly goes on, sometimes an event comes late.
    mutating func event() -> LoyaltyEvent {
        count += 1
        time += Int64(pick([0, 1, 600, 3_600 * 5, 86_400, 86_400 * 2])) * Int64(number(0...2))
        if once(in: 15) { time = moscowMidnight(after: time) - Int64(number(0...1)) }
        let delay = once(in: 5) ? Int64(number(1...5)) * 43_200 : 0
        return LoyaltyEvent(
            id: "e\(count)",
            at: Instant(unixSeconds: time - delay),
            body: body()
        )
    }

    private func moscowMidnight(after time: Int64) -> Int64 {
        let local = time + 3 * 3_600
        return local - local % 86_400 + 86_400 - 3 * 3_600
    }

    private mutating func body() -> LoyaltyEvent.Body {
        switch number(1...16) {
        case 1: return .tick
        case 2: return .inquiry(who())
        case 3: return .linkCredential(CredentialLink(member: member(), credential: card()))
        case 4: return .unlinkCredential(CredentialLink(member: member(), credential: card()))
        case 5, 6:
            let account = once(in: 3) ? member() : nil
            return .enroll(Enrollment(member: member(), account: account))
        case 7:
            return .receipt(
                UnclaimedReceipt(
                    lines: lines(),
                    partner: partner(),
                    receipt: number(),
                    fiscal: once(in: 4) ? number() : nil
                )
            )
        default:
            return .purchase(
                Purchase(
                    buyer: who(),
                    lines: lines(),
                    partner: partner(),
                    receipt: once(in: 2) ? number() : nil,
                    fiscal: once(in: 5) ? number() : nil
                )
            )
        }
    }

    private mutating func member() -> String { pick(["M1", "M2", "M3"]) }
    private mutating func number() -> String { pick(["1", "2", "3", "4"]) }
    private mutating func partner() -> String? { pick([nil, nil, "house", "bar", "cafe"]) }

    private mutating func who() -> Identification {
        once(in: 4) ? .credential(card()) : .member(member())
    }

    private mutating func card() -> Credential {
        Credential(kind: pick([.uid, .ean13]), high: 1, low: UInt64(number(1...2)))
    }

    private mutating func lines() -> [ReceiptLine] {
        (0..<number(0...3)).map { _ in
            ReceiptLine(
                sku: nil,
                quantity: Int64(number(1...3)),
                unit: Money(minor: Int64(number(0...40_000))),
                category: pick([nil, "x", "y"])
            )
        }
    }
}
