import Loyalty

/// A unit that a member gets for points.
struct NaiveFreeUnit {
    let reward: Reward
    let cost: Int64
    let line: Int
}

/// What a line costs.
struct NaiveDiscount {
    let id: String
    let rate: Int64
    let priority: Int
    let meets: (ReceiptLine) -> Bool
}

/// Free units, discounts and points paid with.
extension NaiveLoyalty {
    /// Chooses the free units and makes them lines of their own.
    func freeUnits(
        _ values: Purchase,
        _ occasion: NaiveOccasion,
        _ sale: inout NaivePurchase,
        takesPart: Bool
    ) throws(Refused) -> [NaiveFreeUnit] {
        if values.pay != nil {
            try mustSpend(occasion.member)
            if !takesPart { throw Refused(.partnerNotParticipating) }
        }
        for id in values.use {
            guard let reward = rules.reward(id), reward.kind == .freeItem else {
                throw Refused(.unknownReward)
            }
        }
        guard takesPart, state.members[occasion.member]?.status == .active else { return [] }
        var left = available(sale.account)
        var units: [NaiveFreeUnit] = []
        for reward in programme.rewards where reward.kind == .freeItem {
            guard reward.isAutomatic || values.use.contains(reward.id), let cost = reward.cost
            else {
                continue
            }
            if !reward.partners.isEmpty && !reward.partners.contains(occasion.partner) {
                if values.use.contains(reward.id) { throw Refused(.notSpendableHere) }
                continue
            }
            var given = 0
            while given < reward.maxPerReceipt, (left[reward.pot] ?? 0) >= cost.micro,
                let line = cheapest(sale.lines, reward.lines)
            {
                left[reward.pot, default: 0] -= cost.micro
                given += 1
                units.append(
                    NaiveFreeUnit(reward: reward, cost: cost.micro, line: free(line, &sale.lines))
                )
            }
        }
        return units
    }

    private func cheapest(_ lines: [NaiveLine], _ condition: LineCondition) -> Int? {
        var best: Int?
        for index in lines.indices where !lines[index].isFree {
            guard condition.naivelyMeets(lines[index].line) else { continue }
            if let best, lines[best].line.unit <= lines[index].line.unit { continue }
            best = index
        }
        return best
    }

    private func free(_ index: Int, _ lines: inout [NaiveLine]) -> Int {
        if lines[index].quantity == 1 {
            lines[index].isFree = true
            return index
        }
        lines[index].quantity -= 1
        lines.append(NaiveLine(line: lines[index].line, quantity: 1, isFree: true))
        return lines.count - 1
    }

    /// Sets gross and net of every line.
    func price(
        _ sale: inout NaivePurchase,
        _ occasion: NaiveOccasion,
        takesPart: Bool,
        effect: inout Effect
    ) {
        for index in sale.lines.indices where !sale.lines[index].isFree {
            let line = sale.lines[index]
            sale.lines[index].gross = line.quantity * line.line.unit.minor
            sale.lines[index].net = sale.lines[index].gross
        }
        let basket = basket(sale.lines)
        let found = takesPart ? discounts(basket, occasion) : []
        let stack = found.sorted { one, other in
            if programme.discountStack == .best && one.rate != other.rate {
                return one.rate > other.rate
            }
            if one.priority != other.priority { return one.priority > other.priority }
            return one.id < other.id
        }
        var total: Int64 = 0
        for index in sale.lines.indices where !sale.lines[index].isFree {
            for discount in stack where discount.meets(sale.lines[index].line) {
                let net = sale.lines[index].net
                let off = Int64((Int128(net) * Int128(discount.rate) * 2 + 10_000) / 20_000)
                sale.lines[index].net -= off
                if off > 0 {
                    let sum = (effect.discount[discount.id] ?? .zero).minor + off
                    effect.discount[discount.id] = Money(minor: sum)
                }
                if programme.discountStack == .best { break }
            }
            total += sale.lines[index].net
        }
        effect.net = Money(minor: total)
        effect.due = effect.net
    }

    private func discounts(
        _ basket: [NaiveBasketLine],
        _ occasion: NaiveOccasion
    ) -> [NaiveDiscount] {
        var found: [NaiveDiscount] = []
        for rule in rules.discounts where rule.on == .purchase {
            guard case .discount(let rate) = rule.work, holds(rule.condition, occasion) else {
                continue
            }
            let matching = basket.filter { rule.condition.lines.naivelyMeets($0.line) }
            var onGross = rule
            onGross.basis = .gross
            guard holds(onGross, basket, matching) else { continue }
            let lines = rule.condition.lines
            found.append(
                NaiveDiscount(id: rule.id, rate: rate, priority: rule.priority) {
                    lines.naivelyMeets($0)
                }
            )
        }
        let account = account(occasion.member)
        for offer in programme.offers {
            guard case .personalDiscount(let values) = offer.kind else { continue }
            var choices: Set<String> = []
            for claim in state.claims where claim.offer == offer.id && claim.account == account {
                if claim.from <= at && at < claim.to { choices.insert(claim.choice) }
            }
            if choices.isEmpty { continue }
            found.append(
                NaiveDiscount(id: offer.id, rate: values.discountBp, priority: values.priority) {
                    $0.sku.map { choices.contains($0) } ?? false
                }
            )
        }
        return found
    }

    /// Checks what is asked for in points and spreads its value over the lines.
    func tender(
        _ pay: PointsPayment?,
        _ occasion: NaiveOccasion,
        _ sale: inout NaivePurchase,
        takesPart: Bool,
        used: [(pot: String, cost: Int64)],
        effect: inout Effect
    ) throws(Refused) -> (points: Int64, pot: String)? {
        guard let pay else { return nil }
        guard let reward = rules.reward(pay.reward), reward.kind == .tender,
            let redeem = programme.pots[reward.pot]?.redeem
        else { throw Refused(.unknownReward) }
        if !reward.partners.isEmpty && !reward.partners.contains(occasion.partner) {
            throw Refused(.notSpendableHere)
        }
        var available = available(sale.account, reward.pot)
        for unit in used where unit.pot == reward.pot { available -= unit.cost }
        let eligible = sale.lines.indices.filter {
            !sale.lines[$0].isFree && reward.lines.naivelyMeets(sale.lines[$0].line)
        }
        var eligibleNet: Int64 = 0
        for index in eligible { eligibleNet += sale.lines[index].net }
        let share = NaiveFraction.floor(eligibleNet, reward.maxShareBp, 10_000)
        let money = (effect.net ?? .zero).minor - reward.minMoney.minor
        let most = Int128(max(0, min(share, eligibleNet, money)))
        let worth = most * Int128(redeem.per.micro) / Int128(redeem.minor.minor)
        let step = reward.step.micro
        let capped = Int64(min(worth, Int128(available)))
        let limit = capped - capped % step
        let points = try requested(pay.points, reward, limit: limit, available: available)
        if points == 0 { return nil }
        let value = rules.value(points, of: reward.pot) ?? 0
        spread(value, eligible, eligibleNet, &sale.lines)
        effect.pointsPaid = Points(micro: points)
        effect.pointsValue = Money(minor: value)
        effect.due = Money(minor: (effect.net ?? .zero).minor - value)
        return (points, reward.pot)
    }

    private func requested(
        _ request: PointsPayment.Request,
        _ reward: Reward,
        limit: Int64,
        available: Int64
    ) throws(Refused) -> Int64 {
        switch request {
        case .max: return limit < reward.minPoints.micro ? 0 : limit
        case .points(let asked):
            let points = asked.micro
            if points < 0 || points % reward.step.micro != 0 {
                throw Refused(.notAMultipleOfStep(step: reward.step))
            }
            if points > available {
                throw Refused(.insufficientPoints(available: Points(micro: available)))
            }
            if points > limit {
                throw Refused(.overRedemptionLimit(limit: Points(micro: limit)))
            }
            if points < reward.minPoints.micro {
                throw Refused(.belowMinimum(minimum: reward.minPoints))
            }
            return points
        }
    }

    /// Splits a value over lines by their net, largest remainders first.
    private func spread(
        _ value: Int64,
        _ eligible: [Int],
        _ total: Int64,
        _ lines: inout [NaiveLine]
    ) {
        if total == 0 { return }
        var rest = value
        var remainders: [(line: Int, remainder: Int128)] = []
        for index in eligible {
            let product = Int128(value) * Int128(lines[index].net)
            lines[index].value = Int64(product / Int128(total))
            rest -= lines[index].value
            remainders.append((index, product % Int128(total)))
        }
        remainders.sort {
            $0.remainder != $1.remainder ? $0.remainder > $1.remainder : $0.line < $1.line
        }
        for index in remainders.indices where index < rest {
            lines[remainders[index].line].value += 1
        }
    }
}
