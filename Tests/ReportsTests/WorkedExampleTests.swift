import Loyalty
import Testing

@testable import Reports

/// The worked examples of the key figures, as their definitions give them.
@Suite struct WorkedExampleTests {
    struct Receipt: Sendable {
        let date: String
        var member: String?
        let kop: Int128
        var returned: Int128 = 0
    }

    struct Example: Sendable, CustomTestStringConvertible {
        let name: String
        let receipts: [Receipt]
        let from: String
        let to: String
        let previousFrom: String
        var points = PointsFigures()
        var answers: [Int] = []
        /// rprBp, engagementBp, churnBp, avgReceiptMemberKop, avgReceiptOtherKop, redemptionBp,
        /// breakageBp, npsPoints.
        let expected: [Int128?]

        var testDescription: String { name }
    }

    /// A hundred people bought, thirty of them again.
    static let hundredBuyers = (1...100).flatMap { buyer in
        let receipt = Receipt(date: "2023-01-10", member: "\(buyer)", kop: 100)
        return Array(repeating: receipt, count: buyer <= 30 ? 2 : 1)
    }

    static let examples = [
        Example(
            name: "X60",
            receipts: hundredBuyers,
            from: "2023-01-01",
            to: "2023-03-31",
            previousFrom: "2022-10-01",
            expected: [3000, 10_000, nil, 100, nil, nil, nil, nil]
        ),
        Example(
            name: "X61",
            receipts: [
                Receipt(date: "2023-01-05", member: "a", kop: 1000),
                Receipt(date: "2023-01-06", member: "a", kop: 1000, returned: 1000),
                Receipt(date: "2023-01-07", member: "b", kop: 3000),
                Receipt(date: "2023-01-08", kop: 500), Receipt(date: "2023-01-09", kop: 700),
                Receipt(date: "2022-12-01", member: "c", kop: 100),
                Receipt(date: "2022-12-02", member: "a", kop: 100),
            ],
            from: "2023-01-01",
            to: "2023-01-31",
            previousFrom: "2022-12-01",
            points: PointsFigures(issued: 1000, redeemed: 250, expired: 100),
            answers: [10, 9, 8, 7, 6, 0, 10, 9, 9, 5],
            expected: [0, 5000, 5000, 2000, 600, 2500, 1000, 20]
        ),
        Example(
            name: "nothing at all",
            receipts: [],
            from: "2023-01-01",
            to: "2023-01-01",
            previousFrom: "2022-12-31",
            expected: [nil, nil, nil, nil, nil, nil, nil, nil]
        ),
        Example(
            name: "everything is floored, also below zero",
            receipts: [
                Receipt(date: "2023-01-01", member: "a", kop: 100),
                Receipt(date: "2023-01-31", member: "a", kop: 101),
                Receipt(date: "2023-01-02", member: "b", kop: 101, returned: 1),
                Receipt(date: "2023-01-02", member: "c", kop: 1),
                Receipt(date: "2023-01-01", kop: 1), Receipt(date: "2023-01-31", kop: 2),
                Receipt(date: "2023-02-01", member: "d", kop: 1_000),
                Receipt(date: "2022-12-31", member: "d", kop: 1_000),
                Receipt(date: "2022-12-01", member: "e", kop: 1_000),
                Receipt(date: "2022-12-30", member: "a", kop: 1_000),
                Receipt(date: "2022-11-30", member: "f", kop: 1_000),
            ],
            from: "2023-01-01",
            to: "2023-01-31",
            previousFrom: "2022-12-01",
            points: PointsFigures(issued: 3, redeemed: -1, expired: 1),
            answers: [0, 7, 8],
            // 1/3; 4/6; 2/3; 302/4; 3/2; -1/3; 1/3; -1/3.
            expected: [3333, 6666, 6666, 75, 1, -3334, 3333, -34]
        ),
    ]

    @Test("the figures are those that were worked out by hand", arguments: examples)
    func figures(example: Example) {
        var figures = ReceiptFigures(
            period: ReportPeriod(from: Made.date(example.from), to: Made.date(example.to)),
            previousFrom: Made.date(example.previousFrom)
        )
        var numbers: [String: Int32] = [:]
        for receipt in example.receipts where receipt.returned < receipt.kop {
            let next = Int32(numbers.count)
            let person = receipt.member.map { name in
                let number = numbers[name] ?? next
                numbers[name] = number
                return number
            }
            figures.take(
                day: Made.date(receipt.date).dayNumber,
                person: person,
                minor: receipt.kop - receipt.returned
            )
        }
        let points = example.points
        let result: [Int128?] = [
            figures.repeatRate, figures.engagementRate, figures.churnRate, figures.members.mean,
            figures.others.mean, points.redemptionRate, points.breakageRate,
            Satisfaction.netPromoterPoints(example.answers),
        ]
        #expect(result == example.expected)
    }

    @Test("the second example comes out of a history as well")
    func history() {
        var history = History()
        for member in ["a", "b", "c"] { history.enroll("2022-12-01", member) }
        history.buy("2022-12-01", .member("c"), 100)
        history.buy("2022-12-02", .member("a"), 100)
        history.buy("2023-01-05", .member("a"), 1000)
        let back = history.buy("2023-01-06", .member("a"), 1000)
        history.buy("2023-01-07", .member("b"), 3000)
        history.sell("2023-01-08", 500, receipt: "1")
        history.sell("2023-01-09", 700, receipt: "2")
        history.giveBack("2023-02-01", back, 1000)
        let options = Made.options("2023-01-01", "2023-01-31", previousFrom: "2022-12-01")
        #expect(history.only(.repeatPurchase, options)["rprBp"] == .number(0))
        #expect(history.only(.engagement, options)["engagementBp"] == .number(5000))
        #expect(history.only(.churn, options)["churnBp"] == .number(5000))
        let receipts = history.only(.receipts, options)
        #expect(receipts["avgReceiptMemberKop"] == .number(2000))
        #expect(receipts["avgReceiptOtherKop"] == .number(600))
        // 4000 of 5200.
        #expect(history.only(.turnover, options)["turnoverBp"] == .number(7692))
    }

    @Test("the lifetime value of 100.00 and 50.01 is 75.00")
    func lifetime() {
        var history = History()
        history.enroll("2023-01-01", "a")
        history.enroll("2023-01-31", "b")
        history.buy("2023-01-31", .member("a"), 10_000)
        history.buy("2023-02-01", .member("b"), 5_001)
        let table = history.table(.lifetime, Made.options("2023-01-01", "2023-12-31"))
        #expect(
            table.rows.map(\.cells) == [
                [
                    .month(Made.date("2023-01-01")), .number(2), .number(15_001), .number(7_500),
                ],
                [.text("total"), .number(2), .number(15_001), .number(7_500)],
            ]
        )
    }

    @Test("customer satisfaction is the share of fours and fives")
    func satisfaction() {
        #expect(Satisfaction.satisfiedShare([5, 4, 3]) == 6666)
        #expect(Satisfaction.satisfiedShare([1, 2, 3]) == 0)
        #expect(Satisfaction.satisfiedShare([]) == nil)
        #expect(Satisfaction.netPromoterPoints([10, 0]) == 0)
        #expect(Satisfaction.netPromoterPoints([7, 8]) == 0)
        #expect(Satisfaction.netPromoterPoints([6]) == -100)
        #expect(Satisfaction.netPromoterPoints([9]) == 100)
    }
}

/// Divisions.
@Suite struct QuotientTests {
    @Test("every quotient of small numbers is the greatest that is not above the exact one")
    func floors() {
        for part in -40...40 as ClosedRange<Int128> {
            for whole in -3...12 as ClosedRange<Int128> {
                guard let quotient = Quotient.mean(part, per: whole) else {
                    #expect(whole <= 0)
                    continue
                }
                #expect(whole > 0)
                #expect(quotient * whole <= part)
                #expect((quotient + 1) * whole > part)
                #expect(
                    Quotient.basisPoints(part, of: whole)
                        == Quotient.mean(part * 10_000, per: whole)
                )
            }
        }
    }

    @Test("the largest amounts do not overflow")
    func large() {
        let most = Int128(Int64.max)
        #expect(Quotient.basisPoints(most, of: most) == 10_000)
        #expect(Quotient.basisPoints(most, of: 1) == most * 10_000)
    }
}

/// Dates.
@Suite struct ReportPeriodTests {
    /// A zone whose clocks skip midnight of 29 March 2026 and show that of 25 October twice.
    private static let jumping = Zone(
        initialOffsetSeconds: 7200,
        transitions: [
            Zone.Transition(at: Instant(unixSeconds: 1_774_735_200), offsetSeconds: 10_800),
            Zone.Transition(at: Instant(unixSeconds: 1_792_875_600), offsetSeconds: 7200),
        ]
    )

    @Test("the last second belongs to the last date, and the next one does not")
    func end() {
        let far = [-12, -5, 0, 3, 14].map { Zone(initialOffsetSeconds: $0 * 3600) }
        for zone in far + [Self.jumping] {
            for day in 20_450..<20_850 {
                let date = LocalDate(dayNumber: day)
                let end = ReportPeriod(from: date, to: date).end(in: zone)
                let next = Instant(unixSeconds: end.unixSeconds + 1)
                #expect(zone.localDate(of: next).dayNumber == day + 1)
                #expect(zone.localDate(of: end).dayNumber == day)
            }
        }
    }

    @Test("months follow each other, also over the years before 1")
    func months() {
        for day in -720_000 ... -718_000 {
            let date = Month(dayNumber: day).firstDate
            #expect(date.day == 1)
            let shown = LocalDate(dayNumber: day)
            #expect(date.year == shown.year && date.month == shown.month)
        }
    }
}
