extension LoyaltyState {
    /// What was counted so far.
    func used(_ key: UsageKey) -> Int64 {
        usageNumbers[key].map { usages[Int($0)].count } ?? 0
    }

    /// Counts more, or takes it back (below zero).
    mutating func use(_ key: UsageKey, by amount: Int64) {
        if let index = usageNumbers[key] {
            let old = usages[Int(index)].count
            undo.note(.usage(index, old))
            let (sum, overflow) = old.addingReportingOverflow(amount)
            usages[Int(index)].count = sum
            if overflow { work.isOutOfRange = true }
            return
        }
        let index = Int32(usages.count)
        var next: Int32 = -1
        if key.account != UsageKey.everybody {
            next = accountTable[Int(key.account)].usages
            undo.note(account: key.account, accountTable[Int(key.account)])
            accountTable[Int(key.account)].usages = index
        }
        undo.note(.usageAdded)
        usages.append(Usage(key: key, count: amount, next: next))
        usageNumbers[key] = index
    }

    /// What the caps of a rule let through now; `Int64.max`: any amount.
    func room(of rule: Rulebook.CompiledRule, in scene: RuleScene) -> Int64 {
        var room = Int64.max
        for cap in rule.caps {
            let used = cap.period == .event ? 0 : used(key(of: cap, of: rule, in: scene))
            room = min(room, max(0, cap.points.micro - used))
        }
        return room
    }

    /// Whether the limit of a rule leaves room for one more grant.
    func hasRoom(_ rule: Rulebook.CompiledRule, in scene: RuleScene) -> Bool {
        guard let limit = rule.limit else { return true }
        return used(key(of: limit, of: rule, in: scene)) < limit.count
    }

    /// Counts a grant for the caps and the limit of its rule.
    mutating func countUsage(_ amount: Int64, of rule: Rulebook.CompiledRule, in scene: RuleScene) {
        for cap in rule.caps where cap.period != .event {
            use(key(of: cap, of: rule, in: scene), by: amount)
        }
        if let limit = rule.limit { use(key(of: limit, of: rule, in: scene), by: 1) }
    }

    private func key(
        of cap: Cap,
        of rule: Rulebook.CompiledRule,
        in scene: RuleScene
    ) -> UsageKey {
        UsageKey(
            account: cap.period == .total ? UsageKey.everybody : scene.account,
            rule: rule.number,
            ordinal: work.sale.moment.ordinal(of: cap.period),
            period: cap.period.code,
            subject: .points
        )
    }

    private func key(
        of limit: Limit,
        of rule: Rulebook.CompiledRule,
        in scene: RuleScene
    ) -> UsageKey {
        var ordinal = work.sale.moment.ordinal(of: limit.period)
        if limit.period == .birthday {
            ordinal = Int32(birthday(of: scene.member, in: rule.condition.birthday) ?? 0)
        }
        return UsageKey(
            account: scene.account,
            rule: rule.number,
            ordinal: ordinal,
            period: limit.period.code,
            subject: .grants
        )
    }

    /// The counter of the purchases of an account in the period of a moment.
    func purchaseKey(_ account: Int32, _ period: CountPeriod, _ moment: LocalMoment) -> UsageKey {
        UsageKey(
            account: account,
            rule: 0,
            ordinal: moment.ordinal(of: period),
            period: period.code,
            subject: .purchases
        )
    }
}
