import Loyalty

/// What the operator owes each partner (negative: is owed): before the period, its movements, and
/// at its end.
struct SettlementTally: Tally {
    /// Why money is owed.
    private enum Cause: Int, CaseIterable {
        case issue
        case redemption
        case fee
        case donation
        case coupon
        case settled
    }

    private struct Due: Sendable {
        var opening: Int128 = 0
        var changes = Array(repeating: 0 as Int128, count: Cause.allCases.count)

        var closing: Int128 { changes.reduce(opening, +) }
    }

    private let period: ReportPeriod
    private var partners: [ByteKey: Due] = [:]

    init(_ options: ReportOptions) { period = options.period }

    mutating func take(_ fact: Fact) {
        for transaction in fact.transactions {
            let day = fact.bookingDay(of: transaction)
            guard day <= period.days.upperBound else { continue }
            let cause = Self.cause(of: transaction.kind)
            for posting in transaction.postings where posting.account.hasPrefix("due/") {
                let partner = ByteKey(String(posting.account.dropFirst(4)))
                let amount = Int128(posting.amount)
                if day < period.days.lowerBound {
                    partners[partner, default: Due()].opening += amount
                } else {
                    partners[partner, default: Due()].changes[cause.rawValue] += amount
                }
            }
        }
    }

    private static func cause(of kind: Transaction.Kind) -> Cause {
        switch kind {
        case .redeem, .capture, .restore: .redemption
        case .fee, .feeBack: .fee
        case .donate: .donation
        case .escrow, .split, .refund: .coupon
        case .settle: .settled
        case .accrue, .accruePending, .clawback, .adjust, .vest, .hold, .release, .expire,
            .transfer, .merge, .netDebt, .close:
            .issue
        }
    }

    func table(_ people: People) -> ReportTable {
        ReportTable(
            .settlement,
            period,
            columns: [
                .init("partner", .text, isKey: true), .init("openingKop", .minor),
                .init("issueKop", .minor), .init("redemptionKop", .minor),
                .init("feeKop", .minor), .init("donationKop", .minor),
                .init("couponKop", .minor), .init("settledKop", .minor),
                .init("closingKop", .minor),
            ],
            rows: partners.sorted { $0.key < $1.key }.map { partner, due in
                let amounts = [due.opening] + due.changes + [due.closing]
                return ReportTable.Row(
                    cells: [.text(partner.text)] + amounts.map(ReportTable.Cell.number),
                    group: .none
                )
            }
        )
    }
}
