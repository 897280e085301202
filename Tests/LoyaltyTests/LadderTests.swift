import Testing

@testable import Loyalty

@Suite("A ladder")
struct LadderTests {
    /// Silver for 1000.00 and gold for 5000.00, spent in a window.
    private func ladder(
        _ window: Tier.Window,
        hold: Tier.Hold? = nil,
        _ downgrade: Ladder.Downgrade = .recompute
    ) -> Programme {
        programme { programme in
            var silver = Tier(
                id: "silver",
                when: Tier.Threshold(measure: .spend, pot: nil, window: window, atLeast: 100_000)
            )
            silver.hold = hold
            var gold = Tier(
                id: "gold",
                when: Tier.Threshold(measure: .spend, pot: nil, window: window, atLeast: 500_000)
            )
            gold.hold = hold
            var ladder = Ladder(id: "s", initial: "base", tiers: [silver, gold])
            ladder.downgrade = downgrade
            programme.ladders = [ladder]
        }
    }

    private func tier(_ shop: borrowing Shop) -> String? { shop.core.tiers(ofAccount: "M1")["s"] }

    @Test("is climbed inclusively, from the next event on, and several steps at once")
    func up() {
        var shop = Shop(ladder(.lifetime))
        _ = shop.buy([line(99_999)], at: moscow(2023, 2, 1))
        #expect(tier(shop) == "base")
        _ = shop.buy([line(1)], at: moscow(2023, 2, 2))
        #expect(tier(shop) == "silver")
        _ = shop.buy([line(400_000)], at: moscow(2023, 2, 3))
        #expect(tier(shop) == "gold")
    }

    @Test("loses what leaves a rolling window at the very second, without an event of the account")
    func rolling() {
        var shop = Shop(ladder(.rolling(CalendarDuration(months: 12))))
        _ = shop.buy([line(100_000)], at: moscow(2022, 2, 1))
        _ = shop.send(.tick, at: moscow(2023, 2, 1, 11, 59, 59))
        #expect(tier(shop) == "silver")
        #expect(shop.core.summary(ofAccount: "M1").nextChangeAt == moscow(2023, 2, 1))
        _ = shop.send(.tick, at: moscow(2023, 2, 1))
        #expect(tier(shop) == "base")
    }

    @Test("holds to the end of the next year, and no longer")
    func hold() {
        var shop = Shop(ladder(.calendarYear, hold: .endOfNextYear))
        _ = shop.buy([line(500_000)], at: moscow(2023, 2, 1))
        _ = shop.send(.tick, at: moscow(2024, 12, 31, 23, 59, 59))
        #expect(tier(shop) == "gold")
        _ = shop.send(.tick, at: moscow(2025, 1, 1, 0))
        #expect(tier(shop) == "base")
    }

    @Test("goes one step down at a time, each of which holds anew")
    func oneDown() {
        var shop = Shop(ladder(.calendarYear, hold: .endOfNextYear, .oneDown))
        _ = shop.buy([line(500_000)], at: moscow(2023, 2, 1))
        _ = shop.send(.tick, at: moscow(2025, 1, 1, 0))
        #expect(tier(shop) == "silver")
        _ = shop.send(.tick, at: moscow(2026, 12, 31, 23, 59, 59))
        #expect(tier(shop) == "silver")
        _ = shop.send(.tick, at: moscow(2027, 1, 1, 0))
        #expect(tier(shop) == "base")
    }

    @Test("that is never gone down keeps a tier, but for a qualification that a return makes void")
    func never() {
        var shop = Shop(ladder(.calendarYear, hold: .endOfYear, .never))
        _ = shop.buy([line(500_000)], at: moscow(2023, 2, 1))
        _ = shop.send(.tick, at: moscow(2026, 1, 1))
        #expect(tier(shop) == "gold")
        // The purchase was the second event of the shop.
        _ = shop.send(.returned(Return(purchase: "e2")), at: moscow(2026, 1, 2))
        #expect(tier(shop) == "base")
    }

    @Test("renews a granted tier from its old end, and drops it by time alone")
    func granted() {
        var shop = Shop(
            programme { programme in
                programme.ladders = [
                    Ladder(id: "s", initial: "base", tiers: [Tier(id: "plus", when: nil)])
                ]
                let year = Period.after(CalendarDuration(months: 12), .endOfDay)
                programme.actionSetsTier["pay"] = TierGrant(
                    ladder: "s",
                    tier: "plus",
                    period: year
                )
            }
        )
        let pay = LoyaltyEvent.Body.action(MemberAction(who: .member("M1"), action: "pay"))
        _ = shop.send(pay, at: moscow(2023, 1, 10, 15))
        _ = shop.send(pay, at: moscow(2023, 12, 1))
        _ = shop.send(.tick, at: moscow(2025, 1, 10, 23, 59, 59))
        #expect(tier(shop) == "plus")
        _ = shop.send(.tick, at: moscow(2025, 1, 11, 0))
        #expect(tier(shop) == "base")
    }

    @Test("of tenure is climbed at the first event or tick from the day on")
    func tenure() {
        var shop = Shop(
            programme { programme in
                let when = Tier.Threshold(measure: .tenureDays, pot: nil, atLeast: 365)
                programme.ladders = [
                    Ladder(id: "s", initial: "new", tiers: [Tier(id: "old", when: when)])
                ]
            }
        )
        _ = shop.send(.tick, at: moscow(2023, 12, 31, 23, 59, 59))
        #expect(tier(shop) == "new")
        _ = shop.send(.tick, at: moscow(2024, 1, 1, 0))
        #expect(tier(shop) == "old")
    }
}
