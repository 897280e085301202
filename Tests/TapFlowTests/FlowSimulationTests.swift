import BalanceCache
import Ledger
import Loyalty
import Synchronization
import Testing

@testable import TapFlow

/// Random histories of taps, codes, sales, touches, time and refusing disks, each checked against
/// what must hold whatever happens.
@Suite struct FlowSimulationTests {
    /// A small generator with a printed seed (SplitMix64), so that a run can be repeated.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    @Test(
        "whatever happens, what was answered is in the journal once and the state is its fold",
        arguments: (0..<60).map { UInt64($0) &* 7_919 &+ UInt64.random(in: 0..<1 << 40) }
    )
    func histories(seed: UInt64) {
        var random = Generator(state: seed)
        var bench = FlowBench()
        var acknowledged: [String: SaleReport] = [:]
        for step in 0..<120 {
            if Int.random(in: 0..<20, using: &random) == 0 {
                bench.ledger.refuseNext(Int.random(in: 1...3, using: &random))
            }
            switch Int.random(in: 0..<7, using: &random) {
            case 0, 1: bench.tap(Self.card(&random))
            case 2: _ = bench.touch(ScreenAction.allCases.randomElement(using: &random) ?? .extend)
            case 3, 4:
                let id = "s\(Int.random(in: 0...step, using: &random))"
                let total = Int64.random(in: 0...500_000, using: &random)
                let answer = bench.post(id, totalMinor: total, receipt: "r\(id.hashText % 40)")
                if case .accepted(let report)? = answer { acknowledged[id] = report }
            case 5: _ = bench.cancel("s\(Int.random(in: 0...step, using: &random))")
            default: bench.pass(seconds: Int.random(in: 1...40, using: &random))
            }
            check(bench, seed: seed)
        }
        for (id, report) in acknowledged {
            let stored = bench.ledger.contents.withLock { $0.sales["till1/\(id)"] }
            #expect(stored != nil, "seed \(seed): sale \(id) was acknowledged and is lost")
            if report.isOver {
                #expect(
                    stored.flatMap(SaleReport.init(record:)) == report,
                    "seed \(seed): the answer of sale \(id) has changed"
                )
            }
        }
        checkFold(bench, seed: seed)
    }

    private static func card(_ random: inout Generator) -> [UInt8] {
        [0x04, 0, 0, 0, 0, 1, UInt8.random(in: 0..<5, using: &random)]
    }

    /// What holds after every step.
    private func check(_ bench: borrowing FlowBench, seed: UInt64) {
        let entries = bench.ledger.entries
        #expect(entries.map { $0.event.id }.count == Set(entries.map { $0.event.id }).count)
        for account in bench.engine.core.accounts {
            let balance = bench.engine.core.balances(ofAccount: account)["PTS"] ?? Balance()
            #expect(balance.available.micro >= 0, "seed \(seed)")
            let record = bench.engine.cachedRecord(account: account)
            #expect(record?.available == balance.available.micro, "seed \(seed): cache and core")
            #expect(record?.pending == balance.pending.micro, "seed \(seed): cache and core")
        }
        if case .earned(let card) = bench.screen.view {
            #expect(card.earnedMicro >= 0)
            #expect(card.balance.availableMicro >= card.earnedMicro, "seed \(seed)")
        }
    }

    /// The state is a fold of what is durable, and every receipt counts once.
    private func checkFold(_ bench: borrowing FlowBench, seed: UInt64) {
        var state = LoyaltyState(programme: bench.programme)
        var receipts: [String] = []
        for entry in bench.ledger.entries {
            let decision = state.apply(entry.event)
            #expect(decision == entry.decision, "seed \(seed): \(entry.event.id)")
            if case .purchase(let purchase) = entry.event.body,
                case .applied = decision.outcome, let receipt = purchase.receipt
            {
                receipts.append(receipt)
            }
        }
        #expect(receipts.count == Set(receipts).count, "seed \(seed): a receipt counts twice")
        #expect(state.members == bench.engine.core.members, "seed \(seed)")
        for account in state.accounts {
            #expect(
                state.balances(ofAccount: account)
                    == bench.engine.core.balances(ofAccount: account),
                "seed \(seed): \(account)"
            )
        }
    }
}

extension String {
    /// A small number that depends on the text only.
    fileprivate var hashText: Int { utf8.reduce(7) { ($0 * 31 + Int($1)) & 0xFFFF } }
}
