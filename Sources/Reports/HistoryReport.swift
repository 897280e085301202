package import Loyalty

/// What a report is asked for.
package struct ReportOptions: Hashable, Sendable {
    /// The period.
    package let period: ReportPeriod
    /// The zone whose local dates count.
    package let zone: Zone
    /// The first date of the window before the period, for churn; nil: as many days.
    package let previousFrom: LocalDate?

    /// Makes options; `previousFrom` lies before the period.
    package init(period: ReportPeriod, zone: Zone, previousFrom: LocalDate? = nil) {
        if let previousFrom {
            precondition(previousFrom < period.from, "the previous window lies before the period")
        }
        self.period = period
        self.zone = zone
        self.previousFrom = previousFrom
    }
}

/// A report made from a history: the second walk.
///
/// First ``HistorySurvey`` takes every entry, then this takes the same ones again.
package struct HistoryReport: Sendable {
    private var reader: FactReader
    private var tally: any Tally

    /// Begins a report; its source is not `.lots`, which ``LiabilityReport`` makes.
    package init(_ report: ReportName, options: ReportOptions, survey: HistorySurvey) {
        reader = FactReader(survey: survey, zone: options.zone)
        tally =
            switch report {
            case .repeatPurchase, .engagement, .churn, .receipts, .turnover:
                ReceiptTally(report, options)
            case .lifetime: LifetimeTally(options, survey.people)
            case .inactive: InactiveTally(options)
            case .joining: JoiningTally(options, survey)
            case .cards: CardTally(options)
            case .redemption: RedemptionTally(options)
            case .settlement: SettlementTally(options)
            case .liability: preconditionFailure("liability is made from lots")
            }
    }

    /// Takes the next entry.
    package mutating func take(_ entry: HistoryEntry) {
        if let fact = reader.take(entry) { tally.take(fact) }
    }

    /// The report, after the last entry.
    package func table() -> ReportTable { tally.table(reader.survey.people) }

    /// Makes a report from a history in memory, such as a replayed one.
    package static func table(
        _ report: ReportName,
        options: ReportOptions,
        entries: some Collection<HistoryEntry>
    ) -> ReportTable {
        var survey = HistorySurvey()
        for entry in entries { survey.take(entry) }
        var report = HistoryReport(report, options: options, survey: survey)
        for entry in entries { report.take(entry) }
        return report.table()
    }
}
