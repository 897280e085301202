import Testing

@testable import Loyalty

/// One event for every code with which the core can refuse.
@Suite("Every refusal")
struct EveryRefusalTests {
    /// An event that is refused, after others that are applied.
    struct Example: Sendable, CustomTestStringConvertible {
        let refusal: Refusal
        let event: LoyaltyEvent.Body
        var before: [LoyaltyEvent.Body] = []
        var at = EveryRefusalTests.noon
        var change: @Sendable (inout Programme) -> Void = { _ in }

        var testDescription: String { refusal.code }
    }

    /// All codes in order of the alphabet.
    private static let codes = [
        "alreadyActive", "alreadyJoined", "amountOutOfRange", "badCheckDigit", "belowMinimum",
        "birthdayRequired", "cardBlocked", "cardExists", "cardReplaced", "codeExpired",
        "consentRequired", "credentialInUse", "duplicateReceipt", "holdNotOpen",
        "idempotencyConflict", "insufficientPoints", "memberBlocked", "memberClosed",
        "memberExists", "noPendingActivation", "notAMultipleOfStep", "notActivated", "notOffered",
        "notSpendableHere", "nothingToReturn", "offerClosed", "offerFailed", "offerLimit",
        "overHold", "overRedemptionLimit", "overReturn", "partnerNotParticipating", "phoneInUse",
        "reasonRequired", "sameAccount", "selfReferral", "soldOut", "spendRestricted", "tooOld",
        "tooYoung", "unknownCard", "unknownCredential", "unknownMember", "unknownReceipt",
        "unknownReferrer", "unknownReward", "velocity", "wrongCode",
    ]

    private static let noon = moscow(2023, 2, 10)
    private static let card = "2990000000019"
    private static let spare = "2990000000026"
    private static let absent = "2990000000033"
    private static let key = Credential(kind: .uid, high: 1, low: 2)
    private static let nobody = Identification.member("nobody")
    private static let first = Identification.member("M1")
    private static let second = Identification.member("M2")

    // MARK: Events

    private static func buy(
        _ buyer: Identification = first,
        _ minor: Int64 = 100_000,
        partner: String? = nil,
        receipt: String? = nil,
        pay points: PointsPayment.Request? = nil,
        as reward: String = "pay"
    ) -> LoyaltyEvent.Body {
        .purchase(
            Purchase(
                buyer: buyer,
                lines: [line(minor)],
                partner: partner,
                receipt: receipt,
                pay: points.map { PointsPayment(reward: reward, points: $0) }
            )
        )
    }

    private static func start(_ card: String = card, agreed: Bool = true) -> LoyaltyEvent.Body {
        let consents = Consents(offer: agreed, personalData: agreed)
        return .startActivation(
            ActivationRequest(card: card, phone: "+79990000001", code: "1111", consents: consents)
        )
    }

    private static func confirm(_ code: String = "1111") -> LoyaltyEvent.Body {
        .confirmActivation(ActivationCode(card: card, code: code))
    }

    private static func enroll(
        _ member: String = "M9",
        account: String? = nil,
        birthday: LocalDate? = nil,
        card: String? = nil,
        phone: String? = nil,
        referrer: String? = nil
    ) -> LoyaltyEvent.Body {
        .enroll(
            Enrollment(
                member: member,
                account: account,
                birthday: birthday,
                card: card,
                phone: phone,
                referrer: referrer
            )
        )
    }

    private static func status(_ status: MemberStatus) -> LoyaltyEvent.Body {
        .setStatus(StatusChange(who: first, status: status))
    }

    private static func hold(_ whole: Int64) -> LoyaltyEvent.Body {
        .hold(PointsHold(who: first, pot: "PTS", points: points(whole), ttlSeconds: 600))
    }

    private static func capture(_ hold: String, _ whole: Int64) -> LoyaltyEvent.Body {
        .capture(HoldCapture(who: first, hold: hold, points: points(whole)))
    }

    private static func transfer(
        to other: Identification,
        _ amount: Points = points(1)
    ) -> LoyaltyEvent.Body {
        .transfer(PointsTransfer(from: first, to: other, pot: "PTS", points: amount))
    }

    private static func give(_ whole: Int64, reason: String? = "test") -> LoyaltyEvent.Body {
        .adjust(Adjustment(who: first, pot: "PTS", points: points(whole), reason: reason))
    }

    private static func back(_ purchase: String, _ quantity: Int64) -> LoyaltyEvent.Body {
        .returned(Return(purchase: purchase, lines: [.init(number: 1, quantity: quantity)]))
    }

    private static func claim(_ choice: String = "MILK") -> LoyaltyEvent.Body {
        .claim(OfferClaim(who: first, offer: "mine", choice: choice))
    }

    private static func join(_ who: Identification) -> LoyaltyEvent.Body {
        .join(OfferJoin(who: who, offer: "group"))
    }

    private static func link(_ member: String) -> CredentialLink {
        CredentialLink(member: member, credential: key)
    }

    private static let issue = LoyaltyEvent.Body.issueCard(IssuedCard(card: card))
    private static let replace = LoyaltyEvent.Body.replaceCard(
        CardReplacement(card: card, replacement: spare)
    )

    // MARK: Examples; the events before begin with `e4`

    private static let people: [Example] = [
        Example(refusal: .unknownCard, event: buy(.card(absent))),
        Example(refusal: .unknownMember, event: .inquiry(nobody)),
        Example(refusal: .memberExists, event: enroll("M1")),
        Example(refusal: .unknownReferrer, event: enroll(referrer: "nobody")),
        Example(refusal: .selfReferral, event: enroll(account: "M1", referrer: "M1")),
        Example(refusal: .memberBlocked, event: buy(), before: [status(.blocked)]),
        Example(refusal: .memberClosed, event: buy(), before: [.close(first)]),
        Example(refusal: .spendRestricted, event: hold(1), before: [status(.restricted)]),
        Example(
            refusal: .birthdayRequired,
            event: enroll(),
            change: { $0.minAgeYears = 18 }
        ),
        Example(
            refusal: .tooYoung,
            event: enroll(birthday: LocalDate(year: 2005, month: 2, day: 11)),
            change: { $0.minAgeYears = 18 }
        ),
        Example(
            refusal: .credentialInUse,
            event: .linkCredential(link("M2")),
            before: [.linkCredential(link("M1"))]
        ),
        Example(refusal: .unknownCredential, event: .unlinkCredential(link("M1"))),
    ]

    private static let cards: [Example] = [
        Example(refusal: .badCheckDigit, event: .issueCard(IssuedCard(card: "2990000000010"))),
        Example(refusal: .cardExists, event: issue, before: [issue]),
        Example(refusal: .cardReplaced, event: buy(.card(card)), before: [issue, replace]),
        Example(
            refusal: .cardBlocked,
            event: .inquiry(.card(card)),
            before: [enroll(card: card), .close(.card(card))]
        ),
        Example(
            refusal: .notActivated,
            event: .hold(
                PointsHold(who: .card(card), pot: "PTS", points: points(1), ttlSeconds: 60)
            ),
            before: [issue]
        ),
        Example(refusal: .alreadyActive, event: start(), before: [issue, start(), confirm()]),
        Example(refusal: .consentRequired, event: start(agreed: false), before: [issue]),
        Example(
            refusal: .phoneInUse,
            event: start(),
            before: [issue, enroll(phone: "+79990000001")]
        ),
        Example(refusal: .noPendingActivation, event: confirm(), before: [issue]),
        Example(
            refusal: .codeExpired,
            event: confirm(),
            before: [issue, start()],
            at: moscow(2023, 2, 11)
        ),
        Example(
            refusal: .wrongCode(triesLeft: 2),
            event: confirm("2222"),
            before: [issue, start()]
        ),
    ]

    private static let sales: [Example] = [
        Example(
            refusal: .tooOld,
            event: buy(),
            before: [.tick],
            at: moscow(2023, 1, 10),
            change: { $0.maxBackdateDays = 30 }
        ),
        Example(
            refusal: .duplicateReceipt(of: "e4"),
            event: buy(second, receipt: "R1"),
            before: [buy(receipt: "R1")]
        ),
        Example(refusal: .amountOutOfRange, event: buy(first, 10_000_000_000_001)),
        Example(
            refusal: .velocity,
            event: buy(),
            before: [buy()],
            change: { $0.velocity = [Velocity(period: .day, max: 1, action: .reject)] }
        ),
        Example(refusal: .unknownReceipt, event: back("e9", 1)),
        Example(refusal: .overReturn, event: back("e4", 2), before: [buy()]),
        Example(refusal: .nothingToReturn, event: back("e4", 0), before: [buy()]),
    ]

    private static let spending: [Example] = [
        Example(
            refusal: .partnerNotParticipating,
            event: buy(partner: "out", pay: .max),
            change: { programme in
                var partner = Partner()
                partner.participates = false
                programme.partners["out"] = partner
            }
        ),
        Example(refusal: .unknownReward, event: buy(pay: .max, as: "nothing")),
        Example(refusal: .notSpendableHere, event: buy(partner: "bar", pay: .max)),
        Example(
            refusal: .notAMultipleOfStep(step: points(10)),
            event: buy(pay: .points(points(15)))
        ),
        Example(
            refusal: .insufficientPoints(available: points(50)),
            event: buy(pay: .points(points(60)))
        ),
        Example(
            refusal: .overRedemptionLimit(limit: points(50)),
            event: buy(first, 10_000, pay: .points(points(60))),
            before: [give(50)]
        ),
        Example(
            refusal: .belowMinimum(minimum: points(20)),
            event: buy(pay: .points(points(10)))
        ),
        Example(refusal: .reasonRequired, event: give(5, reason: nil)),
        Example(refusal: .holdNotOpen, event: capture("e9", 1)),
        Example(refusal: .overHold, event: capture("e4", 21), before: [hold(20)]),
        Example(refusal: .sameAccount, event: transfer(to: first)),
    ]

    private static let offers: [Example] = [
        Example(refusal: .notOffered, event: claim("CAVIAR")),
        Example(refusal: .offerLimit, event: claim(), before: [claim()]),
        Example(refusal: .alreadyJoined, event: join(first), before: [join(first)]),
        Example(
            refusal: .soldOut,
            event: join(.member("M9")),
            before: [join(first), join(second), enroll()]
        ),
        Example(
            refusal: .offerClosed,
            event: join(.member("M9")),
            before: [join(first), join(second), enroll()],
            at: moscow(2023, 3, 1)
        ),
        Example(refusal: .offerFailed, event: join(first), at: moscow(2023, 3, 1)),
    ]

    private static let examples = people + cards + sales + spending + offers

    // MARK: Tests

    @Test("comes of an event, changes nothing, and may be met again at once")
    func examplesAreRefused() {
        for example in Self.examples {
            var shop = Self.shop(example)
            let before = shop.core.stateText()
            let decision = shop.send(example.event, at: example.at)
            #expect(decision.outcome == .refused(example.refusal))
            #expect(decision.transactions.isEmpty && decision.touchedAccounts.isEmpty)
            if case .wrongCode = example.refusal {
                // The one thing that a refusal leaves behind: a try less.
                let changed = zip(before, shop.core.stateText()).filter { $0 != $1 }
                #expect(changed.count == 1 && changed[0].0.hasPrefix("card "))
                let again = shop.send(example.event, at: example.at)
                #expect(again.outcome == .refused(.wrongCode(triesLeft: 1)))
            } else {
                #expect(shop.core.stateText() == before, "\(example.refusal)")
                shop.refuses(example.event, at: example.at, example.refusal)
            }
        }
    }

    @Test("has a code of its own and an example here, but for the one that only a ledger gives")
    func everyCode() {
        let found = Self.examples.map(\.refusal.code) + [Refusal.idempotencyConflict.code]
        #expect(found.sorted() == Self.codes)
        #expect(Set(Self.codes).count == Self.codes.count)
    }

    /// A shop with two members, a tender, offers and 50 points; the example's events have happened.
    private static func shop(_ example: Example) -> Shop {
        var tender = Reward(id: "pay", kind: .tender, pot: "PTS")
        tender.step = points(10)
        tender.minPoints = points(20)
        tender.maxShareBp = 5_000
        tender.partners = ["house", "out"]
        let discount = PersonalDiscount(discountBp: 500, choices: ["MILK"], period: .week)
        let group = GroupBuy(
            price: Money(minor: 10_000),
            minBuyers: 2,
            maxBuyers: 2,
            deadline: moscow(2023, 2, 20),
            platformBp: 1_000,
            merchant: "spa"
        )
        let offers = [
            Offer(id: "mine", kind: .personalDiscount(discount)),
            Offer(id: "group", kind: .groupBuy(group)),
        ]
        let rewards = [tender]
        let all = programme { programme in
            programme.rewards = rewards
            programme.offers = offers
            example.change(&programme)
        }
        var shop = Shop(all, members: ["M1", "M2"])
        // Refused where the programme asks for a birthday: then nobody is there.
        _ = shop.send(give(50), at: noon)
        for event in example.before { _ = shop.effect(event, at: noon) }
        return shop
    }
}
