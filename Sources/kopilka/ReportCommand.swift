import ArgumentParser
import CanonicalJSON
import EventFormat
import Ledger
import Loyalty
import Reports

/// `kopilka report`: the key figures of the programme, from the journal alone.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Key figures of the programme, from the journal.",
        discussion: """
            NAME is a report, or list for all of them. Dates are local dates of the programme's \
            zone, both included; without them the whole journal is meant. May run while the \
            service does.

            Example: kopilka report repeat --from 2026-01-01 --to 2026-03-31
            """
    )

    /// How a report is printed.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
        case csv
    }

    @Argument(help: "The report; list names them all.")
    var name: String

    @Option(help: "The first date, such as 2026-01-31. Default: that of the first event.")
    var from: String?

    @Option(help: "The last date. Default: that of the newest event.")
    var to: String?

    @Option(
        help: """
            churn: the first date of the previous window, which ends before --from. Default: as \
            many days as the period has.
            """
    )
    var previousFrom: String?

    @Option(help: "text for people in the shop; json or csv for what leaves it.")
    var format: Format = .text

    @Flag(
        name: .customLong("internal"),
        help: """
            json, csv: show groups of fewer than five people too; the output must then stay in \
            the shop.
            """
    )
    var isInternal = false

    @OptionGroup var state: StateOptions

    func run() throws {
        guard name != "list" else { return list() }
        guard let report = ReportName(rawValue: name) else {
            let names = ReportName.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure(.usage, "there is no report \(name); there are \(names)")
        }
        let request = try ReportRequest(
            report: report,
            from: from,
            to: to,
            previousFrom: previousFrom
        )
        let folder = try state.folder.path
        do {
            let journal = try ReportedJournal(reader: LedgerReader(folder: folder), path: folder)
            let table = try journal.table(report, options: request.options(in: journal))
            show(table, currency: journal.programme.currency)
        } catch let error as LedgerError {
            throw CommandFailure(error)
        }
    }

    private func list() {
        switch format {
        case .text:
            let width = ReportName.allCases.map(\.rawValue.count).max() ?? 0
            for report in ReportName.allCases {
                let name = report.rawValue
                let padding = String(repeating: " ", count: width - name.count)
                printLine("\(name)\(padding)  \(report.heading)")
            }
        case .json:
            let reports = ReportName.allCases.map { report in
                JSONValue.object([
                    "name": .string(report.rawValue), "heading": .string(report.heading),
                ])
            }
            printLine(JSONValue.object(["reports": .array(reports)]).canonicalText())
        case .csv:
            printLine("name,heading")
            for report in ReportName.allCases { printLine("\(report.rawValue),\(report.heading)") }
        }
    }

    private func show(_ table: ReportTable, currency: String) {
        guard format != .text else {
            printLine(String(table.text(currency: currency).dropLast()))
            return
        }
        let export = ReportExport(table, isInternal: isInternal)
        switch format {
        case .csv: printLine(String(export.csv.dropLast()))
        default: printLine(export.json.canonicalText())
        }
        let count = export.smallGroupCount
        guard count > 0 else { return }
        let groups = "\(count) \(count == 1 ? "group" : "groups") of fewer than five people"
        printError(
            isInternal
                ? "kopilka: \(groups) shown: this output must stay in the shop"
                : "kopilka: \(groups) suppressed; --internal shows them, for use in the shop"
        )
    }
}

/// What was asked for, checked as far as it can be without the journal.
private struct ReportRequest {
    private let from: LocalDate?
    private let to: LocalDate?
    private let previousFrom: LocalDate?

    init(
        report: ReportName,
        from: String?,
        to: String?,
        previousFrom: String?
    ) throws(CommandFailure) {
        self.from = try Self.date(from, "--from")
        self.to = try Self.date(to, "--to")
        self.previousFrom = try Self.date(previousFrom, "--previous-from")
        if let from = self.from, let to = self.to { _ = try Self.period(from, to) }
        guard self.previousFrom == nil || report == .churn else {
            throw CommandFailure(.usage, "--previous-from goes with the report churn only")
        }
    }

    /// Fills in what was not asked for, from the journal.
    func options(in journal: ReportedJournal) throws(CommandFailure) -> ReportOptions {
        let from = from ?? min(journal.firstDate, to ?? journal.firstDate)
        let period = try Self.period(from, to ?? max(journal.lastDate, journal.firstDate))
        guard period.to >= journal.firstDate else {
            throw CommandFailure(
                .usage,
                "the period ends on \(EventFormat.text(period.to)), before the first event of "
                    + "\(EventFormat.text(journal.firstDate)); choose a later --to"
            )
        }
        if let previousFrom, previousFrom >= period.from {
            throw CommandFailure(
                .usage,
                "--previous-from \(EventFormat.text(previousFrom)) is not before the period, which "
                    + "begins on \(EventFormat.text(period.from)); choose an earlier date"
            )
        }
        return ReportOptions(period: period, zone: journal.zone, previousFrom: previousFrom)
    }

    private static func date(
        _ text: String?,
        _ option: String
    ) throws(CommandFailure) -> LocalDate? {
        guard let text else { return nil }
        guard let date = EventFormat.date(from: text) else {
            throw CommandFailure(
                .usage,
                "\(option) \(text) is not a date; write it like 2026-01-31"
            )
        }
        return date
    }

    private static func period(
        _ from: LocalDate,
        _ to: LocalDate
    ) throws(CommandFailure) -> ReportPeriod {
        guard from <= to else {
            throw CommandFailure(
                .usage,
                "the period begins on \(EventFormat.text(from)), after its end on "
                    + "\(EventFormat.text(to)); choose --from and --to so that it does not"
            )
        }
        return ReportPeriod(from: from, to: to)
    }
}
