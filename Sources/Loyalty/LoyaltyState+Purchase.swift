// The order of a purchase: who; the receipt's key; free items; discounts; points; velocity; rules;
// donations; fee; counters. Tiers come last, for the next event.

extension LoyaltyState {
    /// A sale with a member.
    mutating func purchase(_ purchase: Purchase) -> Workspace.Answer {
        let member: Int32
        let account: Int32
        switch person(purchase.buyer) {
        case .refused(let refusal): return .refused(refusal)
        case .found(let foundMember, let foundAccount):
            (member, account) = (foundMember, foundAccount)
        }
        catchUp(account)
        touch(account)
        let partner = partnerNumber(purchase.partner)
        let key = ReceiptKey(
            partner: partner,
            receipt: purchase.receipt,
            fiscal: purchase.fiscal
        )
        if let key, let earlier = receipts[key], !earlier.canBeTakenOver(at: eventAt) {
            return .refused(.duplicateReceipt(of: earlier.event))
        }
        let rulebook = rules
        let isIssued = people[Int(member)].status == .issued
        if isIssued, rulebook.preActivation == .reject { return .refused(.notActivated) }
        beginSale()
        guard readLines(purchase.lines, rulebook) else { return .refused(.amountOutOfRange) }
        work.sale.isAbsent =
            rulebook.hasPartnerTerms && !rulebook.partner(partner).participates
        var scene = RuleScene(member: member, account: account, partner: partner)
        scene.instrument = purchase.instrument
        scene.attributes = purchase.attributes
        scene.isPurchase = true
        scene.waits = isIssued
        let number = beginPurchase(scene)
        if rulebook.hasTerms || purchase.pay != nil || !purchase.use.isEmpty {
            if let refusal = price(purchase, in: scene, number) { return .refused(refusal) }
            if let refusal = checkVelocity(account) { return .refused(refusal) }
        } else {
            addUp()
        }
        if !work.sale.isAbsent, !work.sale.isTooFast {
            planGrants(by: rulebook.purchaseRules, in: scene)
            creditPlanned(in: scene, isPurchase: true)
        }
        if !rulebook.donations.isEmpty { donate(in: scene) }
        let fee = rulebook.hasPartnerTerms ? chargeFee(partner) : 0
        finishPurchase(number, fee: fee)
        countPurchase(number, account)
        if let key { keep(key, isUnclaimed: false) }
        return .sold
    }

    /// A sale to which nobody presented a card: a later purchase may take it over.
    mutating func receipt(_ receipt: UnclaimedReceipt) -> Workspace.Answer {
        let partner = partnerNumber(receipt.partner)
        let key = ReceiptKey(partner: partner, receipt: receipt.receipt, fiscal: receipt.fiscal)
        if let key, let earlier = receipts[key] {
            return .refused(.duplicateReceipt(of: earlier.event))
        }
        beginSale()
        guard readLines(receipt.lines, rules) else { return .refused(.amountOutOfRange) }
        if let key { keep(key, isUnclaimed: true) }
        var effect = Effect()
        effect.net = Money(minor: work.sale.sums.gross)
        return .applied(effect)
    }

    /// The number of a partner; the house when none is named.
    mutating func partnerNumber(_ name: String?) -> Int32 {
        guard let name else { return Registry.house }
        return registry.partners.insert(name)
    }

    private mutating func beginSale() {
        work.sale.net = 0
        work.sale.due = 0
        work.sale.pointsPaid = 0
        work.sale.pointsValue = 0
        work.sale.isTooFast = false
        work.sale.isAbsent = false
        work.sale.discounts.clear()
        work.sale.free.clear()
        work.sale.lines.clear()
        work.sale.sums = LineSums()
    }

    /// Reads the lines into `work.sale`; false when an amount is out of range.
    private mutating func readLines(_ new: [ReceiptLine], _ rulebook: Rulebook) -> Bool {
        let looksAtGoods = rulebook.looksAtGoods
        for line in new {
            guard let gross = ReceiptRange.product(line) else { return false }
            work.sale.sums.gross += gross
            guard ReceiptRange.amounts.contains(work.sale.sums.gross) else { return false }
            work.sale.lines.append(
                LineRecord(
                    category: line.category.map { registry.categories.insert($0) } ?? -1,
                    sku: looksAtGoods ? LoyaltyState.number(line.sku, in: registry.skus) : -1,
                    brand: looksAtGoods ? LoyaltyState.number(line.brand, in: registry.brands) : -1,
                    quantity: Int32(line.quantity),
                    unit: line.unit.minor,
                    gross: gross,
                    net: gross
                )
            )
        }
        return true
    }

    /// The number of a name that a programme may name; -1: none is given; -2: another.
    private static func number(_ name: String?, in table: NameTable) -> Int32 {
        guard let name else { return -1 }
        return table.existingIndex(of: name) ?? -2
    }

    /// Adds the record of a purchase; a refusal takes it away, with all that is added after it.
    private mutating func beginPurchase(_ scene: RuleScene) -> Int32 {
        let number = Int32(purchases.count)
        undo.note(.purchaseAdded)
        purchases.append(
            PurchaseRecord(
                member: scene.member,
                account: scene.account,
                partner: scene.partner,
                rulebook: current,
                at: eventAt,
                firstLine: Int32(lines.count),
                firstGrant: Int32(grants.count),
                firstContext: Int32(contexts.count),
                firstRedemption: Int32(redemptions.count)
            )
        )
        purchaseNumbers.append(eventID)
        return number
    }

    /// Works out what is to pay: free items, discounts, points; nil, or why it is refused.
    private mutating func price(
        _ purchase: Purchase,
        in scene: RuleScene,
        _ number: Int32
    ) -> Refusal? {
        if purchase.pay != nil {
            if let refusal = spendingRefusal(scene.member) { return refusal }
            if work.sale.isAbsent { return .partnerNotParticipating }
        }
        for id in purchase.use where !isFreeItem(id) { return .unknownReward }
        if !work.sale.isAbsent {
            if rules.hasFreeItems { giveFreeItems(purchase.use, in: scene, number) }
            if !rules.priceRules.isEmpty || rules.hasPersonalDiscounts { discount(in: scene) }
        }
        addUp()
        if let pay = purchase.pay, let refusal = tender(pay, in: scene) { return refusal }
        return nil
    }

    /// Adds the lines up, free ones left out.
    mutating func addUp() {
        var sums = LineSums()
        for line in work.sale.lines where !line.isFree { sums.add(line) }
        work.sale.sums = sums
        work.sale.net = sums.net
        work.sale.due = sums.paid
    }

    /// Whether the account has bought too often; a refusal, or nothing is granted.
    private mutating func checkVelocity(_ account: Int32) -> Refusal? {
        for velocity in rules.velocity {
            let key = purchaseKey(account, velocity.period, work.sale.moment)
            guard used(key) >= velocity.max else { continue }
            if velocity.action == .reject { return .velocity }
            work.sale.isTooFast = true
        }
        return nil
    }

    private mutating func donate(in scene: RuleScene) {
        let rulebook = rules
        for donation in rulebook.donations where holds(donation.condition, in: scene) {
            var units: Int64 = 0
            for line in work.sale.lines where !line.isFree && donation.filter.matches(line) {
                units += Int64(line.quantity)
            }
            guard work.sale.sums.basis(donation.basis) >= donation.condition.minimumBasket,
                units >= donation.condition.minimumQuantity, units > 0 || donation.filter == nil
            else { continue }
            let product = Int128(work.sale.due) * Int128(donation.bp)
            guard let amount = Rounding.floor.rounded(product, over: 10_000, to: 1) else {
                work.isOutOfRange = true
                return
            }
            begin(.donate)
            post(.reserve, money: -amount)
            post(.due(donation.fund), money: amount)
        }
    }

    private mutating func chargeFee(_ partner: Int32) -> Int64 {
        let fee = fee(of: rules.partner(partner), on: work.sale.due)
        guard fee != 0 else { return 0 }
        begin(.fee)
        post(.due(partner), money: -fee)
        post(.platform, money: fee)
        return fee
    }

    /// A partner's fee on money paid, half-up.
    mutating func fee(of partner: Partner, on paid: Int64) -> Int64 {
        let product = Int128(paid) * Int128(partner.feeBp)
        guard let fee = Rounding.halfUp.rounded(product, over: 10_000, to: 1) else {
            work.isOutOfRange = true
            return 0
        }
        return fee
    }

    /// Completes the record of a purchase.
    private mutating func finishPurchase(_ number: Int32, fee: Int64) {
        var units: Int64 = 0
        for line in work.sale.lines {
            lines.append(line)
            units += Int64(line.quantity)
        }
        let index = Int(number)
        purchases[index].lineCount = Int32(work.sale.lines.count)
        purchases[index].grantCount = Int32(grants.count) - purchases[index].firstGrant
        purchases[index].contextCount = Int32(contexts.count) - purchases[index].firstContext
        purchases[index].redemptionCount =
            Int32(redemptions.count) - purchases[index].firstRedemption
        purchases[index].unitsLeft = units
        purchases[index].paidLeft = work.sale.due
        purchases[index].fee = fee
    }

    private mutating func keep(_ key: ReceiptKey, isUnclaimed: Bool) {
        undo.note(receipt: key, receipts[key])
        receipts[key] = ReceiptRecord(event: eventID, at: eventAt, isUnclaimed: isUnclaimed)
    }

    /// What a purchase gave.
    func saleEffect() -> Effect {
        var effect = grantEffect()
        effect.net = Money(minor: work.sale.net)
        effect.due = Money(minor: work.sale.due)
        for (id, amount) in work.sale.discounts where amount != 0 {
            effect.discount[id] = Money(minor: amount)
        }
        if work.sale.pointsPaid != 0 {
            effect.pointsPaid = Points(micro: work.sale.pointsPaid)
            effect.pointsValue = Money(minor: work.sale.pointsValue)
        }
        effect.free = work.sale.free.map { rules.rewards[Int($0)].reward.id }
        if work.sale.isTooFast { effect.noAccrual.append("velocity") }
        if work.sale.isAbsent { effect.noAccrual.append("partnerNotParticipating") }
        return effect
    }
}
