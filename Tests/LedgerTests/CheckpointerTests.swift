import Foundation
import GRDB
import Testing

@testable import Ledger

@Suite struct CheckpointerTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func logBytes() throws -> Int {
        let log = folder.database + "-wal"
        return try FileManager.default.attributesOfItem(atPath: log)[.size] as? Int ?? 0
    }

    /// Waits until the checkpoint that a commit started has run.
    private func settle(_ shop: Shop) {
        shop.ledger.checkpointer.waitUntilIdle()
    }

    @Test("the log stays short however much is committed, and nothing is lost by it")
    func boundedLog() throws {
        var options = Shop.options()
        options.checkpointPages = 8
        options.maximumLogPages = 32
        let shop = try Shop(folder.path, options: options)
        try shop.enroll()
        for _ in 0..<300 {
            try shop.commit([shop.purchaseBody(member: 1, kopecks: [500])])
            settle(shop)
        }
        #expect(shop.ledger.checkpoints.runs > 10)
        #expect(shop.ledger.checkpoints.failures == 0)
        #expect(shop.ledger.checkpoints.lastError == nil)
        // 4,096 bytes of page and 24 of header a frame, and what one commit adds past the bound.
        #expect(try logBytes() < 64 * 4_120)
        #expect(try shop.ledger.reader.verify(programmes: Shop.programmes).isOK)
    }

    @Test("a reader that stays makes the log grow, never a commit fail; then the log is begun anew")
    func stayingReader() throws {
        var options = Shop.options()
        options.checkpointPages = 8
        options.maximumLogPages = 16
        let shop = try Shop(folder.path, options: options)
        try shop.enroll()
        var configuration = Configuration()
        configuration.readonly = true
        let reader = try DatabaseQueue(path: folder.database, configuration: configuration)
        try reader.inDatabase { db in
            try db.beginTransaction(.deferred)
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM journal") == 1)
            for _ in 0..<60 {
                try shop.commit([shop.purchaseBody(member: 1, kopecks: [500])])
            }
            settle(shop)
            #expect(shop.ledger.checkpoints.failures > 0)
            #expect(shop.ledger.checkpoints.lastError?.kind == .busy)
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM journal") == 1)
            try db.rollback()
        }
        for _ in 0..<30 {
            try shop.commit([shop.purchaseBody(member: 1, kopecks: [500])])
            settle(shop)
        }
        #expect(shop.ledger.checkpoints.lastError == nil)
        #expect(shop.ledger.checkpointer.length.current < 60)
        #expect(shop.ledger.lastSequence == 91)
        #expect(try shop.ledger.reader.verify(programmes: Shop.programmes).isOK)
    }
}
