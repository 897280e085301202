extension LoyaltyState {
    /// Goes on under another programme, outside of any batch.
    ///
    /// Members, balances, lots, purchases and credentials stay. A pot that is gone keeps what it
    /// holds, a rule of the same id keeps what was used of its caps and limits, a return is judged
    /// by the rules of its purchase, and ladders count what was done before. What only the new
    /// programme counts, such as a cap that a rule did not have, begins at zero. Every account may
    /// look different afterwards: the caller publishes them all.
    ///
    /// - Complexity: Linear in the state.
    package mutating func adopt(_ programme: Programme) {
        precondition(!isBatchOpen && undo.count == 0, "a programme changes between batches")
        let (oldPots, oldLadders) = (registry.pots.count, registry.ladders.count)
        let old = registry
        registry.register(programme)
        compile(programme)
        books.extend(toPotCount: registry.pots.count)
        holdings = widened(holdings, from: oldPots, to: registry.pots.count) { Holding() }
        standings = widened(standings, from: oldLadders, to: registry.ladders.count) { Standing() }
        lookBack(at: old)
        work.clear()
        guard now != .min else { return }
        current = rulebook(at: now)
        for account in accountTable.indices where accountTable[account].mergedInto < 0 {
            evaluateTiers(of: Int32(account))
        }
        undo.removeAll()
        work.clear()
        assert(isWhollyConsistent())
    }

    /// Rows made wider, for the accounts that there are; before, a row may have had no cells.
    private func widened<Row>(
        _ rows: [Row],
        from old: Int,
        to new: Int,
        _ empty: () -> Row
    ) -> [Row] {
        guard new > old else { return rows }
        var wider: [Row] = []
        wider.reserveCapacity(accountTable.count * new)
        for account in accountTable.indices {
            wider += rows[account * old..<account * old + old]
            for _ in old..<new { wider.append(empty()) }
        }
        return wider
    }

    /// Makes the series that nobody needed before, from the purchases and lots that there are.
    private mutating func lookBack(at old: Registry) {
        let spend = registry.needsSpendSeries && !old.needsSpendSeries
        let visits = registry.needsVisitSeries && !old.needsVisitSeries
        let categories = registry.historyCategories.subtracting(old.historyCategories)
        let pots = registry.earnedSeriesPots.subtracting(old.earnedSeriesPots)
        for index in purchases.indices where spend || visits || !categories.isEmpty {
            let purchase = purchases[index]
            let account = resolve(account: purchase.account)
            let number = Int32(index)
            if spend { count(purchase.paidLeft, of: number, at: purchase.at, in: .spend(account)) }
            if visits, purchase.unitsLeft > 0 {
                count(1, of: number, at: purchase.at, in: .visits(account))
            }
            for line in lines(of: purchase)
            where line.left > 0 && categories.contains(line.category) {
                let key = HistoryKey(account: account, category: line.category)
                count(line.left, of: number, at: purchase.at, in: .history(key))
            }
        }
        for lot in lots.nodes where lot.isEarned && pots.contains(lot.pot) {
            let holding = holdingIndex(resolve(account: lot.account), lot.pot)
            count(
                lot.original - lot.reversed,
                of: lot.index,
                at: lot.earnedAt,
                in: .earned(holding)
            )
        }
    }

    /// The lines of a purchase.
    func lines(of purchase: PurchaseRecord) -> ArraySlice<LineRecord> {
        lines[Int(purchase.firstLine)..<Int(purchase.firstLine + purchase.lineCount)]
    }
}
