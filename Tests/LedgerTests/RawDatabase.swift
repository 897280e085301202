import Foundation
import GRDB

/// Plain SQL on a ledger's file, behind the ledger's back.
enum RawDatabase {
    /// Runs SQL on the closed database of a folder, with the guards against changes taken away.
    static func tamper(_ folder: TestFolder, _ sql: String) throws {
        let queue = try DatabaseQueue(path: folder.database)
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF")
            try db.execute(sql: "DROP TRIGGER IF EXISTS journal_keeps_rows")
            try db.execute(sql: "DROP TRIGGER IF EXISTS journal_keeps_values")
            try db.execute(sql: sql)
        }
        try queue.close()
    }

    /// Every file of a folder with its bytes, but for the lock.
    static func content(_ folder: TestFolder) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where name != "kopilka.lock" {
            files[name] = FileManager.default.contents(atPath: folder.path + "/" + name)
        }
        return files
    }

    /// Copies the database and its log as they lie there, as a crash would leave them.
    static func copy(_ folder: TestFolder, logBytes: Int? = nil) throws -> TestFolder {
        let copy = try TestFolder()
        for name in ["ledger.sqlite", "ledger.sqlite-wal"] {
            guard var data = FileManager.default.contents(atPath: folder.path + "/" + name)
            else { continue }
            if name.hasSuffix("-wal"), let logBytes { data = data.prefix(logBytes) }
            try data.write(to: URL(fileURLWithPath: copy.path + "/" + name))
        }
        return copy
    }
}
