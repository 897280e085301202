extension LoyaltyState {
    /// Whether a reward of this version is a free item.
    func isFreeItem(_ id: String) -> Bool {
        rules.rewards.contains {
            $0.reward.kind == .freeItem && ByteText($0.reward.id) == ByteText(id)
        }
    }

    /// Makes units free: rewards in their order, as long as the points held before the receipt
    /// suffice, the cheapest eligible unit each time, the lowest line on ties.
    mutating func giveFreeItems(_ use: [String], in scene: RuleScene, _ number: Int32) {
        guard people[Int(scene.member)].status == .active else { return }
        let rulebook = rules
        for (place, compiled) in rulebook.rewards.enumerated() {
            let reward = compiled.reward
            guard reward.kind == .freeItem, let cost = reward.cost?.micro, cost >= 0,
                reward.isAutomatic || use.contains(where: { ByteText($0) == ByteText(reward.id) }),
                compiled.partners.isEmpty || compiled.partners.contains(scene.partner)
            else { continue }
            for _ in 0..<reward.maxPerReceipt {
                guard holding(scene.account, compiled.pot).available >= cost,
                    let line = cheapestUnit(compiled.filter)
                else { break }
                let free = takeUnit(of: line)
                work.sale.free.append(Int32(place))
                let index = Int32(lines.count) + Int32(free)
                spend(cost, compiled.pot, for: index, in: scene)
            }
        }
    }

    /// The line of the cheapest eligible unit.
    private func cheapestUnit(_ filter: LineFilter?) -> Int? {
        var best: Int?
        for (index, line) in work.sale.lines.enumerated() where !line.isFree && filter.matches(line)
        {
            guard let rival = best else {
                best = index
                continue
            }
            if line.unit < work.sale.lines[rival].unit { best = index }
        }
        return best
    }

    /// Makes one unit of a line free; of a larger line it becomes a line of its own at the end.
    private mutating func takeUnit(of index: Int) -> Int {
        guard work.sale.lines[index].quantity > 1 else {
            work.sale.lines[index].isFree = true
            work.sale.lines[index].net = 0
            return index
        }
        var unit = work.sale.lines[index]
        work.sale.lines[index].quantity -= 1
        work.sale.lines[index].gross -= unit.unit
        work.sale.lines[index].net = work.sale.lines[index].gross
        unit.quantity = 1
        unit.gross = unit.unit
        unit.net = 0
        unit.isFree = true
        work.sale.lines.append(unit)
        return work.sale.lines.count - 1
    }

    /// Spends points on the purchase at hand: one `redeem` transaction.
    ///
    /// - Parameters:
    ///   - amount: Micro-points; the account has them available.
    ///   - pot: Number of the pot.
    ///   - line: The free line, an index into `lines`; -1: a tender.
    ///   - scene: The sale.
    mutating func spend(_ amount: Int64, _ pot: Int32, for line: Int32, in scene: RuleScene) {
        guard amount > 0 else { return }
        let taken = takeFromLiveLots(scene.account, pot, amount)
        redemptions.append(
            RedemptionRecord(
                pot: pot,
                line: line,
                firstSlice: taken.lowerBound,
                sliceCount: taken.upperBound - taken.lowerBound,
                points: amount
            )
        )
        postRedeem(amount, pot, of: scene.account, at: scene.partner)
    }

    /// Posts points spent at a partner, with the price that it is owed.
    mutating func postRedeem(_ amount: Int64, _ pot: Int32, of account: Int32, at partner: Int32) {
        begin(.redeem)
        post(.available(account), pot: pot, -amount)
        post(.accepted(partner), pot: pot, amount)
        postSettlement(
            of: partner,
            price: rules.partner(partner).acceptPrice,
            for: amount,
            isOwed: true
        )
    }
}
