import Foundation
import Testing

@testable import Ledger

@Suite struct RemovedLedgerTests {
    @Test("a ledger whose file was removed or replaced acknowledges nothing more")
    func removed() throws {
        let folder = try TestFolder()
        let shop = try Shop(folder.path)
        try shop.work(rounds: 2)
        let acknowledged = shop.ledger.lastSequence
        let aside = folder.path + "/aside.sqlite"
        let file = folder.path + "/ledger.sqlite"
        try FileManager.default.moveItem(atPath: file, toPath: aside)
        let missing = #expect(throws: LedgerError.self) { try shop.work(rounds: 1) }
        #expect(missing?.kind == .missing)
        #expect(shop.ledger.lastSequence == acknowledged)
        try FileManager.default.moveItem(atPath: aside, toPath: file)
        try shop.work(rounds: 1)
        #expect(shop.ledger.lastSequence > acknowledged, "it works again when the file is back")
    }
}
