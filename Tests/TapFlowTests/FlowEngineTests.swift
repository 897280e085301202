import Foundation
import Ledger
import Loyalty
import Synchronization
import Testing

@testable import TapFlow

@Suite struct FlowEngineTests {
    @Test("an unknown card is offered, enrolled by one touch, and known from then on")
    func enrolment() {
        var bench = FlowBench()
        bench.tap(FlowBench.anna)
        #expect(bench.screen.view == .unknownCard)
        #expect(bench.ledger.entries.isEmpty, "looking changes nothing")
        #expect(bench.touch(.enrol) == .done)
        guard case .enrolled(let card) = bench.screen.view else {
            Issue.record("not enrolled: \(bench.screen.view)")
            return
        }
        #expect(card.availableMicro == 0)
        #expect(bench.ledger.entries.map(\.event.id) == ["test-00000000-1", "test-00000000-2"])
        bench.pass(seconds: 60)
        #expect(bench.screen.view == .attract)
        bench.tap(FlowBench.anna)
        guard case .balance = bench.screen.view else {
            Issue.record("not known: \(bench.screen.view)")
            return
        }
    }

    @Test("a sale that waits is credited by the tap, durably before the screen and the till know")
    func sale() {
        var bench = FlowBench()
        bench.tap(FlowBench.anna)
        _ = bench.touch(.enrol)
        bench.pass(seconds: 40)
        let posted = bench.post("s1", totalMinor: 123_450, receipt: "r1")
        #expect(posted == .accepted(SaleReport(id: "s1", station: "main", state: .pending)))
        #expect(bench.screen.pendingSale?.totalMinor == 123_450)
        bench.tap(FlowBench.anna)
        guard case .earned(let earned) = bench.screen.view else {
            Issue.record("nothing earned: \(bench.screen.view)")
            return
        }
        // 1234.50 at five per cent is 61.725, in whole points 61, and ten for the visit.
        #expect(earned.earnedMicro == 71_000_000)
        #expect(earned.balance.availableMicro == 71_000_000)
        #expect(earned.balance.valueMinor == 7_100)
        guard case .credited(let credit)? = bench.look("s1")?.state else {
            Issue.record("the till is not told")
            return
        }
        #expect(credit.grantedMicro == ["PTS": 71_000_000])
        #expect(bench.screen.pendingSale == nil)
    }

    @Test("the same sale again gives the same answer, other content a conflict")
    func idempotency() {
        var bench = FlowBench()
        _ = bench.post("s1")
        #expect(
            bench.post("s1") == .accepted(SaleReport(id: "s1", station: "main", state: .pending))
        )
        #expect(bench.post("s1", totalMinor: 5) == .conflict)
        #expect(bench.post("s2") == .stationBusy)
        #expect(bench.cancel("s1")?.state == .cancelled)
        #expect(bench.cancel("s1")?.state == .cancelled)
        guard case .accepted(let again)? = bench.post("s1") else {
            Issue.record("a cancelled sale is still known")
            return
        }
        #expect(again.state == .cancelled)
    }

    @Test("a card presented before the sale is used for it, once")
    func bound() {
        var bench = FlowBench()
        bench.tap(FlowBench.anna)
        _ = bench.touch(.enrol)
        bench.tap(FlowBench.anna)
        guard case .accepted(let report)? = bench.post("s1"), case .credited = report.state else {
            Issue.record("the card that was here is not used")
            return
        }
        guard case .accepted(let second)? = bench.post("s2") else {
            Issue.record("the second sale is not taken")
            return
        }
        #expect(second.state == .pending)
    }

    @Test("a card that was enrolled just now is used for the sale that follows")
    func boundByEnrolment() {
        var bench = FlowBench()
        bench.tap(FlowBench.anna)
        _ = bench.touch(.enrol)
        guard case .accepted(let report)? = bench.post("s1"), case .credited = report.state else {
            Issue.record("the new card is not used")
            return
        }
    }

    @Test("a bound card is forgotten after its time")
    func boundTimeOut() {
        var bench = FlowBench()
        bench.tap(FlowBench.anna)
        _ = bench.touch(.enrol)
        bench.tap(FlowBench.anna)
        bench.pass(seconds: 31)
        #expect(
            bench.post("s1") == .accepted(SaleReport(id: "s1", station: "main", state: .pending))
        )
    }

    @Test("a sale without a receipt number ends as a receipt as well, each with a key of its own")
    func noCardNoKey() {
        var bench = FlowBench()
        for id in ["s1", "s2"] {
            _ = bench.post(id)
            bench.pass(seconds: 60)
            #expect(bench.look(id)?.state == .noCard)
        }
        let keys = bench.ledger.entries.compactMap { entry in
            if case .receipt(let receipt) = entry.event.body { receipt.receipt } else { nil }
        }
        #expect(keys.count == 2)
        #expect(Set(keys).count == 2)
        #expect(keys.allSatisfy { $0.hasPrefix("sale-") && $0.utf8.count == 37 })
    }

    @Test("a sale that nobody taps for ends as a receipt without a member")
    func noCard() {
        var bench = FlowBench()
        _ = bench.post("s1", receipt: "r1")
        bench.pass(seconds: 59)
        #expect(bench.look("s1")?.state == .pending)
        bench.pass(seconds: 1)
        #expect(bench.look("s1")?.state == .noCard)
        #expect(bench.screen.pendingSale == nil)
        guard case .receipt? = bench.ledger.entries.last?.event.body else {
            Issue.record("the receipt is not in the journal")
            return
        }
    }

    @Test("a sale waits while an unknown card is enrolled, and is credited with it")
    func enrolWithSale() {
        var bench = FlowBench()
        _ = bench.post("s1")
        bench.tap(FlowBench.boris)
        #expect(bench.screen.view == .unknownCard)
        #expect(bench.screen.pendingSale != nil)
        #expect(bench.touch(.enrol) == .done)
        guard case .earned = bench.screen.view else {
            Issue.record("the sale is not credited: \(bench.screen.view)")
            return
        }
    }

    @Test("a receipt counts once, whatever the sale's id")
    func duplicateReceipt() {
        var bench = FlowBench()
        bench.tap(FlowBench.anna)
        _ = bench.touch(.enrol)
        bench.pass(seconds: 40)
        _ = bench.post("s1", receipt: "r1")
        bench.tap(FlowBench.anna)
        _ = bench.post("s2", receipt: "r1")
        bench.tap(FlowBench.anna)
        #expect(bench.screen.view == .refused(.alreadyCounted))
        #expect(bench.look("s2")?.state == .refused(code: "duplicateReceipt"))
    }

    @Test(
        "cards and codes that are no identity get their advice",
        arguments: [
            ("phone", ScreenState.View.randomIdentifier), ("invalid", .unusableCard),
        ]
    )
    func advice(card: String, view: ScreenState.View) {
        var bench = FlowBench()
        bench.tap(card == "phone" ? [0x08, 1, 2, 3] : [0x88, 4, 1, 2])
        #expect(bench.screen.view == view)
        #expect(bench.ledger.entries.isEmpty)
    }

    @Test(
        "codes: a product, an unknown card and a wrong digit",
        arguments: [
            ("4006381333931", ScreenState.View.unknownBarcode),
            ("2000000000008", .unknownBarcode),
            ("4006381333932", .badBarcode),
            ("40063\u{1}1333931", .badBarcode),
        ]
    )
    func codes(code: String, view: ScreenState.View) {
        var bench = FlowBench()
        bench.scan(code)
        #expect(bench.screen.view == view)
    }

    @Test("a touch on a screen that has changed does nothing")
    func stale() {
        var bench = FlowBench()
        bench.tap(FlowBench.anna)
        let revision = bench.screen.revision
        bench.tap(FlowBench.boris)
        let seen = AnswerLog()
        bench.engine.process(
            [.touch(.enrol, station: "main", revision: revision) { seen.note($0) }],
            now: bench.now
        )
        #expect(seen.answers == [.stale])
        #expect(bench.ledger.entries.isEmpty)
    }

    @Test("extend starts the countdown anew, dismiss clears")
    func countdown() {
        var bench = FlowBench()
        bench.tap(FlowBench.anna)
        #expect(bench.screen.clearsInMilliseconds == 20_000)
        bench.pass(seconds: 15)
        #expect(bench.screen.clearsInMilliseconds == 5_000, "what is left, also after a break")
        #expect(bench.touch(.extend) == .done)
        #expect(bench.screen.clearsInMilliseconds == 20_000)
        bench.pass(seconds: 15)
        #expect(bench.screen.view == .unknownCard)
        #expect(bench.touch(.dismiss) == .done)
        #expect(bench.screen.view == .attract)
        #expect(bench.touch(.extend) == .stale)
        #expect(bench.touch(.enrol) == .stale)
    }

    @Test("bad sales are refused with their reason and leave nothing")
    func objections() {
        var bench = FlowBench()
        #expect(bench.post("a") { $0.partner = "nobody" } == .unknownPartner("nobody"))
        #expect(bench.post("b") { $0.station = "elsewhere" } == .unknownStation)
        for change: (inout SaleRequest) -> Void in [
            { $0.lines = [] },
            { $0.lines[0].totalMinor = -1 },
            { $0.lines[0].totalMinor = FlowLimits.amountMinor + 1 },
            { $0.lines[0].quantityThousandths = 0 },
            { $0.lines = Array(repeating: $0.lines[0], count: FlowLimits.saleLines + 1) },
            { $0.atUnixSeconds = 1_700_000_000 + FlowLimits.aheadSeconds + 1 },
        ] {
            guard case .invalid? = bench.post("c", change: change) else {
                Issue.record("a bad sale is taken")
                return
            }
        }
        #expect(bench.ledger.contents.withLock { $0.sales.isEmpty })
        #expect(bench.screen.pendingSale == nil)
    }

    @Test("a clock far behind the journal refuses nobody, and nothing stops")
    func clockFarBehind() {
        var bench = FlowBench()
        bench.tap(FlowBench.anna)
        _ = bench.touch(.enrol)
        bench.wall -= 400 * 86_400
        bench.tap(FlowBench.boris)
        #expect(bench.touch(.enrol) == .done)
        #expect(bench.engine.core.members.count == 2)
        guard case .accepted(let report)? = bench.post("s1"), case .credited = report.state else {
            Issue.record("the sale of the present is taken")
            return
        }
    }

    @Test("a sale whose station is gone or taken ends by itself, at nobody's cost")
    func strandedSales() {
        var first = FlowBench()
        _ = first.post("s1")
        let row = first.ledger.contents.withLock { $0.sales["till1/s1"] }
        guard var gone = row.map({ Self.copy($0, id: "gone", station: "elsewhere") }),
            let kept = row
        else {
            Issue.record("the sale is not stored")
            return
        }
        let twin = Self.copy(kept, id: "twin", station: "main")
        first.ledger.contents.withLock { contents in
            contents.sales["till1/gone"] = gone
            contents.sales["till1/twin"] = twin
        }
        gone.state = .pending
        var bench = FlowBench(ledger: first.ledger, pendingSales: [gone, kept, twin])
        #expect(bench.screen.pendingSale != nil)
        bench.ledger.refuseNext(1)
        bench.pass(seconds: 1)
        bench.pass(seconds: FlowLimits.retrySeconds)
        #expect(bench.look("gone")?.state == .noCard)
        #expect(bench.look("twin")?.state == .noCard)
        #expect(bench.look("s1")?.state == .pending)
        bench.tap(FlowBench.anna)
        _ = bench.touch(.enrol)
        guard case .credited? = bench.look("s1")?.state else {
            Issue.record("the sale of the station that is there is lost")
            return
        }
    }

    private static func copy(_ row: SaleRecord, id: String, station: String) -> SaleRecord {
        let content = row.content
            .replacingOccurrences(of: "\"s1\"", with: "\"\(id)\"")
            .replacingOccurrences(of: "\"main\"", with: "\"\(station)\"")
        return SaleRecord(
            till: row.till,
            id: id,
            digest: row.digest,
            content: content,
            station: station,
            postedAt: row.postedAt
        )
    }

    @Test("a new day posts one tick and forgets sales that are too old to matter")
    func midnight() {
        var bench = FlowBench()
        bench.tap(FlowBench.anna)
        _ = bench.touch(.enrol)
        let before = bench.ledger.entries.count
        bench.pass(seconds: 86_400)
        bench.pass(seconds: 60)
        #expect(bench.ledger.entries.dropFirst(before).map(\.event.body) == [.tick])
        let kept = FlowLimits.saleRetentionSeconds(maximumBackdateDays: 60)
        let pruned = bench.ledger.contents.withLock { $0.pruned }
        #expect(pruned == [Instant(unixSeconds: 1_700_000_000 + 86_400 - kept)])
    }

    @Test("a decimal quantity enters the core as one unit at the line's total")
    func decimals() {
        var bench = FlowBench()
        bench.tap(FlowBench.anna)
        _ = bench.touch(.enrol)
        bench.pass(seconds: 40)
        _ = bench.post("s1") { sale in
            sale.lines = [
                SaleRequest.Line(quantityThousandths: 742, unitMinor: 89_900, totalMinor: 66_706),
                SaleRequest.Line(quantityThousandths: 2_000, unitMinor: 9_950, totalMinor: 19_900),
            ]
        }
        bench.tap(FlowBench.anna)
        guard case .purchase(let purchase)? = bench.ledger.entries.last?.event.body else {
            Issue.record("no purchase")
            return
        }
        #expect(purchase.lines.map(\.quantity) == [1, 2])
        #expect(purchase.lines.map(\.unit.minor) == [66_706, 9_950])
    }

    @Test("pending sales wait on after a restart, for what is left of their time")
    func restart() {
        var first = FlowBench()
        _ = first.post("s1")
        let pending = first.ledger.contents.withLock { Array($0.sales.values) }
        var bench = FlowBench(ledger: first.ledger, pendingSales: pending)
        #expect(bench.screen.pendingSale?.totalMinor == 100_000)
        bench.tap(FlowBench.anna)
        _ = bench.touch(.enrol)
        guard case .credited? = bench.look("s1")?.state else {
            Issue.record("the sale is lost")
            return
        }
    }
}

// Unchecked: the engine answers on the test's own thread.
private final class AnswerLog: @unchecked Sendable {
    private(set) var answers: [ScreenActionResult] = []
    func note(_ answer: ScreenActionResult) { answers.append(answer) }
}
