import Loyalty

/// Points that move by hand.
extension NaiveLoyalty {
    /// Points are given or taken by hand.
    mutating func adjust(_ values: Adjustment) throws(Refused) {
        let account = account(try identify(values.who))
        if (values.reason ?? "").isEmpty { throw Refused(.reasonRequired) }
        let points = values.points.micro
        if points > 0 {
            _ = try credit(points, to: account, values.pot, funder: "house", terms: values.lot)
            try earn(points, account, values.pot)
        } else if points < 0 {
            let available = available(account, values.pot)
            if points < -available {
                throw Refused(.insufficientPoints(available: Points(micro: available)))
            }
            _ = take(-points, from: account, values.pot)
            try post(
                .adjust,
                [("mem/\(account)/avail", values.pot, points), ("adj", values.pot, -points)]
            )
        }
    }

    private func mustHave(_ points: Int64, _ account: String, _ pot: String) throws(Refused) {
        let available = available(account, pot)
        if points > available {
            throw Refused(.insufficientPoints(available: Points(micro: available)))
        }
    }

    /// Points are spent on a thing, on money or on a gift.
    mutating func redeem(_ values: Redemption) throws(Refused) {
        let id = try identify(values.who, spends: true)
        let account = account(id)
        guard let reward = rules.reward(values.reward), reward.kind != .tender,
            reward.kind != .freeItem
        else { throw Refused(.unknownReward) }
        let place = values.partner ?? "house"
        if !reward.partners.isEmpty && !reward.partners.contains(place) {
            throw Refused(.notSpendableHere)
        }
        let cost = reward.cost?.micro
        let points = values.points?.micro ?? cost ?? 0
        let isRight = reward.kind == .item ? points == cost : points % reward.step.micro == 0
        if points <= 0 || !isRight {
            let step = reward.kind == .item ? reward.cost ?? reward.step : reward.step
            throw Refused(.notAMultipleOfStep(step: step))
        }
        if points < reward.minPoints.micro {
            throw Refused(.belowMinimum(minimum: reward.minPoints))
        }
        try mustHave(points, account, reward.pot)
        _ = take(points, from: account, reward.pot)
        var partner = place
        var legs: [Leg] = [("mem/\(account)/avail", reward.pot, -points)]
        if reward.kind == .payout {
            partner = "house"
            let value = rules.value(points, of: reward.pot) ?? 0
            legs.append(("clr", programme.currency, -value))
            legs.append(("pay/\(id)", programme.currency, value))
        } else {
            if reward.kind == .donate { partner = reward.partner ?? place }
            legs += try acceptLegs(partner, points)
        }
        legs.append(("acc/\(partner)", reward.pot, points))
        try post(.redeem, legs)
    }

    /// Points are set aside.
    mutating func hold(_ values: PointsHold) throws(Refused) {
        let account = account(try identify(values.who, spends: true))
        let points = values.points.micro
        if points <= 0 { throw Refused(.notAMultipleOfStep(step: Points(micro: 1))) }
        try mustHave(points, account, values.pot)
        let parts = take(points, from: account, values.pot)
        state.holds.append(
            NaiveHold(
                id: event,
                account: account,
                pot: values.pot,
                endsAt: at + values.ttlSeconds,
                parts: parts
            )
        )
        try post(
            .hold,
            [
                ("mem/\(account)/avail", values.pot, -points),
                ("mem/\(account)/held", values.pot, points),
            ]
        )
    }

    private func open(_ id: String, _ account: String) throws(Refused) -> Int {
        let found = state.holds.firstIndex { $0.id == id && $0.isOpen && $0.account == account }
        guard let found else { throw Refused(.holdNotOpen) }
        return found
    }

    /// Points that were set aside are spent; the rest is free again.
    mutating func capture(_ values: HoldCapture) throws(Refused) {
        let account = account(try identify(values.who))
        let index = try open(values.hold, account)
        let hold = state.holds[index]
        let points = values.points?.micro ?? hold.points
        if points <= 0 { throw Refused(.notAMultipleOfStep(step: Points(micro: 1))) }
        if points > hold.points { throw Refused(.overHold) }
        let partner = values.partner ?? "house"
        try post(
            .capture,
            [("mem/\(account)/held", hold.pot, -points), ("acc/\(partner)", hold.pot, points)]
                + acceptLegs(partner, points)
        )
        try freeHold(index, hold.points - points)
        try catchUp(account)
    }

    /// Points that were set aside are free again.
    mutating func release(_ values: HoldRelease) throws(Refused) {
        let account = account(try identify(values.who))
        let index = try open(values.hold, account)
        try freeHold(index, state.holds[index].points)
        try catchUp(account)
    }

    /// Points go to another account, with their dates.
    mutating func transfer(_ values: PointsTransfer) throws(Refused) {
        let giver = account(try identify(values.from, spends: true))
        let taker = account(try identify(values.to))
        if giver == taker { throw Refused(.sameAccount) }
        let points = values.points.micro
        let quantum = programme.pots[values.pot]?.quantum ?? Points(micro: 1)
        if points <= 0 || points % quantum.micro != 0 {
            throw Refused(.notAMultipleOfStep(step: quantum))
        }
        try mustHave(points, giver, values.pot)
        for part in take(points, from: giver, values.pot) {
            let source = state.lots[part.lot]
            state.lots.append(
                NaiveLot(
                    number: state.lots.count + 1,
                    account: taker,
                    pot: source.pot,
                    funder: source.funder,
                    original: part.points,
                    left: part.points,
                    earnedAt: source.earnedAt,
                    expiresAt: source.expiresAt,
                    isPending: false
                )
            )
        }
        try post(
            .transfer,
            [
                ("mem/\(giver)/avail", values.pot, -points),
                ("mem/\(taker)/avail", values.pot, points),
            ]
        )
    }

    /// What is owed between the partners is paid.
    mutating func settle() throws(Refused) -> Effect {
        var effect = Effect()
        var statement: [String: Money] = [:]
        var legs: [Leg] = []
        for (key, amount) in state.ledger {
            guard key.account.hasPrefix("due/"), key.commodity == programme.currency, amount != 0
            else { continue }
            statement[String(key.account.dropFirst(4))] = Money(minor: amount)
            legs.append((key.account, key.commodity, -amount))
            legs.append(("bank", key.commodity, amount))
        }
        try post(.settle, legs)
        effect.statement = statement
        return effect
    }
}
