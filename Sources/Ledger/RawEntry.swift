import CanonicalJSON
import Cryptography
import EventFormat
import GRDB
import Loyalty

/// One journal row as it lies in the table, not yet believed.
struct RawEntry: Sendable {
    let sequence: Int64
    let origin: Int64?
    let number: Int64?
    let programmeHash: [UInt8]
    let recordedAt: String
    let event: String
    let outcome: String
    let postings: String
    let chain: [UInt8]

    /// The columns that ``init(_:)`` takes, in order.
    static let columns = """
        journal.seq, journal.origin, journal.number, programme.hash, journal.recorded_at,
        journal.event, journal.outcome, journal.postings, journal.chain
        """

    /// The table with the programme of each row beside it; a row without one keeps its place.
    static let source = "journal LEFT JOIN programme ON programme.id = journal.programme"

    init(_ row: Row) {
        // Nothing is taken for granted: on a damaged page a column may hold anything.
        sequence = Int64.fromDatabaseValue(row[0]) ?? 0
        origin = Int64.fromDatabaseValue(row[1])
        number = Int64.fromDatabaseValue(row[2])
        programmeHash = row.bytes(3) ?? []
        recordedAt = String.fromDatabaseValue(row[4]) ?? ""
        event = String.fromDatabaseValue(row[5]) ?? ""
        outcome = String.fromDatabaseValue(row[6]) ?? ""
        postings = String.fromDatabaseValue(row[7]) ?? ""
        chain = row.bytes(8) ?? []
    }

    /// How much memory the row takes, in bytes, near enough for a bound.
    var weight: Int { event.utf8.count + outcome.utf8.count + postings.utf8.count + 256 }

    /// The lines that the row's chain hash must cover.
    var lines: [UInt8] {
        var lines = JournalLines()
        lines.add { $0.appendDecimal(sequence) }
        for text in [recordedAt, Hex.encode(programmeHash), event, outcome, postings] {
            lines.add { $0 += text.utf8 }
        }
        return lines.bytes
    }

    /// The row as values.
    ///
    /// - Throws: `.damaged` with the row's number and what is wrong in it.
    func entry(path: String) throws(LedgerError) -> StoredEntry {
        guard let recorded = EventFormat.instant(from: recordedAt) else {
            throw damaged(path, "its time is no time")
        }
        guard programmeHash.count == SHA256.digestByteCount else {
            throw damaged(path, "its programme is not in the ledger")
        }
        return StoredEntry(
            sequence: sequence,
            event: try decodedEvent(path: path),
            eventText: event,
            outcomeText: outcome,
            postingsText: postings,
            programmeHash: programmeHash,
            recordedAt: recorded,
            chain: chain
        )
    }

    private func decodedEvent(path: String) throws(LedgerError) -> LoyaltyEvent {
        do {
            return try EventFormat.event(from: try StoredJSON.parse(event))
        } catch {
            throw damaged(path, "its event cannot be read (\(error))")
        }
    }

    private func damaged(_ path: String, _ what: String) -> LedgerError {
        LedgerError(
            .damaged,
            "row \(sequence) of \(path) is damaged, \(what): restore the newest backup and compare "
                + "with kopilka ledger verify"
        )
    }
}

extension Row {
    /// The bytes of a blob; nil: NULL, or something else than bytes.
    func bytes(_ index: Int) -> [UInt8]? {
        (try? withUnsafeData(atIndex: index) { $0.map { Array($0) } }) ?? nil
    }
}

/// JSON as the ledger stores it, with the ledger's bounds.
enum StoredJSON {
    private static let limits = JSONLimits(maximumBytes: LedgerLimits.documentBytes)

    static func parse(_ text: String) throws(JSONError) -> JSONValue {
        try JSONValue.parse(Array(text.utf8), limits: limits)
    }
}
