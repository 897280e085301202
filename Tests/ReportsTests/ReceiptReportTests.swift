import Loyalty
import Testing

@testable import Reports

/// Which receipts count, on which day, and for whom.
@Suite struct ReceiptReportTests {
    let january = Made.options("2026-01-01", "2026-01-31")

    @Test("both dates are in the period, and midnight is the programme's")
    func edges() {
        var history = History()
        history.buy("2025-12-31T20:59:59Z", .member("a"), 1)
        history.buy("2025-12-31T21:00:00Z", .member("a"), 10)
        history.buy("2026-01-31T20:59:59Z", .member("a"), 100)
        history.buy("2026-01-31T21:00:00Z", .member("a"), 1_000)
        #expect(history.only(.receipts, january)["memberKop"] == .number(110))
    }

    @Test("what was given back is taken off, a deduction included, whenever it came back")
    func partialReturns() {
        var history = History()
        let receipt = history.buy("2026-01-10", .member("a"), 1_000, units: 3)
        history.giveBack("2026-01-11", receipt, 300, units: 1)
        history.giveBack("2026-03-11", receipt, 100, deducted: 200, units: 1)
        let row = history.only(.receipts, january)
        #expect(row["memberKop"] == .number(400))
        #expect(row["memberReceipts"] == .number(1))
    }

    @Test("a receipt that came back unit by unit counts no more than one that came back at once")
    func wholeReturns() {
        var history = History()
        let first = history.buy("2026-01-10", .member("a"), 1_000, units: 2)
        let second = history.buy("2026-01-10", .member("b"), 1_000, units: 2)
        let third = history.buy("2026-01-10", .member("c"), 1_000, units: 2)
        history.giveBack("2026-01-11", first, 500, units: 1)
        history.giveBack("2026-01-12", first, 500, units: 1)
        history.giveBack("2026-01-12", second, 1_000)
        history.giveBack("2026-01-12", third, 500, units: 1)
        history.giveBack("2026-01-12", third, 500)
        #expect(history.only(.engagement, january)["receipts"] == .number(0))
        #expect(history.only(.engagement, january)["engagementBp"] == ReportTable.Cell.none)
        #expect(history.only(.repeatPurchase, january)["members"] == .number(0))
    }

    @Test("a refused event counts for nothing")
    func refusals() {
        var history = History()
        let receipt = history.buy("2026-01-10", .member("a"), 1_000)
        history.refuse("2026-01-10", .purchase(Purchase(buyer: .member("a"), lines: [])))
        history.refuse("2026-01-11", .returned(Return(purchase: receipt)))
        #expect(history.only(.receipts, january)["memberReceipts"] == .number(1))
    }

    @Test("a receipt that a purchase took over is counted once, as a member's")
    func takeover() {
        var history = History()
        history.sell("2026-01-10", 500, receipt: "7")
        history.buy("2026-01-12", .member("a"), 500, receipt: "7")
        history.sell("2026-01-10", 300, receipt: "8")
        let row = history.only(.receipts, january)
        #expect(row["memberKop"] == .number(500))
        #expect(row["otherKop"] == .number(300))
        #expect(row["otherReceipts"] == .number(1))
    }

    @Test("the receipt of another partner with the same number is another receipt")
    func partners() {
        var history = History()
        history.sell("2026-01-10", 500, receipt: "7")
        var effect = Effect()
        effect.due = Money(minor: 200)
        let line = ReceiptLine(sku: nil, quantity: 1, unit: Money(minor: 200))
        let purchase = Purchase(
            buyer: .member("a"),
            lines: [line],
            partner: "cafe",
            receipt: "7"
        )
        history.add("2026-01-10", .purchase(purchase), effect)
        #expect(history.only(.engagement, january)["receipts"] == .number(2))
    }

    @Test("one person is found by member, by any card, by credential, and across a merge")
    func identities() {
        let credential = Credential(kind: .uid, high: 1, low: 2)
        var history = History()
        history.enroll("2026-01-01", "a", card: "100")
        history.add("2026-01-01", .replaceCard(CardReplacement(card: "100", replacement: "101")))
        history.add(
            "2026-01-01",
            .linkCredential(CredentialLink(member: "a", credential: credential))
        )
        history.buy("2026-01-02", .card("101"), 1)
        history.buy("2026-01-02", .credential(credential), 1)
        #expect(history.only(.repeatPurchase, january)["members"] == .number(1))
        history.enroll("2026-01-02", "b")
        history.buy("2026-01-03", .member("b"), 1)
        #expect(history.only(.repeatPurchase, january)["members"] == .number(2))
        #expect(history.only(.repeatPurchase, january)["rprBp"] == .number(5000))
        history.add("2026-01-04", .merge(AccountMerge(from: .member("a"), into: .member("b"))))
        #expect(history.only(.repeatPurchase, january)["members"] == .number(1))
        #expect(history.only(.repeatPurchase, january)["rprBp"] == .number(10_000))
    }

    @Test("a credential that went to somebody else counts for each in their time")
    func relinked() {
        let credential = Credential(kind: .uid, high: 1, low: 2)
        var history = History()
        for member in ["a", "b"] {
            history.enroll("2026-01-01", member)
            let link = CredentialLink(member: member, credential: credential)
            history.add("2026-01-01", .linkCredential(link))
            history.buy("2026-01-02", .credential(credential), 1)
            history.add("2026-01-03", .unlinkCredential(link))
        }
        #expect(history.only(.repeatPurchase, january)["members"] == .number(2))
    }

    @Test("names that only look the same are two people")
    func bytes() {
        var history = History()
        history.buy("2026-01-02", .member("\u{E9}"), 1)
        history.buy("2026-01-02", .member("e\u{301}"), 1)
        #expect(history.only(.repeatPurchase, january)["members"] == .number(2))
    }

    @Test("the previous window is as long as the period unless its first date is given")
    func previousWindow() {
        let row = History().only(.churn, Made.options("2026-03-01", "2026-03-31"))
        #expect(row["previousFrom"] == .date(Made.date("2026-01-29")))
        #expect(row["previousTo"] == .date(Made.date("2026-02-28")))
        #expect(row["churnBp"] == ReportTable.Cell.none)
    }

    @Test("receipts that can no longer be taken over are forgotten, the others are not")
    func sweeping() throws {
        // A purchase may come 2 days late and lie 3 days after the receipt, in local days.
        var unclaimed = UnclaimedReceipts(maximumBackdateDays: 2)
        for number in 0..<1_024 as Range<Int64> {
            let key = ReceiptKey.fiscal(ByteKey("\(number)"))
            let at = number * 86_400
            unclaimed.add(key, event: "e\(number)", at: at, clock: at)
        }
        for number in 0..<1_024 {
            let taken = unclaimed.takeOver(.fiscal(ByteKey("\(number)")))
            #expect(taken == (number < 1_017 ? nil : ByteKey("e\(number)")), "\(number)")
            #expect(unclaimed.takeOver(.fiscal(ByteKey("\(number)"))) == nil)
        }
        #expect(ReceiptKey(partner: nil, receipt: nil, fiscal: nil) == nil)
    }
}
