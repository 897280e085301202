import Foundation
import GRDB
import Glibc
import Loyalty
import Testing

@testable import Ledger

@Suite(.serialized) struct LedgerFailureTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    /// Commits until the ledger refuses; returns the refusal.
    private static func fill(_ shop: Shop, kopecks: Int = 2_000) -> LedgerError? {
        let amounts = [Int64](repeating: 100, count: kopecks)
        for round in 0..<5_000 {
            do throws(LedgerError) {
                try shop.commit(
                    [shop.purchaseBody(member: 1, kopecks: amounts)],
                    sales: [Shop.sale("full\(round)")]
                )
            } catch {
                return error
            }
        }
        return nil
    }

    /// What must hold after a refusal: nothing of it is left, what was acknowledged is there, and
    /// the next commit takes the place of the refused one.
    private static func expectUnharmed(_ shop: Shop, acknowledged: Int64) throws {
        #expect(shop.ledger.lastSequence == acknowledged)
        #expect(shop.ledger.eventID().hasSuffix("-\(acknowledged + 1)"))
        #expect(try shop.ledger.reader.lastSequence() == acknowledged)
        #expect(try shop.ledger.reader.verify(programmes: Shop.programmes).isOK)
    }

    @Test("a database that may not grow refuses with a reason, and takes commits again after")
    func pageLimit() throws {
        var options = Shop.options()
        options.maximumPages = 200
        let shop = try Shop(folder.path, options: options)
        try shop.enroll()
        let error = try #require(Self.fill(shop, kopecks: 100))
        #expect(error.kind == .diskFull)
        #expect(error.message.contains(folder.path))
        let acknowledged = shop.ledger.lastSequence
        #expect(acknowledged > 10)
        try Self.expectUnharmed(shop, acknowledged: acknowledged)
        for _ in 0..<3 { #expect(Self.fill(shop, kopecks: 100)?.kind == .diskFull) }
        try Self.expectUnharmed(shop, acknowledged: acknowledged)
        try shop.ledger.writer.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA max_page_count = 100000")
        }
        try shop.work(rounds: 20)
        try Self.expectUnharmed(shop, acknowledged: acknowledged + 44)
    }

    @Test(
        "a full disk refuses every commit, and takes them again when space returns",
        .enabled(if: TinyDisk.isPossible, "mounting needs root")
    )
    func fullDisk() throws {
        let disk = try TinyDisk(folder.path, mebibytes: 2)
        do {
            let shop = try Shop(folder.path)
            try shop.enroll()
            for _ in 0..<5 {
                // Nearly full from here on, so that each byte of the commit path meets the end.
                let ballast = folder.path + "/ballast"
                #expect(FileManager.default.createFile(atPath: ballast, contents: nil))
                try disk.fill(ballast)
                let error = try #require(Self.fill(shop, kopecks: 50))
                #expect(error.kind == .diskFull, "\(error)")
                let acknowledged = shop.ledger.lastSequence
                try Self.expectUnharmed(shop, acknowledged: acknowledged)
                try FileManager.default.removeItem(atPath: ballast)
                try shop.work(rounds: 3)
                #expect(shop.ledger.lastSequence > acknowledged)
                try Self.expectUnharmed(shop, acknowledged: shop.ledger.lastSequence)
            }
        }
        let shop = try Shop(folder.path)
        #expect(try shop.ledger.reader.verify(programmes: Shop.programmes).isOK)
        shop.ledger.close()
        try disk.unmount()
    }

    @Test(
        "no ledger is begun on a full disk, and none is left half made",
        .enabled(if: TinyDisk.isPossible, "mounting needs root")
    )
    func bornOnFullDisk() throws {
        let disk = try TinyDisk(folder.path, mebibytes: 1)
        let ballast = folder.path + "/ballast"
        #expect(FileManager.default.createFile(atPath: ballast, contents: nil))
        try disk.fill(ballast)
        let error = #expect(throws: LedgerError.self) {
            _ = try Ledger(folder: folder.path, options: Shop.options())
        }
        #expect(error?.kind == .diskFull)
        try FileManager.default.removeItem(atPath: ballast)
        try Shop(folder.path).work(rounds: 2)
        try disk.unmount()
    }

    @Test(
        "a file system that takes no writes is named, also for reading",
        .enabled(if: TinyDisk.isPossible, "mounting needs root")
    )
    func readOnlyDisk() throws {
        let disk = try TinyDisk(folder.path, mebibytes: 4)
        do { try Shop(folder.path).work(rounds: 2) }
        try disk.remountReadOnly()
        let error = #expect(throws: LedgerError.self) {
            _ = try Ledger(folder: folder.path, options: Shop.options())
        }
        #expect(error?.kind == .readOnly)
        #expect(error?.message.contains(folder.path) == true)
        let below = #expect(throws: LedgerError.self) { _ = try Ledger(folder: folder.path + "/x") }
        #expect(below?.kind == .readOnly)
        try disk.unmount()
    }

    @Test("a write that the system cuts short leaves nothing behind, wherever it falls")
    func fileSizeLimit() async {
        await #expect(processExitsWith: .success) {
            _ = signal(SIGXFSZ, SIG_IGN)
            let folder = try TestFolder()
            let shop = try Shop(folder.path)
            try shop.work(rounds: 5)
            for step in 0..<40 {
                let log = try #require(
                    FileManager.default.attributesOfItem(atPath: folder.database + "-wal")[.size]
                        as? Int
                )
                try LedgerFailureTests.limitFiles(to: log + step * 997)
                let before = shop.ledger.lastSequence
                let error = LedgerFailureTests.fill(shop, kopecks: 20)
                #expect(error?.kind == .io, "\(String(describing: error))")
                try LedgerFailureTests.limitFiles(to: nil)
                #expect(shop.ledger.lastSequence >= before)
                try shop.commit([.inquiry(.member("m1"))])
            }
            #expect(try shop.ledger.reader.verify(programmes: Shop.programmes).isOK)
        }
    }

    /// Sets how large this process may make any file, in bytes; nil: as large as it may.
    private static func limitFiles(to byteCount: Int?) throws {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
        let isRead = unsafe getrlimit(resource, &limit) == 0
        limit.rlim_cur = byteCount.map(rlim_t.init) ?? limit.rlim_max
        let isSet = unsafe setrlimit(resource, &limit) == 0
        try #require(isRead && isSet)
    }

    @Test("a foreign writer makes a commit wait, then fail, and leaves nothing of it")
    func busy() throws {
        var options = Shop.options()
        options.busyTimeoutMilliseconds = 50
        let shop = try Shop(folder.path, options: options)
        try shop.enroll()
        let foreign = try DatabaseQueue(path: folder.database)
        try foreign.writeWithoutTransaction { db in
            try db.beginTransaction(.immediate)
            let error = #expect(throws: LedgerError.self) { try shop.enroll() }
            #expect(error?.kind == .busy)
            try db.rollback()
        }
        try shop.enroll()
        try Self.expectUnharmed(shop, acknowledged: 2)
    }
}

/// A file system of a few mebibytes at a folder, for as long as the value lives.
final class TinyDisk {
    static var isPossible: Bool {
        geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/bin/mount")
    }

    private let path: String
    private var isMounted = true

    init(_ path: String, mebibytes: Int) throws {
        self.path = path
        try Self.run("/bin/mount", "-t", "tmpfs", "-o", "size=\(mebibytes)m", "kopilka-test", path)
    }

    deinit {
        // Lazily: a failed test may still have the files open.
        if isMounted { try? Self.run("/bin/umount", "--lazy", path) }
    }

    func remountReadOnly() throws {
        try Self.run("/bin/mount", "-o", "remount,ro", path)
    }

    func unmount() throws {
        try Self.run("/bin/umount", "--lazy", path)
        isMounted = false
    }

    /// Writes a file until nothing more fits.
    func fill(_ file: String) throws {
        let descriptor = unsafe open(file, O_WRONLY | O_CLOEXEC)
        try #require(descriptor >= 0)
        defer { _ = Glibc.close(descriptor) }
        let block = [UInt8](repeating: 1, count: 4_096)
        while true {
            let count = unsafe block.withUnsafeBytes {
                unsafe write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { break }
        }
    }

    private static func run(_ tool: String, _ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tool)
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(tool) \(arguments)")
    }
}
