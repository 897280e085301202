extension LoyaltyState {
    /// Checks, in debug builds, the transactions of the event and every account that it touched; of
    /// accounts with many lots only at each 64th lot, so that a long history stays testable.
    func isConsistent() -> Bool {
        for transaction in transactions() { assert(transaction.isBalanced, "postings sum to zero") }
        for account in work.touched where accountTable[Int(account)].mergedInto < 0 {
            guard isCheckDue(account) else { continue }
            assert(isConsistent(account))
        }
        return true
    }

    /// Checks every account.
    func isWhollyConsistent() -> Bool {
        for account in accountTable.indices where accountTable[account].mergedInto < 0 {
            assert(isConsistent(Int32(account)))
        }
        return true
    }

    private func isCheckDue(_ account: Int32) -> Bool {
        lots.count < 512 || lots.count.isMultiple(of: 64)
    }

    /// Whether lots, balances, queues and the next due instant of an account agree.
    func isConsistent(_ account: Int32) -> Bool {
        var next = accountTable[Int(account)].tierEnd
        var dueCount = 0
        for pot in 0..<Int32(registry.pots.count) {
            let holding = holding(account, pot)
            var sums: (live: Int64, pending: Int64) = (0, 0)
            for index in lots.list(holding.liveLots) + lots.list(holding.pendingLots) {
                let lot = lots[index]
                assert(lot.isComplete && lot.remaining > 0 && lot.pot == pot)
                assert(lot.account == account, "an open lot knows its account")
                if lot.state == .live { sums.live += lot.remaining }
                if lot.state != .live { sums.pending += lot.remaining }
                if lot.state == .pending { next = min(next, lot.vestsAt) }
                dueCount += (lot.state == .pending ? 1 : 0) + (lot.expiresAt == .max ? 0 : 1)
                next = min(next, lot.expiresAt)
            }
            assert(holding.available == sums.live, "live lots are the available points")
            assert(holding.pending == sums.pending, "pending lots are the pending points")
            assert(holding.available >= 0 && holding.pending >= 0)
            assert(holding.held >= 0 && holding.debt >= 0, "held points and debt are not negative")
        }
        for entry in dues.list(accountTable[Int(account)].dues) where dues[entry].kind == .timeout {
            next = min(next, dues[entry].at)
            dueCount += 1
        }
        assert(dues.list(accountTable[Int(account)].dues).count == dueCount)
        assert(accountTable[Int(account)].nextDue == next, "nothing becomes due unnoticed")
        return true
    }
}

extension Transaction {
    /// Whether the postings sum to zero per commodity, are merged, sorted, and none is zero.
    var isBalanced: Bool {
        let sums = Dictionary(grouping: postings, by: \.commodity)
            .mapValues { $0.reduce(Int128(0)) { $0 + Int128($1.amount) } }
        let keys = postings.map { (ByteText($0.account), ByteText($0.commodity)) }
        return sums.values.allSatisfy { $0 == 0 }
            && postings.allSatisfy { $0.amount != 0 }
            && zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 }
    }
}
