import Foundation
import GRDB
import Glibc
import Loyalty
import Testing

@testable import Ledger

@Suite struct LedgerOpeningTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    /// Opens for writing and for reading; both must refuse, and leave every file as it is.
    private func expectRefusal(_ kind: LedgerError.Kind, says words: String...) throws {
        let before = try RawDatabase.content(folder)
        let errors = [
            #expect(throws: LedgerError.self) {
                _ = try Ledger(folder: folder.path, options: Shop.options())
            },
            #expect(throws: LedgerError.self) { _ = try LedgerReader(folder: folder.path) },
        ]
        for error in errors {
            #expect(error?.kind == kind, "\(String(describing: error))")
            for word in words + [folder.path] {
                #expect(error?.message.contains(word) == true, "\(String(describing: error))")
            }
        }
        #expect(try RawDatabase.content(folder) == before)
    }

    @Test("an empty file in the ledger's place is lost content, never a new ledger")
    func emptyFile() throws {
        try Data().write(to: URL(fileURLWithPath: folder.database))
        try expectRefusal(.damaged, says: "empty", "backup")
    }

    @Test("a file that is not a database is left untouched", arguments: [1, 15, 99, 100, 9_000])
    func garbage(count: Int) throws {
        var seeded = Seeded(UInt64(count))
        let bytes = Data((0..<count).map { _ in UInt8.random(in: 0...255, using: &seeded) })
        try bytes.write(to: URL(fileURLWithPath: folder.database))
        try expectRefusal(.notADatabase, says: "not a database")
    }

    @Test("another program's database is left untouched, also one with a log")
    func foreign() throws {
        let queue = try DatabaseQueue(path: folder.database)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL; CREATE TABLE note (text)")
        }
        try withExtendedLifetime(queue) {
            try expectRefusal(.foreign, says: "another program")
        }
    }

    @Test("a ledger of a newer version is left untouched")
    func newer() throws {
        do { _ = try Ledger(folder: folder.path, options: Shop.options()) }
        try RawDatabase.tamper(folder, "PRAGMA user_version = \(LedgerSchema.version + 1)")
        try expectRefusal(.newerVersion, says: "newer kopilka")
    }

    @Test("a newer version that only the log knows of is left untouched")
    func newerInLog() throws {
        do { _ = try Ledger(folder: folder.path, options: Shop.options()) }
        let queue = try DatabaseQueue(path: folder.database)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            try db.execute(sql: "PRAGMA user_version = \(LedgerSchema.version + 1)")
        }
        let crashed = try RawDatabase.copy(folder)
        try queue.close()
        #expect(try RawDatabase.content(crashed)["ledger.sqlite-wal"]?.isEmpty == false)
        let before = try RawDatabase.content(crashed).filter { !$0.key.hasSuffix("-shm") }
        let error = #expect(throws: LedgerError.self) { _ = try Ledger(folder: crashed.path) }
        #expect(error?.kind == .newerVersion)
        let after = try RawDatabase.content(crashed).filter { !$0.key.hasSuffix("-shm") }
        #expect(after == before)
    }

    @Test("a log without its database is refused, not thrown away")
    func logAlone() throws {
        let log = URL(fileURLWithPath: folder.database + "-wal")
        try Data([1, 2, 3]).write(to: log)
        try expectRefusal(.damaged, says: "is missing", "-wal")
    }

    @Test("reading where there is no ledger says so and makes none")
    func missing() throws {
        let error = #expect(throws: LedgerError.self) {
            _ = try LedgerReader(folder: folder.path)
        }
        #expect(error?.kind == .missing)
        #expect(try RawDatabase.content(folder).isEmpty)
    }

    @Test("what a crash left of a ledger in the making is begun anew")
    func unfinished() throws {
        for name in ["ledger.sqlite.new", "ledger.sqlite.new-journal"] {
            try Data("half".utf8).write(to: URL(fileURLWithPath: folder.path + "/" + name))
        }
        try Shop(folder.path).work(rounds: 2)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
                == ["kopilka.lock", "ledger.sqlite"]
        )
    }

    @Test("a second opening is refused and names the holder; the first goes on")
    func inUse() throws {
        let shop = try Shop(folder.path)
        try shop.enroll()
        let error = #expect(throws: LedgerError.self) {
            _ = try Ledger(folder: folder.path, options: Shop.options())
        }
        #expect(error?.kind == .inUse)
        #expect(error?.message.contains("process \(getpid()) (") == true)
        try shop.enroll()
        let reader = try LedgerReader(folder: folder.path)
        #expect(try reader.lastSequence() == 2)
        shop.ledger.close()
        let next = try Ledger(folder: folder.path, options: Shop.options())
        #expect(next.lastSequence == 2)
    }

    @Test("a lock file that a dead process left holds up nobody")
    func staleLock() throws {
        try Data("1\nkopilka run\n".utf8)
            .write(to: URL(fileURLWithPath: folder.path + "/kopilka.lock"))
        #expect(try Ledger(folder: folder.path, options: Shop.options()).lastSequence == 0)
    }

    @Test("a folder that is a file, or lies below one, is refused by name")
    func notAFolder() throws {
        let file = folder.path + "/file"
        try Data().write(to: URL(fileURLWithPath: file))
        for path in [file, file + "/below"] {
            let error = #expect(throws: LedgerError.self) {
                _ = try Ledger(folder: path, options: Shop.options())
            }
            #expect(error?.kind == .other)
            #expect(error?.message.contains(file) == true)
        }
    }

    @Test(
        "a folder of another user is refused",
        .enabled(if: geteuid() != 0, "root may write everywhere")
    )
    func noPermission() throws {
        #expect(unsafe chmod(folder.path, 0o500) == 0)
        defer { _ = unsafe chmod(folder.path, 0o700) }
        let error = #expect(throws: LedgerError.self) {
            _ = try Ledger(folder: folder.path, options: Shop.options())
        }
        #expect(error?.kind == .noPermission)
        #expect(error?.message.contains(folder.path) == true)
    }

    @Test("without rights, folder and database are refused", .enabled(if: geteuid() == 0))
    func noPermissionAsNobody() async throws {
        do { try Shop(folder.path).enroll() }
        for mode: mode_t in [0o500, 0o777] {
            #expect(unsafe chmod(folder.path, mode) == 0)
            #expect(unsafe chmod(folder.database, 0o600) == 0)
            #expect(unsafe chmod(folder.path + "/kopilka.lock", 0o666) == 0)
            await #expect(processExitsWith: .success) { [path = folder.path as String] in
                #expect(setuid(65_534) == 0)
                let error = #expect(throws: LedgerError.self) {
                    _ = try Ledger(folder: path, options: Shop.options())
                }
                #expect(error?.kind == .noPermission)
                #expect(error?.message.contains(path) == true)
            }
        }
    }

    @Test("a closed ledger says so")
    func closed() throws {
        let shop = try Shop(folder.path)
        try shop.enroll()
        shop.ledger.close()
        shop.ledger.close()
        let errors = [
            #expect(throws: LedgerError.self) { try shop.enroll() },
            #expect(throws: LedgerError.self) { _ = try shop.ledger.pendingSales() },
            #expect(throws: LedgerError.self) { try shop.ledger.pruneSales(before: shop.time) },
        ]
        #expect(errors.map { $0?.kind } == [.closed, .closed, .closed])
    }

    @Test("a closed ledger leaves one file and no log")
    func closesCleanly() throws {
        let shop = try Shop(folder.path)
        try shop.work(rounds: 10)
        shop.ledger.close()
        #expect(try RawDatabase.content(folder).keys.sorted() == ["ledger.sqlite"])
    }

    @Test("migration steps run once each, in order, and a failing one leaves its version behind")
    func migration() throws {
        let queue = try DatabaseQueue()
        let steps = [
            "CREATE TABLE a (x)", "CREATE TABLE b (x); INSERT INTO b VALUES (1)",
        ]
        try queue.writeWithoutTransaction { db in
            try LedgerSchema.migrate(db, steps: Array(steps.prefix(1)))
            #expect(try Int.fetchOne(db, sql: "PRAGMA user_version") == 1)
            try LedgerSchema.migrate(db, steps: steps)
            try LedgerSchema.migrate(db, steps: steps)
            #expect(try Int.fetchOne(db, sql: "PRAGMA user_version") == 2)
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM b") == 1)
            #expect(throws: DatabaseError.self) {
                try LedgerSchema.migrate(db, steps: steps + ["CREATE TABLE c (x); nonsense"])
            }
            #expect(try Int.fetchOne(db, sql: "PRAGMA user_version") == 2)
            #expect(try db.tableExists("c") == false)
        }
    }
}
