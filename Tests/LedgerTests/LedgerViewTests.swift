import Foundation
import GRDB
import Loyalty
import Testing

@testable import Ledger

@Suite struct LedgerViewTests {
    private static let document = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("docs/LEDGER.md")

    private let folder: TestFolder
    private let shop: Shop

    init() throws {
        folder = try TestFolder()
        shop = try Shop(folder.path)
        try shop.work(rounds: 30)
        let line = ReceiptLine(sku: nil, quantity: 1, unit: Money(minor: 100))
        try shop.commit([.purchase(Purchase(buyer: .member("nobody"), lines: [line]))])
    }

    @Test("the view of balances is the core's state")
    func balances() throws {
        let rows = try shop.ledger.reader.read { db in
            try Row.fetchAll(db, sql: "SELECT account, commodity, amount FROM balance")
                .map { ["\($0[0] as String) \($0[1] as String)", "\($0[2] as Int64)"] }
        }
        var expected = shop.core.ledgerAccounts.map { account, commodity, amount in
            ["\(account) \(commodity)", "\(amount)"]
        }
        for account in shop.core.accounts {
            for (pot, balance) in shop.core.balances(ofAccount: account) {
                let parts = [("avail", balance.available.micro), ("pend", balance.pending.micro)]
                for (part, amount) in parts where amount != 0 {
                    expected.append(["mem/\(account)/\(part) \(pot)", "\(amount)"])
                }
            }
        }
        #expect(rows.count > 5)
        #expect(Set(rows) == Set(expected))
    }

    @Test("the view of statements ends at the view of balances, for every account and part")
    func statements() throws {
        let (statement, balance, liability) = try shop.ledger.reader.read { db in
            (
                try Row.fetchAll(
                    db,
                    sql: "SELECT account, part, pot, balance FROM statement ORDER BY seq"
                ).map { ($0[0] as String, $0[1] as String, $0[2] as String, $0[3] as Int64) },
                try Row.fetchAll(
                    db,
                    sql: "SELECT account, commodity, amount FROM balance WHERE account GLOB 'mem/*'"
                ).map { ("\($0[0] as String) \($0[1] as String)", $0[2] as Int64) },
                try Row.fetchOne(db, sql: "SELECT * FROM liability")?.databaseValues.map(
                    \.description
                )
            )
        }
        var last: [String: Int64] = [:]
        for (account, part, pot, balance) in statement {
            last["mem/\(account)/\(part) \(pot)"] = balance
        }
        #expect(
            last.filter { $0.value != 0 } == Dictionary(balance, uniquingKeysWith: { $1 })
        )
        let held = shop.core.accounts.compactMap { shop.core.balances(ofAccount: $0)["BON"] }
        let available = held.reduce(0) { $0 + $1.available.micro }
        let pending = held.reduce(0) { $0 + $1.pending.micro }
        #expect(liability == [#""BON""#, "\(available)", "\(pending)", "0", "0"])
    }

    @Test("refusals are listed with their reasons, unbalanced rows are none")
    func refusals() throws {
        try shop.ledger.reader.read { db in
            let errors = try String.fetchAll(db, sql: "SELECT error FROM refusal")
            let refused = try Int.fetchOne(
                db,
                sql: "SELECT count(*) FROM journal WHERE outcome LIKE '%rejected%'"
            )
            #expect(errors.count == refused)
            #expect(Set(errors) == ["unknownMember"])
            #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM unbalanced") == 0)
        }
    }

    @Test("an unbalanced row is shown by the view made for it")
    func unbalanced() throws {
        shop.ledger.close()
        try RawDatabase.tamper(
            folder,
            "UPDATE journal SET postings = replace(postings, ',2000000]', ',1000000]') WHERE seq=3"
        )
        let reader = try LedgerReader(folder: folder.path)
        let rows = try reader.read { db in
            try Row.fetchAll(db, sql: "SELECT seq, commodity, amount FROM unbalanced")
                .map { ($0[0] as Int64, $0[1] as String, $0[2] as Int64) }
        }
        #expect(rows.map(\.0) == [3])
        #expect(rows.map(\.2) == [-1_000_000])
    }

    @Test("every query in docs/LEDGER.md runs on a ledger that a reader may not change")
    func documentedQueries() throws {
        let text = try String(contentsOf: Self.document, encoding: .utf8)
        let blocks = text.components(separatedBy: "```sql\n").dropFirst()
            .compactMap { $0.components(separatedBy: "```").first }
        #expect(blocks.count >= 6)
        for block in blocks {
            let count = try shop.ledger.reader.read { try Row.fetchAll($0, sql: block).count }
            // Only a check that looks for faults may find nothing.
            #expect(count > 0 || block.contains("unbalanced"), "\(block)")
        }
    }

    @Test("every table and view is explained in docs/LEDGER.md")
    func documentedTables() throws {
        let text = try String(contentsOf: Self.document, encoding: .utf8)
        let names = try shop.ledger.reader.read { db in
            try String.fetchAll(
                db,
                sql: "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')"
            )
        }
        #expect(names.count >= 12)
        for name in names {
            #expect(text.contains("`\(name)`"), "\(name)")
        }
    }
}

extension LedgerViewTests {
    private static let python = "/usr/bin/python3"

    @Test(
        "the program in docs/LEDGER.md that recomputes the chain without our code agrees",
        .enabled(if: FileManager.default.isExecutableFile(atPath: python))
    )
    func documentedChain() throws {
        let text = try String(contentsOf: Self.document, encoding: .utf8)
        let program = try #require(
            text.components(separatedBy: "```python\n").dropFirst().first?
                .components(separatedBy: "```").first
        )
        let chain = try shop.ledger.reader.verify().chain
        #expect(try run(program) == chain.map { String(format: "%02x", $0) }.joined() + "\n")
        shop.ledger.close()
        try RawDatabase.tamper(
            folder,
            "UPDATE journal SET event = replace(event, '12345', '12346') WHERE seq = 3"
        )
        #expect(try run(program) == "row 3 does not fit the row before it\n")
    }

    private func run(_ program: String) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: Self.python)
        process.arguments = ["-c", program, folder.database]
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
