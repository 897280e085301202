import Loyalty
import Testing

@testable import Reports

/// Reports from postings and lots.
@Suite struct BookReportTests {
    let january = Made.options("2026-01-01", "2026-01-31")

    private func transaction(
        _ kind: Transaction.Kind,
        _ postings: [(String, String, Int64)],
        cause: String
    ) -> Transaction {
        Transaction(
            cause: cause,
            kind: kind,
            postings: postings.map { Posting(account: $0.0, commodity: $0.1, amount: $0.2) }
        )
    }

    private func add(
        _ at: String,
        _ transactions: [(Transaction.Kind, [(String, String, Int64)], String?)],
        to history: inout History
    ) {
        let id = "e\(history.entries.count + 1)"
        history.add(
            at,
            .tick,
            id: id,
            transactions: transactions.map { transaction($0.0, $0.1, cause: $0.2 ?? id) }
        )
    }

    @Test("issued, redeemed and expired are the movements of their accounts, by pot")
    func redemption() {
        var history = History()
        add(
            "2025-12-31",
            [(.accrue, [("iss/house", "P", -9), ("mem/a/avail", "P", 9)], nil)],
            to: &history
        )
        add(
            "2026-01-01",
            [(.accrue, [("iss/house", "P", -600), ("mem/a/avail", "P", 600)], nil)],
            to: &history
        )
        add(
            "2026-01-02",
            [(.accruePending, [("iss/bank", "P", -500), ("mem/a/pend", "P", 500)], nil)],
            to: &history
        )
        add(
            "2026-01-03",
            [
                (
                    .clawback,
                    [("iss/bank", "P", 100), ("brk", "P", -10), ("mem/a/pend", "P", -90)], nil
                )
            ],
            to: &history
        )
        add(
            "2026-01-04",
            [(.redeem, [("mem/a/avail", "P", -300), ("acc/cafe", "P", 300)], nil)],
            to: &history
        )
        add(
            "2026-01-05",
            [(.restore, [("mem/a/avail", "P", 50), ("acc/cafe", "P", -50)], nil)],
            to: &history
        )
        add(
            "2026-01-31",
            [(.expire, [("mem/a/avail", "P", -110), ("brk", "P", 110)], "auto:L1:expire")],
            to: &history
        )
        add(
            "2026-01-06",
            [(.accrue, [("iss/house", "STP", -1), ("mem/a/avail", "STP", 1)], nil)],
            to: &history
        )
        add(
            "2026-02-01",
            [(.redeem, [("mem/a/avail", "P", -1), ("acc/house", "P", 1)], nil)],
            to: &history
        )
        #expect(
            history.table(.redemption, january).rows.map(\.cells) == [
                [
                    .text("P"), .number(1000), .number(250), .number(100), .number(2500),
                    .number(1000),
                ],
                [.text("STP"), .number(1), .number(0), .number(0), .number(0), .number(0)],
            ]
        )
    }

    @Test("what time caused is booked on the day of the clock, what a late event caused on its own")
    func lateBooking() {
        var history = History()
        add("2026-02-10", [], to: &history)
        add(
            "2026-01-10",
            [
                (.expire, [("mem/a/avail", "P", -7), ("brk", "P", 7)], "auto:L1:expire"),
                (.accrue, [("iss/house", "P", -5), ("mem/a/avail", "P", 5)], nil),
            ],
            to: &history
        )
        let rows = history.table(.redemption, january).rows.map(\.cells)
        #expect(rows == [[.text("P"), .number(5), .number(0), .number(0), .number(0), .number(0)]])
        let february = history.table(.redemption, Made.options("2026-02-01", "2026-02-28")).rows
        #expect(
            february.map(\.cells) == [
                [.text("P"), .number(0), .number(0), .number(7), .none, .none]
            ]
        )
    }

    @Test("a settlement is the opening balance, its movements by cause, and the closing balance")
    func settlement() {
        var history = History()
        add(
            "2025-12-31",
            [(.accrue, [("due/bank", "RUB", -1_000), ("clr", "RUB", 1_000)], nil)],
            to: &history
        )
        add(
            "2026-01-01",
            [(.accruePending, [("due/bank", "RUB", -500), ("clr", "RUB", 500)], nil)],
            to: &history
        )
        add(
            "2026-01-02",
            [(.clawback, [("due/bank", "RUB", 20), ("clr", "RUB", -20)], nil)],
            to: &history
        )
        add(
            "2026-01-02",
            [(.redeem, [("due/cafe", "RUB", 300), ("clr", "RUB", -300)], nil)],
            to: &history
        )
        add(
            "2026-01-03",
            [(.restore, [("due/cafe", "RUB", -30), ("clr", "RUB", 30)], nil)],
            to: &history
        )
        add(
            "2026-01-03",
            [(.fee, [("due/cafe", "RUB", -6), ("inc/platform", "RUB", 6)], nil)],
            to: &history
        )
        add(
            "2026-01-03",
            [(.feeBack, [("due/cafe", "RUB", 1), ("inc/platform", "RUB", -1)], nil)],
            to: &history
        )
        add(
            "2026-01-04",
            [(.donate, [("due/fund", "RUB", 9), ("clr", "RUB", -9)], nil)],
            to: &history
        )
        add(
            "2026-01-05",
            [(.split, [("due/cafe", "RUB", 350), ("esc/o", "RUB", -350)], nil)],
            to: &history
        )
        add(
            "2026-01-31",
            [(.settle, [("due/bank", "RUB", 1_480), ("bank", "RUB", -1_480)], nil)],
            to: &history
        )
        add(
            "2026-02-01",
            [(.donate, [("due/fund", "RUB", 9), ("clr", "RUB", -9)], nil)],
            to: &history
        )
        let expected: [(String, [Int128])] = [
            ("bank", [-1_000, -480, 0, 0, 0, 0, 1_480, 0]),
            ("cafe", [0, 0, 270, -5, 0, 350, 0, 615]),
            ("fund", [0, 0, 0, 0, 9, 0, 0, 9]),
        ]
        #expect(
            history.table(.settlement, january).rows.map(\.cells)
                == expected.map { [.text($0.0)] + $0.1.map(ReportTable.Cell.number) }
        )
    }

    @Test("liability is by the month of the last usable day, with the value of whole groups")
    func liability() {
        var pot = Pot(quantum: Points(micro: 1))
        pot.redeem = Pot.Redeem(per: Points(micro: 1_000_000), minor: Money(minor: 100))
        var report = LiabilityReport(
            options: january,
            pots: ["P": pot, "STP": Pot(quantum: Points(micro: 1))]
        )
        report.beginAccount()
        report.takeLot(
            pot: "P",
            remaining: Points(micro: 15_000),
            expiresAt: Made.instant("2026-03-01T00:00:00+03:00")
        )
        report.takeLot(
            pot: "P",
            remaining: Points(micro: 14_999),
            expiresAt: Made.instant("2026-02-01T00:00:01+03:00")
        )
        report.takeHeld(pot: "P", points: Points(micro: 10_000))
        report.takeHeld(pot: "P", points: .zero)
        report.beginAccount()
        report.takeLot(
            pot: "P",
            remaining: Points(micro: 1),
            expiresAt: Made.instant("2026-03-01T00:00:01+03:00")
        )
        report.takeLot(
            pot: "P",
            remaining: Points(micro: 10_000),
            expiresAt: Made.instant("2026-02-28T00:00:00+03:00")
        )
        report.takeLot(pot: "STP", remaining: Points(micro: 5), expiresAt: nil)
        let february = ReportTable.Cell.month(Made.date("2026-02-01"))
        let march = ReportTable.Cell.month(Made.date("2026-03-01"))
        #expect(
            report.table().rows.map(\.cells) == [
                [.text("P"), february, .number(2), .number(39_999), .number(3)],
                [.text("P"), march, .number(1), .number(1), .number(0)],
                [.text("P"), .text("held"), .number(1), .number(10_000), .number(1)],
                [.text("P"), .text("total"), .none, .number(50_000), .number(5)],
                [.text("STP"), .text("never"), .number(1), .number(5), .none],
                [.text("STP"), .text("total"), .none, .number(5), .none],
            ]
        )
    }
}
