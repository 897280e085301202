/// A counter of a cap or a limit: how much a rule granted in one span.
struct UsageKey: Hashable, Sendable {
    /// Index of the account; `everybody` for the caps over all accounts.
    let account: Int32
    /// The number of the rule.
    let rule: Int32
    /// The number of the day, week, month or year.
    let ordinal: Int32
    /// The span.
    let period: CapPeriod
    /// Grants are counted, not micro-points.
    let countsGrants: Bool

    /// In place of an account: the cap is shared.
    static let everybody: Int32 = -1

    /// The last local day of the span; nil: it never ends.
    var lastDay: Int? {
        let ordinal = Int(ordinal)
        switch period {
        case .event, .lifetime, .total: return nil
        case .day: return ordinal
        // Week 0 ends on Sunday, 1970-01-04, which is day 3.
        case .week: return ordinal * 7 + 3
        case .month:
            let first = LocalDate(year: 0, month: 1, day: 1).adding(months: ordinal + 1)
            return first.dayNumber - 1
        case .calendarYear: return LocalDate(year: ordinal + 1, month: 1, day: 1).dayNumber - 1
        }
    }
}

extension LoyaltyState {
    /// Whether the limit of a rule leaves room for one more grant.
    func hasRoom(rule index: Int, sale: Sale) -> Bool {
        guard let limit = rulebook.rules[index].limit else { return true }
        let key = key(
            rule: index,
            sale: sale,
            period: CapPeriod(rawValue: limit.period.rawValue) ?? .lifetime,
            countsGrants: true
        )
        return usages[key, default: 0] < limit.count
    }

    /// An amount within every cap of its rule; clipping goes down to the quantum.
    func clip(_ amount: Int64, rule index: Int, sale: Sale) -> Int64 {
        let quantum = rulebook.rules[index].quantum
        var amount = amount
        for cap in rulebook.rules[index].caps {
            var room = cap.points.micro
            if cap.period != .event {
                let key = key(rule: index, sale: sale, period: cap.period, countsGrants: false)
                room = max(0, room - usages[key, default: 0])
            }
            if amount > room { amount = room / quantum * quantum }
        }
        return amount
    }

    /// Counts a grant for the caps and the limit of its rule.
    mutating func countUsage(of grant: Grant, for sale: Sale) {
        for cap in rulebook.rules[grant.rule].caps where cap.period != .event {
            let key = key(rule: grant.rule, sale: sale, period: cap.period, countsGrants: false)
            // At most what was ever issued in the pot, which fits.
            addUsage(grant.amount, to: key)
        }
        if let limit = rulebook.rules[grant.rule].limit {
            addUsage(
                1,
                to: key(
                    rule: grant.rule,
                    sale: sale,
                    period: CapPeriod(rawValue: limit.period.rawValue) ?? .lifetime,
                    countsGrants: true
                )
            )
        }
    }

    private mutating func addUsage(_ amount: Int64, to key: UsageKey) {
        let old = usages[key]
        undoSteps.append(.usage(key, old))
        usages[key] = (old ?? 0) + amount
    }

    private func key(
        rule index: Int,
        sale: Sale,
        period: CapPeriod,
        countsGrants: Bool
    ) -> UsageKey {
        UsageKey(
            account: period == .total ? UsageKey.everybody : Int32(sale.account),
            rule: Int32(rulebook.rules[index].number),
            ordinal: Int32(sale.moment.ordinal(of: period)),
            period: period,
            countsGrants: countsGrants
        )
    }
}
