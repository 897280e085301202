extension LoyaltyState {
    /// Checks, in debug builds, every account that the event touched; of accounts with many lots
    /// only at each 64th lot, so that a long history stays testable.
    func checkInvariants() {
        assert(touched.allSatisfy { !isCheckDue($0) || isConsistent($0) })
    }

    private func isCheckDue(_ account: Int) -> Bool {
        accountTable[account].lots.count < 64 || nextLot.isMultiple(of: 64)
    }

    /// Whether lots, balances, queues and the next due instant of an account agree.
    func isConsistent(_ account: Int) -> Bool {
        var available = Array(repeating: Int64(0), count: registry.pots.count)
        var pending = available
        var vestings: [DueQueue.Due] = []
        var expiries: [DueQueue.Due] = []
        for lot in accountTable[account].lots where lot.remaining > 0 {
            if lot.isPending {
                pending[lot.pot] += lot.remaining
                vestings.append(DueQueue.Due(at: lot.vestsAt, lot: lot.number))
            } else {
                available[lot.pot] += lot.remaining
            }
            if lot.expiresAt < .max {
                expiries.append(DueQueue.Due(at: lot.expiresAt, lot: lot.number))
            }
        }
        for pot in registry.pots.names.indices {
            let holding = holding(account, pot)
            assert(holding.available == available[pot], "live lots are the available points")
            assert(holding.pending == pending[pot], "pending lots are the pending points")
            assert(holding.held >= 0 && holding.debt >= 0, "held points and debt are not negative")
            assert(holding.earnedInYear >= 0 && holding.earnedInYear <= holding.earned)
        }
        assert(accountTable[account].lots.allSatisfy { $0.remaining >= 0 }, "no lot is negative")
        assert(vestings.sorted() == Array(accountTable[account].vestings.pending))
        assert(expiries.sorted() == Array(accountTable[account].expiries.pending))
        let next = min(vestings.min()?.at ?? .max, expiries.min()?.at ?? .max)
        assert(nextDues[account] <= next, "nothing becomes due unnoticed")
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
