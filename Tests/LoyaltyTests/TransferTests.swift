import Testing

@testable import Loyalty

@Suite("Transfers")
struct TransferTests {
    private static let day = moscow(2023, 2, 2)

    private static func transfer(
        _ amount: Points,
        from: Identification = .member("M1"),
        to: Identification = .member("M2"),
        pot: String = "PTS"
    ) -> LoyaltyEvent.Body {
        .transfer(PointsTransfer(from: from, to: to, pot: pot, points: amount))
    }

    @Test("One transaction, one new lot for each source lot, the dates travel with the points")
    func datesTravel() {
        var shop = Shop(programme(), members: ["M1", "M2"])
        let end = moscow(2023, 4, 1)
        shop.give(100)
        shop.give(30, until: end)
        #expect(
            shop.post(TransferTests.transfer(points(50)), at: TransferTests.day)
                == ["e5 transfer: mem/M1/avail PTS -50, mem/M2/avail PTS 50"]
        )
        #expect(shop.lots() == ["L1 80 live never"])
        #expect(
            shop.lots(of: "M2") == ["L3 30 live \(end.unixSeconds)", "L4 20 live never"]
        )
        #expect(
            shop.post(.tick, at: end)
                == ["auto:L3:expire expire: brk PTS 30, mem/M2/avail PTS -30"]
        )
    }

    @Test("Transferred points never repay debt, and no ladder counts them again")
    func neitherDebtNorEarned() {
        var shop = Shop(
            programme([rule("r", .fixed(points(50)))]) { programme in
                let when = Tier.Threshold(measure: .earned, pot: "PTS", atLeast: 60_000_000)
                let gold = Tier(id: "gold", when: when)
                programme.ladders = [Ladder(id: "s", initial: "base", tiers: [gold])]
            },
            members: ["M1", "M2"]
        )
        _ = shop.buy([line(100)], at: moscow(2023, 2, 1), by: "M2")
        shop.give(60)
        _ = shop.post(
            .adjust(
                Adjustment(who: .member("M2"), pot: "PTS", points: points(-50), reason: "test")
            ),
            at: moscow(2023, 2, 1)
        )
        _ = shop.post(.returned(Return(purchase: "e3")), at: moscow(2023, 2, 1))
        #expect(shop.core.tiers(ofAccount: "M1") == ["s": "gold"])
        _ = shop.post(TransferTests.transfer(points(60)), at: TransferTests.day)
        #expect(shop.balance(of: "M2") == Balance(available: points(60), debt: points(50)))
        #expect(shop.core.tiers(ofAccount: "M1") == ["s": "gold"])
        #expect(shop.core.tiers(ofAccount: "M2") == ["s": "base"])
    }

    @Test("Both accounts are caught up before: points that are over cannot be given")
    func caughtUp() {
        var shop = Shop(programme(), members: ["M1", "M2"])
        shop.give(5, until: TransferTests.day)
        shop.give(7)
        shop.give(9, to: "M2", until: TransferTests.day)
        shop.refuses(
            TransferTests.transfer(points(8)),
            at: TransferTests.day,
            .insufficientPoints(available: points(7))
        )
        #expect(
            shop.post(TransferTests.transfer(points(7)), at: TransferTests.day) == [
                "auto:L1:expire expire: brk PTS 5, mem/M1/avail PTS -5",
                "auto:L3:expire expire: brk PTS 9, mem/M2/avail PTS -9",
                "e7 transfer: mem/M1/avail PTS -7, mem/M2/avail PTS 7",
            ]
        )
    }

    @Test("A restricted or issued member gets points, but gives none")
    func toTheRestricted() {
        var shop = Shop(programme(), members: ["M1", "M2"])
        shop.give(5)
        for status in [MemberStatus.restricted, .issued] {
            let change = StatusChange(who: .member("M2"), status: status)
            _ = shop.post(.setStatus(change), at: TransferTests.day)
            _ = shop.post(TransferTests.transfer(points(2)), at: TransferTests.day)
            shop.refuses(
                TransferTests.transfer(points(1), from: .member("M2"), to: .member("M1")),
                at: TransferTests.day,
                status == .issued ? .notActivated : .spendRestricted
            )
        }
        #expect(shop.balance(of: "M2") == Balance(available: points(4)))
    }

    @Test(
        "Each refusal leaves nothing behind",
        arguments: [
            (transfer(points(1), from: .member("nobody"), to: .card("x")), .unknownMember),
            (transfer(points(1), from: .member("R"), to: .member("nobody")), .spendRestricted),
            (transfer(points(1), to: .member("nobody")), .unknownMember),
            (transfer(points(1), to: .member("B")), .memberBlocked),
            (transfer(points(1), to: .card("2990000000019")), .unknownCard),
            (transfer(.zero, to: .member("M3")), .sameAccount),
            (transfer(points(1), to: .member("M1")), .sameAccount),
            (transfer(.zero), .notAMultipleOfStep(step: points(1))),
            (transfer(points(-1)), .notAMultipleOfStep(step: points(1))),
            (transfer(Points(micro: 1_500_000)), .notAMultipleOfStep(step: points(1))),
            (transfer(points(31)), .insufficientPoints(available: points(30))),
            (transfer(points(1), pot: "XYZ"), .insufficientPoints(available: .zero)),
        ] as [(LoyaltyEvent.Body, Refusal)]
    )
    func refusals(_ body: LoyaltyEvent.Body, _ refusal: Refusal) {
        var shop = Shop(programme(), members: ["M1", "M2", "B", "R"])
        shop.give(30)
        _ = shop.effect(.enroll(Enrollment(member: "M3", account: "M1")), at: TransferTests.day)
        for (member, status) in [("B", MemberStatus.blocked), ("R", .restricted)] {
            let change = StatusChange(who: .member(member), status: status)
            _ = shop.post(.setStatus(change), at: TransferTests.day)
        }
        shop.refuses(body, at: moscow(2023, 3, 1), refusal)
    }
}
