package import Loyalty

/// One history under two programmes, side by side: what a change of rules would have done to it.
///
/// It keeps two amounts for each account, and the first changed events; all of them wait in a spool
/// where they are wanted.
package struct ProgrammeComparison: ~Copyable {
    /// Amounts under the two programmes.
    package struct Pair: Hashable, Sendable {
        /// Under the old one.
        package var old: Int64 = 0
        /// Under the new one.
        package var new: Int64 = 0

        /// What the new one adds; clamped to the 64-bit range.
        package var change: Int64 { Int64(clamping: Int128(new) - Int128(old)) }
        /// Whether the two are the same.
        package var isSame: Bool { old == new }

        mutating func add(_ amounts: Pair) {
            old = Int64(clamping: Int128(old) + Int128(amounts.old))
            new = Int64(clamping: Int128(new) + Int128(amounts.new))
        }
    }

    /// An event whose answer differs.
    package struct Change: Hashable, Sendable {
        /// The number of its line, from 1.
        package let line: Int64
        /// Its id.
        package let event: String
        /// What becomes of it under the old programme.
        package let old: Replay.Answer
        /// What becomes of it under the new one.
        package let new: Replay.Answer
    }

    /// The history under the old programme.
    package private(set) var old: Replay
    /// The history under the new programme.
    package private(set) var new: Replay
    /// The answers under the old programme.
    package private(set) var oldCounts = ReplayCounts()
    /// The answers under the new programme.
    package private(set) var newCounts = ReplayCounts()
    /// Events whose answer differs.
    package private(set) var changeCount: Int64 = 0
    /// The first of them.
    package private(set) var firstChanges: [Change] = []
    /// Money that was paid less what was refunded, in minor units, by account.
    ///
    /// What cannot be told to be of one account, such as a return that also touches a referrer's,
    /// is under the empty id.
    package private(set) var paid: [String: Pair] = [:]

    var oldJournal = JournalWriter(isKept: false)
    var newJournal = JournalWriter(isKept: false)
    var changes: ByteSpool?
    private let shownChanges: Int

    /// Begins an empty history.
    ///
    /// - Parameters:
    ///   - old: A valid programme.
    ///   - new: A valid programme.
    ///   - keepsChanges: Whether ``finish(emit:)`` will be asked for all changed events.
    ///   - shownChanges: How many of them ``firstChanges`` keeps.
    package init(old: Programme, new: Programme, keepsChanges: Bool, shownChanges: Int = 20) {
        self.old = Replay(programme: old)
        self.new = Replay(programme: new)
        self.shownChanges = shownChanges
        changes = keepsChanges ? ByteSpool() : nil
    }

    /// Takes the next event.
    ///
    /// - Throws: ``ReplayError`` when the disk refuses what is kept.
    package mutating func take(
        _ recorded: RecordedEvent,
        line: Int64
    ) throws(ReplayError) {
        let before = old.take(recorded)
        let after = new.take(recorded)
        oldCounts.add(before.answer)
        newCounts.add(after.answer)
        try oldJournal.append(before.transactions)
        try newJournal.append(after.transactions)
        note(recorded.event, before, old.account(of: recorded.event, before)) { $0.old = $1 }
        note(recorded.event, after, new.account(of: recorded.event, after)) { $0.new = $1 }
        guard before.answer != after.answer else { return }
        let change = Change(
            line: line,
            event: recorded.event.id,
            old: before.answer,
            new: after.answer
        )
        if firstChanges.count < shownChanges { firstChanges.append(change) }
        try keep(change)
        changeCount += 1
    }

    /// Notes the money that an event moved between a customer and a till.
    private mutating func note(
        _ event: LoyaltyEvent,
        _ step: Replay.Step,
        _ account: String,
        _ set: (inout Pair, Int64) -> Void
    ) {
        guard case .decided(.applied(let effect)) = step.answer else { return }
        let amount: Int64
        switch event.body {
        case .purchase: amount = effect.due?.minor ?? 0
        case .returned: amount = -(effect.refund?.minor ?? 0)
        default: return
        }
        var pair = Pair()
        set(&pair, amount)
        paid[account, default: Pair()].add(pair)
    }
}

extension Replay {
    /// The account whose customer an event is about; empty: it cannot be told.
    fileprivate func account(of event: LoyaltyEvent, _ step: Step) -> String {
        if case .purchase(let purchase) = event.body {
            switch purchase.buyer {
            case .member(let member): return state.account(of: member) ?? ""
            case .credential(let credential):
                return state.member(of: credential).flatMap { state.account(of: $0) } ?? ""
            case .card: break
            }
        }
        return step.accounts.count == 1 ? step.accounts[0] : ""
    }
}

// What differs at the end.
extension ProgrammeComparison {
    /// What an account or all of them hold in one pot under the two programmes.
    package struct PotPair: Hashable, Sendable {
        /// Available, pending and held points less debt, micro-points.
        package var points = Pair()
        /// What they are worth, minor units, rounded towards zero; nothing in a pot without a value.
        package var value = Pair()
    }

    /// What an account holds by pot, those that are the same left out.
    package func pots(ofAccount id: String) -> [String: PotPair] {
        allPots(ofAccount: id).filter { !$0.value.points.isSame || !$0.value.value.isSame }
    }

    /// What an account holds by pot.
    func allPots(ofAccount id: String) -> [String: PotPair] {
        var pots: [String: PotPair] = [:]
        let oldPots = old.version.pots
        for (pot, balance) in old.state.balances(ofAccount: id) {
            pots[pot, default: PotPair()].points.old = balance.total
            pots[pot]?.value.old = oldPots[pot]?.value(of: balance.total) ?? 0
        }
        let newPots = new.version.pots
        for (pot, balance) in new.state.balances(ofAccount: id) {
            pots[pot, default: PotPair()].points.new = balance.total
            pots[pot]?.value.new = newPots[pot]?.value(of: balance.total) ?? 0
        }
        return pots
    }

    /// The tiers of an account that differ, by ladder; nil: the programme has no such ladder.
    package func tiers(ofAccount id: String) -> [String: (old: String?, new: String?)] {
        let before = old.state.tiers(ofAccount: id)
        let after = new.state.tiers(ofAccount: id)
        var tiers: [String: (old: String?, new: String?)] = [:]
        for ladder in Set(before.keys).union(after.keys) where before[ladder] != after[ladder] {
            tiers[ladder] = (before[ladder], after[ladder])
        }
        return tiers
    }

    /// Every account of either history, in order of the bytes of the ids.
    package var accounts: [String] {
        let before = old.state.accounts
        let after = new.state.accounts
        guard before != after else { return before }
        return Set(before).union(after).sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
    }

    /// What all accounts hold together, by pot.
    package var totals: [String: PotPair] {
        var totals: [String: PotPair] = [:]
        for account in accounts {
            for (pot, pair) in allPots(ofAccount: account) {
                totals[pot, default: PotPair()].points.add(pair.points)
                totals[pot]?.value.add(pair.value)
            }
        }
        return totals
    }

    /// What all customers paid, less refunds, minor units.
    package var paidInAll: Pair {
        paid.values.reduce(into: Pair()) { $0.add($1) }
    }

    /// The ledger accounts of nobody that differ, by account and commodity.
    package var ledgerAccounts: [String: [String: Pair]] {
        var pairs: [String: [String: Pair]] = [:]
        for entry in old.state.ledgerAccounts {
            pairs[entry.account, default: [:]][entry.commodity, default: Pair()].old = entry.amount
        }
        for entry in new.state.ledgerAccounts {
            pairs[entry.account, default: [:]][entry.commodity, default: Pair()].new = entry.amount
        }
        return pairs.mapValues { $0.filter { !$0.value.isSame } }.filter { !$0.value.isEmpty }
    }
}

extension Balance {
    /// What is there less what is owed, micro-points.
    fileprivate var total: Int64 {
        Int64(
            clamping: Int128(available.micro) + Int128(pending.micro) + Int128(held.micro)
                - Int128(debt.micro)
        )
    }
}

extension Pot {
    /// What points are worth, minor units, rounded towards zero.
    fileprivate func value(of micro: Int64) -> Int64 {
        guard let redeem else { return 0 }
        return Int64(
            clamping: Int128(micro) * Int128(redeem.minor.minor) / Int128(redeem.per.micro)
        )
    }
}
