import Testing

@testable import Loyalty

@Suite("Settlements")
struct SettleTests {
    private static func shop() -> Shop {
        var (a, b) = (Partner(), Partner())
        a.issuePrice = Money(minor: 100)
        b.acceptPrice = Money(minor: 95)
        var shop = Shop(
            programme([rule("r", .rateBp(500)) { $0.funder = "self" }]) { [a, b] programme in
                programme.partners = ["A": a, "B": b]
            }
        )
        _ = shop.buy([line(100_000)], at: moscow(2023, 2, 1), partner: "A")
        _ = shop.post(
            .hold(PointsHold(who: .member("M1"), pot: "PTS", points: points(40), ttlSeconds: 60)),
            at: moscow(2023, 2, 1)
        )
        _ = shop.post(
            .capture(HoldCapture(who: .member("M1"), hold: "e3", partner: "B")),
            at: moscow(2023, 2, 1)
        )
        return shop
    }

    @Test("Every partner's money goes to nothing against the bank, once")
    func settled() {
        var shop = SettleTests.shop()
        let decision = shop.send(.settle, at: moscow(2023, 3, 1))
        #expect(
            text(decision) == ["e5 settle: bank RUB -1200, due/A RUB 5000, due/B RUB -3800"]
        )
        guard case .applied(let effect) = decision.outcome else { return }
        #expect(effect.statement == ["A": Money(minor: -5_000), "B": Money(minor: 3_800)])
        #expect(!shop.core.ledgerAccounts.contains { $0.account.hasPrefix("due/") })
        let second = shop.send(.settle, at: moscow(2023, 3, 2))
        #expect(text(second) == [])
        guard case .applied(let nothing) = second.outcome else { return }
        #expect(nothing.statement == [:])
    }

    @Test("A settlement is taken back with its batch")
    func undone() {
        var shop = SettleTests.shop()
        let before = shop.core.stateText()
        shop.core.openBatch()
        _ = shop.post(.settle, at: moscow(2023, 3, 1))
        shop.core.undoBatch()
        #expect(shop.core.stateText() == before)
    }
}
