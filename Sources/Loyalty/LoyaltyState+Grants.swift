/// A sale as the rules look at it.
struct Sale {
    /// Index of the account.
    let account: Int
    /// The event that brought it.
    let event: LoyaltyEvent
    /// Who sold.
    let partner: ByteText
    /// The lines.
    let lines: [ReceiptLine]
    /// Their sums.
    let sums: ReceiptSums
    /// The local moment of the event.
    let moment: LocalMoment
}

/// What one rule grants.
struct Grant {
    /// Index of the rule in firing order.
    let rule: Int
    /// Micro-points, above zero, rounded and clipped.
    let amount: Int64
}

extension LoyaltyState {
    /// Fills `grants` in firing order; false when an amount leaves its range.
    ///
    /// A rule that grants nothing after its caps takes no part in its group.
    mutating func evaluateRules(for sale: Sale) -> Bool {
        grants.removeAll(keepingCapacity: true)
        for index in rulebook.rules.indices where fires(index, on: sale) {
            guard let exact = roundedAmount(of: index, on: sale) else { return false }
            let amount = clip(exact, rule: index, sale: sale)
            assert(amount >= 0 && amount <= exact)
            if amount > 0 { enter(Grant(rule: index, amount: amount)) }
        }
        return true
    }

    /// Credits every grant; false when an amount leaves its range.
    mutating func creditGrants(for sale: Sale, effect: inout Effect) -> Bool {
        let isDetailed = grants.count > 1
        for index in grants.indices {
            let grant = grants[index]
            guard credit(grant, for: sale) else { return false }
            countUsage(of: grant, for: sale)
            let pot = registry.pots.names[rulebook.rules[grant.rule].pot]
            let sum = (effect.granted[pot]?.micro ?? 0) + grant.amount
            effect.granted[pot] = Points(micro: sum)
            if isDetailed {
                let rule = rulebook.rules[grant.rule].id
                effect.byRule[rule] = Points(micro: grant.amount)
            }
        }
        return true
    }

    /// Whether the conditions hold and the limit leaves room.
    private func fires(_ index: Int, on sale: Sale) -> Bool {
        let condition = rulebook.rules[index].condition
        return condition.holds(at: sale.moment)
            && condition.holds(partner: sale.partner)
            && sale.sums.net >= condition.minimumBasket
            && condition.tiers.allSatisfy {
                $0.isAllowed[rank(of: sale.account, on: $0.ladder)]
            }
            && hasRoom(rule: index, sale: sale)
    }

    /// The amount of a rule after its one rounding, zero when no line matches; nil when it leaves
    /// its range.
    private func roundedAmount(of index: Int, on sale: Sale) -> Int64? {
        let rule = rulebook.rules[index]
        var basis = sale.sums.net
        var units = sale.sums.units
        if let filter = rule.filter {
            basis = 0
            units = 0
            for line in sale.lines where filter.matches(line) {
                // Within the sums of the whole receipt, which are in range.
                basis += line.quantity * line.unit.minor
                units += line.quantity
            }
        }
        guard units > 0, units >= rule.condition.minimumQuantity else { return 0 }
        return rule.roundedAmount(basis: basis, units: units)
    }

    /// Enters a grant into its group: one that adds up stays, in a contest the best one stays.
    private mutating func enter(_ grant: Grant) {
        if let contest = rulebook.rules[grant.rule].contest,
            let rival = grants.firstIndex(where: { rulebook.rules[$0.rule].contest == contest })
        {
            // Rules come in order of their ids, so on a full tie the rival's id is the smaller.
            let other = grants[rival]
            let priority = rulebook.rules[grant.rule].priority
            let otherPriority = rulebook.rules[other.rule].priority
            let isBetter = (grant.amount, priority) > (other.amount, otherPriority)
            guard isBetter else { return }
            grants.remove(at: rival)
        }
        grants.append(grant)
    }

    /// Makes the lot of a grant; false when the points issued would leave their range.
    private mutating func credit(_ grant: Grant, for sale: Sale) -> Bool {
        let pot = rulebook.rules[grant.rule].pot
        guard books.canIssue(grant.amount, pot: pot) else { return false }
        let funderName = rulebook.rules[grant.rule].funder ?? sale.partner.text
        let funder = books.funder(funderName)
        undoSteps.append(.issue(funder: funder, pot: pot, grant.amount))
        books.issue(grant.amount, funder: funder, pot: pot)
        let number = takeLotNumber()
        let lot = lot(number, of: grant, at: sale.event.at)
        let isOver = !lot.isPending && lot.expiresAt <= present.instant.unixSeconds
        let isInYear = isInPresentYear(sale.event.at)
        changeHolding(sale.account, pot) { holding in
            holding.earned += grant.amount
            if isInYear { holding.earnedInYear += grant.amount }
            if lot.isPending {
                holding.pending += grant.amount
            } else if !isOver {
                holding.available += grant.amount
            }
        }
        let name = "mem/" + accountTable[sale.account].id.text
        post(
            lot.isPending ? .accruePending : .accrue,
            cause: sale.event.id,
            pot: pot,
            from: "iss/" + funderName,
            to: name + (lot.isPending ? "/pend" : "/avail"),
            amountOfSecond: grant.amount
        )
        guard isOver else {
            addLot(lot, to: sale.account)
            return true
        }
        // Already over on arrival: it ends with the event itself as its cause.
        breakOff(
            grant.amount,
            pot: pot,
            from: sale.account,
            isPending: false,
            cause: sale.event.id
        )
        return true
    }

    /// The lot of a grant, with its dates; the dates are judged at H.
    private func lot(_ number: Int64, of grant: Grant, at earnedAt: Instant) -> Lot {
        let rule = rulebook.rules[grant.rule]
        let calendar = rulebook.calendar
        let vestsAt = rule.vest.map { calendar.end(of: $0, from: earnedAt) } ?? earnedAt
        let start = rule.isExpiryFromVest ? vestsAt : earnedAt
        var expiresAt = rule.expiry.map { calendar.end(of: $0, from: start).unixSeconds } ?? .max
        if expiresAt <= present.instant.unixSeconds, rulebook.lateGraceDays > 0 {
            let lastDay = present.day + rulebook.lateGraceDays
            expiresAt = calendar.zone.startOfDay(lastDay + 1).unixSeconds
        }
        return Lot(
            number: number,
            pot: rule.pot,
            remaining: grant.amount,
            isPending: vestsAt > present.instant,
            vestsAt: vestsAt.unixSeconds,
            expiresAt: expiresAt
        )
    }
}

extension Rulebook.CompiledRule {
    /// The amount for a basis in minor units and a number of units, rounded once to the quantum of
    /// the pot; nil when it leaves `Int64`.
    func roundedAmount(basis: Int64, units: Int64) -> Int64? {
        let numerator: (partialValue: Int128, overflow: Bool)
        var denominator: Int128 = 1
        switch amount {
        case .rate(let factor, let divisor):
            numerator = Int128(basis).multipliedReportingOverflow(by: factor)
            denominator = divisor
        case .fixed(let grant): numerator = (Int128(grant), false)
        case .perUnit(let grant): numerator = (Int128(units) * Int128(grant), false)
        case .perStep(let minor, let grant):
            numerator = (Int128(basis / minor) * Int128(grant), false)
        }
        guard !numerator.overflow else { return nil }
        return round.rounded(numerator.partialValue, over: denominator, to: quantum)
    }
}
