import Testing

@testable import Loyalty

@Suite("Offers of several steps")
struct StepsTests {
    private static func offer(_ id: String = "pds") -> Offer {
        var register = StepsOffer.Step(action: "register")
        register.toDate = LocalDate(year: 2024, month: 12, day: 31)
        var contract = StepsOffer.Step(action: "contract")
        contract.skipFlag = "hasContract"
        var pay = StepsOffer.Step(action: "pay")
        pay.fromDate = LocalDate(year: 2025, month: 1, day: 1)
        pay.toDate = LocalDate(year: 2025, month: 2, day: 28)
        pay.minimum = Money(minor: 5_000_000)
        let steps = StepsOffer(pot: "PTS", grant: points(1_000), steps: [register, contract, pay])
        return Offer(id: id, kind: .steps(steps))
    }

    private static func shop(_ flags: [String] = [], _ offers: [Offer] = [offer()]) -> Shop {
        var shop = Shop(programme { $0.offers = offers }, members: [])
        _ = shop.effect(.enroll(Enrollment(member: "M1", flags: flags)), at: moscow(2024, 1, 1))
        return shop
    }

    private static func act(
        _ action: String,
        _ kop: Int64? = nil,
        by member: String = "M1"
    ) -> LoyaltyEvent.Body {
        .action(
            MemberAction(
                who: .member(member),
                action: action,
                attributes: kop.map { ["kop": $0] } ?? [:]
            )
        )
    }

    @Test("The steps come in any order; the event that completes them grants, once")
    func anyOrder() {
        var shop = StepsTests.shop()
        #expect(shop.post(StepsTests.act("contract"), at: moscow(2024, 12, 1)) == [])
        #expect(
            shop.post(StepsTests.act("register"), at: moscow(2024, 12, 31, 23, 59, 59)) == []
        )
        let last = moscow(2025, 2, 28, 23, 59, 59)
        for kop in [nil, 4_999_999] as [Int64?] {
            #expect(shop.post(StepsTests.act("pay", kop), at: last) == [])
        }
        let decision = shop.send(StepsTests.act("pay", 5_000_000), at: last)
        #expect(text(decision) == ["e6 accrue: iss/house PTS -1000, mem/M1/avail PTS 1000"])
        guard case .applied(let effect) = decision.outcome else { return }
        #expect(effect.offers == ["pds"])
        #expect(effect.granted == ["PTS": points(1_000)])
        #expect(shop.post(StepsTests.act("pay", 5_000_000), at: last) == [])
    }

    @Test("A step counts on its own days alone, by the local date of the event")
    func windows() {
        var shop = StepsTests.shop(["hasContract"])
        for (body, instant) in [
            (StepsTests.act("register"), moscow(2025, 1, 1, 0)),
            (StepsTests.act("pay", 5_000_000), moscow(2025, 1, 2)),
            // It comes late, but it was in time.
            (StepsTests.act("register"), moscow(2024, 12, 31, 23, 59, 59)),
            (StepsTests.act("pay", 5_000_000), moscow(2024, 12, 31)),
            (StepsTests.act("pay", 5_000_000), moscow(2025, 3, 1, 0)),
        ] {
            _ = shop.effect(body, at: instant)
        }
        // Register at the fourth event made it complete: the payment was taken before.
        #expect(shop.balance() == Balance(available: points(1_000)))
    }

    @Test("A member with the flag need not take the step; an action of no step completes nothing")
    func skipped() {
        var shop = StepsTests.shop(["hasContract"])
        _ = shop.effect(StepsTests.act("register"), at: moscow(2024, 12, 1))
        #expect(shop.effect(StepsTests.act("other"), at: moscow(2025, 1, 1)).offers == [])
        let effect = shop.effect(StepsTests.act("pay", 6_000_000), at: moscow(2025, 1, 1))
        #expect(effect.offers == ["pds"])
    }

    @Test("The members of an account take the steps together")
    func household() {
        var shop = StepsTests.shop()
        _ = shop.effect(
            .enroll(Enrollment(member: "M2", account: "M1")),
            at: moscow(2024, 1, 1)
        )
        _ = shop.effect(StepsTests.act("register"), at: moscow(2024, 12, 1))
        _ = shop.effect(StepsTests.act("contract", by: "M2"), at: moscow(2024, 12, 1))
        let effect = shop.effect(StepsTests.act("pay", 5_000_000), at: moscow(2025, 1, 1))
        #expect(effect.offers == ["pds"])
    }

    @Test("One action may complete several offers, in the order of the programme, with their terms")
    func several() {
        var later = StepsOffer(pot: "PTS", grant: points(5), steps: [.init(action: "pay")])
        later.lot.vest = days(2)
        let offers = [
            Offer(id: "z", kind: .steps(later)),
            Offer(
                id: "a",
                kind: .steps(
                    StepsOffer(pot: "PTS", grant: points(7), steps: [.init(action: "pay")])
                )
            ),
        ]
        var shop = StepsTests.shop([], offers)
        let decision = shop.send(StepsTests.act("pay"), at: moscow(2024, 2, 1))
        #expect(
            text(decision) == [
                "e2 accruePending: iss/house PTS -5, mem/M1/pend PTS 5",
                "e2 accrue: iss/house PTS -7, mem/M1/avail PTS 7",
            ]
        )
        guard case .applied(let effect) = decision.outcome else { return }
        #expect(effect.offers == ["z", "a"])
        #expect(effect.granted == ["PTS": points(12)])
    }

    @Test("Steps are taken back with their batch")
    func undone() {
        var shop = StepsTests.shop(["hasContract"])
        _ = shop.effect(StepsTests.act("register"), at: moscow(2024, 12, 1))
        let before = shop.core.stateText()
        shop.core.openBatch()
        _ = shop.effect(StepsTests.act("pay", 5_000_000), at: moscow(2025, 1, 1))
        shop.core.undoBatch()
        #expect(shop.core.stateText() == before)
        let effect = shop.effect(StepsTests.act("pay", 5_000_000), at: moscow(2025, 1, 1))
        #expect(effect.offers == ["pds"])
    }
}
