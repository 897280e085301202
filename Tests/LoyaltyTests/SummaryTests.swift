import Testing

@testable import Loyalty

@Suite("Balance checks and ladders")
struct SummaryTests {
    /// Silver from 5,000 and gold from 20,000 roubles.
    private func ladder(_ window: Tier.Window) -> Ladder {
        func tier(_ id: String, _ minor: Int64) -> Tier {
            let threshold = Tier.Threshold(
                measure: .spend,
                pot: nil,
                window: window,
                atLeast: minor
            )
            return Tier(id: id, when: threshold)
        }
        var silver = tier("silver", 500_000)
        silver.benefits = ["ext-warranty"]
        return Ladder(id: "s", initial: "base", tiers: [silver, tier("gold", 2_000_000)])
    }

    private func summary(_ decision: Decision) -> AccountSummary {
        guard case .applied(let effect) = decision.outcome, let inquiry = effect.inquiry else {
            Issue.record("\(decision)")
            return AccountSummary()
        }
        return inquiry
    }

    @Test("tell balances, what comes and when, what ends and when, tier, next tier, benefits")
    func inquiry() {
        let rules = [
            rule("a", .fixed(points(40))) { $0.lot.expiry = .at(moscow(2023, 3, 1, 0)) },
            rule("b", .fixed(points(60))) { $0.lot.expiry = .at(moscow(2023, 6, 1, 0)) },
            rule("c", .rateBp(500)) { $0.lot.vest = days(14) },
        ]
        var shop = Shop(programme(rules) { $0.ladders = [ladder(.lifetime)] })
        _ = shop.earn(600_000, at: moscow(2023, 2, 2))
        let decision = shop.send(.inquiry(.member("M1")), at: moscow(2023, 2, 3))
        #expect(decision.transactions.isEmpty && decision.touchedAccounts == ["M1"])
        var expected = AccountSummary()
        expected.status = .active
        expected.balances = ["PTS": Balance(available: points(100), pending: points(300))]
        let vest = LocalDate(year: 2023, month: 2, day: 16)
        expected.coming = ["PTS": [DatedPoints(date: vest, points: points(300))]]
        let last = LocalDate(year: 2023, month: 2, day: 28)
        expected.expiring = ["PTS": [DatedPoints(date: last, points: points(40))]]
        expected.tiers = ["s": "silver"]
        expected.next = ["s": NextTier(tier: "gold", measure: .spend, need: 1_400_000)]
        expected.benefits = ["ext-warranty"]
        expected.nextChangeAt = moscow(2023, 2, 16)
        #expect(summary(decision) == expected)
        // Of an account, that is; the status is a member's.
        expected.status = nil
        #expect(shop.core.summary(ofAccount: "M1") == expected)
    }

    @Test("add up what comes or ends on one day, day by day, in the zone of the programme")
    func daily() {
        let rules = [
            rule("a", .fixed(points(1))) { $0.lot.vest = days(2) },
            rule("b", .fixed(points(2))) { $0.lot.expiry = days(2) },
        ]
        var shop = Shop(programme(rules))
        _ = shop.earn(1, at: moscow(2023, 2, 1, 10))
        _ = shop.earn(1, at: moscow(2023, 2, 1, 23, 59, 59))
        _ = shop.earn(1, at: moscow(2023, 2, 2, 0))
        let summary = shop.core.summary(ofAccount: "M1")
        let (third, fourth) = (
            LocalDate(year: 2023, month: 2, day: 3), LocalDate(year: 2023, month: 2, day: 4)
        )
        #expect(
            summary.coming["PTS"] == [
                DatedPoints(date: third, points: points(2)),
                DatedPoints(date: fourth, points: points(1)),
            ]
        )
        // The points of midnight end at midnight: the day before is their last.
        #expect(summary.expiring["PTS"] == [DatedPoints(date: third, points: points(6))])
    }

    @Test("tell what ends up to the last day of the horizon, inclusive")
    func horizon() {
        let rules = [rule("a", .fixed(points(1))) { $0.lot.expiry = .at(moscow(2023, 3, 8, 0)) }]
        for (days, isTold) in [(6, true), (5, false)] {
            var shop = Shop(programme(rules) { $0.expiringDays = days })
            _ = shop.earn(1, at: moscow(2023, 3, 1))
            #expect(shop.core.summary(ofAccount: "M1").expiring.isEmpty != isTold)
        }
    }

    @Test("reach a tier at its bound, for the next receipt")
    func climbing() {
        let bonus = rule("gold", .fixed(points(7))) { $0.condition.tiers = ["s": ["gold"]] }
        let others = rule("rest", .fixed(points(1))) {
            $0.condition.tiers = ["s": ["base", "silver"]]
        }
        var shop = Shop(programme([bonus, others]) { $0.ladders = [ladder(.lifetime)] })
        #expect(shop.earn(499_999, at: moscow(2023, 2, 1)) == 1_000_000)
        #expect(shop.core.tiers(ofAccount: "M1") == ["s": "base"])
        #expect(shop.earn(1, at: moscow(2023, 2, 1)) == 1_000_000)
        #expect(shop.core.tiers(ofAccount: "M1") == ["s": "silver"])
        #expect(shop.earn(1_500_000, at: moscow(2023, 2, 1)) == 1_000_000)
        #expect(shop.core.tiers(ofAccount: "M1") == ["s": "gold"])
        #expect(shop.core.summary(ofAccount: "M1").next.isEmpty)
        #expect(shop.earn(1, at: moscow(2023, 2, 1)) == 7_000_000)
        #expect(shop.core.summary(ofAccount: "M1").nextChangeAt == nil)
    }

    @Test("lose the tier of a calendar year when the local year ends")
    func yearEnd() {
        var shop = Shop(programme([rule()]) { $0.ladders = [ladder(.calendarYear)] })
        _ = shop.earn(600_000, at: moscow(2023, 12, 30))
        #expect(shop.core.summary(ofAccount: "M1").nextChangeAt == moscow(2024, 1, 1, 0))
        #expect(shop.send(.tick, at: moscow(2023, 12, 31, 23, 59, 59)).touchedAccounts.isEmpty)
        #expect(shop.core.tiers(ofAccount: "M1") == ["s": "silver"])
        let tick = shop.send(.tick, at: moscow(2024, 1, 1, 0))
        #expect(tick.touchedAccounts == ["M1"] && tick.transactions.isEmpty)
        #expect(shop.core.tiers(ofAccount: "M1") == ["s": "base"])
        let summary = shop.core.summary(ofAccount: "M1")
        #expect(summary.next["s"] == NextTier(tier: "silver", measure: .spend, need: 500_000))
        #expect(summary.nextChangeAt == nil)
    }

    @Test("count a late event in its own year only")
    func lateYear() {
        var shop = Shop(programme([rule()]) { $0.ladders = [ladder(.calendarYear)] })
        _ = shop.send(.tick, at: moscow(2024, 1, 1, 0))
        _ = shop.earn(600_000, at: moscow(2023, 12, 31))
        #expect(shop.core.tiers(ofAccount: "M1") == ["s": "base"])
        _ = shop.earn(600_000, at: moscow(2024, 1, 1, 0))
        #expect(shop.core.tiers(ofAccount: "M1") == ["s": "silver"])
    }

    @Test("say when a tier ends with the year, and see the new year with the next look")
    func summaryAtH() {
        var shop = Shop(
            programme([rule()]) { $0.ladders = [ladder(.calendarYear)] },
            members: ["M1", "M2"]
        )
        _ = shop.earn(600_000, at: moscow(2023, 12, 31))
        _ = shop.send(.inquiry(.member("M2")), at: moscow(2024, 1, 5))
        #expect(shop.core.tiers(ofAccount: "M1") == ["s": "silver"])
        #expect(shop.core.summary(ofAccount: "M1").nextChangeAt == moscow(2024, 1, 1, 0))
        _ = shop.send(.inquiry(.member("M1")), at: moscow(2024, 1, 5))
        let summary = shop.core.summary(ofAccount: "M1")
        #expect(summary.tiers == ["s": "base"] && summary.benefits.isEmpty)
        #expect(summary.nextChangeAt == nil)
    }

    @Test("count points earned, pending and over on arrival included, and visits")
    func measures() {
        func ladder(_ measure: NextTier.Measure, _ bound: Int64) -> Ladder {
            let threshold = Tier.Threshold(
                measure: measure,
                pot: measure == .earned ? "PTS" : nil,
                window: .lifetime,
                atLeast: bound
            )
            return Ladder(
                id: measure.rawValue,
                initial: "0",
                tiers: [Tier(id: "1", when: threshold)]
            )
        }
        let rules = [
            rule("a", .fixed(points(5))) { $0.lot.vest = days(5) },
            rule("b", .fixed(points(5))) { $0.lot.expiry = days(5) },
        ]
        var shop = Shop(
            programme(rules) { programme in
                programme.ladders = [ladder(.earned, 20_000_000), ladder(.visits, 3)]
            }
        )
        _ = shop.send(.tick, at: moscow(2023, 3, 1))
        _ = shop.earn(1, at: moscow(2023, 2, 1))
        #expect(shop.core.tiers(ofAccount: "M1") == ["earned": "0", "visits": "0"])
        _ = shop.earn(1, at: moscow(2023, 2, 1))
        #expect(shop.core.tiers(ofAccount: "M1") == ["earned": "1", "visits": "0"])
        _ = shop.earn(1, at: moscow(2023, 2, 1))
        #expect(shop.core.tiers(ofAccount: "M1") == ["earned": "1", "visits": "1"])
    }
}
