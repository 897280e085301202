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
    /// another state, or to none: so the event is checked against its format first.
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
        try Self.check(entry.event, path: path)
        var lines = JournalLines()
        lines.add { $0.appendDecimal(sequence) }
        recordedAt = lines.add { EventFormat.append(entry.recordedAt, to: &$0) }
        lines.add { $0 += Hex.encode(entry.programmeHash).utf8 }
        event = lines.addJSON { EventFormat.write(entry.event, to: &$0) }
        outcome = lines.addJSON { EventFormat.write(entry.decision.outcome, to: &$0) }
        postings = lines.addJSON { EventFormat.write(entry.decision.transactions, to: &$0) }
        for range in [event, outcome, postings] where range.count > LedgerLimits.documentBytes {
            throw LedgerError(
                .unstorable,
                "an entry for \(path) has \(range.count) bytes, at most "
                    + "\(LedgerLimits.documentBytes) are stored: split the event"
            )
        }
        assert(lines.count == 6, "canonical JSON has no line feed")
        assert(Self.event(in: lines.bytes[event]) == entry.event, "the check knows what is lost")
        self.sequence = sequence
        self.number = number
        self.lines = lines.bytes
        chain = JournalChain.next(previous, lines: lines.bytes)
    }

    private static func check(_ event: LoyaltyEvent, path: String) throws(LedgerError) {
        do throws(EventFormatError) {
            try EventFormat.check(event)
        } catch {
            throw LedgerError(
                .unstorable,
                "an event for \(path) would not read back as it is (\(error.description)): nothing "
                    + "of its batch was saved, correct where it comes from"
            )
        }
    }

    /// Reads back what was written; for the assertion only.
    private static func event(in bytes: ArraySlice<UInt8>) -> LoyaltyEvent? {
        try? EventFormat.event(from: StoredJSON.parse(String(decoding: bytes, as: UTF8.self)))
    }

    static func isBalanced(_ transaction: Transaction) -> Bool {
        // Few commodities meet in one transaction: a list is searched faster than a table is made.
        var sums: [(commodity: String, amount: Int64)] = []
        for posting in transaction.postings {
            guard let index = sums.firstIndex(where: { $0.commodity == posting.commodity }) else {
                sums.append((posting.commodity, posting.amount))
                continue
            }
            let (sum, overflowed) = sums[index].amount.addingReportingOverflow(posting.amount)
            guard !overflowed else { return false }
            sums[index].amount = sum
        }
        return sums.allSatisfy { $0.amount == 0 }
    }
}

/// The lines of one row, in the order in which the chain hash takes them.
///
/// They are: sequence, recorded at, programme hash in hex, event, outcome, postings. Canonical JSON
/// has no line feed, so no two rows have the same lines.
struct JournalLines {
    private(set) var bytes: [UInt8] = []

    /// How many bytes a row usually has; longer ones make the array grow.
    private static let usualByteCount = 1_024

    init() { bytes.reserveCapacity(Self.usualByteCount) }

    /// Adds a line.
    ///
    /// - Parameter append: Appends the line's text, without a line feed.
    /// - Returns: Where the text lies.
    @discardableResult
    mutating func add(_ append: (inout [UInt8]) -> Void) -> Range<Int> {
        let start = bytes.count
        append(&bytes)
        let range = start..<bytes.count
        bytes.append(UInt8(ascii: "\n"))
        return range
    }

    /// Adds a line of canonical JSON; returns where its text lies.
    mutating func addJSON(_ write: (inout CanonicalWriter) -> Void) -> Range<Int> {
        add { bytes in
            // The writer works on the only copy.
            var writer = CanonicalWriter(appendingTo: Swift.exchange(&bytes, with: []))
            write(&writer)
            bytes = writer.bytes
        }
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
