import Foundation
import GRDB
import Loyalty
import Testing

@testable import Ledger

@Suite struct LedgerSimulationTests {
    /// What the ledger must hold, kept in plain arrays.
    private struct Model {
        var events: [LoyaltyEvent] = []
        var sales: [String: SaleRecord] = [:]
    }

    @Test(
        "random work with refusals, restarts and crashes agrees with plain arrays",
        arguments: 1...6
    )
    func agrees(seed: Int) throws {
        var seeded = Seeded(UInt64(seed))
        var folder = try TestFolder()
        var options = Shop.options()
        options.checkpointPages = 4
        options.maximumLogPages = 8
        var shop = try Shop(folder.path, options: options)
        var model = Model()
        for step in 0..<60 {
            switch Int.random(in: 0..<20, using: &seeded) {
            case 0:
                shop.ledger.close()
                shop = try Shop(folder.path, options: options)
            case 1:
                let crashed = try RawDatabase.copy(folder)
                shop.ledger.close()
                folder = crashed
                shop = try Shop(folder.path, options: options)
            case 2:
                try refuse(shop)
            case 3:
                let early = Instant(unixSeconds: shop.time.unixSeconds - 3_600)
                try shop.ledger.pruneSales(before: early)
                model.sales = model.sales.filter {
                    $0.value.postedAt >= early || $0.value.state == .pending
                }
            default:
                try work(shop, &model, step: step, &seeded)
            }
        }
        try compare(shop, model, seed: seed)
    }

    private func work(
        _ shop: Shop,
        _ model: inout Model,
        step: Int,
        _ seeded: inout Seeded
    ) throws {
        shop.time = Instant(
            unixSeconds: shop.time.unixSeconds + Int64.random(in: 0...40_000, using: &seeded)
        )
        var bodies: [LoyaltyEvent.Body] = []
        for index in 0..<Int.random(in: 0...4, using: &seeded) {
            switch Int.random(in: 0..<6, using: &seeded) {
            case 0: bodies.append(.enroll(Enrollment(member: "s\(step)-\(index)")))
            case 1: bodies.append(.inquiry(.member("m1")))
            case 2: bodies.append(.tick)
            default:
                let member = Int.random(in: 1...3, using: &seeded)
                let amount = Int64.random(in: 0...1_000_000, using: &seeded)
                bodies.append(shop.purchaseBody(member: member, kopecks: [amount]))
            }
        }
        if shop.core.members.isEmpty { bodies.insert(.enroll(Enrollment(member: "m1")), at: 0) }
        var sales: [SaleRecord] = []
        let id = "sale \(step)"
        sales.append(Shop.sale(id, at: shop.time))
        if var ended = model.sales.values.filter({ $0.state == .pending }).min(by: { $0.id < $1.id }
        ) {
            ended.state = .noCard
            ended.answer = "{}"
            sales.append(ended)
        }
        let entries = try shop.commit(bodies, sales: sales)
        model.events += entries.map(\.event)
        for sale in sales { model.sales[sale.id] = sale }
    }

    /// A batch that the disk refuses in its middle.
    private func refuse(_ shop: Shop) throws {
        try shop.ledger.writer.writeWithoutTransaction { db in
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            try db.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        let amounts = [Int64](repeating: 1, count: 3_000)
        let error = #expect(throws: LedgerError.self) {
            try shop.commit(
                [.tick, shop.purchaseBody(member: 1, kopecks: amounts)],
                sales: [Shop.sale("refused")]
            )
        }
        #expect(error?.kind == .diskFull)
        try shop.ledger.writer.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA max_page_count = 1000000")
        }
    }

    private func compare(_ shop: Shop, _ model: Model, seed: Int) throws {
        let result = try shop.ledger.reader.verify(programmes: Shop.programmes)
        #expect(result.isOK, "seed \(seed): \(result.differences)")
        var events: [LoyaltyEvent] = []
        try shop.ledger.forEachEntry { events.append($0.event) }
        #expect(events == model.events, "seed \(seed)")
        for (id, sale) in model.sales {
            #expect(try shop.ledger.sale(till: "till-1", id: id) == sale, "seed \(seed), \(id)")
        }
        #expect(try shop.ledger.sale(till: "till-1", id: "refused") == nil)
        let pending = Set(model.sales.values.filter { $0.state == .pending }.map(\.id))
        #expect(Set(try shop.ledger.pendingSales().map(\.id)) == pending, "seed \(seed)")
    }
}
