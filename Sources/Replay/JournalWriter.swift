import CanonicalJSON
import Cryptography
import EventFormat
package import Loyalty

/// The journal of a replay as canonical JSON, `[{"ev","kind","n","p"}]`, and its digest, both made
/// while it grows.
package struct JournalWriter: ~Copyable {
    /// Transactions so far.
    package private(set) var count: Int64 = 0

    private var digest = SHA256Stream()
    /// What the digest has not taken yet.
    private var pending: [UInt8] = [UInt8(ascii: "[")]
    private var spool: ByteSpool?

    /// Begins an empty journal.
    ///
    /// - Parameter isKept: Whether its text is wanted besides the digest.
    package init(isKept: Bool) {
        spool = isKept ? ByteSpool() : nil
    }

    /// Adds transactions.
    ///
    /// - Throws: ``ReplayError`` when the disk refuses the text.
    package mutating func append(_ transactions: [Transaction]) throws(ReplayError) {
        for transaction in transactions {
            if count > 0 { pending.append(UInt8(ascii: ",")) }
            count += 1
            var writer = CanonicalWriter(appendingTo: exchange(&pending, with: []))
            EventFormat.write(transaction, number: count, to: &writer)
            pending = writer.bytes
            if pending.count >= ReplayLimits.pieceBytes { try settle() }
        }
    }

    /// Ends the journal.
    ///
    /// - Throws: ``ReplayError`` when the disk refuses the text.
    package consuming func finish() throws(ReplayError) -> Journal {
        pending.append(UInt8(ascii: "]"))
        try settle()
        return Journal(count: count, digest: Hex.encode(digest.finish()), text: spool)
    }

    private mutating func settle() throws(ReplayError) {
        digest.update(pending)
        try spool?.append(pending)
        pending.removeAll(keepingCapacity: true)
    }
}

/// A journal that is complete.
package struct Journal: ~Copyable {
    /// Transactions.
    package let count: Int64
    /// SHA-256 of the text, as hexadecimal digits.
    package let digest: String
    /// The text; nil: it was not wanted.
    package let text: ByteSpool?
}
