/// Why the ledger could not do what was asked: what happened, where, and how to mend it.
package struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of fault; each asks something else of whoever meets it.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Another process holds the ledger; the message names it.
        case inUse
        /// The folder or a file in it may not be read or written by this user.
        case noPermission
        /// The folder lies on a file system that takes no writes.
        case readOnly
        /// There is no room: nothing was saved, and the next attempt may succeed.
        case diskFull
        /// There is no ledger here.
        case missing
        /// The file is not an SQLite database.
        case notADatabase
        /// The file is a database of another program.
        case foreign
        /// The file was written by a newer version of this program.
        case newerVersion
        /// The ledger's content contradicts itself.
        case damaged
        /// The disk failed.
        case io
        /// Another connection holds the write lock for too long: try again.
        case busy
        /// A sale contradicts what is stored under its id.
        case conflict
        /// An event or a list of postings could not be read back as it is: too large, or outside
        /// the bounds of its format.
        case unstorable
        /// An event id is not the next one of this ledger's series.
        case idOutOfOrder
        /// The ledger was closed.
        case closed
        /// Anything else that SQLite or the system reports.
        case other
    }

    /// What to do about it.
    package let kind: Kind
    /// SQLite's extended result code or the system's `errno`, whichever `call` gave; 0 when
    /// neither.
    package let code: Int32
    /// The call that failed, such as `open` or `sqlite3_step`; empty when no call failed.
    package let call: String
    /// One sentence: what, where, how to mend; never a card, a person or a value of an event.
    package let message: String

    /// The sentence, with the call and its code when there are any.
    package var description: String {
        call.isEmpty ? message : "\(message) [\(call): \(code)]"
    }

    init(_ kind: Kind, code: Int32 = 0, call: String = "", _ message: String) {
        self.kind = kind
        self.code = code
        self.call = call
        self.message = message
    }
}
