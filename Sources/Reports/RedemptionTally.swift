import Loyalty

/// Points issued, redeemed and expired in the period, by pot.
struct RedemptionTally: Tally {
    private let period: ReportPeriod
    private var pots: [ByteKey: PointsFigures] = [:]

    init(_ options: ReportOptions) { period = options.period }

    mutating func take(_ fact: Fact) {
        for transaction in fact.transactions
        where period.days.contains(fact.bookingDay(of: transaction)) {
            for posting in transaction.postings where Self.isOfPoints(posting.account) {
                pots[ByteKey(posting.commodity), default: PointsFigures()].take(posting)
            }
        }
    }

    private static func isOfPoints(_ account: String) -> Bool {
        account == "brk" || account.hasPrefix("iss/") || account.hasPrefix("acc/")
    }

    func table(_ people: People) -> ReportTable {
        ReportTable(
            .redemption,
            period,
            columns: [
                .init("pot", .text, isKey: true), .init("issuedMicro", .micro),
                .init("redeemedMicro", .micro), .init("expiredMicro", .micro),
                .init("redemptionBp", .basisPoints), .init("breakageBp", .basisPoints),
            ],
            rows: pots.sorted { $0.key < $1.key }.map { pot, figures in
                ReportTable.Row(
                    cells: [
                        .text(pot.text), .number(figures.issued), .number(figures.redeemed),
                        .number(figures.expired), .init(figures.redemptionRate),
                        .init(figures.breakageRate),
                    ],
                    group: .none
                )
            }
        )
    }
}
