// An account's tier on a ladder is the higher of two: the one it has by earning and holding
// (`base`), and the one it was given (`granted`), which ends by time alone.

extension LoyaltyState {
    /// The tier of an account on a ladder, as a number of the registry; -1 is the initial one.
    func tier(of account: Int32, on ladder: Rulebook.CompiledLadder) -> Int32 {
        ladder.tier(at: rank(of: account, on: ladder))
    }

    /// The rank of an account on a ladder, as of its last evaluation.
    func rank(of account: Int32, on ladder: Rulebook.CompiledLadder) -> Int {
        let standing = standings[Int(standingIndex(account, ladder.number))]
        let base = ladder.rank(of: standing.base)
        guard standing.granted >= 0, !standing.isGrantOver else { return base }
        return max(base, ladder.rank(of: standing.granted))
    }

    /// The index of a standing.
    func standingIndex(_ account: Int32, _ ladder: Int32) -> Int32 {
        account * Int32(registry.ladders.count) + ladder
    }

    /// Evaluates every ladder of an account at H, as after every event.
    ///
    /// Sums that left their range are not looked at: the event will be refused.
    mutating func evaluateTiers(of account: Int32) {
        guard registry.ladders.count > 0, accountTable[Int(account)].mergedInto < 0,
            !work.isOutOfRange
        else { return }
        evaluateTiers(of: account, at: now)
    }

    /// What a tier's end brings, when its instant comes.
    mutating func endTiers(of account: Int32, at instant: Int64) {
        evaluateTiers(of: account, at: instant)
    }

    /// Ends at H what a merged-away account was given, which is all that it may still have.
    mutating func endGrantedTiers(of account: Int32) {
        for ladder in 0..<Int32(registry.ladders.count) {
            _ = grantedEnd(standingIndex(account, ladder), after: now)
        }
    }

    private mutating func evaluateTiers(of account: Int32, at instant: Int64) {
        let rulebook = rulebooks[Int(self.rulebook(at: instant))]
        var end = Int64.max
        for ladder in rulebook.ladders {
            end = min(end, evaluate(ladder, of: account, at: instant, in: rulebook))
        }
        if accountTable[Int(account)].tierEnd != end {
            changeAccount(account) { $0.tierEnd = end }
            schedule(account)
            touch(account)
        }
    }

    /// Evaluates one ladder.
    ///
    /// - Returns: The instant at which a tier ends by time alone; `Int64.max`: none does.
    private mutating func evaluate(
        _ ladder: Rulebook.CompiledLadder,
        of account: Int32,
        at instant: Int64,
        in rulebook: Rulebook
    ) -> Int64 {
        let index = standingIndex(account, ladder.number)
        let base = ladder.rank(of: standings[Int(index)].base)
        let isVoid = work.isReturn && voidQualifications(ladder, of: account, in: rulebook)
        var earnedTo = 0
        var qualifies: [Bool] = []
        for rank in ladder.ladder.tiers.indices.map({ $0 + 1 }) {
            let isEarned = qualifiesNow(rank, of: ladder, account, at: instant, in: rulebook)
            qualifies.append(isEarned)
            guard isEarned else { continue }
            earnedTo = rank
            if let hold = ladder.ladder.tiers[rank - 1].hold {
                let until = rulebook.calendar.end(of: hold, from: instant)
                renew(ladder.tiers[rank - 1], until: until, index, at: instant, in: rulebook)
            } else if ladder.ladder.downgrade != .recompute {
                // Nothing holds it, but a return may show that it was never earned.
                renew(ladder.tiers[rank - 1], until: instant, index, at: instant, in: rulebook)
            }
        }
        let target = max(earnedTo, heldRank(ladder, index, after: instant))
        var newBase = base
        if target >= base || isVoid || ladder.ladder.downgrade == .recompute {
            newBase = target
        } else if ladder.ladder.downgrade == .oneDown {
            newBase = base - 1
            rehold(newBase, of: ladder, index, at: instant, in: rulebook)
        }
        if newBase != base {
            changeStanding(index) { $0.base = ladder.tier(at: newBase) }
            touch(account)
        }
        let granted = grantedEnd(index, after: instant)
        // The end of a granted tier below the one that stands ends nothing.
        let isGrantShown = ladder.rank(of: standings[Int(index)].granted) > newBase
        let end = isGrantShown ? granted : .max
        guard newBase > 0, ladder.ladder.downgrade != .never else { return end }
        // The end of a hold is an evaluation, at which a tier that is still earned is renewed.
        let held = heldEnd(ladder, index, from: newBase)
        if held > instant { return min(end, held) }
        guard qualifies[newBase - 1] else { return end }
        return min(end, earnedEnd(newBase, of: ladder, account, at: instant, in: rulebook))
    }

    /// When a granted tier ends; one that has ended is noted so, and `Int64.max` is the answer.
    private mutating func grantedEnd(_ index: Int32, after instant: Int64) -> Int64 {
        let standing = standings[Int(index)]
        guard standing.granted >= 0, !standing.isGrantOver else { return .max }
        if standing.grantedUntil > instant { return standing.grantedUntil }
        changeStanding(index) { $0.isGrantOver = true }
        touch(index / Int32(registry.ladders.count))
        return .max
    }

    /// Notes that an account qualified for a tier: one qualification a tier and year.
    private mutating func renew(
        _ tier: Int32,
        until: Int64,
        _ index: Int32,
        at instant: Int64,
        in rulebook: Rulebook
    ) {
        let year = rulebook.calendar.year(of: instant)
        var place = standings[Int(index)].qualifications
        while place >= 0 {
            let old = qualifications[Int(place)]
            if old.tier == tier, old.year == year {
                // A later instant replaces the earlier one; a tier end may lie before a late event.
                guard old.isVoid || instant > old.at else { return }
                undo.note(qualification: place, old)
                qualifications[Int(place)].at = instant
                qualifications[Int(place)].until = until
                qualifications[Int(place)].isVoid = false
                return
            }
            place = old.next
        }
        let next = standings[Int(index)].qualifications
        undo.note(.qualificationAdded)
        let new = Int32(qualifications.count)
        qualifications.append(
            Qualification(next: next, tier: tier, year: Int32(year), at: instant, until: until)
        )
        changeStanding(index) { $0.qualifications = new }
    }

    /// Measures every qualification again at its own instant; those that no longer hold are void.
    ///
    /// - Returns: Whether one of the present tier became void.
    private mutating func voidQualifications(
        _ ladder: Rulebook.CompiledLadder,
        of account: Int32,
        in rulebook: Rulebook
    ) -> Bool {
        let standing = standings[Int(standingIndex(account, ladder.number))]
        var isVoid = false
        var place = standing.qualifications
        while place >= 0 {
            let old = qualifications[Int(place)]
            let rank = ladder.rank(of: old.tier)
            if !old.isVoid, rank > 0,
                !qualifiesNow(rank, of: ladder, account, at: old.at, in: rulebook)
            {
                undo.note(qualification: place, old)
                qualifications[Int(place)].isVoid = true
                if old.tier == standing.base { isVoid = true }
            }
            place = old.next
        }
        return isVoid
    }

    /// The highest rank that is held after an instant; where tiers are never lost, for good.
    private func heldRank(
        _ ladder: Rulebook.CompiledLadder,
        _ index: Int32,
        after instant: Int64
    ) -> Int {
        let standing = standings[Int(index)]
        let isForGood = ladder.ladder.downgrade == .never
        var highest = 0
        if standing.reheldUntil > instant { highest = ladder.rank(of: standing.reheld) }
        var place = standing.qualifications
        while place >= 0 {
            let old = qualifications[Int(place)]
            if !old.isVoid, isForGood || old.until > instant {
                highest = max(highest, ladder.rank(of: old.tier))
            }
            place = old.next
        }
        return highest
    }

    /// The last instant to which a rank or a higher one is held.
    private func heldEnd(
        _ ladder: Rulebook.CompiledLadder,
        _ index: Int32,
        from rank: Int
    ) -> Int64 {
        let standing = standings[Int(index)]
        var end = Int64.min
        if ladder.rank(of: standing.reheld) >= rank { end = standing.reheldUntil }
        var place = standing.qualifications
        while place >= 0 {
            let old = qualifications[Int(place)]
            if !old.isVoid, ladder.rank(of: old.tier) >= rank { end = max(end, old.until) }
            place = old.next
        }
        return end
    }

    /// A tier one step down holds anew from an instant.
    private mutating func rehold(
        _ rank: Int,
        of ladder: Rulebook.CompiledLadder,
        _ index: Int32,
        at instant: Int64,
        in rulebook: Rulebook
    ) {
        guard rank > 0, let hold = ladder.ladder.tiers[rank - 1].hold else { return }
        let until = rulebook.calendar.end(of: hold, from: instant)
        changeStanding(index) { standing in
            standing.reheld = ladder.tiers[rank - 1]
            standing.reheldUntil = until
        }
    }

    /// Grants a tier by an action: from the event's instant, or from the old end when the same tier
    /// is granted still.
    mutating func grantTier(_ grant: Rulebook.ActionTier, to account: Int32) {
        let index = standingIndex(account, grant.ladder)
        let standing = standings[Int(index)]
        let calendar = rules.calendar
        var until = calendar.end(of: grant.period, from: at)
        if standing.granted == grant.tier, standing.grantedUntil > eventAt {
            let old = Instant(unixSeconds: standing.grantedUntil)
            until =
                switch grant.period {
                case .after(let duration, _): calendar.adding(duration, to: old)
                case .workdays, .at: calendar.end(of: grant.period, from: old)
                }
        }
        changeStanding(index) { standing in
            standing.granted = grant.tier
            standing.grantedUntil = until.unixSeconds
            standing.isGrantOver = false
        }
    }
}
