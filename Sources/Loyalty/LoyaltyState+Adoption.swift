extension LoyaltyState {
    /// Goes on under another version of the programme, outside of any batch.
    ///
    /// Members, balances, lots, receipts and credentials stay. A pot that is gone keeps what it
    /// holds, a rule of the same id keeps what was used of its caps and limits, and ladders count
    /// what was done under earlier versions too. What only the new version counts, such as a cap
    /// that a rule did not have, begins at zero. Every account may look different afterwards: the
    /// caller publishes them all.
    ///
    /// - Complexity: Linear in the state.
    package mutating func adopt(_ programme: Programme) {
        precondition(!isBatchOpen && undoSteps.isEmpty, "a programme changes between batches")
        let oldPotCount = registry.pots.count
        registry.register(programme)
        rulebook = Rulebook(programme, registry: registry)
        books.extend(toPotCount: registry.pots.count)
        makeRoomForPots(from: oldPotCount)
        if let instant = now?.instant {
            let day = rulebook.calendar.zone.dayNumber(of: instant)
            now = Clock(instant: instant, day: day, calendar: rulebook.calendar)
            for account in accountTable.indices { refresh(account) }
        }
        rememberForAsLongAsNeeded()
        undoSteps.removeAll()
        assert(accountTable.indices.allSatisfy { isConsistent($0) })
    }

    private mutating func makeRoomForPots(from oldCount: Int) {
        let more = registry.pots.count - oldCount
        guard more > 0 else { return }
        var wider: [Holding] = []
        wider.reserveCapacity(accountTable.count * registry.pots.count)
        for account in accountTable.indices {
            wider += holdings[account * oldCount..<(account + 1) * oldCount]
            wider += Array(repeating: Holding(), count: more)
        }
        holdings = wider
    }

    /// Begins the list of what can be forgotten anew, in order of time.
    private mutating func rememberForAsLongAsNeeded() {
        forgetting = Forgetting()
        guard rulebook.maxBackdateDays != nil else { return }
        let zone = rulebook.calendar.zone
        var items: [(day: Int, item: Forgetting.Item)] = []
        for (key, record) in receipts {
            items.append((zone.dayNumber(of: record.at), .receipt(key)))
        }
        for key in usages.keys {
            if let day = key.lastDay { items.append((day, .usage(key))) }
        }
        // The order within a day cannot be told from outside.
        for entry in items.sorted(by: { $0.day < $1.day }) { forgetting.note(entry.item) }
    }
}
