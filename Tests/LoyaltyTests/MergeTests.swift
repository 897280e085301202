import Testing

@testable import Loyalty

@Suite("Merges")
struct MergeTests {
    private static let one = "2990000000019"
    private static let two = "2990000000026"
    private static let day = moscow(2023, 3, 1)

    private static func merge(_ from: String = "M2", into: String = "M1") -> LoyaltyEvent.Body {
        .merge(AccountMerge(from: .member(from), into: .member(into)))
    }

    private static func take(_ whole: Int64, from member: String) -> LoyaltyEvent.Body {
        .adjust(
            Adjustment(who: .member(member), pot: "PTS", points: points(-whole), reason: "test")
        )
    }

    private static func buy(_ minor: Int64, card: String) -> LoyaltyEvent.Body {
        .purchase(Purchase(buyer: .card(card), lines: [line(minor)]))
    }

    /// A ladder on money paid: silver from 10 000.00.
    private static func ladder(
        _ window: Tier.Window = .lifetime,
        hold: Tier.Hold? = nil,
        downgrade: Ladder.Downgrade = .recompute
    ) -> Ladder {
        let when = Tier.Threshold(
            measure: .spend,
            pot: nil,
            window: window,
            atLeast: 1_000_000
        )
        var silver = Tier(id: "silver", when: when)
        silver.hold = hold
        let gold = Tier(id: "gold", when: nil)
        var ladder = Ladder(id: "s", initial: "base", tiers: [silver, gold])
        ladder.downgrade = downgrade
        return ladder
    }

    @Test("Points, spend, tier and the old card follow, and a return finds its lots")
    func followed() {
        var shop = Shop(programme([rule()]) { $0.ladders = [MergeTests.ladder()] }, members: [])
        for (member, card) in [("M1", MergeTests.one), ("M2", MergeTests.two)] {
            _ = shop.effect(
                .enroll(Enrollment(member: member, card: card)),
                at: moscow(2023, 1, 1)
            )
        }
        _ = shop.post(MergeTests.buy(600_000, card: MergeTests.one), at: MergeTests.day)
        _ = shop.post(MergeTests.buy(500_000, card: MergeTests.two), at: MergeTests.day)
        let decision = shop.send(MergeTests.merge(), at: MergeTests.day)
        #expect(text(decision) == ["e5 merge: mem/M1/avail PTS 250, mem/M2/avail PTS -250"])
        #expect(decision.touchedAccounts == ["M1", "M2"])
        #expect(shop.core.tiers(ofAccount: "M1") == ["s": "silver"])
        #expect(shop.core.tiers(ofAccount: "M2") == ["s": "base"])
        #expect(shop.core.account(of: "M2") == "M1")
        _ = shop.post(MergeTests.buy(10_000, card: MergeTests.two), at: MergeTests.day)
        #expect(shop.balance() == Balance(available: points(555)))
        #expect(
            shop.post(.returned(Return(purchase: "e4")), at: MergeTests.day)
                == ["e7 clawback: iss/house PTS 250, mem/M1/avail PTS -250"]
        )
        #expect(shop.core.tiers(ofAccount: "M1") == ["s": "base"])
        shop.refuses(MergeTests.merge(), at: MergeTests.day, .unknownMember)
        shop.refuses(.inquiry(.member("M2")), at: MergeTests.day, .memberClosed)
    }

    @Test("All pots and places go in one transaction, then points repay debt, pots by id")
    func netDebt() {
        var shop = Shop(
            programme([
                rule("r", .fixed(points(50))),
                Rule(id: "x", pot: "AAA", amount: .fixed(points(20))),
            ]) { $0.pots["AAA"] = Pot(quantum: points(1)) },
            members: ["M1", "M2"]
        )
        _ = shop.buy([line(100)], at: moscow(2023, 2, 1), by: "M2")
        _ = shop.post(MergeTests.take(50, from: "M2"), at: moscow(2023, 2, 1))
        let taken = Adjustment(
            who: .member("M2"),
            pot: "AAA",
            points: points(-20),
            reason: "test"
        )
        _ = shop.post(.adjust(taken), at: moscow(2023, 2, 1))
        _ = shop.post(.returned(Return(purchase: "e3")), at: moscow(2023, 2, 1))
        shop.give(3, to: "M2", vest: moscow(2023, 6, 1))
        shop.give(30)
        shop.give(40, until: moscow(2023, 6, 1))
        shop.give(8, pot: "AAA")
        #expect(
            shop.post(MergeTests.merge(), at: MergeTests.day) == [
                "e11 merge: mem/M1/debt AAA -20, mem/M1/debt PTS -50, mem/M1/pend PTS 3,"
                    + " mem/M2/debt AAA 20, mem/M2/debt PTS 50, mem/M2/pend PTS -3",
                "e11 netDebt: mem/M1/avail AAA -8, mem/M1/debt AAA 8",
                "e11 netDebt: mem/M1/avail PTS -50, mem/M1/debt PTS 50",
            ]
        )
        // The lot that ends first repaid first.
        #expect(shop.lots() == ["L3 3 pend never", "L4 20 live never"])
        #expect(shop.core.balances(ofAccount: "M1")["AAA"] == Balance(debt: points(12)))
    }

    @Test("A hold goes on under the new account: it times out, is captured and shields as before")
    func holds() {
        var shop = Shop(programme(), members: ["M1", "M2"])
        shop.give(10, to: "M2", until: moscow(2023, 3, 5))
        shop.give(5)
        for member in ["M1", "M2", "M2"] {
            let hold = PointsHold(
                who: .member(member),
                pot: "PTS",
                points: points(4),
                ttlSeconds: 864_000
            )
            _ = shop.post(.hold(hold), at: MergeTests.day)
        }
        #expect(
            shop.post(MergeTests.merge(), at: MergeTests.day) == [
                "e8 merge: mem/M1/avail PTS 2, mem/M1/held PTS 8,"
                    + " mem/M2/avail PTS -2, mem/M2/held PTS -8"
            ]
        )
        #expect(
            shop.post(
                .capture(HoldCapture(who: .member("M1"), hold: "e6", points: points(1))),
                at: moscow(2023, 3, 2)
            ) == [
                "e9 capture: acc/house PTS 1, mem/M1/held PTS -1",
                "e9 release: mem/M1/avail PTS 3, mem/M1/held PTS -3",
            ]
        )
        #expect(
            shop.post(.tick, at: moscow(2023, 3, 20)) == [
                "auto:L1:expire expire: brk PTS 5, mem/M1/avail PTS -5",
                "auto:e5:release release: mem/M1/avail PTS 4, mem/M1/held PTS -4",
                "auto:e7:release release: mem/M1/avail PTS 4, mem/M1/held PTS -4",
                "auto:L1:expire expire: brk PTS 4, mem/M1/avail PTS -4",
            ]
        )
        #expect(shop.balance() == Balance(available: points(5)))
    }

    @Test("Other members of the account share the new one; both accounts' steps and claims count")
    func householdAndOffers() {
        let discount = PersonalDiscount(discountBp: 2_000, choices: ["MILK"], period: .week)
        let steps = StepsOffer(
            pot: "PTS",
            grant: points(7),
            steps: [.init(action: "a"), .init(action: "b")]
        )
        var shop = Shop(
            programme {
                $0.offers = [
                    Offer(id: "d", kind: .personalDiscount(discount)),
                    Offer(id: "s", kind: .steps(steps)),
                ]
            },
            members: ["M1", "M2"]
        )
        _ = shop.effect(
            .enroll(Enrollment(member: "M3", account: "M2")),
            at: moscow(2023, 1, 1)
        )
        let claim = { OfferClaim(who: .member($0), offer: "d", choice: "MILK") }
        let act = { MemberAction(who: .member($0), action: $1) }
        _ = shop.effect(.claim(claim("M3")), at: MergeTests.day)
        _ = shop.effect(.action(act("M3", "a")), at: MergeTests.day)
        _ = shop.effect(MergeTests.merge(), at: MergeTests.day)
        #expect(shop.core.account(of: "M3") == "M1")
        shop.refuses(.claim(claim("M1")), at: MergeTests.day, .offerLimit)
        let milk = ReceiptLine(sku: "MILK", quantity: 1, unit: Money(minor: 1_000))
        guard case .applied(let sale) = shop.buy([milk], at: MergeTests.day).outcome else { return }
        #expect(sale.net == Money(minor: 800))
        #expect(shop.effect(.action(act("M1", "b")), at: MergeTests.day).offers == ["s"])
        #expect(shop.effect(.action(act("M3", "b")), at: MergeTests.day).offers == [])
        // The points stay as long as one of the members does.
        #expect(shop.post(.close(.member("M1")), at: MergeTests.day) == [])
        #expect(
            shop.post(.close(.member("M3")), at: MergeTests.day)
                == ["e12 close: brk PTS 7, mem/M1/avail PTS -7"]
        )
    }

    @Test("Caps, limits and velocities count what both accounts used")
    func counters() {
        var shop = Shop(
            programme([
                rule("cap", .rateBp(1_000)) { $0.caps = [Cap(period: .day, points: points(10))] },
                rule("limit", .fixed(points(1))) { $0.limit = Limit(count: 2, period: .lifetime) },
            ]) { $0.velocity = [Velocity(period: .day, max: 3, action: .reject)] },
            members: ["M1", "M2"]
        )
        _ = shop.buy([line(6_000)], at: MergeTests.day, by: "M2")
        _ = shop.buy([line(1_000)], at: MergeTests.day)
        _ = shop.effect(MergeTests.merge(), at: MergeTests.day)
        #expect(shop.earn(9_000, at: MergeTests.day) == 3_000_000)
        #expect(shop.earn(9_000, at: MergeTests.day) == nil)
        // A purchase of either that comes back whole gives its slot back.
        _ = shop.effect(.returned(Return(purchase: "e3")), at: MergeTests.day)
        #expect(shop.earn(9_000, at: MergeTests.day) == 0)
    }

    @Test("Qualifications move, and are measured with what both accounts did")
    func qualifications() {
        let rolling = MergeTests.ladder(
            .rolling(CalendarDuration(days: 10)),
            hold: .endOfNextYear
        )
        var shop = Shop(programme { $0.ladders = [rolling] }, members: ["M1", "M2"])
        _ = shop.buy([line(1_000_000)], at: moscow(2023, 2, 1), by: "M2")
        _ = shop.effect(MergeTests.merge(), at: MergeTests.day)
        #expect(shop.core.tiers(ofAccount: "M1") == ["s": "silver"])
        _ = shop.effect(.tick, at: moscow(2024, 12, 31, 23, 59, 59))
        #expect(shop.core.tiers(ofAccount: "M1") == ["s": "silver"])
        _ = shop.effect(.tick, at: moscow(2025, 1, 1, 0))
        #expect(shop.core.tiers(ofAccount: "M1") == ["s": "base"])
        // The purchase comes back: what it stood on is void, also after the merge.
        var other = Shop(programme { $0.ladders = [rolling] }, members: ["M1", "M2"])
        _ = other.buy([line(1_000_000)], at: moscow(2023, 2, 1), by: "M2")
        _ = other.effect(MergeTests.merge(), at: MergeTests.day)
        _ = other.effect(.returned(Return(purchase: "e3")), at: MergeTests.day)
        #expect(other.core.tiers(ofAccount: "M1") == ["s": "base"])
    }

    @Test("Of two qualifications of one year the later counts")
    func laterQualification() {
        let held = MergeTests.ladder(
            .rolling(CalendarDuration(days: 10)),
            hold: .duration(CalendarDuration(days: 30))
        )
        for (first, second) in [("M1", "M2"), ("M2", "M1")] {
            var shop = Shop(programme { $0.ladders = [held] }, members: ["M1", "M2"])
            _ = shop.buy([line(1_000_000)], at: moscow(2023, 2, 1), by: first)
            _ = shop.buy([line(1_000_000)], at: moscow(2023, 2, 20), by: second)
            _ = shop.effect(MergeTests.merge(), at: MergeTests.day)
            _ = shop.effect(.tick, at: moscow(2023, 3, 22, 11, 59, 59))
            #expect(shop.core.tiers(ofAccount: "M1") == ["s": "silver"])
            _ = shop.effect(.tick, at: moscow(2023, 4, 2))
            #expect(shop.core.tiers(ofAccount: "M1") == ["s": "base"])
        }
    }

    @Test("A tier that was given does not move; one that is never lost does")
    func givenTier() {
        for downgrade in Ladder.Downgrade.allCases {
            let ladder = MergeTests.ladder(
                .rolling(CalendarDuration(days: 10)),
                downgrade: downgrade
            )
            var shop = Shop(
                programme {
                    $0.ladders = [ladder]
                    $0.actionSetsTier["invite"] = TierGrant(
                        ladder: "s",
                        tier: "gold",
                        period: days(1_000)
                    )
                },
                members: ["M1", "M2"]
            )
            _ = shop.buy([line(1_000_000)], at: moscow(2023, 2, 1), by: "M2")
            let invite = MemberAction(who: .member("M2"), action: "invite")
            _ = shop.effect(.action(invite), at: moscow(2023, 2, 1))
            #expect(shop.core.tiers(ofAccount: "M2") == ["s": "gold"])
            _ = shop.effect(.tick, at: MergeTests.day)
            _ = shop.effect(MergeTests.merge(), at: MergeTests.day)
            let tier = downgrade == .never ? "silver" : "base"
            #expect(shop.core.tiers(ofAccount: "M1") == ["s": tier], "\(downgrade)")
            _ = shop.effect(.tick, at: moscow(2027, 1, 1))
        }
    }

    @Test("Cards, links, instruments and referrals follow; the account began when the older did")
    func identities() {
        let bonus = rule("bonus", .fixed(points(9))) { rule in
            rule.condition.isReferred = true
            rule.recipient = .referrer
        }
        let mir = rule("mir", .fixed(points(2))) { $0.condition.isRegistered = true }
        var shop = Shop(programme([bonus, mir]), members: ["M2"])
        _ = shop.effect(.enroll(Enrollment(member: "M1")), at: moscow(2023, 2, 1))
        let uid = Credential(kind: .uid, high: 1, low: 1)
        _ = shop.effect(
            .linkCredential(CredentialLink(member: "M2", credential: uid)),
            at: moscow(2023, 2, 1)
        )
        let token = InstrumentRegistration(who: .member("M2"), instrument: "T", kind: "mir")
        _ = shop.effect(.registerInstrument(token), at: moscow(2023, 2, 1))
        _ = shop.effect(
            .enroll(Enrollment(member: "M3", referrer: "M2")),
            at: moscow(2023, 2, 1)
        )
        _ = shop.effect(MergeTests.merge(), at: MergeTests.day)
        #expect(shop.core.member(of: uid) == "M1")
        #expect(shop.core.accountTable[1].begunAt == moscow(2023, 1, 1, 0).unixSeconds)
        let paid = Purchase(buyer: .credential(uid), lines: [line(1)], instrument: "T")
        #expect(
            shop.post(.purchase(paid), at: MergeTests.day)
                == ["e7 accrue: iss/house PTS -2, mem/M1/avail PTS 2"]
        )
        #expect(
            text(shop.buy([line(1)], at: MergeTests.day, by: "M3"))
                == ["e8 accrue: iss/house PTS -9, mem/M1/avail PTS 9"]
        )
        _ = shop.effect(
            .unlinkCredential(CredentialLink(member: "M1", credential: uid)),
            at: MergeTests.day
        )
        // A chain of merges leads to the last one.
        _ = shop.effect(MergeTests.merge("M1", into: "M3"), at: MergeTests.day)
        #expect(shop.core.account(of: "M2") == "M3")
    }

    @Test("The phone of a merged-away member is their own, until they leave")
    func phones() {
        var shop = Shop(programme(), members: [])
        _ = shop.effect(.enroll(Enrollment(member: "M2", phone: "+7")), at: MergeTests.day)
        _ = shop.post(.issueCard(IssuedCard(card: MergeTests.one)), at: MergeTests.day)
        _ = shop.post(.issueCard(IssuedCard(card: MergeTests.two)), at: MergeTests.day)
        _ = shop.effect(MergeTests.merge("M2", into: "card:" + MergeTests.one), at: MergeTests.day)
        let start = { (card: String) in
            LoyaltyEvent.Body.startActivation(
                ActivationRequest(
                    card: card,
                    phone: "+7",
                    code: "1",
                    consents: Consents(offer: true, personalData: true)
                )
            )
        }
        shop.refuses(start(MergeTests.two), at: MergeTests.day, .phoneInUse)
        _ = shop.post(start(MergeTests.one), at: MergeTests.day)
        _ = shop.post(.close(.card(MergeTests.one)), at: MergeTests.day)
        _ = shop.post(start(MergeTests.two), at: MergeTests.day)
    }

    @Test("Points that wait for the activation of a merged-away card wait no longer")
    func waiting() {
        var shop = Shop(programme([rule()]), members: ["M1"])
        _ = shop.post(.issueCard(IssuedCard(card: MergeTests.one)), at: MergeTests.day)
        _ = shop.post(MergeTests.buy(20_000, card: MergeTests.one), at: MergeTests.day)
        let account = "mem/card:\(MergeTests.one)"
        #expect(
            shop.post(MergeTests.merge("card:" + MergeTests.one), at: MergeTests.day) == [
                "e4 merge: mem/M1/pend PTS 10, \(account)/pend PTS -10",
                "e4 vest: mem/M1/avail PTS 10, mem/M1/pend PTS -10",
            ]
        )
    }

    private static let refused: [(LoyaltyEvent.Body, Refusal)] = [
        (merge("nobody"), .unknownMember),
        (merge("M2", into: "nobody"), .unknownMember),
        (merge("gone"), .unknownMember),
        (merge("M2", into: "gone"), .unknownMember),
        (merge("blocked"), .memberBlocked),
        (.merge(AccountMerge(from: .card(one), into: .member("M1"))), .unknownCard),
        (merge("M1"), .sameAccount),
        (merge("M3"), .sameAccount),
    ]

    @Test("Each refusal leaves nothing behind", arguments: refused)
    func refusals(_ body: LoyaltyEvent.Body, _ refusal: Refusal) {
        var shop = Shop(programme(), members: ["M1", "M2", "blocked", "gone"])
        _ = shop.effect(
            .enroll(Enrollment(member: "M3", account: "M1")),
            at: moscow(2023, 1, 1)
        )
        let change = StatusChange(who: .member("blocked"), status: .blocked)
        _ = shop.post(.setStatus(change), at: MergeTests.day)
        _ = shop.post(.close(.member("gone")), at: MergeTests.day)
        shop.refuses(body, at: moscow(2023, 4, 1), refusal)
    }
}
