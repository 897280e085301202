import Testing

@testable import Loyalty

@Suite("Refusals")
struct RefusalTests {
    private static let card = Credential(kind: .uid, high: 1, low: 2)
    private static let other = Credential(kind: .ean13, high: 1, low: 2)

    /// A shop with two members, a card, a receipt, pending points and a clock.
    private func shop() -> Shop {
        var shop = Shop(
            programme([rule("r", .fixed(points(5)))]) { programme in
                programme.pots["PTS"]?.lot.vest = days(3)
                programme.maxBackdateDays = 60
            },
            members: ["M1", "M2"]
        )
        _ = shop.send(
            .linkCredential(CredentialLink(member: "M1", credential: RefusalTests.card)),
            at: moscow(2023, 2, 1)
        )
        _ = shop.buy([line(100)], at: moscow(2023, 2, 1), receipt: "R1")
        _ = shop.buy([line(100)], at: moscow(2023, 2, 1), fiscal: "F1")
        return shop
    }

    private static func purchase(
        _ buyer: Identification = .member("M1"),
        lines: [ReceiptLine] = [line(100)],
        partner: String? = nil,
        receipt: String? = nil,
        fiscal: String? = nil
    ) -> LoyaltyEvent.Body {
        .purchase(
            Purchase(
                buyer: buyer,
                lines: lines,
                partner: partner,
                receipt: receipt,
                fiscal: fiscal
            )
        )
    }

    private static func units(_ quantity: Int64, _ unit: Int64) -> ReceiptLine {
        ReceiptLine(sku: nil, quantity: quantity, unit: Money(minor: unit))
    }

    private static let most: Int64 = 10_000_000_000_000

    private static let refused: [(LoyaltyEvent.Body, Refusal)] = [
        (.enroll(Enrollment(member: "M1")), .memberExists),
        (.enroll(Enrollment(member: "M1", account: "M2")), .memberExists),
        (purchase(.member("nobody")), .unknownMember),
        (purchase(.credential(other)), .unknownCard),
        (.inquiry(.member("nobody")), .unknownMember),
        (.inquiry(.credential(other)), .unknownCard),
        (purchase(receipt: "R1"), .duplicateReceipt(of: "e4")),
        (purchase(.member("M2"), partner: "house", receipt: "R1"), .duplicateReceipt(of: "e4")),
        (purchase(receipt: "new", fiscal: "F1"), .duplicateReceipt(of: "e5")),
        (purchase(partner: "bar", fiscal: "F1"), .duplicateReceipt(of: "e5")),
        // The receipt's key is judged before its amounts.
        (purchase(lines: [units(0, 1)], receipt: "R1"), .duplicateReceipt(of: "e4")),
        (purchase(lines: [units(0, 1)]), .amountOutOfRange),
        (purchase(lines: [units(-1, 1)]), .amountOutOfRange),
        (purchase(lines: [units(1_000_001, 1)]), .amountOutOfRange),
        (purchase(lines: [units(1, -1)]), .amountOutOfRange),
        (purchase(lines: [units(1, most + 1)]), .amountOutOfRange),
        (purchase(lines: [units(2, most / 2 + 1)]), .amountOutOfRange),
        (purchase(lines: [units(1_000_000, most)]), .amountOutOfRange),
        (purchase(lines: [units(1, most), units(1, 1)]), .amountOutOfRange),
        (purchase(lines: [units(.min, .min)]), .amountOutOfRange),
        (purchase(lines: [units(1, 1), units(.max, .max)]), .amountOutOfRange),
        (
            .receipt(UnclaimedReceipt(lines: [line(1)], receipt: "R1")),
            .duplicateReceipt(of: "e4")
        ),
        (.receipt(UnclaimedReceipt(lines: [units(0, 1)])), .amountOutOfRange),
        (
            .linkCredential(CredentialLink(member: "nobody", credential: other)),
            .unknownMember
        ),
        (.linkCredential(CredentialLink(member: "M2", credential: card)), .credentialInUse),
        (.linkCredential(CredentialLink(member: "M1", credential: card)), .credentialInUse),
        (
            .unlinkCredential(CredentialLink(member: "nobody", credential: card)),
            .unknownMember
        ),
        (.unlinkCredential(CredentialLink(member: "M2", credential: card)), .unknownCredential),
        (.unlinkCredential(CredentialLink(member: "M1", credential: other)), .unknownCredential),
    ]

    @Test("leave nothing behind, the clock and the catching up included")
    func table() {
        for (body, refusal) in RefusalTests.refused {
            var shop = shop()
            let before = Observation(shop.core)
            // Late enough that the pending points would vest.
            let decision = shop.send(body, at: moscow(2023, 3, 1))
            #expect(decision.outcome == .refused(refusal), "\(body)")
            #expect(decision.transactions.isEmpty && decision.touchedAccounts.isEmpty)
            #expect(Observation(shop.core) == before, "\(body)")
            // The next lot is numbered as if nothing had come between.
            _ = shop.earn(100, at: moscow(2023, 3, 1))
            #expect(shop.core.lots(ofAccount: "M1").map(\.id) == ["L1", "L2", "L3"])
        }
    }

    @Test("name every code once")
    func codes() {
        let all: [Refusal] = [
            .tooOld, .unknownCard, .unknownMember, .memberExists, .duplicateReceipt(of: ""),
            .amountOutOfRange, .credentialInUse, .unknownCredential,
        ]
        #expect(Set(all.map(\.code)).count == all.count)
    }

    @Test("of what is too old begin one second after the last local day that is taken")
    func tooOld() {
        var shop = shop()
        _ = shop.send(.tick, at: moscow(2023, 5, 1))
        let before = Observation(shop.core)
        let late = shop.send(.tick, at: moscow(2023, 3, 2, 11, 59, 59))
        #expect(late.outcome == .refused(.tooOld))
        #expect(Observation(shop.core) == before)
        #expect(shop.earn(100, at: moscow(2023, 3, 2)) == 5_000_000)
        #expect(shop.core.clock == moscow(2023, 5, 1))
    }

    @Test("of what is too old do not come where the programme sets no bound")
    func noBound() {
        var shop = Shop(programme([rule("r", .fixed(points(5)))]))
        _ = shop.send(.tick, at: moscow(2033, 1, 1))
        #expect(shop.earn(100, at: moscow(1999, 1, 1)) == 5_000_000)
    }

    @Test("meet instants that no calendar can write")
    func impossibleInstants() {
        for seconds in [Int64.min, -62_135_596_801, 253_402_300_800, Int64.max] {
            var shop = shop()
            let before = Observation(shop.core)
            let decision = shop.send(.tick, at: Instant(unixSeconds: seconds))
            #expect(decision.outcome == .refused(.amountOutOfRange))
            #expect(Observation(shop.core) == before)
        }
        var shop = Shop(programme([rule()]) { $0.maxBackdateDays = nil })
        #expect(shop.earn(100_000, at: Instant.supported.lowerBound) == 50_000_000)
        #expect(shop.earn(100_000, at: Instant.supported.upperBound) == 50_000_000)
    }

    @Test("meet points that leave their range, whatever the amount's form")
    func overflow() {
        let amounts: [Rule.Amount] = [
            .rateBp(.max), .perUnit(Points(micro: .max)),
            .perStep(minor: Money(minor: 1), grant: Points(micro: .max)),
        ]
        for amount in amounts {
            var shop = Shop(programme([rule("a", .fixed(points(1))), rule("b", amount)]))
            let before = Observation(shop.core)
            let lines = [RefusalTests.units(1_000_000, 10_000_000)]
            let decision = shop.buy(lines, at: moscow(2023, 2, 1))
            #expect(decision.outcome == .refused(.amountOutOfRange), "\(amount)")
            #expect(Observation(shop.core) == before)
        }
    }
}

@Suite("Receipts")
struct ReceiptTests {
    private func unclaimed(_ receipt: String?, fiscal: String? = nil) -> LoyaltyEvent.Body {
        .receipt(
            UnclaimedReceipt(lines: [line(700), line(50)], receipt: receipt, fiscal: fiscal)
        )
    }

    @Test("without a member answer their sum, and nothing else happens")
    func unclaimed() {
        var shop = Shop(programme([rule()]))
        let decision = shop.send(unclaimed("R1"), at: moscow(2023, 2, 1))
        var effect = Effect()
        effect.net = Money(minor: 750)
        #expect(
            decision
                == Decision(
                    outcome: .applied(effect),
                    transactions: [],
                    touchedAccounts: []
                )
        )
    }

    @Test(
        "are taken over by a purchase within 72 hours, to the second",
        arguments: [
            (moscow(2023, 2, 4, 12), true), (moscow(2023, 2, 4, 12, 0, 1), false),
            (moscow(2023, 1, 29, 12), true), (moscow(2023, 1, 29, 11, 59, 59), false),
            (moscow(2023, 2, 1, 12), true),
        ]
    )
    func takeover(at instant: Instant, isTaken: Bool) {
        var shop = Shop(programme([rule()]))
        _ = shop.send(unclaimed("R1"), at: moscow(2023, 2, 1))
        let decision = shop.buy([line(10_000)], at: instant, partner: "house", receipt: "R1")
        if isTaken {
            #expect(decision.transactions.map(\.kind) == [.accrue])
        } else {
            #expect(decision.outcome == .refused(.duplicateReceipt(of: "e2")))
        }
        // Once taken over it counts as the purchase's.
        let again = shop.buy([line(10_000)], at: moscow(2023, 2, 2), receipt: "R1")
        let third = shop.send(unclaimed("R1"), at: moscow(2023, 2, 2))
        if isTaken {
            #expect(again.outcome == .refused(.duplicateReceipt(of: "e3")))
            #expect(third.outcome == .refused(.duplicateReceipt(of: "e3")))
        } else {
            #expect(again.transactions.map(\.kind) == [.accrue])
        }
    }

    @Test("count once for each partner by number, and once for all by fiscal key")
    func keys() {
        var shop = Shop(programme([rule()]))
        let at = moscow(2023, 2, 1)
        func isApplied(_ decision: Decision) -> Bool { decision.transactions.count == 1 }
        #expect(isApplied(shop.buy([line(10_000)], at: at, receipt: "1")))
        #expect(isApplied(shop.buy([line(10_000)], at: at, partner: "bar", receipt: "1")))
        #expect(!isApplied(shop.buy([line(10_000)], at: at, partner: "bar", receipt: "1")))
        #expect(isApplied(shop.buy([line(10_000)], at: at, fiscal: "1")))
        #expect(!isApplied(shop.buy([line(10_000)], at: at, partner: "bar", fiscal: "1")))
        // With a fiscal key the number plays no part.
        #expect(isApplied(shop.buy([line(10_000)], at: at, receipt: "1", fiscal: "2")))
        // Without either every sale counts.
        #expect(isApplied(shop.buy([line(10_000)], at: at)))
        #expect(isApplied(shop.buy([line(10_000)], at: at)))
    }
}
