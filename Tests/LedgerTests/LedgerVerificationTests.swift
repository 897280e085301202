import Foundation
import GRDB
import Loyalty
import Testing

@testable import Ledger

@Suite struct LedgerVerificationTests {
    private let folder: TestFolder

    init() throws {
        folder = try TestFolder()
        try Shop(folder.path).work(rounds: 12)
    }

    private func verify(_ folder: TestFolder? = nil) throws -> LedgerVerification {
        try LedgerReader(folder: (folder ?? self.folder).path).verify(programmes: Shop.programmes)
    }

    @Test("an untouched ledger is in order, and everything was compared")
    func clean() throws {
        let result = try verify()
        #expect(result.isOK)
        #expect(result.isRefolded)
        #expect(result.entries == 27)
        #expect(result.comparedAccounts > 3)
        #expect(result.differences.isEmpty)
        let without = try LedgerReader(folder: folder.path).verify()
        #expect(without.isOK)
        #expect(!without.isRefolded)
        #expect(without.chain == result.chain)
    }

    @Test(
        "a changed value is found, and its row named",
        arguments: [
            "recorded_at = '2026-01-31T09:00:01Z'",
            "event = replace(event, '12345', '12346')",
            "event = replace(event, 'receipt ', 'receipt 9')",
            "outcome = replace(outcome, 'applied', 'rejected')",
            "outcome = '{}'",
            "postings = '[]'",
            "postings = replace(postings, '2000000', '2000001')",
            "chain = randomblob(32)",
            "number = number + 1",
            "origin = NULL, number = NULL",
            "origin = 7",
            "programme = 7",
            "event = '{}'",
            "event = event || ' '",
            "event = json_set(event, '$.id', 'kiosk-00000000-1')",
        ]
    )
    func tampered(change: String) throws {
        try RawDatabase.tamper(folder, "UPDATE journal SET \(change) WHERE seq = 5")
        let result = try verify()
        #expect(!result.isOK)
        let named = result.differences.compactMap(\.sequence)
        #expect(named.contains(5), "\(result.differences)")
        // The chain blames a changed row at the row itself or the one behind it, none before.
        #expect(named.allSatisfy { $0 >= 5 }, "\(result.differences)")
    }

    private static let movedRows: [(sql: String, first: Int64)] = [
        ("DELETE FROM journal WHERE seq = 5", 6),
        ("UPDATE journal SET seq = 1000 WHERE seq = 5", 6),
        (
            """
            UPDATE journal SET seq = 100 + seq WHERE seq IN (8, 9);
            UPDATE journal SET seq = 117 - seq WHERE seq > 100
            """, 8
        ),
        (
            """
            INSERT INTO journal
                (seq, origin, number, programme, recorded_at, event, outcome, postings, chain)
            SELECT 28, origin, number, programme, recorded_at, event, outcome, postings, chain
            FROM journal WHERE seq = 27
            """, 28
        ),
    ]

    @Test("a row that is missing, doubled or moved is found", arguments: movedRows)
    func rows(sql: String, first: Int64) throws {
        try RawDatabase.tamper(folder, sql)
        let result = try verify()
        #expect(result.differences.compactMap(\.sequence).first == first, "\(result.differences)")
    }

    @Test("a chain made to fit a changed row does not hide it from deciding again")
    func rechained() throws {
        let queue = try DatabaseQueue(path: folder.database)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "DROP TRIGGER journal_keeps_values")
            try db.execute(
                sql: """
                    UPDATE journal SET postings = replace(postings, '2000000', '3000000')
                    WHERE seq = 5
                    """
            )
            var chain = JournalChain.start
            let sql = "SELECT \(RawEntry.columns) FROM \(RawEntry.source) ORDER BY journal.seq"
            for entry in try Row.fetchAll(db, sql: sql).map(RawEntry.init) {
                chain = JournalChain.next(chain, lines: entry.lines)
                try db.execute(
                    sql: "UPDATE journal SET chain = ? WHERE seq = ?",
                    arguments: [Data(chain), entry.sequence]
                )
            }
        }
        try queue.close()
        #expect(try LedgerReader(folder: folder.path).verify().isOK)
        let result = try verify()
        #expect(result.differences.first?.sequence == 5)
        #expect(result.differences.first?.what.contains("other postings") == true)
        let sums = result.differences.filter { $0.what.contains("postings sum to") }
        #expect(sums.count == 2, "issuer and member")
    }

    @Test("an unknown programme, and another one, are found")
    func programmes() throws {
        let reader = try LedgerReader(folder: folder.path)
        let unknown = try reader.verify { _ in nil }
        #expect(!unknown.isOK)
        #expect(!unknown.isRefolded)
        let other = try reader.verify { hash in
            var programme = Shop.programmes(hash)
            programme?.rules.removeLast()
            return programme
        }
        #expect(!other.isOK)
        #expect(other.differenceCount >= other.differences.count)
        #expect(other.differences.count <= LedgerLimits.namedDifferences)
    }

    @Test("whatever byte is flipped, it is refused, reported, or was never read")
    func flippedPages() throws {
        var seeded = Seeded(0x1ED6E2)
        let whole = try Data(contentsOf: URL(fileURLWithPath: folder.database))
        let journal = try journalContent(folder)
        var found = 0
        for page in 0..<(whole.count / 4_096) {
            let offset = page * 4_096 + Int.random(in: 0..<4_096, using: &seeded)
            let copy = try TestFolder()
            var bytes = whole
            bytes[offset] ^= UInt8(1 << Int.random(in: 0..<8, using: &seeded))
            try bytes.write(to: URL(fileURLWithPath: copy.database))
            do {
                let result = try verify(copy)
                if result.isOK {
                    #expect(try journalContent(copy) == journal, "byte \(offset)")
                } else {
                    found += 1
                }
            } catch is LedgerError {
                found += 1
            }
        }
        #expect(found > 0)
    }

    private func journalContent(_ folder: TestFolder) throws -> [StoredEntry] {
        var entries: [StoredEntry] = []
        try LedgerReader(folder: folder.path).forEachEntry { entries.append($0) }
        return entries
    }
}
