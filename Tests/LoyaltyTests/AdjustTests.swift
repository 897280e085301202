import Testing

@testable import Loyalty

@Suite("Adjustments")
struct AdjustTests {
    private static func adjust(
        _ amount: Points,
        _ who: Identification = .member("M1"),
        pot: String = "PTS",
        reason: String? = "complaint",
        lot: LotTerms = LotTerms()
    ) -> LoyaltyEvent.Body {
        .adjust(Adjustment(who: who, pot: pot, points: amount, reason: reason, lot: lot))
    }

    @Test("Points are given as a grant at the expense of the house, at its price")
    func given() {
        var house = Partner()
        house.issuePrice = Money(minor: 50)
        var shop = Shop(programme { [house] in $0.partners["house"] = house })
        #expect(
            shop.post(AdjustTests.adjust(points(3)), at: moscow(2023, 2, 1)) == [
                "e2 accrue: clr RUB 150, due/house RUB -150, iss/house PTS -3, mem/M1/avail PTS 3"
            ]
        )
    }

    @Test("The terms of an adjustment replace those of the pot key by key")
    func terms() {
        var shop = Shop(
            programme { programme in
                programme.pots["PTS"]?.lot.vest = days(1)
                programme.pots["PTS"]?.lot.expiry = days(10)
                programme.pots["PTS"]?.lot.expiryFrom = .vest
            }
        )
        var terms = LotTerms()
        terms.expiry = days(20)
        #expect(
            shop.post(AdjustTests.adjust(points(3), lot: terms), at: moscow(2023, 2, 1))
                == ["e2 accruePending: iss/house PTS -3, mem/M1/pend PTS 3"]
        )
        #expect(shop.lots() == ["L1 3 pend \(moscow(2023, 2, 22).unixSeconds)"])
    }

    @Test("Points that are given repay debt and count for ladders")
    func repaysDebt() {
        var shop = Shop(programme([rule("r", .fixed(points(50)))]))
        _ = shop.buy([line(100)], at: moscow(2023, 2, 1))
        _ = shop.post(AdjustTests.adjust(points(-50)), at: moscow(2023, 2, 1))
        _ = shop.post(.returned(Return(purchase: "e2")), at: moscow(2023, 2, 2))
        #expect(shop.balance() == Balance(debt: points(50)))
        #expect(
            shop.post(AdjustTests.adjust(points(60)), at: moscow(2023, 2, 3))
                == ["e5 accrue: iss/house PTS -60, mem/M1/avail PTS 10, mem/M1/debt PTS 50"]
        )
        #expect(shop.lots() == ["L2 10 live never"])
    }

    @Test("Points are taken in spending order, also of a restricted member, down to nothing")
    func taken() {
        var shop = Shop(programme())
        shop.give(10)
        shop.give(10, until: moscow(2023, 6, 1))
        _ = shop.post(
            .setStatus(StatusChange(who: .member("M1"), status: .restricted)),
            at: moscow(2023, 2, 1)
        )
        #expect(
            shop.post(AdjustTests.adjust(points(-12)), at: moscow(2023, 2, 1))
                == ["e5 adjust: adj PTS 12, mem/M1/avail PTS -12"]
        )
        #expect(shop.lots() == ["L1 8 live never"])
        _ = shop.post(AdjustTests.adjust(points(-8)), at: moscow(2023, 2, 1))
        #expect(shop.balance() == Balance())
    }

    @Test("An adjustment by nothing posts nothing")
    func nothing() {
        var shop = Shop(programme())
        #expect(shop.post(AdjustTests.adjust(.zero), at: moscow(2023, 2, 1)) == [])
        #expect(shop.post(AdjustTests.adjust(.zero, pot: "XYZ"), at: moscow(2023, 2, 1)) == [])
    }

    private static var tooLong: LotTerms {
        var terms = LotTerms()
        terms.expiry = .after(CalendarDuration(days: .max), .exact)
        return terms
    }

    private static var tooLate: LotTerms {
        var terms = LotTerms()
        terms.vest = .workdays(.max)
        return terms
    }

    @Test(
        "Each refusal leaves nothing behind",
        arguments: [
            (adjust(points(1), .member("nobody")), .unknownMember),
            (adjust(points(1), .member("blocked")), .memberBlocked),
            (adjust(points(1), reason: nil), .reasonRequired),
            (adjust(points(-1), reason: ""), .reasonRequired),
            (adjust(.zero, reason: nil), .reasonRequired),
            (adjust(points(-11)), .insufficientPoints(available: points(10))),
            (adjust(Points(micro: -10_000_001)), .insufficientPoints(available: points(10))),
            (adjust(Points(micro: .min + 1)), .insufficientPoints(available: points(10))),
            (adjust(Points(micro: .min)), .insufficientPoints(available: points(10))),
            (adjust(points(-1), pot: "XYZ"), .insufficientPoints(available: .zero)),
            (adjust(points(1), pot: "XYZ"), .amountOutOfRange),
            (adjust(Points(micro: .max)), .amountOutOfRange),
            (adjust(points(1), lot: tooLong), .amountOutOfRange),
            (adjust(points(1), lot: tooLate), .amountOutOfRange),
        ] as [(LoyaltyEvent.Body, Refusal)]
    )
    func refusals(_ body: LoyaltyEvent.Body, _ refusal: Refusal) {
        var shop = Shop(programme(), members: ["M1", "blocked"])
        shop.give(10)
        _ = shop.post(
            .setStatus(StatusChange(who: .member("blocked"), status: .blocked)),
            at: moscow(2023, 2, 1)
        )
        shop.refuses(body, at: moscow(2023, 3, 1), refusal)
    }
}
