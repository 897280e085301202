import Foundation
import Testing

@testable import Loyalty

@Suite("The core beside its naive twin")
struct NaiveTwinTests {
    /// How many random histories each test runs; a soak sets more.
    private static let histories = UInt64(environment("KOPILKA_TEST_HISTORIES") ?? "") ?? 200
    private static let events = 24

    private static func environment(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name]
    }

    /// The seeds of a test: new ones each time, and the failing one is named; a run of one history
    /// repeats it.
    private static var seeds: Range<UInt64> {
        let given = UInt64(environment("KOPILKA_TEST_SEED") ?? "")
        let first = given ?? UInt64.random(in: 0..<UInt64.max / 2)
        return first..<first + (given == nil ? histories : 1)
    }

    @Test("decides and shows the same on random histories, with batches that come and go")
    func twins() {
        for seed in NaiveTwinTests.seeds {
            if let difference = difference(seed: seed) {
                Issue.record("seed \(seed): \(difference)")
                return
            }
        }
    }

    /// Runs one history; nil when the two agree to its end.
    private func difference(seed: UInt64) -> String? {
        var history = RandomHistory(seed: seed)
        let programme = history.programme()
        var core = LoyaltyState(programme: programme)
        var twin = NaiveLoyalty(programme)
        for _ in 0..<NaiveTwinTests.events {
            if history.once(in: 6), let trace = undone(&core, &history) { return trace }
            let isBatched = history.once(in: 3)
            if isBatched { core.openBatch() }
            for _ in 0..<history.number(1...2) {
                let event = history.event()
                if let trace = difference(event, &core, &twin) { return trace }
            }
            if isBatched { core.keepBatch() }
        }
        return unannounced(&core)
    }

    /// Applies an event to both; nil when they agree.
    private func difference(
        _ event: LoyaltyEvent,
        _ core: inout LoyaltyState,
        _ twin: inout NaiveLoyalty
    ) -> String? {
        let before = visible(core)
        let decision = core.apply(event)
        let (outcome, transactions) = twin.apply(event)
        var comparable = decision.outcome
        if case .applied(var effect) = comparable, effect.inquiry != nil {
            effect.inquiry = nil
            comparable = .applied(effect)
        }
        guard comparable == outcome else { return "\(event): \(comparable) but \(outcome)" }
        guard decision.transactions == transactions else {
            return "\(event): \(decision.transactions) but \(transactions)"
        }
        let after = visible(core)
        for (account, view) in after where before[account] != view {
            guard decision.touchedAccounts.contains(account) else {
                return "\(event): \(account) changed untouched"
            }
        }
        return difference(core, twin).map { "\(event): \($0)" }
    }

    private struct View: Equatable {
        let balances: [String: Balance]
        let tiers: [String: String]
    }

    private func visible(_ core: borrowing LoyaltyState) -> [String: View] {
        var views: [String: View] = [:]
        for account in core.accounts {
            views[account] = View(
                balances: core.balances(ofAccount: account),
                tiers: core.tiers(ofAccount: account)
            )
        }
        return views
    }

    /// Compares what both show.
    private func difference(_ core: borrowing LoyaltyState, _ twin: NaiveLoyalty) -> String? {
        guard core.clock?.unixSeconds == twin.clock else { return "clock" }
        guard core.accounts == Set(twin.accounts.values).sorted() else { return "accounts" }
        for (member, account) in twin.accounts where core.account(of: member) != account {
            return "account of \(member)"
        }
        guard core.credentials.count == twin.cards.count else { return "cards" }
        for (card, member) in twin.cards where core.member(of: card) != member {
            return "member of \(card)"
        }
        for account in core.accounts {
            guard core.tiers(ofAccount: account) == twin.tiers(account) else {
                return "tiers \(core.tiers(ofAccount: account)) but \(twin.tiers(account))"
            }
            let lots = twin.lots.filter { $0.account == account && $0.remaining > 0 }.map {
                LotView(
                    id: "L\($0.number)",
                    pot: $0.pot,
                    remaining: Points(micro: $0.remaining),
                    state: $0.isPending ? .pend : .live,
                    expiresAt: $0.expiresAt.map { Instant(unixSeconds: $0) }
                )
            }
            guard core.lots(ofAccount: account) == lots else { return "lots of \(account)" }
        }
        var ledger: [String: [String: Int64]] = [:]
        for entry in core.ledgerAccounts {
            ledger[entry.account, default: [:]][entry.commodity] = entry.amount
        }
        let expected = twin.ledger.filter { !$0.key.hasPrefix("mem/") }
            .mapValues { $0.filter { $0.value != 0 } }.filter { !$0.value.isEmpty }
        return ledger == expected ? nil : "ledger \(ledger) but \(expected)"
    }

    /// Applies a batch and takes it back; nil when nothing of it can be seen.
    ///
    /// What cannot be seen at once, such as receipts and counters, shows in the events after it:
    /// the twin never hears of the batch.
    private func undone(_ core: inout LoyaltyState, _ history: inout RandomHistory) -> String? {
        let before = Observation(core)
        core.openBatch()
        var lost = history
        for _ in 0..<history.number(1...6) { _ = core.apply(lost.event()) }
        core.undoBatch()
        return Observation(core) == before ? nil : "an undone batch can be seen"
    }

    /// Lets time pass to just before and up to the next change that each summary announces.
    private func unannounced(_ core: inout LoyaltyState) -> String? {
        for account in core.accounts {
            let summary = core.summary(ofAccount: account)
            guard let next = summary.nextChangeAt else { continue }
            core.openBatch()
            let before = Instant(unixSeconds: next.unixSeconds - 1)
            _ = core.apply(LoyaltyEvent(id: "before", at: before, body: .tick))
            let unchanged = core.summary(ofAccount: account)
            _ = core.apply(LoyaltyEvent(id: "after", at: next, body: .tick))
            let changed = core.summary(ofAccount: account)
            core.undoBatch()
            guard unchanged.balances == summary.balances, unchanged.tiers == summary.tiers,
                unchanged.next == summary.next, unchanged.coming == summary.coming,
                unchanged.nextChangeAt == next
            else { return "\(account) changed before \(next)" }
            // A pending lot may end unvested; else balances, tiers or their distance change.
            guard
                changed.balances != summary.balances || changed.next != summary.next
                    || changed.tiers != summary.tiers
            else { return "\(account) did not change at \(next)" }
        }
        return nil
    }

    @Test("says at H what a catching up would make of every account")
    func summaries() {
        for seed in NaiveTwinTests.seeds {
            var history = RandomHistory(seed: seed)
            var core = LoyaltyState(programme: history.programme())
            for _ in 0..<20 {
                _ = core.apply(history.event())
                guard let clock = core.clock else { continue }
                let before = Observation(core)
                core.openBatch()
                _ = core.apply(LoyaltyEvent(id: "tick", at: clock, body: .tick))
                let after = Observation(core)
                core.undoBatch()
                for account in core.accounts {
                    let summary = before.summaries[account]
                    guard summary == after.summaries[account],
                        summary?.balances == after.balances[account],
                        summary?.tiers == after.tiers[account]
                    else {
                        Issue.record("seed \(seed): summary of \(account)")
                        return
                    }
                }
            }
        }
    }

    @Test("is the same after a restart that replays only what was applied")
    func restart() {
        for seed in NaiveTwinTests.seeds {
            var history = RandomHistory(seed: seed)
            let programme = history.programme()
            var core = LoyaltyState(programme: programme)
            var journal: [(event: LoyaltyEvent, decision: Decision)] = []
            for _ in 0..<30 {
                let event = history.event()
                let decision = core.apply(event)
                if case .applied = decision.outcome { journal.append((event, decision)) }
                guard history.once(in: 10) else { continue }
                var restarted = LoyaltyState(programme: programme)
                for entry in journal where restarted.apply(entry.event) != entry.decision {
                    Issue.record("seed \(seed): \(entry.event) is decided anew")
                    return
                }
                guard Observation(restarted) == Observation(core) else {
                    Issue.record("seed \(seed): the restart shows another state")
                    return
                }
                core = restarted
            }
        }
    }
}
