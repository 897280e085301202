import Loyalty
import Testing

@testable import Reports

/// Reports about members: when they joined, what they did, what they spent.
@Suite struct PeopleReportTests {
    @Test("inactive are the members at the end of the period whom no event of it names")
    func inactive() {
        var history = History()
        for member in ["a", "b", "c", "d", "e"] { history.enroll("2025-06-01", member) }
        history.add("2026-01-01", .inquiry(.member("a")))
        let bought = history.buy("2025-12-01", .member("b"), 100)
        history.giveBack("2026-01-31", bought, 100)
        history.buy("2026-02-01", .member("c"), 100)
        history.add("2026-01-15", .close(.member("d")))
        history.add("2026-02-15", .close(.member("e")))
        history.enroll("2026-02-01", "late")
        // Two joined and one left in the last second.
        history.enroll("2026-01-31T23:59:59+03:00", "just")
        history.enroll("2026-01-31T23:59:59+03:00", "just too")
        history.enroll("2025-06-01", "gone")
        history.add("2026-01-31T23:59:59+03:00", .close(.member("gone")))
        history.add("2025-07-01", .issueCard(IssuedCard(card: "1")))
        let row = history.only(.inactive, Made.options("2026-01-01", "2026-01-31"))
        // a, b, c, e and these two were members at the end of January; c and e did nothing in it.
        #expect(row["members"] == .number(6))
        #expect(row["inactiveMembers"] == .number(2))
        #expect(row["inactiveBp"] == .number(3333))
    }

    @Test("who was merged away is no member of his own")
    func mergedAway() {
        var history = History()
        history.enroll("2026-01-01", "a")
        history.enroll("2026-01-02", "b")
        history.add("2026-01-03", .merge(AccountMerge(from: .member("a"), into: .member("b"))))
        let options = Made.options("2026-01-01", "2026-01-31")
        #expect(history.only(.inactive, options)["members"] == .number(1))
        #expect(history.table(.lifetime, options).rows.count == 2)
    }

    @Test("after a merge the membership began at the earlier of the two")
    func mergedCohort() {
        var history = History()
        history.enroll("2026-01-31", "a")
        history.enroll("2026-02-01", "b")
        history.buy("2026-01-31", .member("a"), 7)
        history.buy("2026-01-30", .member("b"), 100)
        history.add("2026-02-02", .merge(AccountMerge(from: .member("a"), into: .member("b"))))
        let table = history.table(.lifetime, Made.options("2026-01-01", "2026-02-28"))
        let january = ReportTable.Cell.month(Made.date("2026-01-01"))
        // What was bought at the very instant of joining counts, what was bought before does not.
        #expect(table.rows.first?.cells == [january, .number(1), .number(7), .number(7)])
        #expect(table.rows.count == 2)
    }

    @Test("a status set by hand ends and renews a membership")
    func statuses() {
        let options = Made.options("2026-01-01", "2026-01-31")
        var history = History()
        history.enroll("2026-01-01", "a")
        func set(_ status: MemberStatus) -> LoyaltyEvent.Body {
            .setStatus(StatusChange(who: .member("a"), status: status))
        }
        let steps: [(MemberStatus, Int128)] = [
            (.blocked, 1), (.closed, 0), (.active, 1), (.restricted, 1),
        ]
        for (status, members) in steps {
            history.add("2026-01-02", set(status))
            #expect(history.only(.inactive, options)["members"] == .number(members), "\(status)")
        }
    }

    @Test("cohorts are months of joining, and spend before joining or after the period is left out")
    func cohorts() {
        var history = History()
        history.add("2025-12-01", .issueCard(IssuedCard(card: "1")))
        history.buy("2025-12-02", .card("1"), 1_000)
        history.enroll("2025-12-31T20:59:59Z", "dec")
        history.enroll("2025-12-31T21:00:00Z", "jan")
        history.add("2026-01-05", .confirmActivation(ActivationCode(card: "1", code: "0")))
        history.buy("2026-01-06", .card("1"), 301)
        history.buy("2026-02-01", .member("dec"), 500)
        history.buy("2026-03-01", .member("dec"), 900)
        let table = history.table(.lifetime, Made.options("2025-12-01", "2026-02-28"))
        #expect(
            table.rows.map(\.cells) == [
                [.month(Made.date("2025-12-01")), .number(1), .number(500), .number(500)],
                [.month(Made.date("2026-01-01")), .number(2), .number(301), .number(150)],
                [.text("total"), .number(3), .number(801), .number(267)],
            ]
        )
        #expect(table.rows.map(\.group) == [.people(1), .people(2), .total])
    }

    @Test("only holders of cards with 90 days behind them tell what joining changed")
    func joining() {
        var history = History()
        for card in ["1", "2"] { history.add("2025-01-01", .issueCard(IssuedCard(card: card))) }
        history.enroll("2025-01-01", "direct")
        // 90 days before 1 June at noon is 3 March at noon; 90 days after it 30 August at noon.
        history.buy("2025-03-03T11:59:59+03:00", .card("1"), 1_000_000)
        history.buy("2025-03-03T12:00:00+03:00", .card("1"), 100)
        history.buy("2025-06-01T11:59:59+03:00", .card("1"), 200)
        history.add("2025-06-01", .confirmActivation(ActivationCode(card: "1", code: "0")))
        history.buy("2025-06-01", .card("1"), 400)
        history.buy("2025-08-30T11:59:59+03:00", .card("1"), 201)
        history.buy("2025-08-30T12:00:00+03:00", .card("1"), 1_000_000)
        history.add("2025-09-01", .confirmActivation(ActivationCode(card: "2", code: "0")))
        history.buy("2025-09-01", .card("2"), 1_000_000)
        let row = history.only(.joining, Made.options("2025-01-01", "2025-12-31"))
        #expect(row["members"] == .number(1))
        #expect(row["monthlyBeforeKop"] == .number(100))
        #expect(row["monthlyAfterKop"] == .number(200))
        #expect(row["afterToBeforeBp"] == .number(20_033))
    }

    @Test("cards are counted by the channel that an enrolment carries, the others last")
    func cards() {
        var history = History()
        history.add("2026-01-01", .issueCard(IssuedCard(card: "1")))
        history.add("2026-01-01", .issueCard(IssuedCard(card: "2")))
        history.add("2026-02-02", .confirmActivation(ActivationCode(card: "2", code: "0")))
        history.enroll("2026-01-02", "a", flags: ["offer:1", "channel:web"])
        history.enroll("2026-01-02", "b", flags: ["channel:till"])
        history.enroll("2026-01-03", "c", flags: ["channel:web"])
        history.enroll("2026-02-03", "d", flags: ["channel:web"])
        let table = history.table(.cards, Made.options("2026-01-01", "2026-01-31"))
        #expect(
            table.rows.map(\.cells) == [
                [.text("till"), .number(1), .number(1), .number(10_000)],
                [.text("web"), .number(2), .number(2), .number(10_000)],
                [.none, .number(2), .number(1), .number(5_000)],
                [.text("total"), .number(5), .number(4), .number(8_000)],
            ]
        )
    }

    @Test("every event that names somebody makes them active")
    func everyEvent() {
        let who = Identification.member("a")
        let other = Identification.member("b")
        let credential = CredentialLink(
            member: "a",
            credential: Credential(kind: .phone, high: 0, low: 0)
        )
        let points = Points(micro: 1)
        let bodies: [LoyaltyEvent.Body] = [
            .purchase(Purchase(buyer: who, lines: [])),
            .action(MemberAction(who: who, action: "x")),
            .redeem(Redemption(who: who, reward: "x")),
            .hold(PointsHold(who: who, pot: "P", points: points, ttlSeconds: 1)),
            .capture(HoldCapture(who: who, hold: "h")),
            .release(HoldRelease(who: who, hold: "h")),
            .adjust(Adjustment(who: who, pot: "P", points: points, reason: "x")),
            .transfer(PointsTransfer(from: who, to: other, pot: "P", points: points)),
            .transfer(PointsTransfer(from: other, to: who, pot: "P", points: points)),
            .setStatus(StatusChange(who: who, status: .active)),
            .registerInstrument(InstrumentRegistration(who: who, instrument: "i", kind: "mir")),
            .linkCredential(credential), .unlinkCredential(credential), .inquiry(who),
            .join(OfferJoin(who: who, offer: "o")),
            .claim(OfferClaim(who: who, offer: "o", choice: "c")),
            .replaceCard(CardReplacement(card: "1", replacement: "2")),
        ]
        for body in bodies {
            var history = History()
            history.enroll("2025-01-01", "a", card: "1")
            let options = Made.options("2026-01-01", "2026-01-31")
            #expect(history.only(.inactive, options)["inactiveBp"] == .number(10_000))
            history.add("2026-01-02", body)
            #expect(history.only(.inactive, options)["inactiveBp"] == .number(0), "\(body)")
        }
    }
}
