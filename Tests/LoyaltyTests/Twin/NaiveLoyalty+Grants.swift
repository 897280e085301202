import Loyalty

/// Crediting what rules grant.
extension NaiveLoyalty {
    /// The contexts of all rules that grant, at this instant.
    func contexts(_ occasion: NaiveOccasion) -> [NaiveContext] {
        (rules.grants + rules.boosts).filter { $0.on == occasion.trigger }
            .map { context($0, occasion) }
    }

    /// The available points of an account in every pot.
    func available(_ account: String) -> [String: Int64] {
        var found: [String: Int64] = [:]
        for pot in programme.pots.keys { found[pot] = available(account, pot) }
        return found
    }

    /// Credits grants in their order; the indices of the lots.
    mutating func credit(
        _ grants: [NaiveGrant],
        _ occasion: NaiveOccasion,
        waitsFor: String? = nil,
        effect: inout Effect
    ) throws(Refused) -> [Int] {
        let payer = account(occasion.member)
        var lots: [Int] = []
        for grant in grants {
            let account = account(grant.credited)
            try touch(account)
            lots.append(
                try credit(
                    grant.points,
                    to: account,
                    grant.pot,
                    funder: grant.rule.funder == "self" ? occasion.partner : grant.rule.funder,
                    terms: grant.rule.lot,
                    waitsFor: grant.credited == waitsFor ? waitsFor : nil
                )
            )
            state.uses.append(
                NaiveUse(
                    rule: grant.rule.id,
                    account: payer,
                    at: at,
                    points: grant.points,
                    birthday: birthday(grant.rule, occasion.member, at),
                    capPeriods: Set(grant.rule.caps.map(\.period)),
                    limitPeriod: grant.rule.limit?.period
                )
            )
            try earn(grant.points, account, grant.pot)
            try add(grant.points, grant.pot, &effect)
            effect.byRule[grant.rule.id] = Points(micro: grant.points)
        }
        if grants.count < 2 { effect.byRule = [:] }
        return lots
    }

    /// Counts points for the ladders.
    mutating func earn(
        _ points: Int64,
        _ account: String,
        _ pot: String,
        at instant: Int64? = nil
    ) throws(Refused) {
        state.earnings.append(
            NaiveEarning(account: account, pot: pot, at: instant ?? at, points: points)
        )
        try mustAddUp(account, pot)
    }

    /// Refuses what an account would have earned beyond the range of points.
    func mustAddUp(_ account: String, _ pot: String) throws(Refused) {
        var sum: Int128 = 0
        for earning in state.earnings where earning.account == account && earning.pot == pot {
            sum += Int128(earning.points)
        }
        _ = try NaiveFraction.whole(sum)
    }

    /// Adds to what an effect says was granted.
    func add(_ points: Int64, _ pot: String, _ effect: inout Effect) throws(Refused) {
        let sum = Int128(effect.granted[pot]?.micro ?? 0) + Int128(points)
        effect.granted[pot] = Points(micro: try NaiveFraction.whole(sum))
    }

    /// Fires the rules of what is no purchase.
    mutating func fire(_ occasion: NaiveOccasion, effect: inout Effect) throws(Refused) {
        let granted = try grants(
            rules,
            contexts(occasion),
            nil,
            attributes: occasion.attributes,
            available: available(account(occasion.member))
        )
        _ = try credit(granted, occasion, effect: &effect)
    }
}
