import Loyalty

/// Purchases and unclaimed receipts.
extension NaiveLoyalty {
    private static let most: Int64 = 10_000_000_000_000

    /// The key by which a receipt counts once; nil: it has none.
    private func key(_ partner: String?, _ receipt: String?, _ fiscal: String?) -> [String]? {
        if let fiscal { return ["fiscal", fiscal] }
        return receipt.map { ["receipt", partner ?? "house", $0] }
    }

    /// Refuses quantities and amounts outside their ranges; the sum of the lines.
    private func gross(_ lines: [ReceiptLine]) throws(Refused) -> Int64 {
        var sum: Int128 = 0
        for line in lines {
            let product = Int128(line.quantity) * Int128(line.unit.minor)
            sum += product
            if line.quantity < 1 || line.quantity > 1_000_000 || line.unit.minor < 0
                || line.unit.minor > NaiveLoyalty.most || product > NaiveLoyalty.most
            {
                throw Refused(.amountOutOfRange)
            }
        }
        if sum > NaiveLoyalty.most { throw Refused(.amountOutOfRange) }
        return Int64(sum)
    }

    /// A sale without a member.
    mutating func receipt(_ values: UnclaimedReceipt) throws(Refused) -> Effect {
        let key = key(values.partner, values.receipt, values.fiscal)
        if let key, let known = state.receipts[key] {
            throw Refused(.duplicateReceipt(of: known.event))
        }
        var effect = Effect()
        effect.net = Money(minor: try gross(values.lines))
        if let key { state.receipts[key] = NaiveReceipt(event: event, at: at, isClaimed: false) }
        return effect
    }

    /// A sale with a member.
    mutating func purchase(_ values: Purchase) throws(Refused) -> Effect {
        let member = try identify(values.buyer)
        let key = key(values.partner, values.receipt, values.fiscal)
        if let key, let known = state.receipts[key] {
            let mayTakeOver = !known.isClaimed && abs(at - known.at) <= 72 * 3_600
            if !mayTakeOver { throw Refused(.duplicateReceipt(of: known.event)) }
        }
        let isIssued = state.members[member]?.status == .issued
        if isIssued && programme.preActivation == .reject { throw Refused(.notActivated) }
        _ = try gross(values.lines)
        if let key { state.receipts[key] = NaiveReceipt(event: event, at: at, isClaimed: true) }
        let occasion = NaiveOccasion(
            trigger: .purchase,
            member: member,
            partner: values.partner ?? "house",
            instrument: values.instrument,
            attributes: values.attributes
        )
        return try sell(values, occasion, waitsFor: isIssued ? member : nil)
    }

    private mutating func sell(
        _ values: Purchase,
        _ occasion: NaiveOccasion,
        waitsFor: String?
    ) throws(Refused) -> Effect {
        let account = account(occasion.member)
        var effect = Effect()
        var sale = NaivePurchase(
            id: event,
            account: account,
            at: at,
            partner: occasion.partner,
            attributes: values.attributes,
            lines: values.lines.map { NaiveLine(line: $0, quantity: $0.quantity) }
        )
        let takesPart = rules.partner(occasion.partner).participates
        let free = try freeUnits(values, occasion, &sale, takesPart: takesPart)
        price(&sale, occasion, takesPart: takesPart, effect: &effect)
        let tender = try tender(
            values.pay,
            occasion,
            &sale,
            takesPart: takesPart,
            used: free.map { ($0.reward.pot, $0.cost) },
            effect: &effect
        )
        for unit in free {
            effect.free.append(unit.reward.id)
            try spend(unit.cost, account, unit.reward.pot, &sale, line: unit.line)
        }
        if let tender { try spend(tender.points, account, tender.pot, &sale, line: nil) }
        effect.noAccrual = try reasons(account, takesPart: takesPart)
        try accrue(occasion, &sale, waitsFor: waitsFor, effect: &effect)
        try giveAndCharge(sale, occasion)
        state.purchases.append(sale)
        return effect
    }

    private mutating func spend(
        _ points: Int64,
        _ account: String,
        _ pot: String,
        _ sale: inout NaivePurchase,
        line: Int?
    ) throws(Refused) {
        let parts = take(points, from: account, pot)
        try post(
            .redeem,
            [("mem/\(account)/avail", pot, -points), ("acc/\(sale.partner)", pot, points)]
                + acceptLegs(sale.partner, points)
        )
        sale.redemptions.append(
            NaiveRedemption(pot: pot, partner: sale.partner, line: line, parts: parts)
        )
    }

    /// Why the purchase earns nothing; refuses one that comes too often.
    private func reasons(_ account: String, takesPart: Bool) throws(Refused) -> [String] {
        var isTooFast = false
        for bound in programme.velocity {
            var count = 0
            for past in state.purchases where past.account == account && !past.isReturned {
                if calendar.isSame(bound.period, past.at, at) { count += 1 }
            }
            if count < bound.max { continue }
            if bound.action == .reject { throw Refused(.velocity) }
            isTooFast = true
        }
        return (isTooFast ? ["velocity"] : [])
            + (takesPart ? [] : ["partnerNotParticipating"])
    }

    private mutating func accrue(
        _ occasion: NaiveOccasion,
        _ sale: inout NaivePurchase,
        waitsFor: String?,
        effect: inout Effect
    ) throws(Refused) {
        if !effect.noAccrual.isEmpty { return }
        let contexts = contexts(occasion)
        sale.contexts = contexts
        sale.available = available(sale.account)
        let granted = try grants(
            rules,
            contexts,
            basket(sale.lines),
            attributes: sale.attributes,
            available: sale.available
        )
        sale.lots = try credit(granted, occasion, waitsFor: waitsFor, effect: &effect)
        for grant in granted where !sale.pots.contains(grant.pot) { sale.pots.append(grant.pot) }
    }

    private mutating func giveAndCharge(
        _ sale: NaivePurchase,
        _ occasion: NaiveOccasion
    ) throws(Refused) {
        let paid = sale.paidLeft
        let basket = basket(sale.lines)
        for rule in rules.donations where rule.on == .purchase {
            guard case .donate(let rate, let fund) = rule.work, holds(rule.condition, occasion)
            else {
                continue
            }
            let matching = basket.filter { rule.condition.lines.naivelyMeets($0.line) }
            let isOpen = rule.condition.lines.isNaivelyOpen || !matching.isEmpty
            guard isOpen, holds(rule, basket, matching) else { continue }
            let money = NaiveFraction.floor(paid, rate, 10_000)
            try post(
                .donate,
                [
                    ("clr", programme.currency, -money), ("due/\(fund)", programme.currency, money),
                ]
            )
        }
        try charge(.fee, try fee(sale, paid), sale.partner)
    }

    /// The fee of a partner for so much money.
    func fee(_ sale: NaivePurchase, _ paid: Int64) throws(Refused) -> Int64 {
        try NaiveFraction.halfUp(paid, rules.partner(sale.partner).feeBp, 10_000)
    }

    /// Posts a fee, or gives one back when it is negative.
    mutating func charge(
        _ kind: Transaction.Kind,
        _ money: Int64,
        _ partner: String
    ) throws(Refused) {
        try post(
            kind,
            [
                ("due/\(partner)", programme.currency, -money),
                ("inc/platform", programme.currency, money),
            ]
        )
    }
}
