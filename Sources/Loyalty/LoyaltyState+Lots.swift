extension LoyaltyState {
    /// Brings an account up to the clock: vestings and expiries in order of time, a vesting first
    /// when both fall on one instant, then by lot number; then a new year of its tally.
    ///
    /// - Returns: Whether anything has changed.
    mutating func catchUp(_ account: Int) -> Bool {
        let limit = present.instant.unixSeconds
        let isDue = nextDues[account] <= limit
        while isDue {
            let vesting = accountTable[account].vestings.first
            let expiry = accountTable[account].expiries.first
            if let vesting, vesting.at <= limit, vesting.at <= expiry?.at ?? .max {
                vest(vesting, of: account)
            } else if let expiry, expiry.at <= limit {
                expire(expiry, of: account)
            } else {
                break
            }
        }
        if accountTable[account].tally.year != present.year { beginYear(of: account) }
        if isDue { scheduleNext(account) }
        return isDue
    }

    /// Adds a lot to an account; the postings are the caller's.
    mutating func addLot(_ lot: Lot, to account: Int) {
        undoSteps.append(.lot(account: account))
        accountTable[account].append(lot)
        if lot.isPending {
            queueVesting(DueQueue.Due(at: lot.vestsAt, lot: lot.number), of: account)
        }
        if lot.expiresAt < .max {
            let due = DueQueue.Due(at: lot.expiresAt, lot: lot.number)
            undoSteps.append(.expiry(account: account, due, isInsertion: true))
            accountTable[account].expiries.insert(due)
        }
    }

    /// The number of a new lot.
    mutating func takeLotNumber() -> Int64 {
        undoSteps.append(.nextLot(nextLot))
        defer { nextLot += 1 }
        return nextLot
    }

    /// Changes a holding, to be undone as a whole.
    mutating func changeHolding(_ account: Int, _ pot: Int, _ change: (inout Holding) -> Void) {
        let index = account * registry.pots.count + pot
        undoSteps.append(.holding(index: index, holdings[index]))
        change(&holdings[index])
    }

    /// Works out when an account changes by time alone.
    mutating func scheduleNext(_ account: Int) {
        var next = min(
            accountTable[account].vestings.first?.at ?? .max,
            accountTable[account].expiries.first?.at ?? .max
        )
        if hasCountedYear(account) { next = min(next, present.yearEnd) }
        guard next != nextDues[account] else { return }
        undoSteps.append(.nextDue(account: account, nextDues[account]))
        nextDues[account] = next
    }

    /// Points of a pot move between two ledger accounts, given in the order of their bytes.
    mutating func post(
        _ kind: Transaction.Kind,
        cause: String,
        pot: Int,
        from first: String,
        to second: String,
        amountOfSecond amount: Int64
    ) {
        assert(ByteText(first) < ByteText(second), "postings are sorted")
        assert(amount != 0, "a posting is not zero")
        let commodity = registry.pots.names[pot]
        let postings = [
            Posting(account: first, commodity: commodity, amount: -amount),
            Posting(account: second, commodity: commodity, amount: amount),
        ]
        posted.append(Transaction(cause: cause, kind: kind, postings: postings))
    }

    private mutating func vest(_ due: DueQueue.Due, of account: Int) {
        let position = accountTable[account].position(ofLot: due.lot)
        var lot = accountTable[account].lots[position]
        assert(lot.isPending && lot.remaining > 0 && lot.vestsAt == due.at)
        unqueueVesting(due, of: account)
        undoSteps.append(.lotChange(account: account, position: position, lot))
        lot.isPending = false
        accountTable[account].replaceLot(at: position, with: lot)
        let amount = lot.remaining
        changeHolding(account, lot.pot) { holding in
            holding.pending -= amount
            holding.available += amount
        }
        let name = "mem/" + accountTable[account].id.text
        post(
            .vest,
            cause: "auto:L\(due.lot):vest",
            pot: lot.pot,
            from: name + "/avail",
            to: name + "/pend",
            amountOfSecond: -amount
        )
    }

    private mutating func expire(_ due: DueQueue.Due, of account: Int) {
        let position = accountTable[account].position(ofLot: due.lot)
        var lot = accountTable[account].lots[position]
        assert(lot.remaining > 0 && lot.expiresAt == due.at)
        undoSteps.append(.expiry(account: account, due, isInsertion: false))
        accountTable[account].expiries.remove(due)
        if lot.isPending {
            unqueueVesting(DueQueue.Due(at: lot.vestsAt, lot: lot.number), of: account)
        }
        let amount = lot.remaining
        undoSteps.append(.lotChange(account: account, position: position, lot))
        lot.remaining = 0
        accountTable[account].replaceLot(at: position, with: lot)
        let isPending = lot.isPending
        changeHolding(account, lot.pot) { holding in
            if isPending { holding.pending -= amount } else { holding.available -= amount }
        }
        breakOff(
            amount,
            pot: lot.pot,
            from: account,
            isPending: isPending,
            cause: "auto:L\(due.lot):expire"
        )
    }

    /// Posts the end of points.
    mutating func breakOff(
        _ amount: Int64,
        pot: Int,
        from account: Int,
        isPending: Bool,
        cause: String
    ) {
        undoSteps.append(.breakage(pot: pot, amount))
        books.breakOff(amount, pot: pot)
        let name = "mem/" + accountTable[account].id.text + (isPending ? "/pend" : "/avail")
        post(.expire, cause: cause, pot: pot, from: "brk", to: name, amountOfSecond: -amount)
    }

    private mutating func queueVesting(_ due: DueQueue.Due, of account: Int) {
        undoSteps.append(.vesting(account: account, due, isInsertion: true))
        accountTable[account].vestings.insert(due)
    }

    private mutating func unqueueVesting(_ due: DueQueue.Due, of account: Int) {
        undoSteps.append(.vesting(account: account, due, isInsertion: false))
        accountTable[account].vestings.remove(due)
    }

    /// Counts the year of H and schedules an account anew, after a change of the calendar.
    mutating func refresh(_ account: Int) {
        if accountTable[account].tally.year != present.year { beginYear(of: account) }
        scheduleNext(account)
    }

    /// Forgets what was counted for the year that is over.
    private mutating func beginYear(of account: Int) {
        var tally = accountTable[account].tally
        undoSteps.append(.tally(account: account, tally))
        tally.year = present.year
        tally.spendInYear = 0
        tally.visitsInYear = 0
        accountTable[account].tally = tally
        for pot in 0..<registry.pots.count {
            guard holding(account, pot).earnedInYear != 0 else { continue }
            changeHolding(account, pot) { $0.earnedInYear = 0 }
        }
    }
}
