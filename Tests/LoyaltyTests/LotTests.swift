import Testing

@testable import Loyalty

@Suite("Lots")
struct LotTests {
    private func shop(
        vest: Period? = nil,
        expiry: Period? = nil,
        from: LotTerms.Start? = nil,
        grace: Int = 0
    ) -> Shop {
        Shop(
            programme([rule("r", .fixed(points(5)))]) { programme in
                programme.pots["PTS"]?.lot.vest = vest
                programme.pots["PTS"]?.lot.expiry = expiry
                programme.pots["PTS"]?.lot.expiryFrom = from
                programme.lateGraceDays = grace
            }
        )
    }

    /// The kinds and causes of what an event posted.
    private func posted(_ decision: Decision) -> [String] {
        decision.transactions.map { "\($0.cause) \($0.kind.rawValue)" }
    }

    @Test("vest and end at their instants, not a second before")
    func life() {
        var shop = shop(vest: days(3), expiry: days(10))
        #expect(posted(shop.buy([line(1)], at: moscow(2023, 2, 1))) == ["e2 accruePending"])
        #expect(shop.balance().pending == points(5))
        #expect(posted(shop.send(.tick, at: moscow(2023, 2, 4, 11, 59, 59))).isEmpty)
        let vesting = shop.send(.tick, at: moscow(2023, 2, 4))
        #expect(posted(vesting) == ["auto:L1:vest vest"])
        #expect(vesting.touchedAccounts == ["M1"])
        #expect(shop.balance() == Balance(available: points(5)))
        #expect(posted(shop.send(.tick, at: moscow(2023, 2, 11, 11, 59, 59))).isEmpty)
        let ending = shop.send(.inquiry(.member("M1")), at: moscow(2023, 2, 11))
        #expect(posted(ending) == ["auto:L1:expire expire"])
        #expect(ending.touchedAccounts == ["M1"])
        #expect(shop.balance() == Balance())
        #expect(shop.core.lots(ofAccount: "M1").isEmpty)
        let ledger = shop.core.ledgerAccounts.map { "\($0.account) \($0.amount)" }
        #expect(ledger == ["brk 5000000", "iss/house -5000000"])
    }

    @Test("end by the day of vesting where the programme counts from there")
    func fromVest() {
        var early = shop(vest: days(3), expiry: days(10), from: .earn)
        var late = shop(vest: days(3), expiry: days(10), from: .vest)
        _ = early.earn(1, at: moscow(2023, 2, 1))
        _ = late.earn(1, at: moscow(2023, 2, 1))
        #expect(early.core.lots(ofAccount: "M1").first?.expiresAt == moscow(2023, 2, 11))
        #expect(late.core.lots(ofAccount: "M1").first?.expiresAt == moscow(2023, 2, 14))
    }

    @Test("take a rule's terms key by key before the pot's")
    func ruleTerms() {
        let own = rule("own", .fixed(points(1))) { rule in
            rule.lot.vest = days(1)
            rule.lot.expiryFrom = .vest
        }
        var shop = Shop(
            programme([own]) { programme in
                programme.pots["PTS"]?.lot.vest = days(5)
                programme.pots["PTS"]?.lot.expiry = days(10)
            }
        )
        _ = shop.earn(1, at: moscow(2023, 2, 1))
        #expect(shop.core.lots(ofAccount: "M1").first?.expiresAt == moscow(2023, 2, 12))
        _ = shop.send(.tick, at: moscow(2023, 2, 2))
        #expect(shop.balance().available == points(1))
    }

    @Test("vest before others end at one instant, then go by number")
    func order() {
        var shop = shop(vest: days(3, .startOfDay), expiry: days(3, .startOfDay))
        _ = shop.earn(1, at: moscow(2023, 2, 1, 9))
        _ = shop.earn(1, at: moscow(2023, 2, 1, 8))
        _ = shop.earn(1, at: moscow(2023, 2, 2, 8))
        let decision = shop.send(.tick, at: moscow(2023, 2, 9))
        #expect(
            posted(decision) == [
                "auto:L1:vest vest", "auto:L2:vest vest", "auto:L1:expire expire",
                "auto:L2:expire expire", "auto:L3:vest vest", "auto:L3:expire expire",
            ]
        )
    }

    @Test("end while pending, where their end comes first")
    func endsPending() {
        var shop = shop(vest: days(10), expiry: days(3))
        _ = shop.earn(1, at: moscow(2023, 2, 1))
        #expect(shop.core.summary(ofAccount: "M1").coming.isEmpty)
        let decision = shop.send(.tick, at: moscow(2023, 2, 20))
        #expect(posted(decision) == ["auto:L1:expire expire"])
        #expect(decision.transactions.first?.postings.last?.account == "mem/M1/pend")
        #expect(shop.balance() == Balance())
    }

    @Test("that are over on arrival end with their own event, without grace")
    func overOnArrival() {
        var shop = shop(expiry: days(10))
        _ = shop.earn(1, at: moscow(2023, 3, 1))
        let decision = shop.buy([line(1)], at: moscow(2023, 2, 1))
        #expect(posted(decision) == ["e3 accrue", "e3 expire"])
        #expect(shop.balance().available == points(5))
        _ = shop.earn(1, at: moscow(2023, 3, 1))
        #expect(shop.core.lots(ofAccount: "M1").map(\.id) == ["L1", "L3"])
    }

    @Test("that are over on arrival stay for the days of grace")
    func grace() {
        var shop = shop(expiry: days(10), grace: 2)
        _ = shop.send(.tick, at: moscow(2023, 3, 1))
        #expect(posted(shop.buy([line(1)], at: moscow(2023, 2, 19))) == ["e3 accrue"])
        #expect(posted(shop.buy([line(1)], at: moscow(2023, 2, 19, 12, 0, 1))) == ["e4 accrue"])
        let ends = shop.core.lots(ofAccount: "M1").map(\.expiresAt)
        #expect(ends == [moscow(2023, 3, 4, 0), moscow(2023, 3, 1, 12, 0, 1)])
    }

    @Test("that are over but not vested on arrival end with the next event")
    func pendingOverOnArrival() {
        var shop = shop(vest: days(60), expiry: days(10))
        _ = shop.send(.tick, at: moscow(2023, 3, 1))
        #expect(posted(shop.buy([line(1)], at: moscow(2023, 2, 1))) == ["e3 accruePending"])
        let decision = shop.send(.inquiry(.member("M1")), at: moscow(2023, 3, 1))
        #expect(posted(decision) == ["auto:L1:expire expire"])
    }

    @Test("vest at once when their vesting lies in the past")
    func vestedOnArrival() {
        var shop = shop(vest: days(3))
        _ = shop.send(.tick, at: moscow(2023, 3, 1))
        #expect(posted(shop.buy([line(1)], at: moscow(2023, 2, 26))) == ["e3 accrue"])
        #expect(
            posted(shop.buy([line(1)], at: moscow(2023, 2, 26, 12, 0, 1))) == ["e4 accruePending"]
        )
    }

    @Test("of all accounts are caught up by a tick in order of the accounts' ids")
    func tickOrder() {
        var shop = Shop(
            programme([rule("r", .fixed(points(5)))]) { $0.pots["PTS"]?.lot.vest = days(1) },
            members: ["b", "C", "a", "d"]
        )
        for member in ["a", "d", "C"] {
            _ = shop.buy([line(1)], at: moscow(2023, 2, 1), by: member)
        }
        let decision = shop.send(.tick, at: moscow(2023, 2, 5))
        #expect(decision.touchedAccounts == ["C", "a", "d"])
        let causes = decision.transactions.map(\.cause)
        #expect(causes == ["auto:L3:vest", "auto:L1:vest", "auto:L2:vest"])
    }

    @Test("of one account only are caught up by its own events")
    func onlyOwn() {
        var shop = Shop(
            programme([rule("r", .fixed(points(5)))]) { $0.pots["PTS"]?.lot.vest = days(1) },
            members: ["M1", "M2"]
        )
        _ = shop.earn(1, at: moscow(2023, 2, 1))
        let decision = shop.send(.inquiry(.member("M2")), at: moscow(2023, 2, 5))
        #expect(decision.transactions.isEmpty && decision.touchedAccounts == ["M2"])
        #expect(shop.balance().pending == points(5))
        // The balance check says what is true at H all the same.
        #expect(shop.core.summary(ofAccount: "M1").balances["PTS"]?.available == points(5))
    }

    @Test("come and go by the thousand without leaving anything behind")
    func many() {
        var shop = shop(vest: days(1), expiry: days(3))
        for day in 0..<2_000 {
            let at = Instant(unixSeconds: moscow(2023, 2, 1).unixSeconds + Int64(day) * 86_400)
            _ = shop.earn(1, at: at)
        }
        #expect(shop.core.lots(ofAccount: "M1").count == 3)
        #expect(shop.balance() == Balance(available: points(10), pending: points(5)))
    }
}
