extension LoyaltyState {
    /// The balance check of an account at H, without changing anything; a summary of nothing when
    /// there is no such account.
    ///
    /// The account is shown as of its last catch-up, but that no points are shown that ended, and
    /// none that have become available are hidden.
    package func summary(ofAccount id: String) -> AccountSummary {
        guard let account = accountNumbers[ByteText(id)] else { return AccountSummary() }
        return summary(account: resolve(account: account))
    }

    /// The balance check of an account by index.
    func summary(account: Int32) -> AccountSummary {
        var summary = AccountSummary()
        summary.balances = balancesNow(account)
        for pot in 0..<Int32(registry.pots.count) {
            let name = registry.pots[pot]
            let coming = coming(account, pot)
            if !coming.isEmpty { summary.coming[name] = coming }
            let expiring = expiring(account, pot)
            if !expiring.isEmpty { summary.expiring[name] = expiring }
        }
        let rulebook = rulesNow
        for ladder in rulebook.ladders {
            let rank = rank(of: account, on: ladder)
            let tiers = ladder.ladder.tiers
            summary.tiers[ladder.ladder.id] = ladder.name(at: rank)
            if rank > 0 { summary.benefits += tiers[rank - 1].benefits }
            guard let next = tiers.indices.first(where: { $0 >= rank && tiers[$0].when != nil }),
                let when = tiers[next].when
            else { continue }
            let value = measure(when, ladder.pots[next], of: account, at: now, in: rulebook)
            summary.next[ladder.ladder.id] = NextTier(
                tier: tiers[next].id,
                measure: when.measure,
                need: max(0, when.atLeast - value)
            )
        }
        summary.nextChangeAt = nextChange(account)
        return summary
    }

    /// The balances, with every vesting and expiry done that is due at H.
    private func balancesNow(_ account: Int32) -> [String: Balance] {
        var balances = self.balances(account)
        guard accountTable[Int(account)].nextDue <= now else { return balances }
        for pot in 0..<Int32(registry.pots.count) {
            let holding = holding(account, pot)
            var (available, pending) = (holding.available, holding.pending)
            lots.visit(holding.liveLots) { index in
                guard lots[index].expiresAt <= now else { return false }
                available -= lots[index].remaining
                return true
            }
            lots.visit(holding.pendingLots) { index in
                let lot = lots[index]
                let isVested = lot.state == .pending && lot.vestsAt <= now
                if isVested || lot.expiresAt <= now { pending -= lot.remaining }
                if isVested, lot.expiresAt > now { available += lot.remaining }
                return true
            }
            let repaid = min(holding.debt, max(0, available - holding.available))
            let balance = Balance(
                available: Points(micro: available - repaid),
                pending: Points(micro: pending),
                held: Points(micro: holding.held),
                debt: Points(micro: holding.debt - repaid)
            )
            balances[registry.pots[pot]] = balance == Balance() ? nil : balance
        }
        return balances
    }

    /// Pending points by the local day on which they become available; not those that end first,
    /// nor those that wait for an activation.
    private func coming(_ account: Int32, _ pot: Int32) -> [DatedPoints] {
        let zone = rulesNow.calendar.zone
        var list: [(day: Int, micro: Int64)] = []
        lots.visit(holding(account, pot).pendingLots) { index in
            let lot = lots[index]
            guard lot.state == .pending, lot.vestsAt > now, lot.vestsAt < lot.expiresAt else {
                return true
            }
            let day = zone.dayNumber(of: Instant(unixSeconds: lot.vestsAt))
            LoyaltyState.add(lot.remaining, on: day, to: &list)
            return true
        }
        return LoyaltyState.dated(list)
    }

    /// Available points by their last usable local day, if that is within the horizon.
    private func expiring(_ account: Int32, _ pot: Int32) -> [DatedPoints] {
        let rulebook = rulesNow
        let zone = rulebook.calendar.zone
        let lastDay = zone.dayNumber(of: Instant(unixSeconds: now)) + rulebook.expiringDays
        var list: [(day: Int, micro: Int64)] = []
        lots.visit(holding(account, pot).liveLots) { index in
            let lot = lots[index]
            guard lot.expiresAt > now else { return true }
            guard lot.expiresAt != .max else { return false }
            let day = zone.dayNumber(of: Instant(unixSeconds: lot.expiresAt - 1))
            guard day <= lastDay else { return false }
            LoyaltyState.add(lot.remaining, on: day, to: &list)
            return true
        }
        return LoyaltyState.dated(list)
    }

    /// The first instant after H at which a balance changes by time alone, or at which a tier does:
    /// tiers are as of the last catch-up, so that instant may have passed.
    private func nextChange(_ account: Int32) -> Instant? {
        let record = accountTable[Int(account)]
        var next = record.tierEnd
        dues.visit(record.dues) { entry in
            guard dues[entry].at > now else { return true }
            next = min(next, dues[entry].at)
            return false
        }
        return next == .max ? nil : Instant(unixSeconds: next)
    }

    private static func add(_ micro: Int64, on day: Int, to list: inout [(day: Int, micro: Int64)])
    {
        if let last = list.indices.last, list[last].day == day {
            list[last].micro += micro
        } else {
            list.append((day, micro))
        }
    }

    private static func dated(_ list: [(day: Int, micro: Int64)]) -> [DatedPoints] {
        list.map { entry in
            DatedPoints(
                date: LocalDate(dayNumber: entry.day),
                points: Points(micro: entry.micro)
            )
        }
    }
}
