import CanonicalJSON
import EventFormat
import Loyalty
import Testing

@testable import Reports

/// Text, JSON and CSV, and what must not leave the shop.
@Suite struct ReportExportTests {
    private static func enrolments(_ counts: [(channel: String, count: Int)]) -> ReportTable {
        var history = History()
        for (channel, count) in counts {
            for number in 0..<count {
                history.enroll("2026-01-01", "\(channel)\(number)", flags: ["channel:\(channel)"])
            }
        }
        return history.table(.cards, Made.options("2026-01-01", "2026-01-31"))
    }

    @Test("a group of four is suppressed, one of five is shown", arguments: 1...7)
    func threshold(count: Int) {
        let export = ReportExport(
            Self.enrolments([("web", count), ("till", 5)]),
            isInternal: false
        )
        let isSmall = count < 5
        #expect(
            export.marks == [.shown, isSmall ? .suppressed : .shown] + (isSmall ? [] : [.total])
        )
        let cells = export.table.rows[1].cells
        #expect(cells[0] == .text("web"))
        #expect(cells[1] == (isSmall ? .none : .number(Int128(count))))
        #expect(cells[2] == (isSmall ? .none : .number(Int128(count))))
        #expect(cells[3] == (isSmall ? .none : .number(10_000)))
    }

    @Test("inside the shop small groups and totals are shown and marked")
    func internalUse() {
        let table = Self.enrolments([("web", 4), ("till", 5)])
        let export = ReportExport(table, isInternal: true)
        #expect(export.marks == [.shown, .internal, .total])
        #expect(export.table == table)
        #expect(export.smallGroupCount == 1)
        #expect(export.json["internal"] == .bool(true))
        #expect(export.json["suppressed"] == .integer(0))
    }

    @Test("CSV says what became of each row and disarms formulas")
    func csv() {
        let table = Self.enrolments([("=1+1", 5), ("a,\"b\"\n", 5), ("web", 2)])
        let outside = """
            channel,cards,activated,activatedBp,group
            '=1+1,5,5,10000,shown
            "a,""b""
            ",5,5,10000,shown
            web,,,,suppressed

            """
        #expect(ReportExport(table, isInternal: false).csv == outside)
        #expect(
            ReportExport(table, isInternal: true).csv.hasSuffix(
                "web,2,2,10000,internal\ntotal,12,12,10000,total\n"
            )
        )
    }

    @Test("JSON has null where there is no value, and says what was suppressed")
    func json() {
        let engagement = History().table(.engagement, Made.options("2026-01-01", "2026-01-31"))
        #expect(
            ReportExport(engagement, isInternal: false).json.canonicalText() == """
                {"from":"2026-01-01","report":"engagement","rows":[{"engagementBp":null,\
                "memberReceipts":0,"receipts":0}],"to":"2026-01-31"}
                """
        )
        let small = ReportExport(Self.enrolments([("web", 1)]), isInternal: false)
        #expect(
            small.json.canonicalText() == """
                {"from":"2026-01-01","internal":false,"report":"cards","rows":[{"activated":null,\
                "activatedBp":null,"cards":null,"channel":"web","group":"suppressed"}],\
                "suppressed":1,"to":"2026-01-31"}
                """
        )
    }

    @Test("a cohort's month is written as year and month, and beyond 64 bits as text")
    func cells() {
        #expect(ReportTable.Cell.month(Made.date("2026-01-01")).text == "2026-01")
        let period = ReportPeriod(from: Made.date("2026-01-01"), to: Made.date("2026-01-01"))
        let table = ReportTable(.turnover, period, [(.init("x", .minor), .number(1 << 64))])
        let rows = ReportExport(table, isInternal: false).json["rows"]?.array
        #expect(rows?.first?["x"] == .string("18446744073709551616"))
    }

    @Test("for people a single row is a list, several are aligned columns")
    func text() {
        var history = History()
        history.buy("2026-01-10", .member("a"), 12_345)
        history.buy("2026-01-10", .member("a"), -5)
        let options = Made.options("2026-01-01", "2026-01-31")
        #expect(
            history.table(.receipts, options).text(currency: "RUB") == """
                Mean receipt of members and of others, 2026-01-01 to 2026-01-31 (both included)
                memberReceipts              2
                member, RUB            123.40
                avgReceiptMember, RUB   61.70
                otherReceipts               0
                other, RUB               0.00
                avgReceiptOther, RUB        -

                """
        )
        #expect(
            Self.enrolments([("a\u{1B}b", 1), ("web", 2)]).text(currency: "RUB") == """
                Issued cards by channel, 2026-01-01 to 2026-01-31 (both included)
                channel  cards  activated  activated, %
                a b          1          1        100.00
                web          2          2        100.00
                total        3          3        100.00

                """
        )
        #expect(
            history.table(.redemption, options).text(currency: "RUB") == """
                Redemption and breakage by pot, 2026-01-01 to 2026-01-31 (both included)
                nothing to report

                """
        )
    }

    @Test("amounts have their decimals, also below one and below zero")
    func decimals() {
        let period = ReportPeriod(from: Made.date("2026-01-01"), to: Made.date("2026-01-01"))
        let cases: [(ReportTable.Column.Unit, Int128, String)] = [
            (.minor, 0, "0.00"), (.minor, -5, "-0.05"), (.minor, 100, "1.00"),
            (.micro, 1, "0.000001"), (.micro, 1_500_000, "1.5"), (.micro, -2_000_000, "-2"),
            (.basisPoints, 3333, "33.33"), (.count, 7, "7"),
        ]
        for (unit, value, text) in cases {
            let table = ReportTable(.turnover, period, [(.init("x", unit), .number(value))])
            #expect(table.text(currency: "RUB").hasSuffix("\(text)\n"), "\(value)")
        }
    }
}

/// What the journal stores, read back.
@Suite struct HistoryEntryTests {
    private let event = LoyaltyEvent(id: "e", at: Instant(unixSeconds: 0), body: .tick)

    private func outcome(_ outcome: Outcome) -> String {
        String(decoding: EventFormat.canonicalBytes(outcome), as: UTF8.self)
    }

    @Test("a stored entry is the entry that was made")
    func stored() throws {
        var effect = Effect()
        effect.net = Money(minor: 1)
        effect.due = Money(minor: 2)
        effect.refund = Money(minor: 3)
        effect.deducted = Money(minor: 4)
        let transaction = Transaction(
            cause: "e",
            kind: .expire,
            postings: [
                Posting(account: "brk", commodity: "P", amount: 1),
                Posting(account: "mem/a/avail", commodity: "P", amount: -1),
            ]
        )
        let postings = String(
            decoding: EventFormat.canonicalBytes([transaction]),
            as: UTF8.self
        )
        for answer in [Outcome.applied(effect), .applied(Effect()), .refused(.tooOld)] {
            let made = HistoryEntry(event: event, outcome: answer, transactions: [transaction])
            let read = try HistoryEntry(
                event: event,
                outcome: outcome(answer),
                postings: postings
            )
            #expect(read == made)
            let short = try HistoryEntry(event: event, outcome: outcome(answer), postings: nil)
            #expect(short.transactions.isEmpty)
        }
    }

    @Test(
        "a stored text that is none is refused with what is wrong",
        arguments: [
            ("{", "[]", "its outcome cannot be read"),
            ("{}", "[]", "its outcome has no known status"),
            (#"{"status":"applied"}"#, "{", "its postings cannot be read"),
            (#"{"status":"applied"}"#, "{}", "its postings cannot be read"),
        ]
    )
    func damaged(outcome: String, postings: String, reason: String) throws {
        let error = #expect(throws: HistoryError.self) {
            try HistoryEntry(event: event, outcome: outcome, postings: postings)
        }
        #expect(error?.description.hasPrefix(reason) == true)
    }
}
