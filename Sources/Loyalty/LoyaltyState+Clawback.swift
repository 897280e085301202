/// Grants of one purchase in one pot to one account.
private struct GrantedSum {
    /// Number of the pot.
    let pot: Int32
    /// Index of the account.
    let account: Int32
    /// Indices of the lots, in order of creation.
    var lots: [Int32]
}

/// What is taken back from one account in one pot.
private struct ClawbackParts {
    /// Micro-points of live lots of the purchase.
    var live: Int64 = 0
    /// Micro-points of its pending lots.
    var pending: Int64 = 0
    /// Micro-points of it that had ended.
    var expired: Int64 = 0
    /// Micro-points of it that were spent.
    var spent: Int64 = 0
    /// By number of the partner that paid, in order of first appearance.
    var funders: [(partner: Int32, amount: Int64)] = []

    /// Adds to what goes back to a partner.
    mutating func add(_ amount: Int64, of partner: Int32) {
        if let place = funders.firstIndex(where: { $0.partner == partner }) {
            funders[place].amount += amount
        } else {
            funders.append((partner, amount))
        }
    }
}

extension LoyaltyState {
    /// Takes back what a purchase granted beyond what is granted for what is left of it.
    ///
    /// - Parameters:
    ///   - number: Index of the purchase, whose lines have the units that came back.
    ///   - buyer: Index of the account of the purchase.
    ///   - refund: Minor units that can be deducted from.
    ///   - effect: What the answer tells.
    /// - Returns: Minor units to be withheld from the refund.
    mutating func clawBack(
        _ number: Int32,
        from buyer: Int32,
        refund: Int64,
        _ effect: inout Effect
    ) -> Int64 {
        let record = purchases[Int(number)]
        guard record.grantCount > 0 else { return 0 }
        planAgain(record)
        var deducted: Int64 = 0
        for granted in grantedSums(record) {
            catchUp(granted.account)
            let had = granted.lots.reduce(0) { $0 + lots[$1].original - lots[$1].reversed }
            let keeps = planned(granted.pot, for: granted.account, record, buyer)
            guard had > keeps else { continue }
            let short = clawBack(had - keeps, of: granted)
            let pot = registry.pots[granted.pot]
            add(had - keeps, to: &effect.clawedBack, pot)
            guard short > 0 else { continue }
            switch rules.terms(granted.pot).shortfall {
            case .debt: add(short, to: &effect.debt, pot)
            case .writeOff: add(short, to: &effect.writtenOff, pot)
            case .deductRefund:
                guard let microPerMinor = rules.terms(granted.pot).microPerMinor else { continue }
                // Rounded up; never more than there is to give back.
                let (value, rest) = short.quotientAndRemainder(dividingBy: microPerMinor)
                deducted = min(refund, deducted + value + (rest > 0 ? 1 : 0))
            }
        }
        return deducted
    }

    /// Plans what the rules grant on what is left of a purchase: nothing when nothing is left.
    private mutating func planAgain(_ record: PurchaseRecord) {
        work.sale.lines.removeAll(keepingCapacity: true)
        for line in lines(of: record) where line.left > 0 {
            var left = line
            left.quantity = Int32(line.left)
            left.returned = 0
            left.gross = line.left(of: line.gross)
            left.net = line.left(of: line.net)
            left.pointsValue = left.net - line.left(of: line.paid)
            work.sale.lines.append(left)
        }
        addUp()
        if record.unitsLeft > 0 {
            planGrants(again: record)
        } else {
            work.grants.removeAll(keepingCapacity: true)
        }
    }

    /// What a purchase granted, pots in the order of their first grant, accounts by id.
    private func grantedSums(_ record: PurchaseRecord) -> [GrantedSum] {
        var sums: [GrantedSum] = []
        var pots: [Int32] = []
        for place in record.firstGrant..<record.firstGrant + record.grantCount {
            let index = grants[Int(place)].lot
            let lot = lots[index]
            let account = resolve(account: lot.account)
            if !pots.contains(lot.pot) { pots.append(lot.pot) }
            if let sum = sums.firstIndex(where: { $0.pot == lot.pot && $0.account == account }) {
                sums[sum].lots.append(index)
            } else {
                sums.append(GrantedSum(pot: lot.pot, account: account, lots: [index]))
            }
        }
        guard sums.count > 1 else { return sums }
        return pots.flatMap { pot in
            sums.filter { $0.pot == pot }.sorted {
                ByteText(accountIDs[Int($0.account)]) < ByteText(accountIDs[Int($1.account)])
            }
        }
    }

    /// What the rules grant now in a pot to an account.
    private func planned(
        _ pot: Int32,
        for account: Int32,
        _ record: PurchaseRecord,
        _ buyer: Int32
    ) -> Int64 {
        let rulebook = rules
        var sum: Int64 = 0
        for grant in work.grants where !grant.isBeaten {
            let rule = rulebook.rules[Int(grant.rule)]
            guard rule.pot == pot else { continue }
            let credited = rule.isForReferrer ? referrerAccount(of: record.member) : buyer
            if credited == account { sum += grant.amount }
        }
        return sum
    }

    /// Takes points back: from the very lots, then from what had ended, then for the spent part
    /// from other live lots, and the rest as the pot says.
    ///
    /// - Returns: The rest, in micro-points.
    private mutating func clawBack(_ amount: Int64, of granted: GrantedSum) -> Int64 {
        var parts = ClawbackParts()
        var left = amount
        for index in granted.lots where left > 0 {
            let lot = lots[index]
            let taken = min(left, lot.remaining)
            reverse(taken, of: index, &parts, &left) { $0.remaining -= taken }
            if lot.state == .live { parts.live += taken } else { parts.pending += taken }
        }
        for index in granted.lots where left > 0 {
            let taken = min(left, lots[index].expired)
            reverse(taken, of: index, &parts, &left) { $0.expired -= taken }
            parts.expired += taken
        }
        for index in granted.lots where left > 0 {
            let taken = min(left, max(0, lots[index].spent))
            reverse(taken, of: index, &parts, &left) { $0.spent -= taken }
            parts.spent += taken
        }
        assert(left == 0, "what is taken back was granted")
        return postClawback(parts, of: granted)
    }

    /// Moves a part of a lot to what was reversed.
    private mutating func reverse(
        _ taken: Int64,
        of index: Int32,
        _ parts: inout ClawbackParts,
        _ left: inout Int64,
        _ change: (inout Lot) -> Void
    ) {
        guard taken > 0 else { return }
        changeLot(index) { lot in
            change(&lot)
            lot.reversed += taken
        }
        if lots[index].isEarned { countEarned(index, by: -taken) }
        parts.add(taken, of: lots[index].funder)
        left -= taken
    }

    /// Posts a clawback: one transaction.
    ///
    /// - Returns: What nobody had, in micro-points.
    private mutating func postClawback(_ parts: ClawbackParts, of granted: GrantedSum) -> Int64 {
        let (account, pot) = (granted.account, granted.pot)
        begin(.clawback)
        post(.available(account), pot: pot, -parts.live)
        post(.pending(account), pot: pot, -parts.pending)
        post(.breakage, pot: pot, -parts.expired)
        let others = min(parts.spent, holding(account, pot).available)
        if others > 0 {
            _ = takeFromLiveLots(account, pot, others)
            post(.available(account), pot: pot, -others)
        }
        let short = parts.spent - others
        switch rules.terms(pot).shortfall {
        case .debt: post(.debt(account), pot: pot, -short)
        case .deductRefund: post(.repaid, pot: pot, -short)
        case .writeOff: post(.writtenOff, pot: pot, -short)
        }
        for (partner, amount) in parts.funders {
            post(.issued(partner), pot: pot, amount)
            postSettlement(
                of: partner,
                price: rules.partner(partner).issuePrice,
                for: amount,
                isOwed: true
            )
        }
        touch(account)
        return short
    }

    private func add(_ amount: Int64, to sums: inout [String: Points], _ pot: String) {
        sums[pot] = Points(micro: (sums[pot]?.micro ?? 0) + amount)
    }
}
