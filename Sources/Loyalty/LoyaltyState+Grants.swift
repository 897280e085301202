/// Points to be credited.
struct Credit: Sendable {
    /// Index of the account.
    var account: Int32
    /// Number of the pot.
    var pot: Int32
    /// Micro-points, above zero.
    var amount: Int64
    /// Number of the partner that pays.
    var funder: Int32 = Registry.house
    /// The terms of the lot, those of the pot included.
    var terms: LotTerms
    /// Whether the points wait for the activation of the card.
    var waits = false
}

extension LoyaltyState {
    /// Credits points granted by the event at hand: `accrue`, which repays debt first, or
    /// `accruePending`, with one lot; a live lot that is over on arrival ends at once.
    ///
    /// The account is caught up before. Every grant comes this way: of rules, of offers, and what
    /// is given by hand.
    ///
    /// - Returns: Index of the lot.
    @discardableResult
    mutating func creditLot(_ credit: Credit) -> Int32 {
        assert(credit.amount > 0, "a grant of zero does not exist")
        // An account is caught up once: a lot that is over before it vests ends with the next event.
        if accountTable[Int(credit.account)].touchedBy != serial { catchUp(credit.account) }
        let expiryOnceVested = credit.waits ? credit.terms.expiryOnceVested : nil
        var (vestsAt, expiresAt) = dates(of: credit.terms)
        if expiryOnceVested != nil { expiresAt = .max }
        let state: Lot.State = credit.waits ? .waiting : vestsAt > now ? .pending : .live
        var repaid: Int64 = 0
        begin(state == .live ? .accrue : .accruePending)
        post(.issued(credit.funder), pot: credit.pot, -credit.amount)
        if state == .live {
            repaid = min(holding(credit.account, credit.pot).debt, credit.amount)
            post(.debt(credit.account), pot: credit.pot, repaid)
            post(.available(credit.account), pot: credit.pot, credit.amount - repaid)
        } else {
            post(.pending(credit.account), pot: credit.pot, credit.amount)
        }
        if credit.funder != Registry.house || rules.hasHousePrices {
            postSettlement(
                of: credit.funder,
                price: rules.partner(credit.funder).issuePrice,
                for: credit.amount,
                isOwed: false
            )
        }
        let lot = makeLot(
            NewLot(
                account: credit.account,
                pot: credit.pot,
                amount: credit.amount,
                spent: repaid,
                funder: credit.funder,
                state: state,
                isEarned: true,
                earnedAt: eventAt,
                vestsAt: vestsAt,
                expiresAt: expiresAt
            )
        )
        if let expiryOnceVested { change(waitingLot: lot, to: expiryOnceVested) }
        touch(credit.account)
        if expiresAt <= now, state == .live { expire(lot, .event) }
        return lot
    }

    /// When points granted by the event at hand vest and end, in Unix seconds.
    ///
    /// A computed end at or before H is put off by the days of grace, if there are any.
    private func dates(of terms: LotTerms) -> (vestsAt: Int64, expiresAt: Int64) {
        guard terms.vest != nil || terms.expiry != nil else { return (eventAt, .max) }
        let calendar = rules.calendar
        let vestsAt = terms.vest.map { calendar.end(of: $0, from: at) } ?? at
        let start = terms.expiryFrom == .vest ? vestsAt : at
        guard let expiry = terms.expiry else { return (vestsAt.unixSeconds, .max) }
        var expiresAt = calendar.end(of: expiry, from: start).unixSeconds
        if expiresAt <= now, rules.lateGraceDays > 0 {
            expiresAt = endOfDay(afterDays: rules.lateGraceDays)
        }
        return (vestsAt.unixSeconds, expiresAt)
    }

    /// The end of the local day of H plus some days, in Unix seconds.
    func endOfDay(afterDays days: Int) -> Int64 {
        let zone = rules.calendar.zone
        let day = zone.dayNumber(of: Instant(unixSeconds: now))
        return zone.startOfDay(day + days + 1).unixSeconds
    }
}

extension LotTerms {
    /// The expiry, where it counts from becoming available.
    fileprivate var expiryOnceVested: Period? { expiryFrom == .vest ? expiry : nil }
}

extension LoyaltyState {
    /// Credits what was planned and not beaten, in firing order.
    mutating func creditPlanned(in scene: RuleScene, isPurchase: Bool) {
        let rulebook = rules
        for grant in work.grants where !grant.isBeaten {
            let rule = rulebook.rules[Int(grant.rule)]
            let lot = creditLot(
                Credit(
                    account: rule.isForReferrer
                        ? referrerAccount(of: scene.member) : scene.account,
                    pot: rule.pot,
                    amount: grant.amount,
                    funder: rule.funder < 0 ? scene.partner : rule.funder,
                    terms: rule.lot,
                    waits: scene.waits && !rule.isForReferrer
                )
            )
            if isPurchase { grants.append(GrantRecord(rule: grant.rule, lot: lot)) }
            if rule.hasUsage {
                countUsage(grant.amount, of: rule, in: scene)
            }
        }
    }

    /// The account of the member who referred a member.
    func referrerAccount(of member: Int32) -> Int32 {
        let referrer = resolve(member: people[Int(member)].referrer)
        return resolve(account: people[Int(referrer)].account)
    }

    /// Grants by rules outside of purchases: when a person joins, a card is activated or a member
    /// acts.
    ///
    /// - Parameters:
    ///   - places: Of the rules in the rulebook, such as `rules.activateRules`.
    ///   - scene: Who and where.
    /// - Returns: An effect that tells what was granted.
    mutating func grant(by places: [Int32], in scene: RuleScene) -> Effect {
        planGrants(by: places, in: scene)
        creditPlanned(in: scene, isPurchase: false)
        return grantEffect()
    }

    /// What was granted, as the answer tells it; a sum that leaves its range belongs to an event that
    /// will be refused.
    func grantEffect() -> Effect {
        var effect = Effect()
        let rulebook = rules
        let count = work.grants.count { !$0.isBeaten }
        for grant in work.grants where !grant.isBeaten {
            let rule = rulebook.rules[Int(grant.rule)]
            let pot = registry.pots[rule.pot]
            let sum = (effect.granted[pot]?.micro ?? 0) &+ grant.amount
            effect.granted[pot] = Points(micro: sum)
            if count > 1 { effect.byRule[rule.id] = Points(micro: grant.amount) }
        }
        return effect
    }
}
