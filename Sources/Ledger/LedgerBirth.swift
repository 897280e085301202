import Cryptography
import GRDB
import Glibc
import Synchronization

/// How a ledger comes to be: made whole under another name, then given its own.
///
/// So a crash at any instant leaves either no ledger or a whole one, and an empty file in its place
/// is always damage. It is made with a rollback journal, not a log: then the marks in its header
/// are on the disk before anybody can see it.
enum LedgerBirth {
    /// Connections that made a ledger, closed: one for each new ledger of a process.
    ///
    /// They are kept, because the end of GRDB's queue would start a pool of libdispatch that from
    /// then on wakes up once a second.
    private static let closed = Mutex<[DatabaseQueue]>([])

    /// Makes an empty ledger for a terminal.
    ///
    /// Blocks for the disk.
    ///
    /// - Throws: `.noPermission`, `.readOnly`, `.diskFull`, `.io`.
    static func make(_ folder: LedgerFolder, terminal: String) throws(LedgerError) {
        let path = folder.unfinished
        for leftover in [path, path + "-journal"] where unsafe unlink(leftover) != 0 {
            guard errno == ENOENT else { throw .system(errno, call: "unlink", path: leftover) }
        }
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system(errno, call: "open", path: path) }
        defer { _ = Glibc.close(descriptor) }
        try fill(path, terminal: terminal)
        guard fsync(descriptor) == 0 else { throw .system(errno, call: "fsync", path: path) }
        guard unsafe rename(path, folder.database) == 0 else {
            throw .system(errno, call: "rename", path: folder.database)
        }
        try folder.synchronize()
    }

    /// Draws the epoch of a new series of event ids.
    static func drawEpoch() -> String { Hex.encode(randomBytes(count: 4)) }

    /// Writes the start of a new series of event ids.
    static func insertOrigin(terminal: String, after sequence: Int64, into db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO origin (terminal, epoch, after_seq, created_at)
                VALUES (?, ?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
                """,
            arguments: [terminal, drawEpoch(), sequence]
        )
    }

    private static func fill(_ path: String, terminal: String) throws(LedgerError) {
        do {
            let queue = try DatabaseQueue(path: path)
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA application_id = \(LedgerFile.applicationID)")
                try LedgerSchema.migrate(db)
                try db.inTransaction(.immediate) {
                    try insertOrigin(terminal: terminal, after: 0, into: db)
                    try db.execute(
                        sql: """
                            INSERT INTO meta (name, value)
                            VALUES ('created_at', strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
                            """
                    )
                    return .commit
                }
            }
            try queue.close()
            closed.withLock { $0.append(queue) }
        } catch {
            throw .database(error, path: path)
        }
    }
}
