extension LoyaltyState {
    /// Brings an account up to H: what is due runs in order of time, then hold time-outs, vestings,
    /// expiries and tier ends, then by number.
    ///
    /// An event calls this for every account that it is about, and for any other immediately before
    /// the first transaction of that account. It may be called again: then nothing is due.
    mutating func catchUp(_ account: Int32) {
        assert(accountTable[Int(account)].mergedInto < 0, "an account that exists is caught up")
        while accountTable[Int(account)].nextDue <= now, !work.isOutOfRange {
            let record = accountTable[Int(account)]
            touch(account)
            guard let entry = dues.first(of: record.dues), dues[entry].at <= record.tierEnd else {
                endTiers(of: account, at: record.tierEnd)
                continue
            }
            let due = dues[entry]
            switch due.kind {
            case .timeout: timeOut(due.subject)
            case .vest: vest(due.subject, .vest(lot: due.subject))
            case .expiry: expire(due.subject, .expiry(lot: due.subject))
            }
        }
    }

    /// Re-attaches what a hold gives back: points of a lot that ended meanwhile end at once.
    ///
    /// The caller posts `held` to `available`, then catches the account up again.
    mutating func giveBack(_ taken: Slice) {
        let account = resolve(account: lots[taken.lot].account)
        changeLot(taken.lot) { lot in
            lot.account = account
            lot.remaining += taken.amount
            lot.spent -= taken.amount
        }
    }

    /// Gives back what a hold still has: one `release` transaction, and the account is caught up
    /// again, so that points that the hold shielded end at once.
    ///
    /// - Parameters:
    ///   - hold: Index of an open hold, which is over then.
    ///   - captured: Micro-points of it that were captured, from its first slices on.
    ///   - cause: The event, or time.
    mutating func release(_ hold: Int32, captured: Int64, _ cause: RawTransaction.Cause) {
        let record = holds[Int(hold)]
        assert(record.isOpen, "a hold is released once")
        let account = resolve(account: record.account)
        removeDue(record.timeoutAt, .timeout, hold, of: account)
        undo.note { $0.holds[Int(hold)].isOpen = true }
        holds[Int(hold)].isOpen = false
        var skip = captured
        for place in record.firstSlice..<record.firstSlice + record.sliceCount {
            let slice = slices[Int(place)]
            let kept = min(skip, slice.amount)
            skip -= kept
            if kept < slice.amount {
                giveBack(Slice(lot: slice.lot, amount: slice.amount - kept))
            }
        }
        let rest = record.points - captured
        if rest > 0 {
            begin(.release, cause)
            post(.held(account), pot: record.pot, -rest)
            post(.available(account), pot: record.pot, rest)
        }
        touch(account)
    }

    private mutating func timeOut(_ hold: Int32) {
        release(hold, captured: 0, .timeout(hold: hold))
    }
}
