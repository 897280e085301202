import Loyalty

/// What time alone does.
extension NaiveLoyalty {
    private enum Due {
        case timeOut(Int)
        case vest(Int)
        case expiry(Int)
    }

    /// Catches an account up at its first mention in an event, and marks it as changed.
    mutating func touch(_ account: String) throws(Refused) {
        if touched.contains(account) || state.accounts[account] == nil { return }
        touched.append(account)
        try catchUp(account)
        tiersBefore[account] = (state.standings[account] ?? [:]).mapValues { $0.tier }
    }

    /// Does what is due to an account by the clock, in order of time.
    mutating func catchUp(_ account: String) throws(Refused) {
        while let due = firstDue(account) {
            switch due {
            case .timeOut(let index):
                let hold = state.holds[index]
                try freeHold(index, hold.points, cause: "auto:\(hold.id):release")
            case .vest(let index): try vest(index, cause: "auto:L\(index + 1):vest")
            case .expiry(let index): try expire(index, cause: "auto:L\(index + 1):expire")
            }
        }
        endTiers(account)
    }

    private func firstDue(_ account: String) -> Due? {
        var best: (at: Int64, rank: Int, due: Due)?
        func consider(_ at: Int64?, _ rank: Int, _ due: Due) {
            guard let at, at <= now else { return }
            if let old = best, (old.at, old.rank) <= (at, rank) { return }
            best = (at, rank, due)
        }
        for index in state.holds.indices {
            let hold = state.holds[index]
            if hold.isOpen && hold.account == account { consider(hold.endsAt, 0, .timeOut(index)) }
        }
        for index in state.lots.indices {
            let lot = state.lots[index]
            if lot.account != account || lot.left == 0 { continue }
            if lot.isPending && lot.waitsFor == nil {
                consider(lot.vestsAt ?? lot.earnedAt, 1, .vest(index))
            }
            consider(lot.expiresAt, 2, .expiry(index))
        }
        return best?.due
    }

    /// Makes a pending lot available; debt is repaid first.
    mutating func vest(_ index: Int, cause: String) throws(Refused) {
        let lot = state.lots[index]
        let points = lot.left
        let repaid = min(points, debt(lot.account, lot.pot))
        state.lots[index].isPending = false
        state.lots[index].waitsFor = nil
        state.lots[index].left -= repaid
        try post(
            .vest,
            [
                ("mem/\(lot.account)/pend", lot.pot, -points),
                ("mem/\(lot.account)/debt", lot.pot, repaid),
                ("mem/\(lot.account)/avail", lot.pot, points - repaid),
            ],
            cause: cause
        )
    }

    /// Ends what is left of a lot.
    mutating func expire(_ index: Int, cause: String) throws(Refused) {
        let lot = state.lots[index]
        state.lots[index].left = 0
        state.lots[index].expired += lot.left
        try post(
            .expire,
            [
                ("mem/\(lot.account)/\(lot.isPending ? "pend" : "avail")", lot.pot, -lot.left),
                ("brk", lot.pot, lot.left),
            ],
            cause: cause
        )
    }

    /// Frees so many points of a hold, those that were taken last, and ends it.
    mutating func freeHold(_ index: Int, _ points: Int64, cause: String? = nil) throws(Refused) {
        let hold = state.holds[index]
        state.holds[index].isOpen = false
        var rest = points
        for part in hold.parts.reversed() {
            let freed = min(rest, part.points)
            state.lots[part.lot].left += freed
            rest -= freed
        }
        try post(
            .release,
            [
                ("mem/\(hold.account)/held", hold.pot, -points),
                ("mem/\(hold.account)/avail", hold.pot, points),
            ],
            cause: cause
        )
    }

    /// Lets the points of a member who waits no longer become available, now or at their time.
    mutating func endWait(of member: String) throws(Refused) {
        for index in state.lots.indices where state.lots[index].waitsFor == member {
            let lot = state.lots[index]
            state.lots[index].waitsFor = nil
            if let period = lot.expiryOnceVested {
                let start = max(lot.vestsAt ?? lot.earnedAt, at)
                state.lots[index].expiresAt = calendar.end(period, from: start)
            }
            if lot.left > 0 && (lot.vestsAt ?? at) <= now { try vest(index, cause: event) }
        }
    }
}
