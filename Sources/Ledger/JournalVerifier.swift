import CanonicalJSON
import EventFormat
import Loyalty

/// Walks the journal's rows in order and notes what is not as it must be.
///
/// Each row is judged against what is stored in the row before, so that one bad row does not make
/// all later ones look bad.
struct JournalVerifier: ~Copyable {
    /// Who gave a series of event ids.
    struct Origin: Hashable {
        let terminal: String
        let epoch: String
        /// The newest number seen; 0: none.
        var number: Int64 = 0

        init(terminal: String, epoch: String) {
            self.terminal = terminal
            self.epoch = epoch
        }

        func isSameSeries(as other: Origin) -> Bool {
            terminal == other.terminal && epoch == other.epoch
        }
    }

    private var result = LedgerVerification()
    private var origins: [Int64: Origin]
    private var sequence: Int64 = 0
    private var sums: [LedgerAccount: Int64] = [:]
    private var fold: JournalFold?
    private let path: String

    init(origins: [Int64: Origin], fold: consuming JournalFold?, path: String) {
        self.origins = origins
        self.fold = fold
        self.path = path
        result.isRefolded = self.fold != nil
    }

    /// Notes a finding about the ledger as a whole.
    mutating func note(_ what: String) { result.note(what) }

    /// Checks the next row.
    mutating func take(_ row: RawEntry) {
        result.entries += 1
        checkPlace(row)
        checkText(row.outcome, of: row, named: "outcome")
        checkText(row.event, of: row, named: "event")
        let transactions = checkPostings(row)
        guard let entry = entry(of: row) else { return stopFolding() }
        checkNumber(row, event: entry.event.id)
        for transaction in transactions { add(transaction, of: row) }
        refold(entry, row)
    }

    /// Compares the sums with the state, and gives the verdict.
    consuming func finish() -> LedgerVerification {
        guard let balances = fold?.balances() else { return result }
        let accounts = Set(balances.keys).union(sums.keys.filter { sums[$0] != 0 })
        let sorted = accounts.sorted { ($0.account, $0.commodity) < ($1.account, $1.commodity) }
        for account in sorted {
            result.comparedAccounts += 1
            let (posted, held) = (sums[account, default: 0], balances[account, default: 0])
            guard posted != held else { continue }
            let name = "\(account.account) in \(account.commodity)"
            result.note("\(name): the postings sum to \(posted), the events give \(held)")
        }
        return result
    }

    private mutating func checkPlace(_ row: RawEntry) {
        if row.sequence != sequence + 1 {
            note(row, "follows row \(sequence): rows between them are missing")
        }
        if row.chain != JournalChain.next(result.chain, lines: row.lines) {
            note(row, "the chain hash does not fit: this row or the one before was changed")
        }
        sequence = row.sequence
        if row.chain.count == JournalChain.start.count { result.chain = row.chain }
    }

    private mutating func checkNumber(_ row: RawEntry, event: String) {
        guard let id = row.origin else {
            if row.number != nil { note(row, "it has a number but no origin") }
            let own = EventID(event).map { Origin(terminal: $0.terminal, epoch: $0.epoch) }
            if let own, origins.values.contains(where: { $0.isSameSeries(as: own) }) {
                note(row, "its event id is of this ledger, but the row has no number")
            }
            return
        }
        guard let origin = origins[id], let number = row.number else {
            return note(row, "its origin is not in the ledger, or it has no number")
        }
        if number != origin.number + 1 {
            note(row, "its number \(number) does not follow \(origin.number)")
        }
        if event != "\(origin.terminal)-\(origin.epoch)-\(number)" {
            note(row, "its event id is not that of its origin and number")
        }
        origins[id]?.number = number
    }

    private mutating func checkText(_ text: String, of row: RawEntry, named name: String) {
        do {
            let value = try StoredJSON.parse(text)
            if value.canonicalText() != text { note(row, "its \(name) is not canonical JSON") }
        } catch {
            note(row, "its \(name) is not JSON (\(error))")
        }
    }

    private mutating func checkPostings(_ row: RawEntry) -> [Transaction] {
        checkText(row.postings, of: row, named: "list of postings")
        do {
            return try EventFormat.transactions(from: try StoredJSON.parse(row.postings))
        } catch let error as EventFormatError {
            note(row, "its postings are wrong (\(error))")
        } catch {
            // Not JSON: noted above.
        }
        return []
    }

    private mutating func entry(of row: RawEntry) -> StoredEntry? {
        do {
            return try row.entry(path: path)
        } catch {
            note(row, error.message)
            return nil
        }
    }

    private mutating func add(_ transaction: Transaction, of row: RawEntry) {
        for posting in transaction.postings {
            let account = LedgerAccount(account: posting.account, commodity: posting.commodity)
            let (sum, overflowed) = sums[account, default: 0]
                .addingReportingOverflow(posting.amount)
            if overflowed { note(row, "the sum of \(posting.account) leaves the 64-bit range") }
            sums[account] = overflowed ? 0 : sum
        }
    }

    private mutating func refold(_ entry: StoredEntry, _ row: RawEntry) {
        guard fold != nil else { return }
        do {
            guard let decision = try fold?.apply(entry) else { return }
            let outcome = Self.text(EventFormat.canonicalBytes(decision.outcome))
            if outcome != row.outcome {
                note(row, "deciding it again gives another outcome: \(outcome.prefix(300))")
            }
            let postings = Self.text(EventFormat.canonicalBytes(decision.transactions))
            if postings != row.postings {
                note(row, "deciding it again gives other postings: \(postings.prefix(300))")
            }
        } catch {
            note(row, "it cannot be decided again (\(error))")
            stopFolding()
        }
    }

    /// Without one event the state of all later ones is another: comparing them says nothing.
    private mutating func stopFolding() {
        guard fold != nil else { return }
        fold = nil
        result.isRefolded = false
        result.note("later events were not decided again, balances were not compared")
    }

    private mutating func note(_ row: RawEntry, _ what: String) {
        result.note(what, sequence: row.sequence, event: Self.eventID(in: row.event))
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func eventID(in text: String) -> String? {
        (try? StoredJSON.parse(text))?["id"]?.string
    }
}
