// A rule's exact amount is rounded once and clipped by its caps. Groups are resolved on what is
// left then; boosts come last and count on the exact amounts of the winners, a clipped one with
// what it was clipped to.

extension LoyaltyState {
    /// Fills `work.grants` with what rules grant now, beaten ones included, and notes for a
    /// purchase what its returns will look at.
    mutating func planGrants(by places: [Int32], in scene: RuleScene) {
        work.grants.clear()
        let rulebook = rules
        var isContested = false
        for place in places {
            let rule = rulebook.rules[Int(place)]
            if isContested, case .boost = rule.work {
                resolveContests(in: rulebook)
                isContested = false
            }
            guard rule.isUnconditional || holds(rule.condition, in: scene),
                rule.limit == nil || hasRoom(rule, in: scene)
            else { continue }
            if rule.isForReferrer, people[Int(scene.member)].referrer < 0 { continue }
            let context = RuleContext(
                rule: place,
                room: rule.caps.isEmpty ? .max : room(of: rule, in: scene),
                value: value(for: rule, in: scene)
            )
            let isPlanned = plan(rule, context, isPurchase: scene.isPurchase)
            if rule.isContest { isContested = true }
            if scene.isPurchase, isPlanned || rule.isBoost { contexts.append(context) }
        }
        if isContested { resolveContests(in: rulebook) }
    }

    /// Fills `work.grants` with what the rules of a purchase would grant on what is left of it.
    mutating func planGrants(again purchase: PurchaseRecord) {
        work.grants.clear()
        let rulebook = rules
        var isContested = false
        let end = purchase.firstContext + purchase.contextCount
        for place in purchase.firstContext..<end {
            let context = contexts[Int(place)]
            let rule = rulebook.rules[Int(context.rule)]
            if isContested, rule.isBoost {
                resolveContests(in: rulebook)
                isContested = false
            }
            _ = plan(rule, context, isPurchase: true)
            if rule.isContest { isContested = true }
        }
        if isContested { resolveContests(in: rulebook) }
    }

    /// The attribute or the balance that a rule counts on.
    private func value(for rule: Rulebook.CompiledRule, in scene: RuleScene) -> Int64 {
        switch rule.work {
        case .attribute(let name, _, _): scene.attributes[name] ?? 0
        case .balance: holding(scene.account, rule.pot).available
        default: 0
        }
    }

    /// Plans what one rule grants; false when it grants nothing.
    private mutating func plan(
        _ rule: Rulebook.CompiledRule,
        _ context: RuleContext,
        isPurchase: Bool
    ) -> Bool {
        var basis: Int64 = 0
        var units: Int64 = 0
        if isPurchase {
            guard work.sale.sums.basis(rule.basis) >= rule.minimumBasket else {
                return false
            }
            (basis, units) = matching(rule)
            guard units >= rule.minimumQuantity, units > 0 || rule.filter == nil else {
                return false
            }
            if case .fixed = rule.work, units == 0 { return false }
        } else {
            guard rule.minimumBasket <= 0, rule.minimumQuantity <= 0 else {
                return false
            }
        }
        guard let exact = exact(rule.work, basis, units, context.value),
            let rounded = rule.round.rounding(exact.numerator, exact.denominator, rule.quantum)
        else {
            work.isOutOfRange = true
            return false
        }
        let isClipped = rounded > context.room
        let amount = isClipped ? context.room / rule.quantum * rule.quantum : rounded
        guard amount > 0 else { return false }
        work.grants.append(
            PlannedGrant(
                rule: context.rule,
                amount: amount,
                numerator: isClipped ? Int128(amount) : exact.numerator,
                denominator: isClipped ? 1 : exact.denominator
            )
        )
        return true
    }

    /// What a rule counts on, and the units, of its lines.
    private func matching(_ rule: Rulebook.CompiledRule) -> (basis: Int64, units: Int64) {
        guard let filter = rule.filter else {
            return (work.sale.sums.basis(rule.basis), work.sale.sums.units)
        }
        var sums = LineSums()
        for line in work.sale.lines where !line.isFree && filter.matches(line) {
            sums.add(line)
        }
        return (sums.basis(rule.basis), sums.units)
    }

    /// The exact amount as a fraction; nil when it leaves its range.
    private func exact(
        _ work: Rulebook.Work,
        _ basis: Int64,
        _ units: Int64,
        _ value: Int64
    ) -> (numerator: Int128, denominator: Int128)? {
        switch work {
        case .rate(let factor, let divisor):
            let (product, overflow) = Int128(basis).multipliedReportingOverflow(by: factor)
            return overflow ? nil : (product, divisor)
        case .fixed(let grant): return (Int128(grant), 1)
        case .perUnit(let grant): return (Int128(units) * Int128(grant), 1)
        case .perStep(let minor, let grant):
            return (Int128(basis / minor) * Int128(grant), 1)
        case .attribute(_, let multiplier, let divisor):
            return (Int128(value) * Int128(multiplier), Int128(divisor))
        case .balance(let bp, let divisor):
            return (Int128(value) * Int128(bp), Int128(divisor) * 10_000)
        case .boost(let group, let factor, let divisor):
            guard let sum = exactSum(of: group) else { return nil }
            let (product, overflow) = sum.numerator.multipliedReportingOverflow(by: Int128(factor))
            let (total, tooBig) =
                sum.denominator.multipliedReportingOverflow(by: Int128(divisor))
            return overflow || tooBig ? nil : (product, total)
        }
    }

    /// The sum of the exact amounts of a group that were not beaten; nil when it leaves its range.
    private func exactSum(of group: Int32) -> (numerator: Int128, denominator: Int128)? {
        var sum: (numerator: Int128, denominator: Int128) = (0, 1)
        let rulebook = rules
        for grant in work.grants
        where !grant.isBeaten && rulebook.rules[Int(grant.rule)].group == group {
            if grant.denominator == sum.denominator {
                let (added, overflow) = sum.numerator.addingReportingOverflow(grant.numerator)
                guard !overflow else { return nil }
                sum.numerator = added
                continue
            }
            let (left, one) = sum.numerator.multipliedReportingOverflow(by: grant.denominator)
            let (right, two) = grant.numerator.multipliedReportingOverflow(by: sum.denominator)
            let (below, three) =
                sum.denominator.multipliedReportingOverflow(by: grant.denominator)
            let (above, four) = left.addingReportingOverflow(right)
            guard !one, !two, !three, !four else { return nil }
            sum = (above, below)
        }
        return sum
    }

    /// In each contest the highest grant stays; then higher priority, then the smaller id.
    private mutating func resolveContests(in rulebook: Rulebook) {
        for index in work.grants.indices {
            let rule = rulebook.rules[Int(work.grants[index].rule)]
            guard rule.isContest else { continue }
            // Rules come in order of their ids, so on a full tie the rival's id is the smaller.
            for rival in work.grants.indices[..<index] where !work.grants[rival].isBeaten {
                let other = rulebook.rules[Int(work.grants[rival].rule)]
                guard other.isContest, other.group == rule.group else { continue }
                let isBetter =
                    (work.grants[index].amount, rule.priority)
                    > (work.grants[rival].amount, other.priority)
                work.grants[isBetter ? rival : index].isBeaten = true
            }
        }
    }
}

extension LineSums {
    /// Adds a line that is not free.
    mutating func add(_ line: LineRecord) {
        gross += line.gross
        net += line.net
        paid += line.paid
        units += Int64(line.quantity)
    }
}

extension Rounding {
    /// A fraction as the nearest multiple of a quantum that the mode allows; nil when a number on
    /// the way leaves its range.
    func rounding(_ numerator: Int128, _ denominator: Int128, _ quantum: Int64) -> Int64? {
        let (_, overflow) = denominator.multipliedReportingOverflow(by: Int128(quantum))
        return overflow ? nil : rounded(numerator, over: denominator, to: quantum)
    }
}
