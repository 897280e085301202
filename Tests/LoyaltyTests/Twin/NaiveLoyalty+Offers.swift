import Loyalty

/// Actions and offers.
extension NaiveLoyalty {
    /// A member did something.
    mutating func action(_ values: MemberAction) throws(Refused) -> Effect {
        let id = try identify(values.who)
        let account = account(id)
        if let grant = programme.actionSetsTier[values.action] { grantTier(grant, to: account) }
        var effect = Effect()
        let occasion = NaiveOccasion(
            trigger: .action(values.action),
            member: id,
            partner: values.partner ?? "house",
            instrument: values.instrument,
            attributes: values.attributes
        )
        try fire(occasion, effect: &effect)
        for offer in programme.offers {
            guard case .steps(let steps) = offer.kind else { continue }
            if complete(offer.id, steps, values, id) {
                let points = steps.grant.micro
                _ = try credit(points, to: account, steps.pot, funder: "house", terms: steps.lot)
                try earn(points, account, steps.pot)
                try add(points, steps.pot, &effect)
                effect.offers.append(offer.id)
            }
        }
        return effect
    }

    /// Takes the steps that the action takes; whether the last one was among them.
    private mutating func complete(
        _ offer: String,
        _ values: StepsOffer,
        _ action: MemberAction,
        _ member: String
    ) -> Bool {
        let account = account(member)
        let date = calendar.date(at)
        var newly: Set<Int> = []
        for (index, step) in values.steps.enumerated() where step.action == action.action {
            if let from = step.fromDate, date < from { continue }
            if let to = step.toDate, date > to { continue }
            if let least = step.minimum {
                guard let money = action.attributes["kop"], money >= least.minor else { continue }
            }
            newly.insert(index)
        }
        var known = NaiveSteps(offer: offer, account: account)
        let found = state.steps.firstIndex { $0.offer == offer && $0.account == account }
        if let found { known = state.steps[found] }
        if known.isOver || newly.isEmpty { return false }
        known.taken.formUnion(newly)
        let flags = state.members[member]?.flags ?? []
        known.isOver = values.steps.indices.allSatisfy { index in
            if known.taken.contains(index) { return true }
            return values.steps[index].skipFlag.map { flags.contains($0) } ?? false
        }
        if let found { state.steps[found] = known } else { state.steps.append(known) }
        return known.isOver
    }

    /// A member chooses a product.
    mutating func claim(_ values: OfferClaim) throws(Refused) -> Effect {
        let account = account(try identify(values.who))
        guard let offer = rules.offer(values.offer),
            case .personalDiscount(let discount) = offer.kind
        else { throw Refused(.notOffered) }
        var count = 0
        for past in state.claims where past.offer == offer.id && past.account == account {
            if calendar.isSame(discount.period, past.at, at) { count += 1 }
        }
        if count >= discount.count { throw Refused(.offerLimit) }
        if !discount.choices.contains(values.choice) { throw Refused(.notOffered) }
        let monday = calendar.day(at) + 8 - NaiveCalendar.weekday(calendar.day(at))
        let isNext = discount.starts == .nextWeek
        let from = isNext ? calendar.start(monday) : at
        let to = calendar.start(isNext ? monday + 7 : monday)
        state.claims.append(
            NaiveClaim(
                offer: offer.id,
                account: account,
                choice: values.choice,
                at: at,
                from: from,
                to: to
            )
        )
        var effect = Effect()
        effect.from = Instant(unixSeconds: from)
        effect.to = Instant(unixSeconds: to)
        return effect
    }

    /// A member buys the coupon of a group offer.
    mutating func join(_ values: OfferJoin) throws(Refused) -> Effect {
        let id = try identify(values.who)
        guard let offer = rules.offer(values.offer), case .groupBuy(let deal) = offer.kind else {
            throw Refused(.notOffered)
        }
        var group = state.groups[offer.id] ?? NaiveGroup(values: deal)
        if at >= deal.deadline.unixSeconds || group.isRefunded {
            throw Refused(group.isTipped ? .offerClosed : .offerFailed)
        }
        if group.buyers.contains(where: { $0.member == id }) { throw Refused(.alreadyJoined) }
        if let most = deal.maxBuyers, group.buyers.count >= most { throw Refused(.soldOut) }
        group.buyers.append(.init(member: id, payer: id))
        try post(
            .escrow,
            [
                ("cash/\(id)", programme.currency, -deal.price.minor),
                ("esc/\(offer.id)", programme.currency, deal.price.minor),
            ]
        )
        if group.buyers.count >= deal.minBuyers {
            let coupons = group.isTipped ? 1 : Int64(group.buyers.count)
            let share = NaiveFraction.floor(deal.price.minor, deal.platformBp, 10_000)
            try post(
                .split,
                [
                    ("esc/\(offer.id)", programme.currency, -deal.price.minor * coupons),
                    ("inc/platform", programme.currency, share * coupons),
                    (
                        "due/\(deal.merchant)", programme.currency,
                        (deal.price.minor - share) * coupons
                    ),
                ]
            )
            group.isTipped = true
        }
        state.groups[offer.id] = group
        var effect = Effect()
        effect.state = group.isTipped ? .tipped : .open
        effect.buyers = group.buyers.count
        return effect
    }

    /// Gives back the money of offers that are over without enough buyers.
    mutating func refundGroups() throws(Refused) {
        let offers = programme.offers.map { $0.id }
        let gone = state.groups.keys.filter { !offers.contains($0) }.sorted()
        for offer in offers + gone {
            guard let group = state.groups[offer], !group.isTipped, !group.isRefunded,
                now >= group.values.deadline.unixSeconds
            else { continue }
            state.groups[offer]?.isRefunded = true
            for buyer in group.buyers {
                try post(
                    .refund,
                    [
                        ("esc/\(offer)", programme.currency, -group.values.price.minor),
                        ("cash/\(buyer.payer)", programme.currency, group.values.price.minor),
                    ]
                )
            }
        }
    }
}
