import Foundation
import Glibc
import Loyalty
import Testing

@testable import Ledger

@Suite struct LedgerCrashTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    /// What a child that was killed had told the world: the newest acknowledged row, 20 digits.
    private static func acknowledged(_ folder: String) -> Int64 {
        let data = FileManager.default.contents(atPath: folder + "/acknowledged") ?? Data()
        return Int64(String(decoding: data, as: UTF8.self)) ?? 0
    }

    /// Commits for ever, writing down each commit when it is acknowledged, until it is killed.
    private static func commitUntilKilled(_ folder: String, microseconds: UInt32) throws {
        let shop = try Shop(folder)
        if shop.members == 0 { try shop.enroll() }
        let note = unsafe open(folder + "/acknowledged", O_WRONLY | O_CREAT, 0o600)
        try #require(note >= 0)
        Thread.detachNewThread {
            usleep(microseconds)
            kill(getpid(), SIGKILL)
        }
        while true {
            let next = shop.ledger.lastSequence + 1
            let sale = Shop.sale("sale \(next)", state: .credited, answer: "{}", event: "e\(next)")
            try shop.commit([shop.purchaseBody(member: 1, kopecks: [777])], sales: [sale])
            let digits = Array(String(shop.ledger.lastSequence).utf8)
            let bytes = [UInt8](repeating: 48, count: 20 - digits.count) + digits
            _ = unsafe bytes.withUnsafeBytes { unsafe pwrite(note, $0.baseAddress, 20, 0) }
        }
    }

    @Test("killed in mid-commit, nothing acknowledged is lost and nothing is there twice")
    func kill9() async throws {
        var seeded = Seeded(0xDEAD)
        var rows: Int64 = 0
        for _ in 0..<8 {
            let delay = UInt32.random(in: 1_000...60_000, using: &seeded)
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = folder.path as String, delay = delay as UInt32] in
                try LedgerCrashTests.commitUntilKilled(path, microseconds: delay)
            }
            let acknowledged = Self.acknowledged(folder.path)
            // Before anything writes, then as the service that comes up again.
            let reader = try LedgerReader(folder: folder.path)
            let result = try reader.verify(programmes: Shop.programmes)
            #expect(result.isOK, "\(result.differences)")
            #expect(result.entries >= acknowledged)
            // One batch may have become durable without its writer living to say so.
            #expect(result.entries <= max(acknowledged, rows + 1) + 1)
            let shop = try Shop(folder.path)
            #expect(shop.ledger.lastSequence == result.entries)
            for sequence in stride(from: Int64(2), through: acknowledged, by: 1) {
                let sale = try shop.ledger.sale(till: "till-1", id: "sale \(sequence)")
                #expect(sale?.state == .credited)
            }
            rows = result.entries
        }
        #expect(rows > 8, "the children had no time to work")
    }

    @Test("a log that was cut short anywhere gives a clean beginning of the journal")
    func tornLog() throws {
        let shop = try Shop(folder.path)
        try shop.work(rounds: 12)
        let log = try #require(try RawDatabase.content(folder)["ledger.sqlite-wal"]).count
        var seeded = Seeded(0x70A9)
        var last: Int64 = -1
        let cuts =
            [0, 31, 32, log] + (0..<40).map { _ in Int.random(in: 33..<log, using: &seeded) }
        for cut in cuts.sorted() {
            let torn = try RawDatabase.copy(folder, logBytes: cut)
            let reopened = try Shop(torn.path)
            let result = try reopened.ledger.reader.verify(programmes: Shop.programmes)
            #expect(result.isOK, "cut at \(cut): \(result.differences)")
            #expect(result.entries >= last, "a longer log keeps no less")
            last = result.entries
            try reopened.enroll()
            #expect(reopened.ledger.lastSequence == result.entries + 1)
        }
        #expect(last == shop.ledger.lastSequence)
    }

    @Test("a flipped bit in the log gives a clean beginning of the journal, never a wrong row")
    func flippedLog() throws {
        let shop = try Shop(folder.path)
        try shop.work(rounds: 6)
        let log = try #require(try RawDatabase.content(folder)["ledger.sqlite-wal"])
        var seeded = Seeded(0xF11B)
        for _ in 0..<30 {
            let offset = Int.random(in: 32..<log.count, using: &seeded)
            let copy = try RawDatabase.copy(folder)
            var bytes = log
            bytes[offset] ^= UInt8(1 << Int.random(in: 0..<8, using: &seeded))
            try bytes.write(to: URL(fileURLWithPath: copy.database + "-wal"))
            let reader = try LedgerReader(folder: copy.path)
            let result = try reader.verify(programmes: Shop.programmes)
            #expect(result.isOK, "byte \(offset): \(result.differences)")
            #expect(result.entries <= shop.ledger.lastSequence)
        }
    }
}
