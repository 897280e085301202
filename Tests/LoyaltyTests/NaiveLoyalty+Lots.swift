import Loyalty

extension NaiveLoyalty {
    private func end(_ period: Period, _ start: Int64) -> Int64 {
        guard case .after(let duration, let edge) = period else { return start }
        let end = start + Int64(duration.days) * 86_400
        let offset = programme.zone.initialOffsetSeconds
        var local = end + offset
        switch edge {
        case .startOfDay: local -= local % 86_400
        case .endOfDay: local += 86_400 - local % 86_400
        default: break
        }
        return local - offset
    }

    mutating func grant(
        _ amount: Int64,
        by rule: Rule,
        to account: String,
        partner: String,
        event: LoyaltyEvent
    ) {
        let at = event.at.unixSeconds
        let terms = programme.pots[rule.pot]?.lot ?? LotTerms()
        let vestsAt = (rule.lot.vest ?? terms.vest).map { end($0, at) } ?? at
        let start = (rule.lot.expiryFrom ?? terms.expiryFrom) == .vest ? vestsAt : at
        var expiresAt = (rule.lot.expiry ?? terms.expiry).map { end($0, start) }
        if let over = expiresAt, over <= now, programme.lateGraceDays > 0 {
            expiresAt = end(days(programme.lateGraceDays, .endOfDay), now)
        }
        grants.append(
            PastGrant(
                account: account,
                rule: rule.id,
                pot: rule.pot,
                amount: amount,
                parts: parts(at)
            )
        )
        let isPending = vestsAt > now
        lots.append(
            NaiveLot(
                number: lots.count + 1,
                account: account,
                pot: rule.pot,
                remaining: amount,
                isPending: isPending,
                vestsAt: vestsAt,
                expiresAt: expiresAt
            )
        )
        let funder = rule.funder == "self" ? partner : rule.funder
        post(
            isPending ? .accruePending : .accrue,
            event.id,
            rule.pot,
            [
                "iss/" + funder: -amount,
                "mem/\(account)/" + (isPending ? "pend" : "avail"): amount,
            ]
        )
        if !isPending, let over = expiresAt, over <= now { expire(lots.count - 1, event.id) }
    }

    private mutating func expire(_ index: Int, _ cause: String) {
        let lot = lots[index]
        lots[index].remaining = 0
        let part = lot.isPending ? "pend" : "avail"
        post(
            .expire,
            cause,
            lot.pot,
            ["brk": lot.remaining, "mem/\(lot.account)/\(part)": -lot.remaining]
        )
    }

    private mutating func post(
        _ kind: Transaction.Kind,
        _ cause: String,
        _ pot: String,
        _ amounts: [String: Int64]
    ) {
        let postings = amounts.sorted { $0.key < $1.key }.map {
            Posting(account: $0.key, commodity: pot, amount: $0.value)
        }
        for posting in postings {
            ledger[posting.account, default: [:]][pot, default: 0] += posting.amount
        }
        posted.append(Transaction(cause: cause, kind: kind, postings: postings))
    }

    mutating func catchUp(_ account: String) {
        caughtUpAt[account] = now
        while true {
            // (instant, 0 = vest or 1 = expire, index)
            var due: [(Int64, Int, Int)] = []
            for (index, lot) in lots.enumerated()
            where lot.account == account && lot.remaining > 0 {
                if lot.isPending { due.append((lot.vestsAt, 0, index)) }
                if let end = lot.expiresAt { due.append((end, 1, index)) }
            }
            guard let next = due.min(by: <), next.0 <= now else { return }
            if next.1 == 1 {
                expire(next.2, "auto:L\(next.2 + 1):expire")
                continue
            }
            lots[next.2].isPending = false
            let amount = lots[next.2].remaining
            let name = "mem/\(account)/"
            post(
                .vest,
                "auto:L\(next.2 + 1):vest",
                lots[next.2].pot,
                [name + "avail": amount, name + "pend": -amount]
            )
        }
    }
}
