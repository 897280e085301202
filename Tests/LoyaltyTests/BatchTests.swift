import Testing

@testable import Loyalty

@Suite("Batches of every event")
struct BatchTests {
    private static let card = "2990000000019"
    private static let uid = Credential(kind: .uid, high: 1, low: 1)

    private static var sample: Programme {
        let silver = Tier.Threshold(
            measure: .spend,
            pot: nil,
            window: .calendarYear,
            atLeast: 1_000
        )
        var tier = Tier(id: "silver", when: silver)
        tier.hold = .endOfYear
        let when = Tier.Threshold(
            measure: .earned,
            pot: "PTS",
            window: .rolling(CalendarDuration(days: 9)),
            atLeast: 10_000_000
        )
        let group = GroupBuy(
            price: Money(minor: 700),
            minBuyers: 2,
            maxBuyers: nil,
            deadline: moscow(2023, 2, 20),
            platformBp: 5_000,
            merchant: "spa"
        )
        let discount = PersonalDiscount(discountBp: 2_000, choices: ["ITEM"], period: .week)
        let steps = StepsOffer(pot: "PTS", grant: points(7), steps: [.init(action: "visit")])
        return programme([
            rule("base", .rateBp(1_000)) { rule in
                rule.caps = [Cap(period: .month, points: points(500))]
                rule.limit = Limit(count: 20, period: .lifetime)
            },
            rule("welcome", .fixed(points(5))) { $0.on = .activate },
        ]) { programme in
            programme.ladders = [
                Ladder(id: "s", initial: "base", tiers: [tier]),
                Ladder(id: "e", initial: "base", tiers: [Tier(id: "top", when: when)]),
            ]
            programme.pots["PTS"]?.lot.expiry = days(20)
            programme.offers = [
                Offer(id: "g", kind: .groupBuy(group)),
                Offer(id: "d", kind: .personalDiscount(discount)),
                Offer(id: "s", kind: .steps(steps)),
            ]
            programme.velocity = [Velocity(period: .day, max: 9, action: .noAccrual)]
        }
    }

    /// Every event of cards, points, offers and accounts, with the day of February on which it is.
    private static let story: [(Int, LoyaltyEvent.Body)] = {
        let (one, two) = (Identification.member("M1"), Identification.member("M2"))
        let consents = Consents(offer: true, personalData: true)
        return [
            (1, .enroll(Enrollment(member: "M1", phone: "+1"))),
            (1, .enroll(Enrollment(member: "M2", phone: "+2", segments: ["vip"]))),
            (1, .enroll(Enrollment(member: "M3", account: "M2", referrer: "M1"))),
            (1, .issueCard(IssuedCard(card: card))),
            (1, .purchase(Purchase(buyer: .card(card), lines: [line(5_000)], receipt: "1"))),
            (1, .linkCredential(CredentialLink(member: "M2", credential: uid))),
            (
                1,
                .registerInstrument(
                    InstrumentRegistration(who: two, instrument: "T", kind: "mir")
                )
            ),
            (2, .purchase(Purchase(buyer: one, lines: [line(9_900), line(100)]))),
            (2, .purchase(Purchase(buyer: .credential(uid), lines: [line(20_000)]))),
            (3, .hold(PointsHold(who: two, pot: "PTS", points: points(9), ttlSeconds: 86_400))),
            (3, .hold(PointsHold(who: two, pot: "PTS", points: points(3), ttlSeconds: 999_999))),
            (3, .hold(PointsHold(who: one, pot: "PTS", points: points(2), ttlSeconds: 60))),
            (3, .capture(HoldCapture(who: one, hold: "e12", points: points(1), partner: "B"))),
            (
                4,
                .startActivation(
                    ActivationRequest(card: card, phone: "+3", code: "1", consents: consents)
                )
            ),
            (4, .confirmActivation(ActivationCode(card: card, code: "0"))),
            (4, .confirmActivation(ActivationCode(card: card, code: "1"))),
            (
                5,
                .adjust(
                    Adjustment(who: .card(card), pot: "PTS", points: points(-1), reason: "x")
                )
            ),
            (5, .transfer(PointsTransfer(from: one, to: two, pot: "PTS", points: points(3)))),
            (5, .claim(OfferClaim(who: two, offer: "d", choice: "ITEM"))),
            (5, .action(MemberAction(who: two, action: "visit"))),
            (5, .join(OfferJoin(who: two, offer: "g"))),
            (6, .purchase(Purchase(buyer: two, lines: [line(3_000)]))),
            (6, .returned(Return(purchase: "e9"))),
            (7, .setStatus(StatusChange(who: one, status: .restricted))),
            (
                8,
                .replaceCard(CardReplacement(card: card, replacement: "2990000000026"))
            ),
            (9, .merge(AccountMerge(from: two, into: one))),
            (9, .release(HoldRelease(who: one, hold: "e11"))),
            (9, .purchase(Purchase(buyer: .credential(uid), lines: [line(700)]))),
            (9, .returned(Return(purchase: "e22"))),
            (20, .tick),
            (20, .unlinkCredential(CredentialLink(member: "M1", credential: uid))),
            (21, .merge(AccountMerge(from: .card("2990000000026"), into: .member("M3")))),
            (22, .close(one)),
            (22, .inquiry(.member("M3"))),
            (22, .close(.member("M3"))),
            (23, .settle),
        ]
    }()

    private static func send(_ index: Int, to core: inout LoyaltyState) -> Decision {
        let (day, body) = story[index]
        let instant = moscow(2023, 2, day, 10, 0, index)
        return core.apply(LoyaltyEvent(id: "e\(index + 1)", at: instant, body: body))
    }

    @Test("Every event is applied, but for the wrong code")
    func applied() {
        var core = LoyaltyState(programme: BatchTests.sample)
        for index in BatchTests.story.indices {
            let decision = BatchTests.send(index, to: &core)
            if case .refused(let refusal) = decision.outcome, refusal.code != "wrongCode" {
                Issue.record("e\(index + 1) was refused: \(refusal)")
            }
        }
        #expect(core.balances(ofAccount: "M1") == [:])
        let isConsistent = core.isWhollyConsistent()
        #expect(isConsistent)
    }

    @Test(
        "Any stretch of the story, taken back, leaves what was there, and comes out the same again"
    )
    func undone() {
        for start in BatchTests.story.indices {
            var core = LoyaltyState(programme: BatchTests.sample)
            for index in 0..<start { _ = BatchTests.send(index, to: &core) }
            let before = core.stateText()
            core.openBatch()
            let first = (start..<BatchTests.story.count).map { BatchTests.send($0, to: &core) }
            let after = core.stateText()
            core.undoBatch()
            #expect(core.stateText() == before, "from e\(start + 1)")
            core.openBatch()
            let second = (start..<BatchTests.story.count).map { BatchTests.send($0, to: &core) }
            core.keepBatch()
            #expect(first == second)
            #expect(core.stateText() == after, "from e\(start + 1)")
        }
    }
}
