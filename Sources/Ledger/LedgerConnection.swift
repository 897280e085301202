import GRDB

/// How the connections of a ledger are opened.
///
/// One writes, one moves the log into the database, one reads. Each is a GRDB queue of its own, so
/// none waits for another but where SQLite makes it.
///
/// Not a `DatabasePool`: that sets synchronous to NORMAL, with which a power cut loses
/// acknowledged commits, and writes to the file before it can be judged.
enum LedgerConnection {
    /// What `PRAGMA synchronous` reads when each commit waits for the disk.
    static let synchronousFull = 2

    /// Opens the connection that commits, and brings the schema up to date.
    static func writer(_ folder: LedgerFolder, options: LedgerOptions) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "kopilka.ledger.writer"
        configuration.busyMode = .timeout(Double(options.busyTimeoutMilliseconds) / 1_000)
        configuration.prepareDatabase { db in
            // A checkpoint takes 20 to 40 ms at the 99th percentile: not on the committing thread.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            if let pages = options.maximumPages {
                try db.execute(sql: "PRAGMA max_page_count = \(pages)")
            }
        }
        let queue = try DatabaseQueue(path: folder.database, configuration: configuration)
        try queue.writeWithoutTransaction { db in
            try LedgerFile.check(db, path: folder.database)
            try useLog(db, path: folder.database)
            try LedgerSchema.migrate(db)
        }
        return queue
    }

    /// Opens the connection that moves the log's pages into the database.
    static func checkpointer(_ folder: LedgerFolder) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "kopilka.ledger.checkpoint"
        configuration.busyMode = .timeout(
            Double(LedgerLimits.checkpointWaitMilliseconds) / 1_000
        )
        let queue = try DatabaseQueue(path: folder.database, configuration: configuration)
        try queue.writeWithoutTransaction { try assertFull($0, path: folder.database) }
        return queue
    }

    /// Opens a connection that cannot write.
    static func reader(_ folder: LedgerFolder, busyTimeoutMilliseconds: Int) throws -> DatabaseQueue
    {
        var configuration = Configuration()
        configuration.label = "kopilka.ledger.reader"
        configuration.readonly = true
        configuration.busyMode = .timeout(Double(busyTimeoutMilliseconds) / 1_000)
        return try DatabaseQueue(path: folder.database, configuration: configuration)
    }

    private static func useLog(_ db: Database, path: String) throws {
        let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL")
        guard mode == "wal" else {
            throw LedgerError(
                .other,
                "\(path) lies on a file system without shared memory, which the ledger needs: "
                    + "name a folder on a local disk with --state"
            )
        }
        try db.execute(sql: "PRAGMA synchronous = FULL")
        try assertFull(db, path: path)
    }

    private static func assertFull(_ db: Database, path: String) throws {
        let level = try Int.fetchOne(db, sql: "PRAGMA synchronous")
        guard level == synchronousFull else {
            throw LedgerError(
                .other,
                "SQLite does not wait for the disk on \(path) (synchronous is \(level ?? -1), not "
                    + "\(synchronousFull)): use the SQLite library of the distribution"
            )
        }
    }
}
