import EventFormat
import GRDB
import Loyalty

extension LedgerReader {
    /// The sales that wait for a card, the oldest first.
    package func pendingSales() throws(LedgerError) -> [SaleRecord] {
        let path = folder.database
        return try read { db in
            let cursor = try Row.fetchCursor(
                db,
                sql: """
                    SELECT \(Self.saleColumns) FROM sale
                    WHERE state = 'pending' ORDER BY posted_at, till, id
                    """
            )
            var sales: [SaleRecord] = []
            while let row = try cursor.next() {
                sales.append(try SaleRecord(row, path: path))
            }
            return sales
        }
    }

    /// A till's sale; nil: unknown, or pruned.
    package func sale(till: String, id: String) throws(LedgerError) -> SaleRecord? {
        let path = folder.database
        return try read { db in
            let sql = "SELECT \(Self.saleColumns) FROM sale WHERE till = ? AND id = ?"
            return try Row.fetchOne(try db.cachedStatement(sql: sql), arguments: [till, id])
                .map { try SaleRecord($0, path: path) }
        }
    }

    private static let saleColumns =
        "till, id, digest, content, station, posted_at, state, answer, event_id"
}

extension SaleRecord {
    fileprivate init(_ row: Row, path: String) throws(LedgerError) {
        guard let digest = row.bytes(2), digest.count == 32,
            let postedAt = EventFormat.instant(from: String.fromDatabaseValue(row[5]) ?? ""),
            let state = State(rawValue: String.fromDatabaseValue(row[6]) ?? ""),
            let till = String.fromDatabaseValue(row[0]),
            let id = String.fromDatabaseValue(row[1]),
            let content = String.fromDatabaseValue(row[3]),
            let station = String.fromDatabaseValue(row[4])
        else {
            throw LedgerError(
                .damaged,
                "a sale in \(path) cannot be read: restore the newest backup"
            )
        }
        self.init(
            till: till,
            id: id,
            digest: digest,
            content: content,
            station: station,
            postedAt: postedAt,
            state: state,
            answer: String.fromDatabaseValue(row[7]),
            event: String.fromDatabaseValue(row[8])
        )
    }
}
