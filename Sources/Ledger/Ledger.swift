import GRDB
import Glibc
import Synchronization

/// The one writer of a ledger: an append-only journal, the sales of tills, the programmes used.
///
/// One instance for a folder and a machine; a lock file sees to it. Commits come one after the
/// other, each durable when ``append(_:)`` returns. May be used from any thread.
package final class Ledger: Sendable {
    /// Reads the same ledger on a connection of its own; ends with the ledger.
    package let reader: LedgerReader
    /// The terminal in the ids that this ledger gives.
    package let terminal: String
    /// The epoch in the ids that this ledger gives: eight hex digits.
    package let epoch: String

    let folder: LedgerFolder
    private let identity: FileIdentity?
    let writer: DatabaseQueue
    let checkpointer: Checkpointer
    let head: Mutex<JournalHead>
    private let durableNumber: Atomic<Int64>
    private let lock: Mutex<LedgerLock?>

    /// Opens the ledger of a folder, making folder and ledger when there are none.
    ///
    /// Blocks for the disk. What a crash left is recovered by opening; nothing else is needed. A
    /// file that is not a ledger of this version or an older one stays as it is.
    ///
    /// - Parameters:
    ///   - folder: The state folder; made for this user alone when it does not exist.
    ///   - options: The terminal, and bounds.
    /// - Throws: `.inUse` with the process that has it open; `.noPermission`, `.readOnly`,
    ///   `.diskFull`, `.notADatabase`, `.foreign`, `.newerVersion`, `.damaged`, `.busy`, `.io`.
    package init(folder: String, options: LedgerOptions = LedgerOptions()) throws(LedgerError) {
        precondition(EventID.isTerminal(options.terminal), "a terminal is 1 to 32 of A-Za-z0-9._")
        let folder = LedgerFolder(folder)
        try folder.make()
        let lock = try LedgerLock(folder: folder)
        let claim = try Self.claim(folder, terminal: options.terminal)
        // Read-only first: a version that only the log knows of is refused without a write.
        let reader = try LedgerReader(
            claim: claim,
            folder: folder,
            busyTimeoutMilliseconds: options.busyTimeoutMilliseconds
        )
        do {
            let writer = try LedgerConnection.writer(folder, options: options)
            let checkpointer = try Checkpointer(folder: folder, options: options)
            // Before the first commit: it must not meet one, see there.
            LogRoom(path: folder.log).extend(toPages: options.logRoomPages)
            let head = try writer.writeWithoutTransaction { db in
                CommitStatements.noteLogLength(in: checkpointer.length, on: db)
                return try JournalHead(db, terminal: options.terminal)
            }
            self.writer = writer
            self.checkpointer = checkpointer
            self.terminal = head.terminal
            self.epoch = head.epoch
            self.durableNumber = Atomic(head.number)
            self.head = Mutex(head)
        } catch {
            throw .database(error, path: folder.database)
        }
        self.reader = reader
        self.folder = folder
        self.identity = folder.identity
        self.lock = Mutex(lock)
    }

    deinit {
        close()
    }

    /// Claims the database, making it first when there is none.
    private static func claim(
        _ folder: LedgerFolder,
        terminal: String
    ) throws(LedgerError) -> LedgerClaim {
        if let claim = try LedgerClaim.take(folder) { return claim }
        try LedgerBirth.make(folder, terminal: terminal)
        guard let claim = try LedgerClaim.take(folder) else {
            throw .system(ENOENT, call: "stat", path: folder.database)
        }
        return claim
    }

    /// The number of the newest journal row; 0: the journal is empty.
    package var lastSequence: Int64 { head.withLock { $0.sequence } }

    /// The chain hash of the newest journal row, 32 bytes; all zero when the journal is empty.
    package var lastChain: [UInt8] { head.withLock { $0.chain } }

    /// The id of the entry that comes `offset` entries after the next one, for the one writer to
    /// stamp an event with; does not block.
    ///
    /// It becomes durable with its entry. Until then it is nobody's: after a batch that failed, the
    /// same ids are given again. So series of ids have no gaps.
    ///
    /// - Parameter offset: Entries of the batch in the making that have an id already, from 0.
    /// - Returns: `<terminal>-<epoch>-<number>`, see ``EventID``.
    package func eventID(offset: Int = 0) -> String {
        precondition((0..<LedgerLimits.entriesPerBatch).contains(offset), "the batch is too large")
        // Acquiring pairs with the release after a commit: who sees a number sees its row.
        let number = durableNumber.load(ordering: .acquiring) + 1 + Int64(offset)
        return EventID(terminal: terminal, epoch: epoch, number: number).text
    }

    /// Makes a batch durable, all of it or nothing; returns when it is.
    ///
    /// Blocks for the disk. After a failure nothing of the batch is stored, its ids are given
    /// again, and the ledger works as soon as the cause is gone, without being opened anew.
    ///
    /// - Parameter batch: Entries and sales within ``LedgerLimits``; every programme was stored
    ///   with ``storeProgramme(hash:text:zoneTable:at:)``.
    /// - Throws: `.diskFull`, `.io`, `.busy`, `.readOnly`, `.damaged`, `.conflict` (a sale or an
    ///   imported event contradicts a stored one), `.unstorable` (an event outside the bounds of
    ///   its format), `.idOutOfOrder`, `.closed`.
    package func append(_ batch: LedgerBatch) throws(LedgerError) {
        precondition(batch.entries.count <= LedgerLimits.entriesPerBatch, "the batch is too large")
        precondition(batch.sales.count <= LedgerLimits.salesPerBatch, "the batch is too large")
        guard !batch.isEmpty else { return }
        guard folder.identity == identity else { throw .removed(path: folder.database) }
        try head.withLock { head throws(LedgerError) in
            try commit(batch, to: &head)
            durableNumber.store(head.number, ordering: .releasing)
        }
    }

    /// What the checkpoints have done, for health and metrics: how many ran, how many failed, and
    /// the last failure, nil when the last one succeeded.
    package var checkpoints: (runs: Int, failures: Int, lastError: LedgerError?) {
        let report = checkpointer.report
        return (report.runs, report.failures, report.lastError)
    }

    /// Moves the log into the database, closes every connection and gives the lock back.
    ///
    /// Blocks for the disk. Later calls throw `.closed`.
    package func close() {
        head.withLock { head in
            guard head.isOpen else { return }
            head.isOpen = false
            // Nothing here can lose data: what the log keeps, the next opening finds.
            try? reader.close()
            try? checkpointer.close()
            try? writer.writeWithoutTransaction { _ = try $0.checkpoint(.truncate) }
            try? writer.close()
            lock.withLock { $0 = nil }
        }
    }
}
