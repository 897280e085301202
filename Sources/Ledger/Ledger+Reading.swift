// What the service reads from the ledger that it writes; the readers' connection does the work, so
// none of this waits for a commit.
extension Ledger {
    /// Hands over every durable entry from a sequence number on; see
    /// ``LedgerReader/forEachEntry(from:_:)``.
    package func forEachEntry(
        from sequence: Int64 = 1,
        _ body: (StoredEntry) throws -> Void
    ) throws {
        try reader.forEachEntry(from: sequence, body)
    }

    /// The sales that wait for a card, the oldest first.
    package func pendingSales() throws(LedgerError) -> [SaleRecord] {
        try reader.pendingSales()
    }

    /// A till's sale; nil: unknown, or pruned.
    package func sale(till: String, id: String) throws(LedgerError) -> SaleRecord? {
        try reader.sale(till: till, id: id)
    }
}
