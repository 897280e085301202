import Loyalty

/// Ladders.
extension NaiveLoyalty {
    /// How an account stands on a ladder.
    func standing(_ account: String, _ ladder: Ladder) -> NaiveStanding {
        state.standings[account]?[ladder.id] ?? NaiveStanding(tier: ladder.initial)
    }

    /// The place of a tier, 0 for the initial one.
    private func rank(_ tier: String, _ ladder: Ladder) -> Int {
        (ladder.tiers.firstIndex { $0.id == tier } ?? -1) + 1
    }

    private func name(_ rank: Int, _ ladder: Ladder) -> String {
        rank == 0 ? ladder.initial : ladder.tiers[rank - 1].id
    }

    /// What a threshold counts for an account at an instant.
    func measure(_ when: Tier.Threshold, _ account: String, at instant: Int64) -> Int64 {
        var sum: Int128 = 0
        switch when.measure {
        case .tenureDays:
            // What is left of a merged account has no tenure: it moved.
            if state.takers[account] != nil { return 0 }
            return Int64(calendar.day(instant) - calendar.day(state.accounts[account] ?? instant))
        case .earned:
            for entry in state.earnings {
                guard entry.account == account && entry.pot == when.pot else { continue }
                if counts(entry.at, when.window, instant) { sum += Int128(entry.points) }
            }
        case .spend, .visits:
            for purchase in state.purchases where purchase.account == account {
                guard counts(purchase.at, when.window, instant) else { continue }
                if when.measure == .spend {
                    sum += Int128(purchase.paidLeft)
                } else if !purchase.isReturned {
                    sum += 1
                }
            }
        }
        return Int64(clamping: sum)
    }

    private func counts(_ entry: Int64, _ window: Tier.Window, _ instant: Int64) -> Bool {
        if entry > instant { return false }
        switch window {
        case .lifetime: return true
        case .calendarYear: return calendar.date(entry).year == calendar.date(instant).year
        case .rolling(let duration): return calendar.adding(duration, to: entry) > instant
        }
    }

    private func isEarned(_ tier: Tier, _ account: String, at instant: Int64) -> Bool {
        guard let when = tier.when else { return false }
        return measure(when, account, at: instant) >= when.atLeast
    }

    /// Judges every ladder of an account.
    mutating func judgeTiers(_ account: String) {
        for ladder in programme.ladders { judge(ladder, account, at: now) }
    }

    /// Judges one ladder: up at once; down when neither earned nor held.
    mutating func judge(
        _ ladder: Ladder,
        _ account: String,
        at instant: Int64
    ) {
        var standing = standing(account, ladder)
        let current = rank(standing.tier, ladder)
        var earned = 0
        for index in ladder.tiers.indices {
            let tier = ladder.tiers[index]
            if isEarned(tier, account, at: instant) {
                earned = index + 1
                qualify(tier, at: instant, &standing)
            }
        }
        var granted = 0
        let isForGood = ladder.downgrade == .never
        for held in standing.qualifications where isForGood || (held.until ?? .min) > instant {
            earned = max(earned, rank(held.tier, ladder))
        }
        for held in standing.demotions where held.until > instant {
            earned = max(earned, rank(held.tier, ladder))
        }
        for grant in standing.grants where grant.until > instant {
            granted = max(granted, rank(grant.tier, ladder))
        }
        let highest = max(earned, granted)
        var next = current
        if highest > current {
            next = highest
            standing.isEarned = earned == highest
        } else if highest == current {
            standing.isEarned = standing.isEarned || earned == highest
        } else if !standing.isEarned || standing.voided.contains(standing.tier)
            || ladder.downgrade != .oneDown
        {
            next = highest
            standing.isEarned = earned == highest
        } else {
            next = current - 1
            if next > 0, let hold = ladder.tiers[next - 1].hold {
                let until = calendar.end(hold, from: instant)
                standing.demotions.append(.init(tier: name(next, ladder), until: until))
            }
        }
        standing.voided = []
        standing.tier = name(next, ladder)
        standing.judgedAt = instant
        state.standings[account, default: [:]][ladder.id] = standing
    }

    private func qualify(_ tier: Tier, at instant: Int64, _ standing: inout NaiveStanding) {
        let year = calendar.date(instant).year
        standing.qualifications.removeAll { $0.tier == tier.id && $0.year == year }
        let until = tier.hold.map { calendar.end($0, from: instant) }
        standing.qualifications.append(
            .init(tier: tier.id, year: year, at: instant, until: until)
        )
    }

    /// Judges all ladders of an account at each end of a tier of any up to the clock.
    mutating func endTiers(_ account: String) {
        while let end = programme.ladders.compactMap({ tierEnd($0, account) }).min() {
            for ladder in programme.ladders { judge(ladder, account, at: end) }
        }
    }

    /// The first instant since the ladder was judged at which the tier is over.
    private func tierEnd(_ ladder: Ladder, _ account: String) -> Int64? {
        let standing = standing(account, ladder)
        let current = rank(standing.tier, ladder)
        if current == 0 { return nil }
        let earned = standing.qualifications.contains { rank($0.tier, ladder) >= current }
        // What was earned on such a ladder never ends by time.
        if ladder.downgrade == .never, earned { return nil }
        var held = Int64.min
        for span in standing.qualifications where rank(span.tier, ladder) >= current {
            held = max(held, span.until ?? .min)
        }
        for span in standing.demotions + standing.grants
        where rank(span.tier, ladder) >= current {
            held = max(held, span.until)
        }
        if held > standing.judgedAt { return held <= now ? held : nil }
        let tier = ladder.tiers[current - 1]
        guard let when = tier.when, isEarned(tier, account, at: standing.judgedAt) else {
            return nil
        }
        for instant in turns(when, account, after: standing.judgedAt) {
            if !isEarned(tier, account, at: instant) { return instant }
        }
        return nil
    }

    /// The instants up to the clock at which a measure may fall by time alone.
    private func turns(_ when: Tier.Threshold, _ account: String, after start: Int64) -> [Int64] {
        var found: [Int64] = []
        switch when.window {
        case .lifetime: break
        case .calendarYear:
            var year = calendar.date(start).year + 1
            while year <= calendar.date(now).year {
                found.append(calendar.start(NaiveCalendar.number(year, 1, 1)))
                year += 1
            }
        case .rolling(let duration):
            for entry in state.earnings where entry.account == account {
                found.append(calendar.adding(duration, to: entry.at))
            }
            for purchase in state.purchases where purchase.account == account {
                found.append(calendar.adding(duration, to: purchase.at))
            }
        }
        return found.filter { $0 > start && $0 <= now }.sorted()
    }

    /// Measures again what an account qualified for, after something was given back.
    mutating func reviewTiers(_ account: String) {
        for ladder in programme.ladders {
            var standing = standing(account, ladder)
            var kept: [NaiveStanding.Qualification] = []
            for qualification in standing.qualifications {
                let tier = ladder.tiers.first { $0.id == qualification.tier }
                if let tier, isEarned(tier, account, at: qualification.at) {
                    kept.append(qualification)
                } else {
                    standing.voided.insert(qualification.tier)
                }
            }
            standing.qualifications = kept
            state.standings[account, default: [:]][ladder.id] = standing
        }
    }

    /// Grants a tier for an action.
    mutating func grantTier(_ grant: TierGrant, to account: String) {
        guard let ladder = programme.ladders.first(where: { $0.id == grant.ladder }) else { return }
        var standing = standing(account, ladder)
        let old = standing.grants.first { $0.tier == grant.tier && $0.until > at }
        var until = calendar.end(grant.period, from: at)
        if let old {
            if case .after(let duration, _) = grant.period {
                until = calendar.adding(duration, to: old.until)
            } else {
                until = calendar.end(grant.period, from: old.until)
            }
        }
        standing.grants.removeAll { $0.tier == grant.tier }
        standing.grants.append(.init(tier: grant.tier, until: until))
        state.standings[account, default: [:]][ladder.id] = standing
    }
}
