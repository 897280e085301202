import Cryptography
import Foundation
import GRDB
import Loyalty
import Testing

@testable import Ledger

@Suite struct LedgerTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    @Test("every commit waits for the disk: WAL and synchronous FULL")
    func durability() throws {
        let ledger = try Ledger(folder: folder.path, options: Shop.options())
        let settings = try ledger.writer.writeWithoutTransaction { db in
            (
                try String.fetchOne(db, sql: "PRAGMA journal_mode"),
                try Int.fetchOne(db, sql: "PRAGMA synchronous"),
                try Int.fetchOne(db, sql: "PRAGMA wal_autocheckpoint"),
                try Int.fetchOne(db, sql: "PRAGMA foreign_keys")
            )
        }
        #expect(settings.0 == "wal")
        #expect(settings.1 == 2)
        // Our own hook stands in the place of SQLite's.
        #expect(settings.2 == 0)
        #expect(settings.3 == 1)
    }

    @Test("only its user may read the folder and the files in it")
    func modes() throws {
        let place = folder.path + "/state/kopilka/"
        let shop = try Shop(place)
        try shop.enroll()
        let names = ["", "ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", "kopilka.lock"]
        for name in names {
            let attributes = try FileManager.default.attributesOfItem(atPath: place + name)
            let mode = try #require(attributes[.posixPermissions] as? Int)
            #expect(mode & 0o077 == 0, "\(name)")
        }
    }

    @Test("what was appended is read back, in order, after opening again")
    func roundTrip() throws {
        var entries: [JournalEntry] = []
        let epoch: String
        do {
            let shop = try Shop(folder.path)
            entries += try shop.commit([.enroll(Enrollment(member: "m1", flags: ["a", "b"]))])
            for batch in 1...5 {
                entries += try shop.commit(
                    (0..<batch).map { _ in shop.purchaseBody(member: 1, kopecks: [10_000]) }
                )
            }
            entries += try shop.commit([.tick, .inquiry(.member("nobody"))])
            epoch = shop.ledger.epoch
            shop.ledger.close()
        }
        let ledger = try Ledger(folder: folder.path, options: Shop.options())
        #expect(ledger.epoch == epoch)
        #expect(ledger.lastSequence == Int64(entries.count))
        #expect(ledger.eventID() == "kiosk-\(epoch)-\(entries.count + 1)")
        var stored: [StoredEntry] = []
        try ledger.forEachEntry { stored.append($0) }
        #expect(stored.map(\.event) == entries.map(\.event))
        #expect(stored.map(\.sequence) == Array(1...Int64(entries.count)))
        #expect(stored.map(\.recordedAt) == entries.map(\.recordedAt))
        #expect(stored.allSatisfy { $0.programmeHash == Shop.programmeHash })
        #expect(stored.last?.chain == ledger.lastChain)
        #expect(stored.map(\.event.id) == (1...entries.count).map { "kiosk-\(epoch)-\($0)" })
        var tail: [Int64] = []
        try ledger.forEachEntry(from: 10) { tail.append($0.sequence) }
        #expect(tail == Array(10...Int64(entries.count)))
        let third = try ledger.reader.entry(ofEvent: "kiosk-\(epoch)-3")
        #expect(third == stored[2])
        #expect(try ledger.reader.entry(ofEvent: "kiosk-\(epoch)-99") == nil)
        #expect(try ledger.reader.entry(ofEvent: "kiosk-00000000-3") == nil)
    }

    @Test("the journal takes no change and no removal")
    func appendOnly() throws {
        let shop = try Shop(folder.path)
        try shop.enroll()
        for sql in ["UPDATE journal SET recorded_at = ''", "DELETE FROM journal"] {
            #expect(throws: DatabaseError.self, "\(sql)") {
                try shop.ledger.writer.write { try $0.execute(sql: sql) }
            }
        }
        #expect(try shop.ledger.reader.verify(programmes: Shop.programmes).isOK)
    }

    @Test("an id out of its order is refused, and the right one is taken afterwards")
    func idOrder() throws {
        let shop = try Shop(folder.path)
        try shop.enroll()
        for offset in [1, 5] {
            let event = LoyaltyEvent(
                id: shop.ledger.eventID(offset: offset),
                at: shop.time,
                body: .tick
            )
            let entry = Shop.entry(event, shop.core.apply(event))
            let error = #expect(throws: LedgerError.self) {
                try shop.ledger.append(LedgerBatch(entries: [entry]))
            }
            #expect(error?.kind == .idOutOfOrder)
        }
        try shop.enroll()
        #expect(shop.ledger.lastSequence == 2)
        #expect(try shop.ledger.reader.verify(programmes: Shop.programmes).isOK)
    }

    @Test(
        "an event that would not read back as it was decided is refused, with its batch",
        arguments: [
            LoyaltyEvent.Body.enroll(Enrollment(member: "a\nb")),
            .enroll(Enrollment(member: String(repeating: "x", count: 10_000))),
            .enroll(Enrollment(member: "")),
            .enroll(Enrollment(member: "m9", flags: ["b", "a"])),
        ]
    )
    func unstorable(body: LoyaltyEvent.Body) throws {
        let shop = try Shop(folder.path)
        try shop.enroll()
        let error = #expect(throws: LedgerError.self) { try shop.commit([.tick, body]) }
        #expect(error?.kind == .unstorable)
        #expect(shop.ledger.lastSequence == 1)
        try shop.enroll()
        #expect(try shop.ledger.reader.verify(programmes: Shop.programmes).isOK)
    }

    @Test("an imported event keeps its id and counts once")
    func imports() throws {
        let shop = try Shop(folder.path)
        let event = LoyaltyEvent(
            id: "demo-1",
            at: shop.time,
            body: .enroll(Enrollment(member: "m1"))
        )
        let entry = Shop.entry(event, shop.core.apply(event))
        try shop.ledger.append(LedgerBatch(entries: [entry]))
        #expect(shop.ledger.eventID().hasSuffix("-1"))
        #expect(try shop.ledger.reader.entry(ofEvent: "demo-1")?.event == event)
        let error = #expect(throws: LedgerError.self) {
            try shop.ledger.append(LedgerBatch(entries: [entry]))
        }
        #expect(error?.kind == .conflict)
        try shop.commit([shop.purchaseBody(member: 1, kopecks: [100])])
        #expect(try shop.ledger.reader.verify(programmes: Shop.programmes).isOK)
    }

    @Test("a terminal that gets another name begins a new series of ids")
    func renamedTerminal() throws {
        do { try Shop(folder.path, options: Shop.options(terminal: "one")).work(rounds: 3) }
        do { try Shop(folder.path, options: Shop.options(terminal: "two")).work(rounds: 3) }
        let shop = try Shop(folder.path, options: Shop.options(terminal: "one"))
        try shop.work(rounds: 2)
        var ids: [EventID] = []
        try shop.ledger.forEachEntry { entry in
            ids.append(try #require(EventID(entry.event.id)))
        }
        #expect(Set(ids.map(\.epoch)).count == 3)
        #expect(Set(ids).count == ids.count)
        for (terminal, epoch) in Set(ids.map { [$0.terminal, $0.epoch] }).map({ ($0[0], $0[1]) }) {
            let numbers = ids.filter { $0.terminal == terminal && $0.epoch == epoch }.map(\.number)
            #expect(numbers == Array(1...Int64(numbers.count)))
        }
        for id in ids {
            #expect(try shop.ledger.reader.entry(ofEvent: id.text)?.event.id == id.text)
        }
        let old = Shop.entry(
            LoyaltyEvent(id: try #require(ids.first?.text), at: shop.time, body: .tick),
            Decision(outcome: .applied(Effect()), transactions: [], touchedAccounts: [])
        )
        let error = #expect(throws: LedgerError.self) {
            try shop.ledger.append(LedgerBatch(entries: [old]))
        }
        #expect(error?.kind == .conflict)
        #expect(try shop.ledger.reader.verify(programmes: Shop.programmes).isOK)
    }

    @Test("a programme is stored once, with its time zone")
    func programmes() throws {
        let ledger = try Ledger(folder: folder.path, options: Shop.options())
        let hash = SHA256.digest(Array("p".utf8))
        for text in ["first", "second"] {
            try ledger.storeProgramme(
                hash: hash,
                text: text,
                zoneTable: [0, 1, 255],
                at: Shop.opening
            )
        }
        let stored = try #require(try ledger.reader.programme(hash: hash))
        #expect(stored.text == "first")
        #expect(stored.zoneTable == [0, 1, 255])
        #expect(stored.firstUsed == Shop.opening)
        #expect(try ledger.reader.programme(hash: Shop.programmeHash) == nil)
    }

    @Test("postings that do not sum to zero, and programmes that were not stored, are bugs")
    func traps() async throws {
        await #expect(processExitsWith: .failure) {
            let folder = try TestFolder()
            let ledger = try Ledger(folder: folder.path, options: Shop.options())
            let event = LoyaltyEvent(id: ledger.eventID(), at: Shop.opening, body: .tick)
            let decision = Decision(
                outcome: .applied(Effect()),
                transactions: [],
                touchedAccounts: []
            )
            try ledger.append(LedgerBatch(entries: [Shop.entry(event, decision)]))
        }
        await #expect(processExitsWith: .failure) {
            let folder = try TestFolder()
            let shop = try Shop(folder.path)
            let event = LoyaltyEvent(id: shop.ledger.eventID(), at: Shop.opening, body: .tick)
            let decision = Decision(
                outcome: .applied(Effect()),
                transactions: [
                    Transaction(
                        cause: event.id,
                        kind: .accrue,
                        postings: [Posting(account: "brk", commodity: "BON", amount: 1)]
                    )
                ],
                touchedAccounts: []
            )
            try shop.ledger.append(LedgerBatch(entries: [Shop.entry(event, decision)]))
        }
    }
}
