import Testing

@testable import Loyalty

@Suite("Holds")
struct HoldTests {
    private static let noon = moscow(2023, 2, 2)
    private static let timeout = moscow(2023, 2, 2, 12, 10)

    private static func hold(
        _ amount: Points,
        by who: Identification = .member("M1"),
        pot: String = "PTS",
        ttl: Int64 = 600
    ) -> LoyaltyEvent.Body {
        .hold(PointsHold(who: who, pot: pot, points: amount, ttlSeconds: ttl))
    }

    private static func capture(
        _ hold: String,
        _ points: Points? = nil,
        by who: Identification = .member("M1"),
        at partner: String? = nil
    ) -> LoyaltyEvent.Body {
        .capture(HoldCapture(who: who, hold: hold, points: points, partner: partner))
    }

    private static func release(
        _ hold: String,
        by who: Identification = .member("M1")
    ) -> LoyaltyEvent.Body {
        .release(HoldRelease(who: who, hold: hold))
    }

    @Test("A hold is captured in part, the rest is free again, and it is over then")
    func capturedInPart() {
        var shop = Shop(programme())
        shop.give(100)
        #expect(
            shop.post(HoldTests.hold(points(60)), at: HoldTests.noon)
                == ["e3 hold: mem/M1/avail PTS -60, mem/M1/held PTS 60"]
        )
        #expect(shop.balance() == Balance(available: points(40), held: points(60)))
        #expect(
            shop.post(HoldTests.capture("e3", points(45)), at: HoldTests.noon) == [
                "e4 capture: acc/house PTS 45, mem/M1/held PTS -45",
                "e4 release: mem/M1/avail PTS 15, mem/M1/held PTS -15",
            ]
        )
        #expect(shop.balance() == Balance(available: points(55)))
        shop.refuses(HoldTests.capture("e3", points(15)), at: HoldTests.noon, .holdNotOpen)
        shop.refuses(HoldTests.release("e3"), at: HoldTests.noon, .holdNotOpen)
    }

    @Test("Without a number all that is held is captured, by a partner that need not be listed")
    func capturedWhole() {
        var shop = Shop(programme())
        shop.give(100)
        _ = shop.post(HoldTests.hold(points(60)), at: HoldTests.noon)
        #expect(
            shop.post(HoldTests.capture("e3", at: "B"), at: HoldTests.noon)
                == ["e4 capture: acc/B PTS 60, mem/M1/held PTS -60"]
        )
    }

    @Test("A partner that accepts points for a price is owed the price of what it captures")
    func capturedForAPrice() {
        var partner = Partner()
        partner.acceptPrice = Money(minor: 95)
        var shop = Shop(programme { [partner] in $0.partners["B"] = partner })
        shop.give(100)
        _ = shop.post(HoldTests.hold(points(60)), at: HoldTests.noon)
        #expect(
            shop.post(HoldTests.capture("e3", points(41), at: "B"), at: HoldTests.noon) == [
                "e4 capture: acc/B PTS 41, clr RUB -3895, due/B RUB 3895, mem/M1/held PTS -41",
                "e4 release: mem/M1/avail PTS 19, mem/M1/held PTS -19",
            ]
        )
    }

    @Test("A hold times out exactly when its seconds are over, under its own name")
    func timedOut() {
        var shop = Shop(programme())
        shop.give(100)
        _ = shop.post(HoldTests.hold(points(60)), at: HoldTests.noon)
        #expect(shop.post(.tick, at: moscow(2023, 2, 2, 12, 9, 59)) == [])
        #expect(
            shop.post(.tick, at: HoldTests.timeout)
                == ["auto:e3:release release: mem/M1/avail PTS 60, mem/M1/held PTS -60"]
        )
        shop.refuses(HoldTests.capture("e3"), at: HoldTests.timeout, .holdNotOpen)
        #expect(shop.balance() == Balance(available: points(100)))
    }

    @Test("A hold that is over before H is released at the next look at the account")
    func lateHold() {
        var shop = Shop(programme())
        shop.give(100)
        _ = shop.post(.tick, at: moscow(2023, 3, 1))
        #expect(
            shop.post(HoldTests.hold(points(60)), at: HoldTests.noon)
                == ["e4 hold: mem/M1/avail PTS -60, mem/M1/held PTS 60"]
        )
        shop.refuses(HoldTests.capture("e4"), at: HoldTests.noon, .holdNotOpen)
        #expect(
            shop.post(.inquiry(.member("M1")), at: HoldTests.noon)
                == ["auto:e4:release release: mem/M1/avail PTS 60, mem/M1/held PTS -60"]
        )
    }

    @Test("What is captured comes of the lots that end first; the rest goes back to its own lots")
    func spendingOrder() {
        var shop = Shop(programme())
        shop.give(30)
        shop.give(30, until: moscow(2023, 6, 1))
        shop.give(30, until: moscow(2023, 4, 1))
        _ = shop.post(HoldTests.hold(points(70)), at: HoldTests.noon)
        #expect(shop.lots() == ["L1 20 live never"])
        _ = shop.post(HoldTests.capture("e5", points(40)), at: HoldTests.noon)
        let june = moscow(2023, 6, 1).unixSeconds
        #expect(shop.lots() == ["L1 30 live never", "L2 20 live \(june)"])
    }

    @Test(
        "Points that a hold kept from their end are over at once when it gives them back",
        arguments: [
            (release("e4"), "e5 release"), (capture("e4", points(1)), "e5 release"),
            (.tick, "auto:e4:release release"),
        ]
    )
    func shielded(_ body: LoyaltyEvent.Body, _ cause: String) {
        var shop = Shop(programme())
        shop.give(20)
        shop.give(30, until: moscow(2023, 2, 2, 12, 5))
        _ = shop.post(HoldTests.hold(points(50), ttl: 1_200), at: HoldTests.noon)
        // The tick comes as the hold is over, the others before.
        let instant = body == .tick ? moscow(2023, 2, 2, 12, 20) : HoldTests.timeout
        let posted = shop.post(body, at: instant)
        // A captured point is one of those that are over.
        let over: Int64 = posted.count == 3 ? 29 : 30
        #expect(
            posted.suffix(2) == [
                "\(cause): mem/M1/avail PTS \(over + 20), mem/M1/held PTS \(-over - 20)",
                "auto:L2:expire expire: brk PTS \(over), mem/M1/avail PTS \(-over)",
            ]
        )
        #expect(shop.balance() == Balance(available: points(20)))
    }

    @Test("Time-outs come before vestings and expiries of the same instant")
    func sameInstant() {
        var shop = Shop(programme())
        shop.give(20, until: HoldTests.timeout)
        shop.give(7, vest: HoldTests.timeout)
        _ = shop.post(HoldTests.hold(points(5)), at: HoldTests.noon)
        #expect(
            shop.post(.tick, at: HoldTests.timeout) == [
                "auto:e4:release release: mem/M1/avail PTS 5, mem/M1/held PTS -5",
                "auto:L2:vest vest: mem/M1/avail PTS 7, mem/M1/pend PTS -7",
                "auto:L1:expire expire: brk PTS 20, mem/M1/avail PTS -20",
            ]
        )
    }

    @Test("Released points never repay debt")
    func noDebtRepaid() {
        var shop = Shop(programme([rule("r", .fixed(points(50)))]))
        _ = shop.buy([line(100)], at: moscow(2023, 2, 1))
        _ = shop.post(HoldTests.hold(points(50)), at: HoldTests.noon)
        _ = shop.post(.returned(Return(purchase: "e2")), at: HoldTests.noon)
        #expect(shop.balance() == Balance(held: points(50), debt: points(50)))
        _ = shop.post(HoldTests.release("e3"), at: HoldTests.noon)
        #expect(shop.balance() == Balance(available: points(50), debt: points(50)))
    }

    @Test("Another member of the account may use a hold, nobody else may")
    func household() {
        var shop = Shop(programme(), members: ["M1", "M3"])
        _ = shop.effect(
            .enroll(Enrollment(member: "M2", account: "M1")),
            at: moscow(2023, 1, 2)
        )
        shop.give(10)
        _ = shop.post(HoldTests.hold(points(10)), at: HoldTests.noon)
        shop.refuses(
            HoldTests.release("e5", by: .member("M3")),
            at: HoldTests.noon,
            .holdNotOpen
        )
        #expect(
            shop.post(HoldTests.release("e5", by: .member("M2")), at: HoldTests.noon)
                == ["e7 release: mem/M1/avail PTS 10, mem/M1/held PTS -10"]
        )
    }

    @Test("A restriction that comes after the hold does not take the capture away")
    func restrictedMeanwhile() {
        var shop = Shop(programme())
        shop.give(10)
        _ = shop.post(HoldTests.hold(points(10)), at: HoldTests.noon)
        _ = shop.post(
            .setStatus(StatusChange(who: .member("M1"), status: .restricted)),
            at: HoldTests.noon
        )
        shop.refuses(HoldTests.hold(points(1)), at: HoldTests.noon, .spendRestricted)
        #expect(
            shop.post(HoldTests.capture("e3"), at: HoldTests.noon)
                == ["e6 capture: acc/house PTS 10, mem/M1/held PTS -10"]
        )
    }

    private static let smallest = Points(micro: 1)
    private static let refused: [(LoyaltyEvent.Body, Refusal)] = [
        (hold(points(1), by: .member("nobody")), .unknownMember),
        (hold(points(1), by: .card("nobody")), .unknownCard),
        (hold(points(1), by: .member("issued")), .notActivated),
        (hold(.zero), .notAMultipleOfStep(step: smallest)),
        (hold(Points(micro: -1)), .notAMultipleOfStep(step: smallest)),
        (hold(Points(micro: .min)), .notAMultipleOfStep(step: smallest)),
        (hold(Points(micro: 40_000_001)), .insufficientPoints(available: points(40))),
        (hold(Points(micro: .max)), .insufficientPoints(available: points(40))),
        (hold(points(1), pot: "XYZ"), .insufficientPoints(available: .zero)),
        (hold(points(1), ttl: .max), .amountOutOfRange),
        (capture("h"), .holdNotOpen),
        (capture("e2"), .holdNotOpen),
        (capture("e4", by: .member("nobody")), .unknownMember),
        (capture("e4", .zero), .notAMultipleOfStep(step: smallest)),
        (capture("e4", Points(micro: -1)), .notAMultipleOfStep(step: smallest)),
        (capture("e4", Points(micro: 60_000_001)), .overHold),
        (release("h"), .holdNotOpen),
        (release("e4", by: .member("nobody")), .unknownMember),
    ]

    @Test("Each refusal leaves nothing behind", arguments: refused)
    func refusals(_ body: LoyaltyEvent.Body, _ refusal: Refusal) {
        var shop = Shop(programme())
        shop.give(100)
        _ = shop.effect(
            .enroll(Enrollment(member: "issued", status: .issued)),
            at: moscow(2023, 2, 1)
        )
        _ = shop.post(HoldTests.hold(points(60)), at: HoldTests.noon)
        shop.refuses(body, at: moscow(2023, 2, 2, 12, 9), refusal)
    }
}
