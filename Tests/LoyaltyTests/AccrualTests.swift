import Testing

@testable import Loyalty

@Suite("Accrual")
struct AccrualTests {
    @Test("grants by percentage, fixed, per unit and per step, on the matching lines only")
    func amounts() {
        let food: (inout Rule) -> Void = { $0.condition.lines.categories = ["food"] }
        let lines = [
            ReceiptLine(
                sku: "a",
                quantity: 3,
                unit: Money(minor: 3_350),
                category: "food"
            ),
            ReceiptLine(sku: "b", quantity: 2, unit: Money(minor: 50_000)),
        ]
        let table: [(Rule.Amount, Int64)] = [
            (.rateBp(1_000), 10), (.fixed(points(7)), 7), (.perUnit(points(2)), 6),
            (.perStep(minor: Money(minor: 2_500), grant: points(3)), 12),
        ]
        for (amount, expected) in table {
            var shop = Shop(programme([rule("r", amount, change: food)]))
            let decision = shop.buy(lines, at: moscow(2023, 2, 1))
            guard case .applied(let effect) = decision.outcome else {
                Issue.record("\(decision)")
                return
            }
            #expect(effect.granted == ["PTS": points(expected)])
            #expect(effect.net == Money(minor: 110_050) && effect.due == effect.net)
            #expect(effect.byRule.isEmpty && effect.noAccrual.isEmpty && effect.inquiry == nil)
        }
    }

    @Test("counts one minor unit at one basis point as one micro-point in a pot without value")
    func potWithoutValue() {
        var shop = Shop(
            programme([rule()]) { programme in
                programme.pots["PTS"] = Pot(quantum: Points(micro: 1))
            }
        )
        #expect(shop.earn(12_345, at: moscow(2023, 2, 1)) == 6_172_500)
    }

    @Test("rounds once, by the rule's mode before the pot's")
    func rounding() {
        let up: (inout Rule) -> Void = { $0.round = .ceil }
        var shop = Shop(programme([rule(), rule("up", change: up)]))
        // 5 % of 123.45 are 6.1725 points: 6 and 7.
        #expect(shop.earn(12_345, at: moscow(2023, 2, 1)) == 13_000_000)
    }

    @Test("gives nothing, and no lot, where nothing is granted")
    func zero() {
        let lottery: (inout Rule) -> Void = { $0.condition.lines.excludedCategories = ["lottery"] }
        var shop = Shop(programme([rule("r", .fixed(points(5)), change: lottery)]))
        let only = shop.buy([line(10_000, category: "lottery")], at: moscow(2023, 2, 1))
        #expect(only.transactions.isEmpty)
        #expect(shop.buy([], at: moscow(2023, 2, 1)).transactions.isEmpty)
        let mixed = shop.buy(
            [line(100, category: "lottery"), line(100)],
            at: moscow(2023, 2, 1)
        )
        #expect(mixed.transactions.map(\.kind) == [.accrue])
        #expect(shop.core.lots(ofAccount: "M1").map(\.id) == ["L1"])
    }

    @Test("filters lines by category, article and brand together, byte by byte")
    func filters() {
        let full = ReceiptLine(
            sku: "S",
            quantity: 1,
            unit: Money(minor: 100),
            category: "C",
            brand: "B"
        )
        func passes(_ change: (inout LineCondition) -> Void, _ line: ReceiptLine) -> Bool {
            var lines = LineCondition()
            change(&lines)
            let fixed = rule("r", .fixed(points(1))) { $0.condition.lines = lines }
            var shop = Shop(programme([fixed]))
            return !shop.buy([line], at: moscow(2023, 2, 1)).transactions.isEmpty
        }
        #expect(passes({ _ in }, line(1)))
        #expect(
            passes(
                {
                    $0.categories = ["X", "C"]; $0.brands = ["B"]; $0.skus = ["S"]
                },
                full
            )
        )
        #expect(
            !passes(
                {
                    $0.categories = ["C"]; $0.brands = ["X"]
                },
                full
            )
        )
        #expect(!passes({ $0.brands = ["B"] }, line(1)))
        #expect(passes({ $0.excludedCategories = ["C"] }, line(1)))
        #expect(!passes({ $0.excludedCategories = ["C"] }, full))
        // The same letter, composed and decomposed: equal as texts, different as bytes.
        let composed = "\u{439}"
        let decomposed = "\u{438}\u{306}"
        #expect(composed == decomposed)
        #expect(!passes({ $0.categories = [composed] }, line(1, category: decomposed)))
        #expect(ByteText(composed) != ByteText(decomposed))
    }

    @Test("asks for a basket over all lines and units of the matching ones, both inclusive")
    func minimums() {
        let change: (inout Rule) -> Void = {
            $0.condition.lines.categories = ["food"]
            $0.condition.minimumBasket = Money(minor: 1_000)
            $0.condition.minimumQuantity = 2
        }
        var shop = Shop(programme([rule("r", .fixed(points(1)), change: change)]))
        func food(_ quantity: Int64, _ minor: Int64) -> ReceiptLine {
            ReceiptLine(
                sku: nil,
                quantity: quantity,
                unit: Money(minor: minor),
                category: "food"
            )
        }
        let table: [([ReceiptLine], Int)] = [
            ([food(2, 100), line(800)], 1), ([food(2, 100), line(799)], 0),
            ([food(1, 1_000), line(900)], 0), ([food(1, 500), food(1, 500)], 1),
        ]
        for (lines, expected) in table {
            let decision = shop.buy(lines, at: moscow(2023, 2, 1))
            #expect(decision.transactions.count == expected)
        }
    }

    @Test("looks at local dates, days and hours of the event's own instant")
    func moments() {
        let change: (inout Rule) -> Void = {
            $0.condition.fromDate = LocalDate(year: 2023, month: 2, day: 3)
            $0.condition.toDate = LocalDate(year: 2023, month: 2, day: 12)
            $0.condition.days = [5, 7]
            $0.condition.minutesOfDay = 540..<1_080
        }
        var shop = Shop(programme([rule("r", .fixed(points(1)), change: change)]))
        let table: [(Instant, Int64)] = [
            (moscow(2023, 2, 3, 9), 1), (moscow(2023, 2, 3, 8, 59, 59), 0),
            (moscow(2023, 2, 3, 17, 59, 59), 1), (moscow(2023, 2, 3, 18), 0),
            (moscow(2023, 2, 4, 12), 0), (moscow(2023, 2, 5, 12), 1),
            (moscow(2023, 1, 29, 12), 0), (moscow(2023, 2, 12, 12), 1),
            (moscow(2023, 2, 17, 12), 0), (moscow(2023, 2, 10, 12), 1),
        ]
        for (instant, expected) in table {
            #expect(shop.earn(100, at: instant) == expected * 1_000_000, "\(instant)")
        }
    }

    @Test("asks for a partner, which is the house when none is named")
    func partners() {
        let change: (inout Rule) -> Void = { $0.condition.partners = ["house", "cafe"] }
        var shop = Shop(programme([rule("r", .fixed(points(1)), change: change)]))
        #expect(shop.earn(100, at: moscow(2023, 2, 1)) == 1_000_000)
        #expect(shop.earn(100, at: moscow(2023, 2, 1), partner: "cafe") == 1_000_000)
        #expect(shop.earn(100, at: moscow(2023, 2, 1), partner: "bar") == 0)
    }

    @Test("answers why a partner that takes no part gives nothing, and still counts the visit")
    func absentPartner() {
        var shop = Shop(
            programme([rule()]) { programme in
                var shop = Partner()
                shop.participates = false
                programme.partners = ["shop": shop]
                let threshold = Tier.Threshold(
                    measure: .visits,
                    pot: nil,
                    window: .lifetime,
                    atLeast: 1
                )
                let tier = Tier(id: "gold", when: threshold)
                programme.ladders = [Ladder(id: "s", initial: "base", tiers: [tier])]
            }
        )
        let decision = shop.buy([line(10_000)], at: moscow(2023, 2, 1), partner: "shop")
        guard case .applied(let effect) = decision.outcome else {
            Issue.record("\(decision)")
            return
        }
        #expect(effect.noAccrual == ["partnerNotParticipating"])
        #expect(effect.granted.isEmpty && decision.transactions.isEmpty)
        #expect(shop.core.tiers(ofAccount: "M1") == ["s": "gold"])
    }

    @Test("issues at the expense of the house, of a partner, or of the one that sold")
    func funders() {
        let rules = [
            rule("a", .fixed(points(1))),
            rule("b", .fixed(points(2))) { $0.funder = "nike" },
            rule("c", .fixed(points(4))) { $0.funder = "self" },
        ]
        var shop = Shop(programme(rules))
        _ = shop.earn(100, at: moscow(2023, 2, 1), partner: "cafe")
        _ = shop.earn(100, at: moscow(2023, 2, 1))
        let found = shop.core.ledgerAccounts.map { "\($0.account) \($0.amount)" }
        #expect(found == ["iss/cafe -4000000", "iss/house -6000000", "iss/nike -4000000"])
    }

    @Test("fires in the order of the rules' ids, whatever the order of the file")
    func order() {
        let ids = ["z", "B", "a", "10", "9"]
        var shop = Shop(programme(ids.map { rule($0, .fixed(points(1))) }))
        let decision = shop.buy([line(100)], at: moscow(2023, 2, 1))
        guard case .applied(let effect) = decision.outcome else {
            Issue.record("\(decision)")
            return
        }
        #expect(effect.granted == ["PTS": points(5)])
        #expect(effect.byRule.keys.sorted() == ["10", "9", "B", "a", "z"])
        let numbered = [("10", 1), ("9", 2), ("B", 4), ("a", 8), ("z", 16)]
        var other = Shop(
            programme(numbered.map { rule($0.0, .fixed(points(Int64($0.1)))) }.reversed())
        )
        let grants = other.buy([line(100)], at: moscow(2023, 2, 1)).transactions.map {
            $0.postings[1].amount / 1_000_000
        }
        #expect(grants == [1, 2, 4, 8, 16])
    }
}

@Suite("Groups, caps and limits")
struct CapTests {
    private func granted(_ rules: [Rule], best: Bool = true) -> [String: Int64] {
        var shop = Shop(
            programme(rules + [rule("zz", .fixed(points(1)))]) { programme in
                programme.groups["promo"] = best ? .best : .sum
            }
        )
        let decision = shop.buy([line(10_000)], at: moscow(2023, 2, 1))
        guard case .applied(let effect) = decision.outcome else { return [:] }
        return effect.byRule.mapValues { $0.micro / 1_000_000 }
    }

    private func promo(_ id: String, _ grant: Int64, priority: Int = 0, cap: Int64? = nil) -> Rule {
        rule(id, .fixed(points(grant))) { rule in
            rule.group = "promo"
            rule.priority = priority
            if let cap { rule.caps = [Cap(period: .event, points: points(cap))] }
        }
    }

    @Test("keep the highest grant of a best group, then the higher priority, then the smaller id")
    func best() {
        #expect(granted([promo("a", 3), promo("b", 5), promo("c", 4)]) == ["b": 5, "zz": 1])
        #expect(granted([promo("a", 5), promo("b", 5, priority: 1)]) == ["b": 5, "zz": 1])
        #expect(granted([promo("a", 5, priority: 1), promo("b", 5)]) == ["a": 5, "zz": 1])
        #expect(granted([promo("b", 5), promo("a", 5)]) == ["a": 5, "zz": 1])
        #expect(granted([promo("a", 5), promo("b", 3)], best: false) == ["a": 5, "b": 3, "zz": 1])
    }

    @Test("judge the winner on grants after their caps")
    func bestAfterCaps() {
        #expect(granted([promo("a", 9, cap: 2), promo("b", 5)]) == ["b": 5, "zz": 1])
        #expect(granted([promo("a", 9, cap: 0), promo("b", 5)]) == ["b": 5, "zz": 1])
    }

    @Test("let a best group be decided for each pot alone")
    func bestPerPot() {
        let stamps = rule("a", .fixed(points(9))) {
            $0.group = "promo"
            $0.work = .grant(pot: "STP", .fixed(points(9)))
        }
        var shop = Shop(
            programme([stamps, promo("b", 5), promo("c", 4)]) { programme in
                programme.groups["promo"] = .best
                programme.pots["STP"] = Pot(quantum: points(1))
            }
        )
        let decision = shop.buy([line(100)], at: moscow(2023, 2, 1))
        guard case .applied(let effect) = decision.outcome else {
            Issue.record("\(decision)")
            return
        }
        #expect(effect.granted == ["PTS": points(5), "STP": points(9)])
    }

    @Test("clip to the quantum")
    func quantum() {
        let capped = rule("r", .fixed(points(10))) { rule in
            rule.caps = [Cap(period: .lifetime, points: Points(micro: 12_500_000))]
        }
        var shop = Shop(programme([capped]))
        #expect(shop.earn(100, at: moscow(2023, 2, 1)) == 10_000_000)
        #expect(shop.earn(100, at: moscow(2023, 2, 1)) == 2_000_000)
        #expect(shop.earn(100, at: moscow(2023, 2, 1)) == 0)
    }

    @Test(
        "count by the local period of the event, also for events that come late",
        arguments: [
            (CountPeriod.day, moscow(2023, 2, 28, 23, 59, 59), moscow(2023, 3, 1, 0)),
            (.week, moscow(2023, 3, 5, 23, 59, 59), moscow(2023, 3, 6, 0)),
            (.month, moscow(2023, 2, 28, 23, 59, 59), moscow(2023, 3, 1, 0)),
            (.calendarYear, moscow(2023, 12, 31, 23, 59, 59), moscow(2024, 1, 1, 0)),
        ]
    )
    func periods(period: CountPeriod, last: Instant, first: Instant) {
        let capped = rule("cap", .fixed(points(6))) { rule in
            rule.caps =
                CapPeriod(rawValue: period.rawValue).map {
                    [Cap(period: $0, points: points(10))]
                } ?? []
        }
        let limited = rule("limit", .fixed(Points(micro: 1))) { rule in
            rule.limit = Limit(count: 2, period: period)
        }
        var shop = Shop(
            programme([capped, limited]) { $0.pots["PTS"] = Pot(quantum: Points(micro: 1)) }
        )
        #expect(shop.earn(100, at: last) == 6_000_001)
        #expect(shop.earn(100, at: first) == 6_000_001)
        #expect(shop.earn(100, at: last) == 4_000_001)
        #expect(shop.earn(100, at: last) == 0)
        #expect(shop.earn(100, at: first) == 4_000_001)
        #expect(shop.earn(100, at: first) == 0)
    }

    @Test("share a total over all accounts, and a lifetime not at all")
    func total() {
        let shared = rule("a", .fixed(points(6))) { rule in
            rule.caps = [Cap(period: .total, points: points(10))]
        }
        let own = rule("b", .fixed(points(100))) { rule in
            rule.limit = Limit(count: 1, period: .lifetime)
        }
        var shop = Shop(programme([shared, own]), members: ["M1", "M2"])
        _ = shop.buy([line(1)], at: moscow(2023, 2, 1), by: "M1")
        _ = shop.buy([line(1)], at: moscow(2023, 2, 1), by: "M2")
        _ = shop.buy([line(1)], at: moscow(2024, 2, 1), by: "M2")
        #expect(shop.balance(of: "M1").available == points(106))
        #expect(shop.balance(of: "M2").available == points(104))
    }

    @Test("leave a loser's cap and limit unused")
    func losers() {
        let small = rule("a", .fixed(points(1))) { rule in
            rule.group = "promo"
            rule.limit = Limit(count: 1, period: .lifetime)
            rule.caps = [Cap(period: .lifetime, points: points(1))]
        }
        let large = rule("b", .fixed(points(2))) { rule in
            rule.group = "promo"
            rule.limit = Limit(count: 2, period: .lifetime)
        }
        var shop = Shop(programme([small, large]) { $0.groups["promo"] = .best })
        let grants = (0..<4).map { _ in shop.earn(100, at: moscow(2023, 2, 1)) }
        #expect(grants == [2_000_000, 2_000_000, 1_000_000, 0])
    }
}
