// A return takes, line by line, the cumulative floor share of what was paid; gives back the points
// that paid; evaluates the rules again on what is left and takes the difference; and gives back a
// part of the fee. Everything is judged by the version of the purchase.

/// What a return brings back.
private struct ReturnSums {
    /// Minor units of money.
    var refund: Int64 = 0
    /// Minor units that points had paid.
    var pointsValue: Int64 = 0
    /// Units.
    var units: Int64 = 0
}

extension LoyaltyState {
    /// Goods come back.
    mutating func returned(_ goods: Return) -> Workspace.Answer {
        guard let number = purchaseNumbers[ByteText(goods.purchase)] else {
            return .refused(.unknownReceipt)
        }
        let record = purchases[Int(number)]
        let quantities: [Int64]
        switch self.quantities(of: goods, record) {
        case .success(let found): quantities = found
        case .failure(let problem): return .refused(problem.refusal)
        }
        current = record.rulebook
        work.isReturn = true
        let account = resolve(account: record.account)
        catchUp(account)
        touch(account)
        var effect = Effect()
        let sums = takeBack(quantities, record)
        countReturn(quantities, sums, of: number, account)
        restoreRedemptions(of: record, to: account, pointsValue: sums.pointsValue, &effect)
        let deducted = clawBack(number, from: account, refund: sums.refund, &effect)
        giveFeeBack(number)
        effect.refund = Money(minor: sums.refund - deducted)
        if deducted > 0 { effect.deducted = Money(minor: deducted) }
        return .applied(effect)
    }

    /// Why quantities cannot come back.
    private struct Problem: Error {
        let refusal: Refusal
    }

    /// The units of each line that come back, quantities of a repeated line added up.
    private func quantities(
        of goods: Return,
        _ record: PurchaseRecord
    ) -> Result<[Int64], Problem> {
        let lines = Array(self.lines(of: record))
        var quantities = lines.map { _ in Int64(0) }
        if let wanted = goods.lines {
            for line in wanted {
                guard line.quantity >= 0, lines.indices.contains(line.number - 1) else {
                    return .failure(Problem(refusal: .overReturn))
                }
                let (sum, overflow) =
                    quantities[line.number - 1].addingReportingOverflow(line.quantity)
                guard !overflow, sum <= lines[line.number - 1].left else {
                    return .failure(Problem(refusal: .overReturn))
                }
                quantities[line.number - 1] = sum
            }
        } else {
            quantities = lines.map(\.left)
        }
        guard quantities.contains(where: { $0 > 0 }) else {
            return .failure(Problem(refusal: .nothingToReturn))
        }
        return .success(quantities)
    }

    /// Notes the units that come back, and adds up what they bring.
    private mutating func takeBack(_ quantities: [Int64], _ record: PurchaseRecord) -> ReturnSums {
        var sums = ReturnSums()
        for (offset, quantity) in quantities.enumerated() where quantity > 0 {
            let index = Int(record.firstLine) + offset
            let before = lines[index]
            undo.note(.returned(line: Int32(index), before.returned))
            lines[index].returned += Int32(quantity)
            let after = lines[index]
            sums.refund += before.left(of: before.paid) - after.left(of: after.paid)
            sums.pointsValue +=
                before.left(of: before.pointsValue) - after.left(of: after.pointsValue)
            sums.units += quantity
        }
        return sums
    }

    /// Counts a return for ladders, velocities and histories, at the purchase's time.
    private mutating func countReturn(
        _ quantities: [Int64],
        _ sums: ReturnSums,
        of number: Int32,
        _ account: Int32
    ) {
        changePurchase(number) { purchase in
            purchase.unitsLeft -= sums.units
            purchase.paidLeft -= sums.refund
        }
        let record = purchases[Int(number)]
        let isOver = record.unitsLeft == 0
        changeAccount(account) { account in
            account.spend -= sums.refund
            if isOver { account.visits -= 1 }
        }
        if registry.needsSpendSeries {
            count(-sums.refund, of: number, at: record.at, in: .spend(account))
        }
        if isOver, registry.needsVisitSeries {
            count(-1, of: number, at: record.at, in: .visits(account))
        }
        if isOver, !registry.velocityPeriods.isEmpty {
            let zone = rules.calendar.zone
            let moment = LocalMoment(Instant(unixSeconds: record.at), in: zone)
            countVelocity(account, moment, by: -1)
        }
        guard !registry.historyCategories.isEmpty else { return }
        for (offset, quantity) in quantities.enumerated() where quantity > 0 {
            let category = lines[Int(record.firstLine) + offset].category
            countHistory(category, -quantity, of: number, record, account)
        }
    }

    // MARK: - Points that paid

    /// Gives back the points that paid for what came back: one `restore` transaction a redemption,
    /// in the order in which the purchase made them.
    private mutating func restoreRedemptions(
        of record: PurchaseRecord,
        to account: Int32,
        pointsValue: Int64,
        _ effect: inout Effect
    ) {
        let end = record.firstRedemption + record.redemptionCount
        for index in record.firstRedemption..<end {
            let redemption = redemptions[Int(index)]
            var amount = redemption.points - redemption.restored
            if redemption.line < 0 {
                let microPerMinor = rules.terms(redemption.pot).microPerMinor ?? 0
                amount = min(amount, pointsValue * microPerMinor)
            } else if lines[Int(redemption.line)].left > 0 {
                amount = 0
            }
            guard amount > 0 else { continue }
            restore(amount, of: index, to: account, partner: record.partner)
            let pot = registry.pots[redemption.pot]
            let sum = (effect.restored[pot]?.micro ?? 0) + amount
            effect.restored[pot] = Points(micro: sum)
        }
    }

    /// Gives points back into the lots that they came from, last consumed first; what would go into
    /// lots that are over becomes one new lot.
    private mutating func restore(
        _ amount: Int64,
        of index: Int32,
        to account: Int32,
        partner: Int32
    ) {
        let redemption = redemptions[Int(index)]
        undo.note(.restored(redemption: index, redemption.restored))
        redemptions[Int(index)].restored += amount
        begin(.restore)
        post(.accepted(partner), pot: redemption.pot, -amount)
        post(.available(account), pot: redemption.pot, amount)
        postSettlement(
            of: partner,
            price: rules.partner(partner).acceptPrice,
            for: amount,
            isOwed: false
        )
        var skip = redemption.restored
        var left = amount
        var over: Int64 = 0
        var place = redemption.firstSlice + redemption.sliceCount
        while left > 0, place > redemption.firstSlice {
            place -= 1
            let slice = slices[Int(place)]
            let skipped = min(skip, slice.amount)
            skip -= skipped
            let back = min(left, slice.amount - skipped)
            left -= back
            guard back > 0 else { continue }
            if lots[slice.lot].expiresAt <= now {
                over += back
            } else {
                giveBack(Slice(lot: slice.lot, amount: back))
            }
        }
        assert(left == 0, "what was spent has its slices")
        guard over > 0 else { return }
        makeLot(
            NewLot(
                account: account,
                pot: redemption.pot,
                amount: over,
                earnedAt: eventAt,
                vestsAt: eventAt,
                expiresAt: endOfDay(afterDays: rules.reinstateDays)
            )
        )
    }

    // MARK: - Fee

    /// Gives the partner the part of its fee that is no longer due.
    private mutating func giveFeeBack(_ number: Int32) {
        let record = purchases[Int(number)]
        guard record.fee != 0 else { return }
        let fee = fee(of: rules.partner(record.partner), on: record.paidLeft)
        guard fee != record.fee else { return }
        changePurchase(number) { $0.fee = fee }
        begin(.feeBack)
        post(.due(record.partner), money: record.fee - fee)
        post(.platform, money: fee - record.fee)
    }
}
