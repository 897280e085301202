import Foundation
import GRDB
import Testing

@testable import Ledger

@Suite struct LogRoomTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func logBytes() throws -> Int {
        let log = folder.database + "-wal"
        return try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int ?? 0
    }

    @Test("commits overwrite the room, the log does not grow, and a crash in it loses nothing")
    func overwrites() throws {
        var options = Shop.options()
        options.logRoomPages = 200
        let shop = try Shop(folder.path, options: options)
        let room = try logBytes()
        #expect(room == 32 + 200 * 4_120)
        try shop.work(rounds: 20)
        #expect(try logBytes() == room)
        let crashed = try RawDatabase.copy(folder)
        let again = try Shop(crashed.path, options: options)
        #expect(again.ledger.lastSequence == shop.ledger.lastSequence)
        #expect(try again.ledger.reader.verify(programmes: Shop.programmes).isOK)
        try again.work(rounds: 20)
        #expect(try again.ledger.reader.verify(programmes: Shop.programmes).isOK)
    }

    @Test("a log that is longer already is left as it is")
    func keepsWhatIsThere() throws {
        let bytes = Data((0..<9_000).map { UInt8($0 & 255) })
        let path = folder.path + "/log"
        try bytes.write(to: URL(fileURLWithPath: path))
        LogRoom(path: path).extend(toPages: 2)
        #expect(FileManager.default.contents(atPath: path) == bytes)
        LogRoom(path: path).extend(toPages: 3)
        let longer = try #require(FileManager.default.contents(atPath: path))
        #expect(longer.prefix(9_000) == bytes)
        #expect(longer.dropFirst(9_000).allSatisfy { $0 == 0 })
        #expect(longer.count == 32 + 3 * 4_120)
    }

    @Test("readers that come and go in this process leave SQLite's lock on the database in place")
    func keepsLocks() async throws {
        let shop = try Shop(folder.path)
        try shop.enroll()
        for _ in 0..<3 {
            let reader = try LedgerReader(folder: folder.path)
            #expect(try reader.lastSequence() == 1)
        }
        // Another program that opens and closes the database must not believe itself the last one:
        // it would move the log into the database and remove it under us.
        await #expect(processExitsWith: .success) { [path = folder.database as String] in
            let queue = try DatabaseQueue(path: path)
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "CREATE TEMP TABLE t (x); SELECT count(*) FROM journal")
            }
            try queue.close()
        }
        #expect(FileManager.default.fileExists(atPath: folder.database + "-wal"))
        try shop.enroll()
        let crashed = try RawDatabase.copy(folder)
        #expect(try LedgerReader(folder: crashed.path).lastSequence() == 2)
    }
}
