import EventFormat
import Ledger
import Loyalty
import Reports

/// A ledger's journal as reports read it: walked twice, up to the row that was the newest at first.
struct ReportedJournal {
    /// The programme in force at the newest instant of the journal.
    let programme: Programme
    /// The local date of the earliest event.
    let firstDate: LocalDate
    /// The local date of the latest event.
    let lastDate: LocalDate

    private let reader: LedgerReader
    private let path: String
    private let survey: HistorySurvey
    private let programmes: StoredProgrammes

    /// The zone whose local dates count.
    var zone: Zone { programme.zone }

    /// Walks the journal for the first time; blocks for the disk.
    ///
    /// - Throws: One sentence when there is nothing to report on, or a row cannot be read.
    init(reader: LedgerReader, path: String) throws {
        let programmes = StoredProgrammes(reader: reader)
        let hash = try reader.lastProgrammeHash()
        let newest = try hash.flatMap { try programmes.programme($0) }
        var survey = HistorySurvey(maximumBackdateDays: newest?.maxBackdateDays)
        try reader.forEachEntry { stored in
            survey.take(try Self.entry(stored, needsPostings: false, path: path))
        }
        guard let newest, let first = survey.first, let last = survey.last else {
            throw CommandFailure(
                .usage,
                "the ledger in \(path) has no events yet; there is nothing to report"
            )
        }
        let version = newest.versions.last { $0.from <= last }
        programme = version?.programme ?? newest
        firstDate = programme.zone.localDate(of: first)
        lastDate = programme.zone.localDate(of: last)
        self.reader = reader
        self.path = path
        self.survey = survey
        self.programmes = programmes
    }

    /// Makes a report, walking the journal again; blocks for the disk.
    func table(_ report: ReportName, options: ReportOptions) throws -> ReportTable {
        guard report.source != .lots else { return try liability(options) }
        var history = HistoryReport(report, options: options, survey: survey)
        let needsPostings = report.source == .transactions
        try forEachEntry { stored in
            history.take(try Self.entry(stored, needsPostings: needsPostings, path: path))
        }
        return history.table()
    }

    /// Decides the journal again up to the end of the period, and looks at what is owed then.
    private func liability(_ options: ReportOptions) throws -> ReportTable {
        var books = BooksAtDate(end: options.period.end(in: zone))
        try forEachEntry { stored in
            let entry = try Self.entry(stored, needsPostings: false, path: path)
            try books.take(stored, isApplied: entry.isApplied, programmes: programmes)
        }
        var report = LiabilityReport(options: options, pots: programme.pots)
        books.finish(&report)
        return report.table()
    }

    /// The entries of the first walk again; a service may have written more meanwhile.
    private func forEachEntry(_ body: (StoredEntry) throws -> Void) throws {
        var left = survey.entryCount
        try reader.forEachEntry { stored in
            guard left > 0 else { return }
            left -= 1
            try body(stored)
        }
    }

    private static func entry(
        _ stored: StoredEntry,
        needsPostings: Bool,
        path: String
    ) throws(CommandFailure) -> HistoryEntry {
        do throws(HistoryError) {
            return try HistoryEntry(
                event: stored.event,
                outcome: stored.outcomeText,
                postings: needsPostings ? stored.postingsText : nil
            )
        } catch {
            throw CommandFailure(
                .finding,
                "row \(stored.sequence) of the ledger in \(path) is damaged, \(error): restore the "
                    + "newest backup and compare with kopilka ledger verify"
            )
        }
    }
}

/// The state at an instant, decided again from the journal.
private struct BooksAtDate: ~Copyable {
    private let end: Instant
    private var state: LoyaltyState?
    private var programmeHash: [UInt8] = []
    private var isOver = false

    init(end: Instant) { self.end = end }

    /// Takes the next row; from the first one on that lies behind the end, none counts any more.
    mutating func take(
        _ stored: StoredEntry,
        isApplied: Bool,
        programmes: StoredProgrammes
    ) throws {
        if isApplied && stored.event.at > end { isOver = true }
        guard !isOver else { return }
        if stored.programmeHash != programmeHash {
            guard let programme = try programmes.programme(stored.programmeHash) else {
                throw CommandFailure(
                    .environment,
                    "the programme of row \(stored.sequence) is not in the ledger; restore the "
                        + "newest backup"
                )
            }
            if state == nil {
                state = LoyaltyState(programme: programme)
            } else {
                state?.adopt(programme)
            }
            programmeHash = stored.programmeHash
        }
        _ = state?.apply(stored.event)
    }

    /// Lets time pass up to the end, and hands over what every account holds then.
    mutating func finish(_ report: inout LiabilityReport) {
        _ = state?.apply(LoyaltyEvent(id: "report", at: end, body: .tick))
        switch state {
        case .none: return
        case .some(let state):
            for account in state.accounts {
                report.beginAccount()
                for lot in state.lots(ofAccount: account) {
                    report.takeLot(
                        pot: lot.pot,
                        remaining: lot.remaining,
                        expiresAt: lot.expiresAt
                    )
                }
                for (pot, balance) in state.balances(ofAccount: account) {
                    report.takeHeld(pot: pot, points: balance.held)
                }
            }
        }
    }
}
