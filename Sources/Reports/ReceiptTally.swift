import Loyalty

/// The reports that count receipts.
struct ReceiptTally: Tally {
    private let report: ReportName
    private let period: ReportPeriod
    private let previousFrom: LocalDate
    private var figures: ReceiptFigures

    init(_ report: ReportName, _ options: ReportOptions) {
        self.report = report
        period = options.period
        previousFrom = options.previousFrom ?? options.period.preceding.from
        figures = ReceiptFigures(period: options.period, previousFrom: previousFrom)
    }

    mutating func take(_ fact: Fact) {
        guard let receipt = fact.receipt else { return }
        figures.take(day: fact.day, person: receipt.person, minor: receipt.minor)
    }

    func table(_ people: People) -> ReportTable {
        switch report {
        case .repeatPurchase: repeatPurchase
        case .engagement: engagement
        case .churn: churn
        case .turnover: turnover
        default: receipts
        }
    }

    private var repeatPurchase: ReportTable {
        ReportTable(
            report,
            period,
            [
                (.init("members", .count), .number(Int128(figures.buyers))),
                (.init("repeatMembers", .count), .number(Int128(figures.repeatBuyers))),
                (.init("rprBp", .basisPoints), .init(figures.repeatRate)),
            ]
        )
    }

    private var engagement: ReportTable {
        let (members, others) = (figures.members.count, figures.others.count)
        return ReportTable(
            report,
            period,
            [
                (.init("memberReceipts", .count), .number(members)),
                (.init("receipts", .count), .number(members + others)),
                (.init("engagementBp", .basisPoints), .init(figures.engagementRate)),
            ]
        )
    }

    private var churn: ReportTable {
        let previousTo = LocalDate(dayNumber: period.from.dayNumber - 1)
        return ReportTable(
            report,
            period,
            [
                (.init("previousFrom", .text), .date(previousFrom)),
                (.init("previousTo", .text), .date(previousTo)),
                (.init("previousMembers", .count), .number(Int128(figures.previousBuyers))),
                (.init("goneMembers", .count), .number(Int128(figures.goneBuyers))),
                (.init("churnBp", .basisPoints), .init(figures.churnRate)),
            ]
        )
    }

    private var turnover: ReportTable {
        let (members, others) = (figures.members.minor, figures.others.minor)
        return ReportTable(
            report,
            period,
            [
                (.init("memberKop", .minor), .number(members)),
                (.init("turnoverKop", .minor), .number(members + others)),
                (.init("turnoverBp", .basisPoints), .init(figures.turnoverRate)),
            ]
        )
    }

    private var receipts: ReportTable {
        ReportTable(
            report,
            period,
            [
                (.init("memberReceipts", .count), .number(figures.members.count)),
                (.init("memberKop", .minor), .number(figures.members.minor)),
                (.init("avgReceiptMemberKop", .minor), .init(figures.members.mean)),
                (.init("otherReceipts", .count), .number(figures.others.count)),
                (.init("otherKop", .minor), .number(figures.others.minor)),
                (.init("avgReceiptOtherKop", .minor), .init(figures.others.mean)),
            ]
        )
    }
}
