import Testing

@testable import Loyalty

@Suite("Cards")
struct CardTests {
    private static let one = "2990000000019"
    private static let two = "2990000000026"
    private static let three = "2990000000033"
    private static let day = moscow(2023, 2, 1)

    private static func issue(_ card: String) -> LoyaltyEvent.Body {
        .issueCard(IssuedCard(card: card))
    }

    private static func replace(_ card: String, by other: String) -> LoyaltyEvent.Body {
        .replaceCard(CardReplacement(card: card, replacement: other))
    }

    private static func status(
        _ status: MemberStatus,
        of who: Identification = .member("M1")
    ) -> LoyaltyEvent.Body {
        .setStatus(StatusChange(who: who, status: status))
    }

    @Test(
        "A number is right with 13 digits whose last one checks the others",
        arguments: [
            ("4006381333931", true), ("4006381333932", false), ("2990000000019", true),
            ("400638133393", false), ("40063813339310", false), ("0000000000000", true),
            ("", false), ("400638133393x", false), ("４006381333931", false),
            ("4006381333 31", false), ("-006381333931", false),
        ]
    )
    func checkDigits(_ number: String, _ isRight: Bool) {
        #expect(CardNumber.isRight(number) == isRight)
    }

    @Test("Of the ten last digits exactly one is right, for any twelve before")
    func oneLastDigit() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            let body = (0..<12).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
            #expect((0...9).count { CardNumber.isRight(body + String($0)) } == 1, "\(body)")
        }
    }

    @Test("A card that is handed out has a member and an account of its own, not activated")
    func issued() {
        var shop = Shop(programme([rule()]), members: [])
        #expect(shop.post(CardTests.issue(CardTests.one), at: CardTests.day) == [])
        let id = "card:" + CardTests.one
        #expect(shop.core.account(of: id) == id)
        #expect(shop.core.status(ofMember: id) == .issued)
        let purchase = Purchase(buyer: .card(CardTests.one), lines: [line(20_000)])
        #expect(
            shop.post(.purchase(purchase), at: CardTests.day)
                == ["e2 accruePending: iss/house PTS -10, mem/\(id)/pend PTS 10"]
        )
        #expect(shop.post(.tick, at: moscow(2033, 1, 1)) == [])
    }

    @Test("A lost card stops working, the value stays with the new one")
    func replaced() {
        var shop = Shop(programme([rule()]), members: [])
        _ = shop.effect(
            .enroll(Enrollment(member: "M1", card: CardTests.one)),
            at: CardTests.day
        )
        _ = shop.post(CardTests.replace(CardTests.one, by: CardTests.two), at: CardTests.day)
        shop.refuses(.inquiry(.card(CardTests.one)), at: CardTests.day, .cardReplaced)
        let purchase = Purchase(buyer: .card(CardTests.two), lines: [line(20_000)])
        #expect(
            shop.post(.purchase(purchase), at: CardTests.day)
                == ["e4 accrue: iss/house PTS -10, mem/M1/avail PTS 10"]
        )
        _ = shop.post(CardTests.replace(CardTests.two, by: CardTests.three), at: CardTests.day)
        shop.refuses(.inquiry(.card(CardTests.two)), at: CardTests.day, .cardReplaced)
        #expect(shop.effect(.inquiry(.card(CardTests.three)), at: CardTests.day).inquiry != nil)
    }

    @Test("Of an issued card the replacement waits for the activation instead")
    func issuedReplaced() {
        var shop = Shop(programme([rule()]), members: [])
        _ = shop.post(CardTests.issue(CardTests.one), at: CardTests.day)
        _ = shop.post(CardTests.replace(CardTests.one, by: CardTests.two), at: CardTests.day)
        let consents = Consents(offer: true, personalData: true)
        let request = ActivationRequest(
            card: CardTests.two,
            phone: "+7",
            code: "1",
            consents: consents
        )
        _ = shop.post(.startActivation(request), at: CardTests.day)
        _ = shop.post(
            .confirmActivation(ActivationCode(card: CardTests.two, code: "1")),
            at: CardTests.day
        )
        #expect(shop.core.status(ofMember: "card:" + CardTests.one) == .active)
    }

    @Test("The card's own state is judged before its member's, and before anything else")
    func order() {
        var shop = Shop(programme(), members: [])
        _ = shop.effect(
            .enroll(Enrollment(member: "M1", card: CardTests.one)),
            at: CardTests.day
        )
        _ = shop.post(CardTests.replace(CardTests.one, by: CardTests.two), at: CardTests.day)
        _ = shop.post(CardTests.status(.blocked), at: CardTests.day)
        let hold = { PointsHold(who: $0, pot: "PTS", points: .zero, ttlSeconds: 1) }
        shop.refuses(.hold(hold(.card(CardTests.one))), at: CardTests.day, .cardReplaced)
        shop.refuses(.hold(hold(.card(CardTests.two))), at: CardTests.day, .memberBlocked)
        shop.refuses(.hold(hold(.card(CardTests.three))), at: CardTests.day, .unknownCard)
        _ = shop.post(CardTests.status(.restricted), at: CardTests.day)
        shop.refuses(.hold(hold(.card(CardTests.two))), at: CardTests.day, .spendRestricted)
        _ = shop.post(.close(.member("M1")), at: CardTests.day)
        shop.refuses(.hold(hold(.card(CardTests.one))), at: CardTests.day, .cardReplaced)
        shop.refuses(.hold(hold(.card(CardTests.two))), at: CardTests.day, .cardBlocked)
    }

    @Test("Only the setting of a status accepts a blocked member")
    func unblocked() {
        var shop = Shop(programme([rule()]))
        _ = shop.post(CardTests.status(.blocked), at: CardTests.day)
        shop.refuses(.inquiry(.member("M1")), at: CardTests.day, .memberBlocked)
        shop.refuses(.close(.member("M1")), at: CardTests.day, .memberBlocked)
        _ = shop.post(CardTests.status(.active), at: CardTests.day)
        #expect(shop.earn(2_000, at: CardTests.day) == 1_000_000)
        _ = shop.post(.close(.member("M1")), at: CardTests.day)
        shop.refuses(CardTests.status(.active), at: CardTests.day, .memberClosed)
    }

    @Test("A member who is set active by hand need not wait for a code")
    func activeByHand() {
        var shop = Shop(programme([rule()]), members: [])
        _ = shop.post(CardTests.issue(CardTests.one), at: CardTests.day)
        let who = Identification.card(CardTests.one)
        _ = shop.post(
            .purchase(Purchase(buyer: who, lines: [line(20_000)])),
            at: CardTests.day
        )
        #expect(shop.post(CardTests.status(.blocked, of: who), at: CardTests.day) == [])
        let account = "mem/card:\(CardTests.one)"
        #expect(
            shop.post(CardTests.status(.active, of: who), at: CardTests.day)
                == ["e4 vest: \(account)/avail PTS 10, \(account)/pend PTS -10"]
        )
    }

    @Test("A closed status counts as leaving for the other members of the account")
    func closedByHand() {
        var shop = Shop(programme())
        _ = shop.effect(
            .enroll(Enrollment(member: "M2", account: "M1")),
            at: CardTests.day
        )
        shop.give(5)
        _ = shop.post(CardTests.status(.closed, of: .member("M2")), at: CardTests.day)
        #expect(
            shop.post(.close(.member("M1")), at: CardTests.day)
                == ["e5 close: brk PTS 5, mem/M1/avail PTS -5"]
        )
    }

    private static let refused: [(LoyaltyEvent.Body, Refusal)] = [
        (issue("2990000000013"), .badCheckDigit),
        (issue(""), .badCheckDigit),
        (issue(one), .cardExists),
        (issue(two), .cardExists),
        (issue(three), .cardExists),
        (issue("4006381333931"), .cardExists),
        (replace("2990000000057", by: "1"), .unknownCard),
        (replace(two, by: "1"), .unknownCard),
        (replace("2990000000040", by: "1"), .memberBlocked),
        (replace(one, by: "2990000000013"), .badCheckDigit),
        (replace(one, by: one), .cardExists),
        (replace(one, by: two), .cardExists),
        (status(.active, of: .member("nobody")), .unknownMember),
        (status(.active, of: .card(two)), .cardReplaced),
        (status(.active, of: .credential(Credential(kind: .uid, high: 0, low: 0))), .unknownCard),
    ]

    @Test("Each refusal leaves nothing behind", arguments: refused)
    func refusals(_ body: LoyaltyEvent.Body, _ refusal: Refusal) {
        var shop = Shop(programme(), members: ["card:4006381333931"])
        for (member, card) in [("M1", CardTests.two), ("M2", "2990000000040")] {
            _ = shop.effect(.enroll(Enrollment(member: member, card: card)), at: CardTests.day)
        }
        _ = shop.post(CardTests.replace(CardTests.two, by: CardTests.three), at: CardTests.day)
        _ = shop.post(CardTests.issue(CardTests.one), at: CardTests.day)
        _ = shop.post(CardTests.status(.blocked, of: .member("M2")), at: CardTests.day)
        shop.refuses(body, at: moscow(2023, 3, 1), refusal)
    }
}
