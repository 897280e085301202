extension LoyaltyState {
    /// The balance check of an account at H, without changing anything; a summary of nothing when
    /// there is no such account.
    ///
    /// - Complexity: Linear in the lots that are pending or end within the horizon.
    package func summary(ofAccount id: String) -> AccountSummary {
        guard let account = accountNumbers[ByteText(id)] else { return AccountSummary() }
        return summary(account: account)
    }

    /// The balance check of an account by index.
    func summary(account: Int) -> AccountSummary {
        guard let now else { return AccountSummary() }
        var summary = AccountSummary()
        for (pot, balance) in balancesNow(account, at: now).enumerated() where balance != Balance()
        {
            summary.balances[registry.pots.names[pot]] = balance
        }
        summary.coming = coming(account, after: now)
        summary.expiring = expiring(account, after: now)
        let isYearOver = accountTable[account].tally.year != now.year
        for (index, ladder) in rulebook.ladders.enumerated() {
            let rank = rank(of: account, on: index, isYearOver: isYearOver)
            summary.tiers[ladder.id] = ladder.tierIDs[rank]
            summary.benefits += ladder.benefits[rank]
            guard rank < ladder.thresholds.count else { continue }
            let threshold = ladder.thresholds[rank]
            let value = value(of: threshold, account: account, isYearOver: isYearOver)
            summary.next[ladder.id] = NextTier(
                tier: ladder.tierIDs[rank + 1],
                measure: threshold.measure,
                need: threshold.atLeast - value
            )
        }
        summary.nextChangeAt = nextChange(account, after: now)
        return summary
    }

    /// The balances by index of the pot, with everything done that is due at H.
    private func balancesNow(_ account: Int, at now: Clock) -> [Balance] {
        var balances = registry.pots.names.indices.map { balance(account, $0) }
        guard nextDues[account] <= now.instant.unixSeconds else { return balances }
        for lot in dueLots(accountTable[account].vestings, of: account, at: now) {
            balances[lot.pot].pending.add(-lot.remaining)
            balances[lot.pot].available.add(lot.remaining)
        }
        for lot in dueLots(accountTable[account].expiries, of: account, at: now) {
            if lot.isPending, lot.vestsAt > now.instant.unixSeconds {
                balances[lot.pot].pending.add(-lot.remaining)
            } else {
                balances[lot.pot].available.add(-lot.remaining)
            }
        }
        return balances
    }

    private func dueLots(_ queue: DueQueue, of account: Int, at now: Clock) -> [Lot] {
        queue.pending.prefix { $0.at <= now.instant.unixSeconds }.map { lot($0, of: account) }
    }

    private func lot(_ due: DueQueue.Due, of account: Int) -> Lot {
        accountTable[account].lots[accountTable[account].position(ofLot: due.lot)]
    }

    /// Pending points by the local day on which they become available; not those that end first.
    private func coming(_ account: Int, after now: Clock) -> [String: [DatedPoints]] {
        var sums = DatedSums()
        for due in accountTable[account].vestings.pending where due.at > now.instant.unixSeconds {
            let lot = lot(due, of: account)
            guard lot.everVests else { continue }
            let instant = Instant(unixSeconds: due.at)
            sums.add(lot, on: rulebook.calendar.zone.dayNumber(of: instant))
        }
        return sums.byPot(names: registry.pots.names)
    }

    /// Available points by their last usable local day, if that is within the horizon.
    private func expiring(_ account: Int, after now: Clock) -> [String: [DatedPoints]] {
        var sums = DatedSums()
        for due in accountTable[account].expiries.pending where due.at > now.instant.unixSeconds {
            let lastSecond = Instant(unixSeconds: due.at - 1)
            let day = rulebook.calendar.zone.dayNumber(of: lastSecond)
            guard day <= now.day + rulebook.expiringDays else { break }
            let lot = lot(due, of: account)
            if lot.vestsAt <= now.instant.unixSeconds || !lot.isPending { sums.add(lot, on: day) }
        }
        return sums.byPot(names: registry.pots.names)
    }

    /// The first vesting, expiry or end of a counted year after H.
    private func nextChange(_ account: Int, after now: Clock) -> Instant? {
        let present = now.instant.unixSeconds
        let vesting = accountTable[account].vestings.pending.first {
            $0.at > present && lot($0, of: account).everVests
        }
        let expiry = accountTable[account].expiries.pending.first { $0.at > present }
        var next = [vesting?.at, expiry?.at].compactMap(\.self).min()
        if accountTable[account].tally.year == now.year, hasCountedYear(account) {
            next = min(next ?? .max, now.yearEnd)
        }
        return next.map { Instant(unixSeconds: $0) }
    }
}

/// Amounts by pot and local day; lots come in order of time.
private struct DatedSums {
    private var lists: [Int: [(day: Int, micro: Int64)]] = [:]

    /// Adds what is left of a lot.
    mutating func add(_ lot: Lot, on day: Int) {
        var list = lists[lot.pot, default: []]
        if let last = list.indices.last, list[last].day == day {
            list[last].micro += lot.remaining
        } else {
            list.append((day, lot.remaining))
        }
        lists[lot.pot] = list
    }

    /// The sums under the names of the pots.
    func byPot(names: [String]) -> [String: [DatedPoints]] {
        var result: [String: [DatedPoints]] = [:]
        for (pot, list) in lists {
            result[names[pot]] = list.map {
                DatedPoints(date: LocalDate(dayNumber: $0.day), points: Points(micro: $0.micro))
            }
        }
        return result
    }
}

extension Points {
    /// Adds an amount of the same pot; sums of a pot always fit.
    fileprivate mutating func add(_ amount: Int64) { self = Points(micro: micro + amount) }
}
