import EventFormat
import GRDB
package import Loyalty
import Synchronization

extension Ledger {
    /// Commits a batch behind the head and moves the head; leaves both as they were on failure.
    func commit(_ batch: LedgerBatch, to head: inout JournalHead) throws(LedgerError) {
        guard head.isOpen else { throw .closed(path: folder.database) }
        let rows = try rows(of: batch.entries, behind: head)
        let programmes = batch.entries.map { entry in
            guard let row = head.programmes[entry.programmeHash] else {
                preconditionFailure("a programme is stored before its first entry")
            }
            return row
        }
        let origin = head.origin
        try write { db in
            try CommitStatements.insert(rows, programmes: programmes, origin: origin, into: db)
            try CommitStatements.upsert(batch.sales, path: folder.database, into: db)
        }
        guard let last = rows.last else { return }
        assert(last.sequence == head.sequence + Int64(rows.count), "rows follow without a gap")
        head.sequence = last.sequence
        head.chain = last.chain
        head.number = rows.last { $0.number != nil }?.number ?? head.number
    }

    /// Stores a programme at its first use, so that the journal can be replayed with it.
    ///
    /// Blocks for the disk when it is new. The same hash again changes nothing.
    ///
    /// - Parameters:
    ///   - hash: The hash of the effective configuration, 32 bytes.
    ///   - text: The programme's text.
    ///   - zoneTable: The time-zone table it was read with, in any form the reader can take back.
    ///   - instant: The wall clock.
    /// - Throws: `.diskFull`, `.io`, `.busy`, `.readOnly`, `.closed`.
    package func storeProgramme(
        hash: [UInt8],
        text: String,
        zoneTable: [UInt8]? = nil,
        at instant: Instant
    ) throws(LedgerError) {
        precondition(hash.count == 32, "a programme hash has 32 bytes")
        try head.withLock { head throws(LedgerError) in
            guard head.isOpen else { throw .closed(path: folder.database) }
            guard head.programmes[hash] == nil else { return }
            let id = try write { db in
                let sql = "INSERT INTO programme (hash, text, zone, first_used) VALUES (?, ?, ?, ?)"
                var binding = RowBinding()
                binding.addBlob(hash)
                binding.addText(text)
                if let zoneTable { binding.addBlob(zoneTable) } else { binding.add(nil) }
                binding.addText(EventFormat.text(instant))
                try binding.run(try db.cachedStatement(sql: sql), on: db)
                return db.lastInsertedRowID
            }
            head.programmes[hash] = id
        }
    }

    /// Forgets sales that were posted before an instant and are over.
    ///
    /// Blocks for the disk; commits wait for at most ``LedgerLimits/salesPerPruning`` rows at once.
    ///
    /// - Parameter instant: The first instant that is kept.
    /// - Throws: `.diskFull`, `.io`, `.busy`, `.readOnly`, `.closed`.
    package func pruneSales(before instant: Instant) throws(LedgerError) {
        let sql = """
            DELETE FROM sale WHERE (till, id) IN (
                SELECT till, id FROM sale WHERE posted_at < ? AND state <> 'pending'
                ORDER BY posted_at LIMIT \(LedgerLimits.salesPerPruning)
            )
            """
        while true {
            let count = try head.withLock { head throws(LedgerError) in
                guard head.isOpen else { throw .closed(path: folder.database) }
                return try write { db in
                    try db.execute(sql: sql, arguments: [EventFormat.text(instant)])
                    return db.changesCount
                }
            }
            guard count == LedgerLimits.salesPerPruning else { break }
        }
    }

    /// Encodes entries as the rows behind the head, checking the order of the ids.
    private func rows(
        of entries: [JournalEntry],
        behind head: JournalHead
    ) throws(LedgerError) -> [JournalRow] {
        var rows: [JournalRow] = []
        rows.reserveCapacity(entries.count)
        var number = head.number
        for entry in entries {
            var own: Int64?
            if let id = EventID(entry.event.id), head.epochs.contains(id.epoch) {
                try check(id, follows: number)
                number = id.number
                own = number
            }
            rows.append(
                try JournalRow(
                    entry,
                    sequence: head.sequence + Int64(rows.count) + 1,
                    number: own,
                    previous: rows.last?.chain ?? head.chain,
                    path: folder.database
                )
            )
        }
        return rows
    }

    private func check(_ id: EventID, follows number: Int64) throws(LedgerError) {
        guard id.terminal == terminal, id.epoch == epoch else {
            throw LedgerError(
                .conflict,
                "an imported event has an id of an earlier series of \(folder.database): it was "
                    + "stored then, leave it out"
            )
        }
        guard id.number == number + 1 else {
            throw LedgerError(
                .idOutOfOrder,
                "event number \(id.number) does not follow \(number) in \(folder.database): take "
                    + "the ids anew after each batch"
            )
        }
    }

    /// Runs one writing transaction; whatever fails in it or at its commit is undone.
    ///
    /// The head is locked by the caller and open.
    private func write<Value>(_ body: (Database) throws -> Value) throws(LedgerError) -> Value {
        do {
            return try writer.writeWithoutTransaction { db in
                let value = try CommitStatements.inTransaction(db, body)
                checkpointer.wake()
                return value
            }
        } catch {
            let fault = LedgerError.database(error, path: folder.database)
            if fault.kind == .io { overwriteFailedCommit() }
            throw fault
        }
    }

    /// Takes the place of a commit that failed at its last step.
    ///
    /// When the disk refuses to make a commit durable, its pages may still lie whole in the log,
    /// and the recovery after a power cut would bring back what was refused. The next commit
    /// overwrites them: so one that says nothing else follows at once. When it fails too, the next
    /// one that succeeds does it.
    private func overwriteFailedCommit() {
        try? writer.writeWithoutTransaction { db in
            try CommitStatements.inTransaction(db) { db in
                try db.execute(
                    sql: """
                        INSERT INTO meta (name, value) VALUES ('failed_commits', '1')
                        ON CONFLICT (name) DO UPDATE SET value = CAST(value + 1 AS TEXT)
                        """
                )
            }
        }
    }
}
