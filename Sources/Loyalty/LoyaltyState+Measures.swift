extension LoyaltyState {
    /// Whether an account meets the threshold of a rank at an instant.
    func qualifiesNow(
        _ rank: Int,
        of ladder: Rulebook.CompiledLadder,
        _ account: Int32,
        at instant: Int64,
        in rulebook: Rulebook
    ) -> Bool {
        guard let when = ladder.ladder.tiers[rank - 1].when else { return false }
        let pot = ladder.pots[rank - 1]
        return measure(when, pot, of: account, at: instant, in: rulebook) >= when.atLeast
    }

    /// What a threshold counts at an instant: micro-points, minor units, purchases or days.
    func measure(
        _ when: Tier.Threshold,
        _ pot: Int32,
        of account: Int32,
        at instant: Int64,
        in rulebook: Rulebook
    ) -> Int64 {
        let calendar = rulebook.calendar
        if when.measure == .tenureDays {
            let zone = calendar.zone
            let first = zone.dayNumber(
                of: Instant(unixSeconds: accountTable[Int(account)].begunAt)
            )
            return Int64(zone.dayNumber(of: Instant(unixSeconds: instant)) - first)
        }
        let root = root(of: when.measure, account, pot)
        let past = TreeKey(first: instant, second: 1, third: 0)
        switch when.window {
        case .lifetime:
            guard instant < now, root >= 0 else { return lifetime(when.measure, account, pot) }
            return series.total(of: root, before: past)
        case .calendarYear:
            let start = calendar.startOfYear(calendar.year(of: instant)).unixSeconds
            return series.total(of: root, before: past)
                - series.total(of: root, before: TreeKey(first: start, second: 0, third: -1))
        case .rolling(let duration):
            return rolling(root, duration, at: instant, calendar)
        }
    }

    /// When a threshold that is met is no longer, by time alone; `Int64.max`: never.
    func earnedEnd(
        _ rank: Int,
        of ladder: Rulebook.CompiledLadder,
        _ account: Int32,
        at instant: Int64,
        in rulebook: Rulebook
    ) -> Int64 {
        guard let when = ladder.ladder.tiers[rank - 1].when, when.atLeast > 0 else { return .max }
        let calendar = rulebook.calendar
        switch (when.measure, when.window) {
        case (.tenureDays, _), (_, .lifetime): return .max
        case (_, .calendarYear):
            return calendar.startOfYear(calendar.year(of: instant) + 1).unixSeconds
        case (_, .rolling(let duration)):
            let pot = ladder.pots[rank - 1]
            let root = root(of: when.measure, account, pot)
            let value = measure(when, pot, of: account, at: instant, in: rulebook)
            let all = series.total(
                of: root,
                before: TreeKey(first: instant, second: 1, third: 0)
            )
            // The entry with whose leaving the threshold is missed, then any that leaves later.
            var entry = series.first(of: root, whoseTotalExceeds: all - when.atLeast)
            assert(value >= when.atLeast)
            while let found = entry {
                let leaves = calendar.adding(
                    duration,
                    to: Instant(unixSeconds: series[found].at)
                )
                if leaves.unixSeconds > instant { return leaves.unixSeconds }
                let key = series[found].key
                entry = series.first(
                    of: root,
                    from: TreeKey(first: key.first, second: 0, third: key.third + 1)
                )
            }
            return .max
        }
    }

    private func root(of measure: NextTier.Measure, _ account: Int32, _ pot: Int32) -> Int32 {
        switch measure {
        case .spend: accountTable[Int(account)].spendSeries
        case .visits: accountTable[Int(account)].visitSeries
        case .earned: holding(account, pot).earnedSeries
        case .tenureDays: -1
        }
    }

    private func lifetime(_ measure: NextTier.Measure, _ account: Int32, _ pot: Int32) -> Int64 {
        switch measure {
        case .spend: accountTable[Int(account)].spend
        case .visits: accountTable[Int(account)].visits
        case .earned: holding(account, pot).earned
        case .tenureDays: 0
        }
    }

    /// The entries at or before an instant that have not left: an entry leaves at its instant plus
    /// the duration.
    private func rolling(
        _ root: Int32,
        _ duration: CalendarDuration,
        at instant: Int64,
        _ calendar: ProgrammeCalendar
    ) -> Int64 {
        guard root >= 0 else { return 0 }
        // Months clamp and clocks change, so that an entry may leave a little before an older one:
        // near the edge every entry is looked at.
        let back = CalendarDuration(months: -duration.months, days: -duration.days)
        let edge =
            calendar.adding(back, to: Instant(unixSeconds: instant)).unixSeconds
            - duration.seconds
        let low = TreeKey(first: edge - LoyaltyState.edgeSeconds, second: 0, third: -1)
        let high = TreeKey(first: edge + LoyaltyState.edgeSeconds, second: 0, third: -1)
        let past = TreeKey(first: instant, second: 1, third: 0)
        let sure = max(
            0,
            series.total(of: root, before: past) - series.total(of: root, before: high)
        )
        var sum = high < past ? sure : 0
        var entry = series.first(of: root, from: low)
        while let found = entry, series[found].key < high, series[found].key < past {
            let leaves = calendar.adding(duration, to: Instant(unixSeconds: series[found].at))
            if leaves.unixSeconds > instant { sum += series[found].weight }
            let key = series[found].key
            entry = series.first(
                of: root,
                from: TreeKey(first: key.first, second: 0, third: key.third + 1)
            )
        }
        return sum
    }

    /// How far the edge of a rolling window may be off: the longest clamping of a month, and a day.
    private static let edgeSeconds: Int64 = 5 * 86_400
}

extension ProgrammeCalendar {
    /// The local year of an instant.
    func year(of instant: Int64) -> Int {
        LocalDate(dayNumber: zone.dayNumber(of: Instant(unixSeconds: instant))).year
    }

    /// The first instant at which a tier no longer holds, in Unix seconds.
    func end(of hold: Tier.Hold, from instant: Int64) -> Int64 {
        switch hold {
        case .endOfYear: startOfYear(year(of: instant) + 1).unixSeconds
        case .endOfNextYear: startOfYear(year(of: instant) + 2).unixSeconds
        case .duration(let duration):
            adding(duration, to: Instant(unixSeconds: instant)).unixSeconds
        }
    }
}
