import Ledger
import Loyalty
import Testing

@Suite struct LedgerSaleTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    @Test("a sale is stored with its content and answer, and read back after opening again")
    func roundTrip() throws {
        let credited = Shop.sale(
            "1",
            content: #"{"a":1}"#,
            state: .credited,
            answer: #"{"granted":{}}"#,
            event: "kiosk-0a1b2c3d-1"
        )
        do {
            let ledger = try Ledger(folder: folder.path, options: Shop.options())
            try ledger.append(LedgerBatch(sales: [Shop.sale("2"), credited]))
        }
        let ledger = try Ledger(folder: folder.path, options: Shop.options())
        #expect(try ledger.sale(till: "till-1", id: "1") == credited)
        #expect(try ledger.sale(till: "till-1", id: "2") == Shop.sale("2"))
        #expect(try ledger.sale(till: "till-2", id: "1") == nil)
        #expect(try ledger.pendingSales().map(\.id) == ["2"])
    }

    @Test("pending sales come the oldest first")
    func pendingOrder() throws {
        let ledger = try Ledger(folder: folder.path, options: Shop.options())
        let sales = [300, 100, 200].map { seconds in
            Shop.sale(
                "s\(seconds)",
                at: Instant(unixSeconds: Shop.opening.unixSeconds + Int64(seconds))
            )
        }
        try ledger.append(LedgerBatch(sales: sales))
        #expect(try ledger.pendingSales().map(\.id) == ["s100", "s200", "s300"])
    }

    @Test(
        "a pending sale ends once, and stays as it ended",
        arguments: SaleRecord.State.allCases.filter { $0 != .pending }
    )
    func ends(state: SaleRecord.State) throws {
        let ledger = try Ledger(folder: folder.path, options: Shop.options())
        let ended = Shop.sale("1", state: state, answer: "{}", event: "e")
        try ledger.append(LedgerBatch(sales: [Shop.sale("1")]))
        try ledger.append(LedgerBatch(sales: [Shop.sale("1")]))
        try ledger.append(LedgerBatch(sales: [ended]))
        // The same again is no contradiction.
        try ledger.append(LedgerBatch(sales: [ended]))
        let others = SaleRecord.State.allCases.filter { $0 != state }
        for other in others.map({ Shop.sale("1", state: $0) })
            + [Shop.sale("1", state: state, answer: "[]", event: "e")]
        {
            let error = #expect(throws: LedgerError.self) {
                try ledger.append(LedgerBatch(sales: [other]))
            }
            #expect(error?.kind == .conflict)
        }
        #expect(try ledger.sale(till: "till-1", id: "1") == ended)
    }

    @Test("the same id with other content is a conflict that leaves nothing of its batch behind")
    func conflict() throws {
        let shop = try Shop(folder.path)
        try shop.enroll()
        try shop.ledger.append(LedgerBatch(sales: [Shop.sale("1", content: #"{"total":1}"#)]))
        let next = shop.ledger.eventID()
        let error = #expect(throws: LedgerError.self) {
            try shop.commit(
                [shop.purchaseBody(member: 1, kopecks: [500])],
                sales: [Shop.sale("2"), Shop.sale("1", content: #"{"total":2}"#)]
            )
        }
        #expect(error?.kind == .conflict)
        #expect(error?.message.contains("total") == false)
        #expect(shop.ledger.eventID() == next)
        #expect(try shop.ledger.sale(till: "till-1", id: "2") == nil)
        #expect(try shop.ledger.sale(till: "till-1", id: "1")?.content == #"{"total":1}"#)
        #expect(shop.ledger.lastSequence == 1)
        try shop.work(rounds: 3)
        #expect(try shop.ledger.reader.verify(programmes: Shop.programmes).isOK)
    }

    @Test("pruning forgets old sales that are over, in slices, and keeps what waits")
    func pruning() throws {
        let ledger = try Ledger(folder: folder.path, options: Shop.options())
        let count = LedgerLimits.salesPerPruning * 2 + 5
        let old = (0..<count).map { index in
            Shop.sale("old\(index)", state: .noCard, answer: "{}")
        }
        let limit = Instant(unixSeconds: Shop.opening.unixSeconds + 1)
        try ledger.append(
            LedgerBatch(
                sales: old + [Shop.sale("waits"), Shop.sale("new", at: limit, state: .cancelled)]
            )
        )
        try ledger.pruneSales(before: limit)
        #expect(try ledger.sale(till: "till-1", id: "old0") == nil)
        #expect(try ledger.sale(till: "till-1", id: "old\(count - 1)") == nil)
        #expect(try ledger.sale(till: "till-1", id: "waits")?.state == .pending)
        #expect(try ledger.sale(till: "till-1", id: "new")?.state == .cancelled)
    }
}
