import Testing

@testable import Loyalty

@Suite("Activations")
struct ActivationTests {
    private static let card = "2990000000019"
    private static let other = "2990000000026"
    private static let member = "card:" + card
    private static let agreed = Consents(offer: true, personalData: true)

    private static func start(
        _ card: String = card,
        phone: String = "+79990000001",
        code: String = "1111",
        consents: Consents = agreed,
        birthday: LocalDate? = nil
    ) -> LoyaltyEvent.Body {
        .startActivation(
            ActivationRequest(
                card: card,
                phone: phone,
                code: code,
                consents: consents,
                birthday: birthday
            )
        )
    }

    private static func confirm(_ code: String, _ card: String = card) -> LoyaltyEvent.Body {
        .confirmActivation(ActivationCode(card: card, code: code))
    }

    private static func time(_ minute: Int, _ second: Int = 0) -> Instant {
        moscow(2023, 2, 1, 11, minute, second)
    }

    private static func buy(_ minor: Int64, card: String = card) -> LoyaltyEvent.Body {
        .purchase(Purchase(buyer: .card(card), lines: [line(minor)]))
    }

    /// A shop with an issued card that has earned 10 points, and a welcome of 100.
    private static func shop(_ change: (inout Programme) -> Void = { _ in }) -> Shop {
        let welcome = rule("welcome", .fixed(points(100))) { $0.on = .activate }
        var shop = Shop(programme([rule(), welcome], change: change), members: [])
        _ = shop.post(.issueCard(IssuedCard(card: card)), at: moscow(2023, 2, 1, 9))
        _ = shop.post(buy(20_000), at: moscow(2023, 2, 1, 10))
        return shop
    }

    @Test("Waiting points vest, the welcome comes, and the phone and the birthday are known")
    func activated() {
        var shop = ActivationTests.shop()
        let born = LocalDate(year: 1990, month: 2, day: 28)
        _ = shop.post(ActivationTests.start(birthday: born), at: ActivationTests.time(0))
        let account = "mem/\(ActivationTests.member)"
        let decision = shop.send(ActivationTests.confirm("1111"), at: ActivationTests.time(4, 59))
        #expect(
            text(decision) == [
                "e4 vest: \(account)/avail PTS 10, \(account)/pend PTS -10",
                "e4 accrue: iss/house PTS -100, \(account)/avail PTS 100",
            ]
        )
        guard case .applied(let effect) = decision.outcome else { return }
        #expect(effect.granted == ["PTS": points(100)])
        #expect(shop.core.status(ofMember: ActivationTests.member) == .active)
        #expect(shop.core.details[0].phone == "+79990000001")
        #expect(shop.core.details[0].consents == ActivationTests.agreed)
        #expect(shop.core.people[0].birthday == born.dayNumber)
        shop.refuses(ActivationTests.start(), at: ActivationTests.time(6), .alreadyActive)
        shop.refuses(
            ActivationTests.confirm("1111"),
            at: ActivationTests.time(6),
            .noPendingActivation
        )
    }

    @Test("Wrong codes use the tries up and nothing else; a new request brings new ones")
    func tries() {
        var shop = ActivationTests.shop()
        _ = shop.post(ActivationTests.start(), at: ActivationTests.time(0))
        for left in [2, 1, 0] {
            let before = shop.core.stateText()
            let decision = shop.send(ActivationTests.confirm("0"), at: ActivationTests.time(1))
            #expect(decision.outcome == .refused(.wrongCode(triesLeft: left)))
            #expect(decision.transactions.isEmpty && decision.touchedAccounts.isEmpty)
            let changed = zip(before, shop.core.stateText()).filter { $0 != $1 }
            #expect(changed.count == 1)
            #expect(
                changed.first?.0.replacingTries(left + 1, with: left) == changed.first?.1
            )
        }
        #expect(shop.core.clock == ActivationTests.time(0))
        shop.refuses(
            ActivationTests.confirm("1111"),
            at: ActivationTests.time(2),
            .noPendingActivation
        )
        _ = shop.post(ActivationTests.start(code: "2222"), at: ActivationTests.time(3))
        #expect(
            shop.send(ActivationTests.confirm("1111"), at: ActivationTests.time(3)).outcome
                == .refused(.wrongCode(triesLeft: 2))
        )
        _ = shop.effect(ActivationTests.confirm("2222"), at: ActivationTests.time(3))
    }

    @Test("A code is dead exactly when its time is over; that uses up no try")
    func expired() {
        var shop = ActivationTests.shop { $0.smsTtlSeconds = 60 }
        _ = shop.post(ActivationTests.start(), at: ActivationTests.time(0))
        for code in ["1111", "0"] {
            shop.refuses(ActivationTests.confirm(code), at: ActivationTests.time(1), .codeExpired)
        }
        _ = shop.effect(ActivationTests.confirm("1111"), at: ActivationTests.time(0, 59))
    }

    @Test("A try that a wrong code used up comes back with its batch")
    func undone() {
        var shop = ActivationTests.shop()
        _ = shop.post(ActivationTests.start(), at: ActivationTests.time(0))
        let before = shop.core.stateText()
        shop.core.openBatch()
        _ = shop.send(ActivationTests.confirm("0"), at: ActivationTests.time(1))
        _ = shop.effect(ActivationTests.confirm("1111"), at: ActivationTests.time(2))
        shop.core.undoBatch()
        #expect(shop.core.stateText() == before)
        #expect(
            shop.send(ActivationTests.confirm("0"), at: ActivationTests.time(1)).outcome
                == .refused(.wrongCode(triesLeft: 2))
        )
    }

    @Test("Points with a vesting of their own wait for it after the activation, others repay debt")
    func ownVesting() {
        var shop = ActivationTests.shop { $0.pots["PTS"]?.lot.vest = days(14) }
        _ = shop.post(ActivationTests.start(), at: ActivationTests.time(0))
        let account = "mem/\(ActivationTests.member)"
        #expect(
            shop.post(ActivationTests.confirm("1111"), at: ActivationTests.time(1))
                == ["e4 accruePending: iss/house PTS -100, \(account)/pend PTS 100"]
        )
        #expect(
            shop.post(.tick, at: moscow(2023, 2, 15, 10))
                == ["auto:L1:vest vest: \(account)/avail PTS 10, \(account)/pend PTS -10"]
        )
    }

    @Test("Points that end while they wait are over")
    func endedWaiting() {
        var shop = ActivationTests.shop { $0.pots["PTS"]?.lot.expiry = days(1) }
        let account = "mem/\(ActivationTests.member)"
        #expect(
            shop.post(ActivationTests.start(), at: moscow(2023, 2, 2, 10))
                == ["auto:L1:expire expire: brk PTS 10, \(account)/pend PTS -10"]
        )
    }

    @Test("In a household only the points of one's own purchases wait for one's activation")
    func household() {
        var shop = Shop(programme([rule()]), members: [])
        for (member, card) in [("M1", ActivationTests.card), ("M2", ActivationTests.other)] {
            let person = Enrollment(member: member, account: "F", card: card, status: .issued)
            _ = shop.effect(.enroll(person), at: ActivationTests.time(0))
        }
        for card in [ActivationTests.card, ActivationTests.other, ActivationTests.card] {
            _ = shop.post(ActivationTests.buy(20_000, card: card), at: ActivationTests.time(1))
        }
        _ = shop.post(ActivationTests.start(), at: ActivationTests.time(2))
        #expect(
            shop.post(ActivationTests.confirm("1111"), at: ActivationTests.time(3)) == [
                "e7 vest: mem/F/avail PTS 10, mem/F/pend PTS -10",
                "e7 vest: mem/F/avail PTS 10, mem/F/pend PTS -10",
            ]
        )
        #expect(
            shop.lots(of: "F").map { $0.prefix(10) } == ["L1 10 live", "L2 10 pend", "L3 10 live"]
        )
    }

    @Test("A code does not lift a restriction that was set meanwhile")
    func restricted() {
        var shop = ActivationTests.shop()
        _ = shop.post(ActivationTests.start(), at: ActivationTests.time(0))
        let change = StatusChange(who: .card(ActivationTests.card), status: .restricted)
        _ = shop.post(.setStatus(change), at: ActivationTests.time(1))
        _ = shop.post(ActivationTests.confirm("1111"), at: ActivationTests.time(2))
        #expect(shop.core.status(ofMember: ActivationTests.member) == .restricted)
    }

    private static let refused: [(LoyaltyEvent.Body, Refusal)] = [
        (start("2990000000013"), .badCheckDigit),
        (start("4006381333931"), .unknownCard),
        (start("2990000000040"), .cardReplaced),
        (start("2990000000057", consents: Consents()), .alreadyActive),
        (start(phone: "used", consents: Consents(offer: true)), .consentRequired),
        (start(consents: Consents(personalData: true, sms: true)), .consentRequired),
        (start(phone: "used"), .phoneInUse),
        (confirm("1111", "1"), .unknownCard),
        (confirm("1111", "2990000000040"), .cardReplaced),
        (confirm("1111"), .noPendingActivation),
        (confirm("1111", other), .codeExpired),
    ]

    @Test("Each refusal leaves nothing behind", arguments: refused)
    func refusals(_ body: LoyaltyEvent.Body, _ refusal: Refusal) {
        var shop = ActivationTests.shop()
        _ = shop.post(
            .issueCard(IssuedCard(card: ActivationTests.other)),
            at: ActivationTests.time(0)
        )
        _ = shop.post(ActivationTests.start(ActivationTests.other), at: ActivationTests.time(0))
        let person = Enrollment(member: "M1", card: "2990000000040", phone: "used")
        _ = shop.effect(.enroll(person), at: ActivationTests.time(0))
        _ = shop.post(
            .replaceCard(CardReplacement(card: "2990000000040", replacement: "2990000000057")),
            at: ActivationTests.time(0)
        )
        shop.refuses(body, at: ActivationTests.time(30), refusal)
    }
}

extension String {
    fileprivate func replacingTries(_ old: Int, with new: Int) -> String {
        split(separator: "triesLeft: \(old)", omittingEmptySubsequences: false)
            .joined(separator: "triesLeft: \(new)")
    }
}
