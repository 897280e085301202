import Loyalty
import Testing

@testable import Ledger

@Suite struct LedgerStatementTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    @Test("a statement tells every movement with the balance after it, and ends at the balance")
    func runningBalance() throws {
        let shop = try Shop(folder.path)
        try shop.commit([.enroll(Enrollment(member: "m1", account: "family"))])
        try shop.commit([.enroll(Enrollment(member: "m2"))])
        // 100 roubles: 3 points at once, 2 on the next day.
        try shop.commit([shop.purchaseBody(member: 1, kopecks: [10_000])])
        try shop.commit([shop.purchaseBody(member: 2, kopecks: [50_000])])
        shop.time = Instant(unixSeconds: shop.time.unixSeconds + 86_400)
        try shop.commit([.inquiry(.member("m1"))])
        let reader = try LedgerReader(folder: folder.path)
        #expect(try reader.account(ofMember: "m1") == "family")
        #expect(try reader.account(ofMember: "m2") == "m2")
        #expect(try reader.account(ofMember: "family") == nil)
        var lines: [StatementLine] = []
        try reader.forEachStatementLine(ofAccount: "family") { lines.append($0) }
        #expect(lines.map(\.kind) == [.accrue, .accruePending, .vest])
        #expect(lines.map(\.sequence) == [3, 3, 5])
        #expect(lines.map(\.availableChange) == [3_000_000, 0, 2_000_000])
        #expect(lines.map(\.pendingChange) == [0, 2_000_000, -2_000_000])
        #expect(lines.map(\.balance.available.micro) == [3_000_000, 3_000_000, 5_000_000])
        #expect(lines.map(\.balance.pending.micro) == [0, 2_000_000, 0])
        #expect(lines.map(\.pot) == ["BON", "BON", "BON"])
        #expect(lines.last?.balance == shop.core.balances(ofAccount: "family")["BON"])
        #expect(lines[2].cause.hasPrefix("auto:"))
        #expect(lines[2].event == shop.ledger.eventID().replacing("-6", with: "-5"))
    }

    @Test("the statements of all accounts end at their balances")
    func allAccounts() throws {
        let shop = try Shop(folder.path)
        try shop.work(rounds: 30)
        let reader = shop.ledger.reader
        for account in shop.core.accounts {
            var last: [String: Balance] = [:]
            try reader.forEachStatementLine(ofAccount: account) { last[$0.pot] = $0.balance }
            #expect(last == shop.core.balances(ofAccount: account), "\(account)")
        }
    }

    @Test("an account whose name begins like another's, or holds odd characters, is told alone")
    func oddNames() throws {
        let shop = try Shop(folder.path)
        let names = ["a", "a/b", "ab", #"a"b"#, "а%_"]
        try shop.commit(names.map { .enroll(Enrollment(member: $0)) })
        for (index, name) in names.enumerated() {
            let line = ReceiptLine(
                sku: nil,
                quantity: 1,
                unit: Money(minor: 10_000 * Int64(index + 1))
            )
            try shop.commit([.purchase(Purchase(buyer: .member(name), lines: [line]))])
        }
        for (index, name) in names.enumerated() {
            var lines: [StatementLine] = []
            try shop.ledger.reader.forEachStatementLine(ofAccount: name) { lines.append($0) }
            #expect(lines.map(\.availableChange) == [3_000_000 * Int64(index + 1), 0], "\(name)")
        }
    }
}
