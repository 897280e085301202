import Loyalty

/// An open lot as it is shown.
struct NaiveLotView: Hashable {
    let id: String
    let pot: String
    let left: Points
    let isLive: Bool
    let expiresAt: Instant?
}

/// What can be seen, by the version in force at the clock.
extension NaiveLoyalty {
    private var shown: NaiveProgramme { version(at: now) }

    /// What an account holds by pot, zero left out.
    func balances(_ account: String) -> [String: Balance] {
        var found: [String: Balance] = [:]
        for pot in shown.programme.pots.keys {
            let balance = Balance(
                available: Points(micro: ledger("mem/\(account)/avail", pot)),
                pending: Points(micro: ledger("mem/\(account)/pend", pot)),
                held: Points(micro: ledger("mem/\(account)/held", pot)),
                debt: Points(micro: debt(account, pot))
            )
            if balance != Balance() { found[pot] = balance }
        }
        return found
    }

    /// The open lots of an account, in order of creation.
    func lots(_ account: String) -> [NaiveLotView] {
        var found: [NaiveLotView] = []
        for lot in state.lots where lot.account == account && lot.left > 0 {
            found.append(
                NaiveLotView(
                    id: "L\(lot.number)",
                    pot: lot.pot,
                    left: Points(micro: lot.left),
                    isLive: !lot.isPending,
                    expiresAt: lot.expiresAt.map { Instant(unixSeconds: $0) }
                )
            )
        }
        return found
    }

    /// The tier of an account on each ladder.
    func tiers(_ account: String) -> [String: String] {
        var found: [String: String] = [:]
        for ladder in shown.programme.ladders { found[ladder.id] = standing(account, ladder).tier }
        return found
    }

    /// Ledger accounts that are no member's, by account and commodity, zero left out.
    var ledgerAccounts: [NaiveLedgerKey: Int64] {
        state.ledger.filter { $0.value != 0 && !$0.key.account.hasPrefix("mem/") }
    }

    /// The answer to an inquiry; when anything changes next is not counted out.
    func summary(of who: Identification) -> AccountSummary? {
        guard let id = member(who), let member = state.members[id] else { return nil }
        var summary = summary(ofAccount: member.account)
        summary.status = member.status
        return summary
    }

    /// What an account has, what comes and what goes.
    func summary(ofAccount account: String) -> AccountSummary {
        var summary = AccountSummary()
        summary.balances = balances(account)
        for lot in state.lots where lot.account == account && (lot.expiresAt ?? .max) <= now {
            var balance = summary.balances[lot.pot] ?? Balance()
            let left = Points(
                micro: (lot.isPending ? balance.pending : balance.available).micro - lot.left
            )
            if lot.isPending { balance.pending = left } else { balance.available = left }
            summary.balances[lot.pot] = balance == Balance() ? nil : balance
        }
        let horizon = shown.calendar.day(now) + shown.programme.expiringDays
        var coming: [String: [Int: Int64]] = [:]
        var expiring: [String: [Int: Int64]] = [:]
        for lot in state.lots where lot.account == account && lot.left > 0 {
            if lot.isPending {
                let isOverFirst = (lot.expiresAt ?? .max) <= (lot.vestsAt ?? .min)
                if lot.waitsFor == nil, !isOverFirst, let vestsAt = lot.vestsAt {
                    coming[lot.pot, default: [:]][shown.calendar.day(vestsAt), default: 0] +=
                        lot.left
                }
            } else if let expiresAt = lot.expiresAt, expiresAt > now,
                shown.calendar.day(expiresAt - 1) <= horizon
            {
                expiring[lot.pot, default: [:]][shown.calendar.day(expiresAt - 1), default: 0] +=
                    lot.left
            }
        }
        summary.coming = coming.mapValues { dated($0) }
        summary.expiring = expiring.mapValues { dated($0) }
        summary.tiers = tiers(account)
        for ladder in shown.programme.ladders {
            let current = standing(account, ladder).tier
            let index = ladder.tiers.firstIndex { $0.id == current }
            if let index { summary.benefits += ladder.tiers[index].benefits }
            for tier in ladder.tiers[((index ?? -1) + 1)...] {
                guard let when = tier.when else { continue }
                let need = when.atLeast - measure(when, account, at: now)
                summary.next[ladder.id] = NextTier(tier: tier.id, measure: when.measure, need: need)
                break
            }
        }
        return summary
    }

    private func dated(_ sums: [Int: Int64]) -> [DatedPoints] {
        sums.sorted { $0.key < $1.key }
            .map {
                DatedPoints(date: NaiveCalendar.date($0.key), points: Points(micro: $0.value))
            }
    }

    /// What is wrong with the books; nil: nothing.
    var fault: String? {
        var sums: [NaiveLedgerKey: Int64] = [:]
        for lot in state.lots {
            if lot.left < 0 || lot.expired < 0 || lot.reversed < 0 || lot.spent < 0 {
                return "L\(lot.number) does not add up"
            }
            let place = lot.isPending ? "pend" : "avail"
            let key = NaiveLedgerKey(account: "mem/\(lot.account)/\(place)", commodity: lot.pot)
            sums[key, default: 0] += lot.left
        }
        for hold in state.holds where hold.isOpen {
            let key = NaiveLedgerKey(account: "mem/\(hold.account)/held", commodity: hold.pot)
            sums[key, default: 0] += hold.points
        }
        for (key, amount) in state.ledger where key.account.hasPrefix("mem/") {
            if key.account.hasSuffix("/debt") {
                if amount > 0 { return "\(key) is \(amount)" }
            } else if amount < 0 || amount != sums[key] ?? 0 {
                return "\(key) is \(amount), lots say \(sums[key] ?? 0)"
            }
        }
        return nil
    }
}
