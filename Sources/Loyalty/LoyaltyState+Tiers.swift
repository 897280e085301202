extension LoyaltyState {
    /// The rank of an account on a ladder as of its last catch-up: the highest that is earned.
    func rank(of account: Int, on ladder: Int) -> Int {
        rank(of: account, on: ladder, isYearOver: false)
    }

    /// The rank of an account, in its tally's year or after it.
    func rank(of account: Int, on ladder: Int, isYearOver: Bool) -> Int {
        let thresholds = rulebook.ladders[ladder].thresholds
        let highest = thresholds.indices.last { index in
            let threshold = thresholds[index]
            let value = value(of: threshold, account: account, isYearOver: isYearOver)
            return value >= threshold.atLeast
        }
        return highest.map { $0 + 1 } ?? 0
    }

    /// What a threshold counts: micro-points, minor units or purchases.
    func value(
        of threshold: Rulebook.CompiledThreshold,
        account: Int,
        isYearOver: Bool
    ) -> Int64 {
        let tally = accountTable[account].tally
        if threshold.isInYear, isYearOver { return 0 }
        switch (threshold.measure, threshold.isInYear) {
        case (.earned, false): return holding(account, threshold.pot).earned
        case (.earned, true): return holding(account, threshold.pot).earnedInYear
        case (.spend, false): return tally.spend
        case (.spend, true): return tally.spendInYear
        case (.visits, false): return tally.visits
        case (.visits, true): return tally.visitsInYear
        case (.tenureDays, _): preconditionFailure("not yet")
        }
    }

    /// Whether the end of the year changes a tier of an account, or the way to the next one.
    func hasCountedYear(_ account: Int) -> Bool {
        guard rulebook.countsYears else { return false }
        return rulebook.ladders.indices.contains { ladder in
            let rank = rank(of: account, on: ladder)
            guard rank == self.rank(of: account, on: ladder, isYearOver: true) else { return true }
            let thresholds = rulebook.ladders[ladder].thresholds
            guard rank < thresholds.count, thresholds[rank].isInYear else { return false }
            return value(of: thresholds[rank], account: account, isYearOver: false) != 0
        }
    }

    /// What an account holds in a pot.
    func holding(_ account: Int, _ pot: Int) -> Holding {
        holdings[account * registry.pots.count + pot]
    }
}
