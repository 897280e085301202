import GRDB

extension LedgerReader {
    /// Checks the whole ledger, up to the newest row at the start.
    ///
    /// The file itself (SQLite's own integrity check); the sequence and the chain of the journal;
    /// the numbers of the ids of each terminal and epoch, without a gap; that every text is
    /// well-formed canonical JSON; that postings sum to zero; and, given the programmes, that
    /// deciding every event again gives the stored outcome and postings byte for byte, and that the
    /// sums of the stored postings are the balances of the state. May run while a service writes.
    ///
    /// Blocks for the disk and the computation. Memory grows with the accounts, not with the rows.
    ///
    /// - Parameter programmes: Finds a programme by its hash, usually from ``programme(hash:)``;
    ///   nil: nothing is decided again.
    /// - Returns: What was checked, and what differs.
    /// - Throws: `LedgerError` when the ledger cannot be read at all.
    /// - Complexity: O(n) in the journal's rows.
    package func verify(
        programmes: JournalFold.ProgrammeSource? = nil
    ) throws(LedgerError) -> LedgerVerification {
        var verifier = JournalVerifier(
            origins: try origins(),
            fold: programmes.map { JournalFold(programmes: $0, path: folder.database) },
            path: folder.database
        )
        do {
            try checkFile(&verifier)
            try forEachRow(from: 1, where: "true") { verifier.take($0) }
        } catch {
            let fault = LedgerError.database(error, path: folder.database)
            guard fault.kind == .damaged else { throw fault }
            // What can be read was checked; that the rest cannot is a finding, not a failure.
            verifier.note("the file is damaged, the rows behind cannot be read")
        }
        return verifier.finish()
    }

    private func origins() throws(LedgerError) -> [Int64: JournalVerifier.Origin] {
        try read { db in
            var origins: [Int64: JournalVerifier.Origin] = [:]
            let rows = try Row.fetchCursor(db, sql: "SELECT id, terminal, epoch FROM origin")
            while let row = try rows.next() {
                guard let id = Int64.fromDatabaseValue(row[0]),
                    let terminal = String.fromDatabaseValue(row[1]),
                    let epoch = String.fromDatabaseValue(row[2])
                else { continue }
                origins[id] = JournalVerifier.Origin(terminal: terminal, epoch: epoch)
            }
            return origins
        }
    }

    private func checkFile(_ verifier: inout JournalVerifier) throws {
        let limit = LedgerLimits.namedDifferences
        let findings = try read { db in
            try String.fetchAll(db, sql: "PRAGMA integrity_check(\(limit))")
        }
        for finding in findings where finding != "ok" {
            verifier.note("the file: \(finding)")
        }
    }
}
