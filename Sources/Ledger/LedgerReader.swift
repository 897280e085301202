import Cryptography
import EventFormat
import GRDB
import Loyalty
import Synchronization

/// Reads a ledger without ever writing to it, also while a service writes.
///
/// Every call blocks for the disk and works in short transactions, so that no reader keeps the log
/// from being moved into the database. May be used from any thread; calls take turns.
package final class LedgerReader: Sendable {
    let folder: LedgerFolder
    private let queue: DatabaseQueue
    /// Held for as long as a connection of this reader, or of the ledger that owns it, may be open.
    private let claim: LedgerClaim
    private let isOpen = Mutex(true)

    /// Opens the ledger of a folder for reading.
    ///
    /// - Parameters:
    ///   - folder: The state folder.
    ///   - busyTimeoutMilliseconds: How long a call waits for a lock that SQLite needs.
    /// - Throws: `.missing` when there is no ledger; `.notADatabase`, `.foreign`, `.newerVersion`,
    ///   `.damaged`, `.noPermission`, `.io`.
    package convenience init(
        folder: String,
        busyTimeoutMilliseconds: Int = 2_000
    ) throws(LedgerError) {
        let place = LedgerFolder(folder)
        guard let claim = try LedgerClaim.take(place) else {
            throw LedgerError(
                .missing,
                "\(place.database) does not exist: name the state folder of the service with "
                    + "--state, or start the service once"
            )
        }
        try self.init(
            claim: claim,
            folder: place,
            busyTimeoutMilliseconds: busyTimeoutMilliseconds
        )
    }

    /// Opens a ledger whose file was found to be ours.
    init(
        claim: consuming LedgerClaim,
        folder: LedgerFolder,
        busyTimeoutMilliseconds: Int
    ) throws(LedgerError) {
        self.claim = claim
        self.folder = folder
        do {
            queue = try LedgerConnection.reader(
                folder,
                busyTimeoutMilliseconds: busyTimeoutMilliseconds
            )
            try queue.read { try LedgerFile.check($0, path: folder.database) }
        } catch {
            throw .database(error, path: folder.database)
        }
    }

    /// The number of the newest journal row; 0: the journal is empty.
    package func lastSequence() throws(LedgerError) -> Int64 {
        try read { try Int64.fetchOne($0, sql: "SELECT max(seq) FROM journal") ?? 0 }
    }

    /// Hands over every journal entry from a sequence number on, in order, up to the newest one.
    ///
    /// Memory is bounded by ``LedgerLimits/rowsPerRead`` rows and ``LedgerLimits/bytesPerRead``.
    /// The body runs outside of any transaction and may take its time.
    ///
    /// - Parameters:
    ///   - sequence: The first entry's number; 1 for all.
    ///   - body: Takes one entry; what it throws ends the walk and is thrown on.
    /// - Throws: `LedgerError`, `.damaged` with the row's number when one cannot be read; or what
    ///   the body throws.
    package func forEachEntry(
        from sequence: Int64 = 1,
        _ body: (StoredEntry) throws -> Void
    ) throws {
        try forEachRow(from: sequence, where: "true") { row in
            try body(try row.entry(path: folder.database))
        }
    }

    /// The journal entry of an event id; nil: there is none.
    ///
    /// Quick for ids that this ledger gave and for imported ones.
    package func entry(ofEvent id: String) throws(LedgerError) -> StoredEntry? {
        let row = try read { db -> RawEntry? in
            if let own = EventID(id), let row = try Self.row(of: own, in: db) { return row }
            let sql = """
                SELECT \(RawEntry.columns) FROM \(RawEntry.source)
                WHERE journal.event_id = ? AND journal.number IS NULL
                """
            return try Row.fetchOne(db, sql: sql, arguments: [id]).map(RawEntry.init)
        }
        return try row?.entry(path: folder.database)
    }

    /// A stored programme; nil: its hash is unknown.
    package func programme(hash: [UInt8]) throws(LedgerError) -> StoredProgramme? {
        try read { db in
            // hex() of the column, because only the newest SQLite can undo hex; the table is tiny.
            let sql = "SELECT text, zone, first_used FROM programme WHERE hex(hash) = upper(?)"
            let row = try Row.fetchOne(db, sql: sql, arguments: [Hex.encode(hash)])
            return try row.map { row in
                guard let firstUsed = EventFormat.instant(from: row[2]) else {
                    throw LedgerError(
                        .damaged,
                        "a programme in \(folder.database) has no time: restore the newest backup"
                    )
                }
                return StoredProgramme(
                    hash: hash,
                    text: row[0],
                    zoneTable: row.bytes(1),
                    firstUsed: firstUsed
                )
            }
        }
    }

    /// Runs a query in one short reading transaction.
    func read<Value: Sendable>(
        _ body: (Database) throws -> Value
    ) throws(LedgerError) -> Value {
        // GRDB hands a closed connection to SQLite, which then crashes: so the lock is held, at no
        // cost, as the queue serves one at a time anyway.
        try isOpen.withLock { isOpen throws(LedgerError) in
            guard isOpen else { throw .closed(path: folder.database) }
            do {
                return try queue.read(body)
            } catch {
                throw .database(error, path: folder.database)
            }
        }
    }

    /// Waits for the query under way and closes the connection; later calls throw `.closed`.
    func close() throws {
        try isOpen.withLock { isOpen in
            isOpen = false
            try queue.close()
        }
    }

    /// Hands over raw rows in order, from a sequence number up to the newest one.
    ///
    /// - Parameters:
    ///   - sequence: The first row's number.
    ///   - condition: SQL that chooses rows, with at most one argument.
    ///   - argument: The condition's argument.
    ///   - body: Takes one row, outside of any transaction.
    /// - Throws: `LedgerError`; or what the body throws.
    func forEachRow(
        from sequence: Int64,
        where condition: String,
        argument: String? = nil,
        _ body: (RawEntry) throws -> Void
    ) throws {
        precondition(sequence > 0, "journal rows are numbered from 1")
        let end = try lastSequence()
        var next = sequence
        while next <= end {
            let last = min(end, next + LedgerLimits.rowsPerRead - 1)
            let (rows, taken) = try rows(next...last, where: condition, argument: argument)
            for row in rows { try body(row) }
            assert(taken >= next, "each step takes at least one row's number")
            next = taken + 1
        }
    }

    /// The chosen rows of a range, and up to where they were taken: less than the whole range when
    /// they are large.
    private func rows(
        _ range: ClosedRange<Int64>,
        where condition: String,
        argument: String?
    ) throws(LedgerError) -> ([RawEntry], taken: Int64) {
        try read { db in
            var arguments: StatementArguments = [range.lowerBound, range.upperBound]
            if let argument { arguments += [argument] }
            let cursor = try Row.fetchCursor(
                db,
                sql: """
                    SELECT \(RawEntry.columns) FROM \(RawEntry.source)
                    WHERE journal.seq BETWEEN ? AND ? AND \(condition)
                    ORDER BY journal.seq
                    """,
                arguments: arguments
            )
            var rows: [RawEntry] = []
            var weight = 0
            while let row = try cursor.next() {
                let entry = RawEntry(row)
                rows.append(entry)
                weight += entry.weight
                if weight >= LedgerLimits.bytesPerRead { return (rows, entry.sequence) }
            }
            return (rows, range.upperBound)
        }
    }

    /// Numbers grow with the sequence, and one origin's begin behind the row that it names.
    private static func row(of id: EventID, in db: Database) throws -> RawEntry? {
        let sql = """
            SELECT \(RawEntry.columns)
            FROM origin CROSS JOIN \(RawEntry.source)
            WHERE origin.terminal = ? AND origin.epoch = ?
                AND journal.seq >= origin.after_seq + ?
                AND journal.origin = origin.id AND journal.number = ?
            ORDER BY journal.seq LIMIT 1
            """
        let arguments: StatementArguments = [id.terminal, id.epoch, id.number, id.number]
        return try Row.fetchOne(db, sql: sql, arguments: arguments).map(RawEntry.init)
    }
}
