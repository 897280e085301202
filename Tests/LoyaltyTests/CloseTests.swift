import Testing

@testable import Loyalty

@Suite("Leaving")
struct CloseTests {
    private static let day = moscow(2023, 3, 1)
    private static let card = "2990000000019"
    private static let uid = Credential(kind: .uid, high: 1, low: 1)

    private static func hold(_ whole: Int64) -> LoyaltyEvent.Body {
        .hold(
            PointsHold(
                who: .member("M1"),
                pot: "PTS",
                points: points(whole),
                ttlSeconds: 10_000_000
            )
        )
    }

    @Test("Points go to breakage and debt is written off, in one transaction for all pots")
    func postings() {
        var shop = Shop(
            programme([rule("r", .fixed(points(50)))]) { programme in
                programme.pots["AAA"] = Pot(quantum: points(1))
            }
        )
        _ = shop.buy([line(100)], at: moscow(2023, 2, 1))
        let taken = Adjustment(who: .member("M1"), pot: "PTS", points: points(-50), reason: "test")
        _ = shop.post(.adjust(taken), at: moscow(2023, 2, 1))
        _ = shop.post(.returned(Return(purchase: "e2")), at: moscow(2023, 2, 1))
        shop.give(5, pot: "AAA")
        shop.give(6, pot: "AAA", vest: moscow(2023, 6, 1))
        #expect(
            shop.post(.close(.member("M1")), at: CloseTests.day) == [
                "e7 close: brk AAA 11, mem/M1/avail AAA -5, mem/M1/debt PTS 50,"
                    + " mem/M1/pend AAA -6, wo PTS -50"
            ]
        )
        #expect(shop.core.balances(ofAccount: "M1") == [:])
        #expect(shop.core.lots(ofAccount: "M1") == [])
        #expect(shop.post(.tick, at: moscow(2023, 7, 1)) == [])
    }

    @Test("Open holds are released first, in their order; what they kept from its end is over then")
    func holds() {
        var shop = Shop(programme())
        shop.give(10, until: moscow(2023, 2, 10))
        shop.give(20)
        for whole in [8, 7, 5] as [Int64] {
            _ = shop.post(CloseTests.hold(whole), at: moscow(2023, 2, 2))
        }
        _ = shop.post(
            .release(HoldRelease(who: .member("M1"), hold: "e5")),
            at: moscow(2023, 2, 2)
        )
        #expect(
            shop.post(.close(.member("M1")), at: CloseTests.day) == [
                "auto:L1:expire expire: brk PTS 2, mem/M1/avail PTS -2",
                "e8 release: mem/M1/avail PTS 8, mem/M1/held PTS -8",
                "auto:L1:expire expire: brk PTS 8, mem/M1/avail PTS -8",
                "e8 release: mem/M1/avail PTS 5, mem/M1/held PTS -5",
                "e8 close: brk PTS 20, mem/M1/avail PTS -20",
            ]
        )
    }

    @Test("As long as another member of the account stays only the person leaves")
    func household() {
        var shop = Shop(programme())
        _ = shop.effect(
            .enroll(Enrollment(member: "M2", account: "M1")),
            at: moscow(2023, 1, 2)
        )
        shop.give(10)
        _ = shop.post(CloseTests.hold(4), at: moscow(2023, 2, 2))
        #expect(shop.post(.close(.member("M1")), at: CloseTests.day) == [])
        #expect(shop.balance() == Balance(available: points(6), held: points(4)))
        shop.refuses(.close(.member("M1")), at: CloseTests.day, .memberClosed)
        let other = StatusChange(who: .member("M2"), status: .restricted)
        _ = shop.post(.setStatus(other), at: CloseTests.day)
        #expect(
            shop.post(.close(.member("M2")), at: CloseTests.day) == [
                "e8 release: mem/M1/avail PTS 4, mem/M1/held PTS -4",
                "e8 close: brk PTS 10, mem/M1/avail PTS -10",
            ]
        )
    }

    @Test("Cards are blocked, and phone, birthday, segments, instruments and links are erased")
    func erased() {
        var shop = Shop(programme(), members: ["M2"])
        let person = Enrollment(
            member: "M1",
            birthday: LocalDate(year: 1990, month: 5, day: 17),
            card: CloseTests.card,
            phone: "+7999",
            segments: ["vip"]
        )
        _ = shop.effect(.enroll(person), at: moscow(2023, 1, 2))
        _ = shop.effect(
            .linkCredential(CredentialLink(member: "M1", credential: CloseTests.uid)),
            at: moscow(2023, 1, 2)
        )
        for (token, owner) in [("own", "M1"), ("gone", "M1"), ("gone", "M2")] {
            let new = InstrumentRegistration(who: .member(owner), instrument: token, kind: "mir")
            _ = shop.effect(.registerInstrument(new), at: moscow(2023, 1, 2))
        }
        #expect(shop.post(.close(.card(CloseTests.card)), at: CloseTests.day) == [])
        shop.refuses(.inquiry(.card(CloseTests.card)), at: CloseTests.day, .cardBlocked)
        shop.refuses(.inquiry(.member("M1")), at: CloseTests.day, .memberClosed)
        shop.refuses(.inquiry(.credential(CloseTests.uid)), at: CloseTests.day, .unknownCard)
        #expect(shop.core.people[1].birthday == nil)
        #expect(shop.core.details[1].phone == nil)
        #expect(shop.core.details[1].segments.isEmpty)
        #expect(shop.core.details[1].consents == nil)
        #expect(shop.core.phones.isEmpty)
        #expect(shop.core.instruments.keys.map(\.text) == ["gone"])
        // Nothing of the person stands in anybody's way.
        let again = Enrollment(member: "M3", phone: "+7999", referrer: "M1")
        _ = shop.effect(.enroll(again), at: CloseTests.day)
        _ = shop.effect(
            .linkCredential(CredentialLink(member: "M3", credential: CloseTests.uid)),
            at: CloseTests.day
        )
    }

    @Test(
        "Each refusal leaves nothing behind",
        arguments: [
            (.member("nobody"), .unknownMember), (.card(card), .unknownCard),
            (.credential(uid), .unknownCard), (.member("blocked"), .memberBlocked),
            (.member("gone"), .memberClosed),
        ] as [(Identification, Refusal)]
    )
    func refusals(_ who: Identification, _ refusal: Refusal) {
        var shop = Shop(programme(), members: ["blocked", "gone"])
        _ = shop.post(
            .setStatus(StatusChange(who: .member("blocked"), status: .blocked)),
            at: CloseTests.day
        )
        _ = shop.post(.close(.member("gone")), at: CloseTests.day)
        shop.refuses(.close(who), at: moscow(2023, 3, 2), refusal)
    }

    @Test("A leaving is taken back with its batch")
    func undone() {
        var shop = Shop(programme())
        shop.give(10, until: moscow(2023, 2, 10))
        shop.give(3, vest: moscow(2023, 6, 1))
        _ = shop.post(CloseTests.hold(8), at: moscow(2023, 2, 2))
        let before = shop.core.stateText()
        shop.core.openBatch()
        _ = shop.post(.close(.member("M1")), at: CloseTests.day)
        shop.core.undoBatch()
        #expect(shop.core.stateText() == before)
    }
}
