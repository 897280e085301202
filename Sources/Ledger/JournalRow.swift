import CanonicalJSON
import Cryptography
import EventFormat
import Loyalty

/// One journal row as it is hashed and bound: the same bytes serve both.
struct JournalRow: Sendable {
    /// Place in the journal, from 1.
    let sequence: Int64
    /// The number in the event's id when this installation gave it; nil: an imported event.
    let number: Int64?
    /// The chain hash up to and with this row.
    let chain: [UInt8]
    /// The lines that the chain hash covers, each ended by a line feed.
    let lines: [UInt8]
    /// Where the texts lie in `lines`.
    let recordedAt: Range<Int>
    let event: Range<Int>
    let outcome: Range<Int>
    let postings: Range<Int>

    /// Encodes an entry behind the row that ended in `previous`.
    ///
    /// What is stored must read back as exactly what was decided, or the next start would come to
    /// another state, or to none: so the event is decoded again first.
    ///
    /// - Throws: `.unstorable` when the event would not read back, or a text is larger than
    ///   ``LedgerLimits/documentBytes``.
    init(
        _ entry: JournalEntry,
        sequence: Int64,
        number: Int64?,
        previous: [UInt8],
        path: String
    ) throws(LedgerError) {
        precondition(sequence > 0, "journal rows are numbered from 1")
        for transaction in entry.decision.transactions {
            precondition(Self.isBalanced(transaction), "postings must sum to zero per commodity")
        }
        let event = EventFormat.json(entry.event)
        try Self.check(event, readsBackAs: entry.event, path: path)
        var lines = JournalLines()
        lines.add(Array(String(sequence).utf8))
        recordedAt = lines.add(Array(EventFormat.text(entry.recordedAt).utf8))
        lines.add(Array(Hex.encode(entry.programmeHash).utf8))
        self.event = lines.add(event.canonicalBytes())
        outcome = lines.add(EventFormat.json(entry.decision.outcome).canonicalBytes())
        postings = lines.add(EventFormat.json(entry.decision.transactions).canonicalBytes())
        for range in [self.event, outcome, postings] where range.count > LedgerLimits.documentBytes
        {
            throw LedgerError(
                .unstorable,
                "an entry for \(path) has \(range.count) bytes, at most "
                    + "\(LedgerLimits.documentBytes) are stored: split the event"
            )
        }
        assert(lines.count == 6, "canonical JSON has no line feed")
        self.sequence = sequence
        self.number = number
        self.lines = lines.bytes
        chain = JournalChain.next(previous, lines: lines.bytes)
    }

    private static func check(
        _ json: JSONValue,
        readsBackAs event: LoyaltyEvent,
        path: String
    ) throws(LedgerError) {
        let reason: String
        do throws(EventFormatError) {
            guard try EventFormat.event(from: json) != event else { return }
            reason = "its texts, its time or the order of its flags change"
        } catch {
            reason = error.description
        }
        throw LedgerError(
            .unstorable,
            "an event for \(path) would not read back as it is (\(reason)): nothing of its batch "
                + "was saved, correct where it comes from"
        )
    }

    static func isBalanced(_ transaction: Transaction) -> Bool {
        var sums: [String: Int64] = [:]
        for posting in transaction.postings {
            let (sum, overflowed) = sums[posting.commodity, default: 0]
                .addingReportingOverflow(posting.amount)
            guard !overflowed else { return false }
            sums[posting.commodity] = sum
        }
        return sums.values.allSatisfy { $0 == 0 }
    }
}

/// The lines of one row, in the order in which the chain hash takes them.
///
/// They are: sequence, recorded at, programme hash in hex, event, outcome, postings. Canonical JSON
/// has no line feed, so no two rows have the same lines.
struct JournalLines {
    private(set) var bytes: [UInt8] = []

    /// Adds a line; returns where its text lies.
    @discardableResult
    mutating func add(_ text: [UInt8]) -> Range<Int> {
        let start = bytes.count
        bytes.append(contentsOf: text)
        let range = start..<bytes.count
        bytes.append(UInt8(ascii: "\n"))
        return range
    }

    /// How many lines there are, counted at their ends.
    var count: Int { bytes.count { $0 == UInt8(ascii: "\n") } }
}

/// The hash chain: each row's hash covers the row and the hash before it, so that a changed,
/// removed or inserted row is found.
enum JournalChain {
    /// What stands before the first row.
    static let start = [UInt8](repeating: 0, count: SHA256.digestByteCount)

    /// The hash of a row behind another: SHA-256 of the hash before and the row's lines.
    static func next(_ previous: [UInt8], lines: [UInt8]) -> [UInt8] {
        precondition(previous.count == SHA256.digestByteCount, "a chain hash has 32 bytes")
        var stream = SHA256Stream()
        stream.update(previous)
        stream.update(lines)
        return stream.finish()
    }
}
