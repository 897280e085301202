import Loyalty

/// What is left of a line for the rules; free units are not among them.
struct NaiveBasketLine {
    let line: ReceiptLine
    let units: Int64
    let gross: Int64
    let net: Int64
    let paid: Int64

    func amount(_ basis: Rule.Basis) -> Int64 {
        switch basis {
        case .gross: gross
        case .net: net
        case .paid: paid
        }
    }
}

/// What a rule grants.
struct NaiveGrant {
    let rule: Rule
    let pot: String
    let credited: String
    /// What a boost counts: the exact amount, or the clipped one.
    let exact: NaiveFraction
    let points: Int64
}

extension LineCondition {
    /// Whether a line is meant.
    func naivelyMeets(_ line: ReceiptLine) -> Bool {
        if !categories.isEmpty {
            guard let category = line.category, categories.contains(category) else { return false }
        }
        if let category = line.category, excludedCategories.contains(category) { return false }
        if !skus.isEmpty {
            guard let sku = line.sku, skus.contains(sku) else { return false }
        }
        if !brands.isEmpty {
            guard let brand = line.brand, brands.contains(brand) else { return false }
        }
        return true
    }

    /// Whether nothing is asked of lines.
    var isNaivelyOpen: Bool {
        categories.isEmpty && excludedCategories.isEmpty && skus.isEmpty && brands.isEmpty
    }
}

/// Amounts, caps, groups and boosts.
extension NaiveLoyalty {
    /// The lines of a purchase that rules look at, with what is left of each.
    func basket(_ lines: [NaiveLine]) -> [NaiveBasketLine] {
        var basket: [NaiveBasketLine] = []
        for line in lines where !line.isFree && line.returned < line.quantity {
            basket.append(
                NaiveBasketLine(
                    line: line.line,
                    units: line.quantity - line.returned,
                    gross: line.left(line.gross),
                    net: line.left(line.net),
                    paid: line.left(line.paid)
                )
            )
        }
        return basket
    }

    /// Whether the demands on the whole receipt hold.
    func holds(_ rule: Rule, _ basket: [NaiveBasketLine], _ matching: [NaiveBasketLine]) -> Bool {
        if let least = rule.condition.minimumBasket {
            var sum: Int64 = 0
            for line in basket { sum += line.amount(rule.basis) }
            if sum < least.minor { return false }
        }
        if let least = rule.condition.minimumQuantity {
            var sum: Int64 = 0
            for line in matching { sum += line.units }
            if sum < least { return false }
        }
        return true
    }

    /// What the rules grant, in firing order; `basket` is nil for what is no purchase.
    func grants(
        _ rules: NaiveProgramme,
        _ contexts: [NaiveContext],
        _ basket: [NaiveBasketLine]?,
        attributes: [String: Int64],
        available: [String: Int64]
    ) throws(Refused) -> [NaiveGrant] {
        var granted: [NaiveGrant] = []
        for rule in rules.grants {
            guard case .grant(let pot, let amount) = rule.work,
                let context = contexts.first(where: { $0.rule == rule.id }), context.holds
            else { continue }
            let matching = (basket ?? []).filter { rule.condition.lines.naivelyMeets($0.line) }
            guard holds(rule, basket ?? [], matching) else { continue }
            let fires = basket == nil || !matching.isEmpty
            if !fires && !rule.condition.lines.isNaivelyOpen { continue }
            guard
                let exact = try exact(
                    amount,
                    rule,
                    rules.programme.pots[pot],
                    matching,
                    attributes: attributes,
                    available: available[pot] ?? 0,
                    fires: fires
                )
            else { continue }
            if let grant = try clip(exact, rule, pot, context, rules) { granted.append(grant) }
        }
        let winners = granted.filter { grant in
            rules.programme.groups[grant.rule.group] != .best
                || !granted.contains { beats($0, grant) }
        }
        return winners + (try boosts(rules, contexts, basket, winners))
    }

    private func beats(_ one: NaiveGrant, _ other: NaiveGrant) -> Bool {
        if one.rule.group != other.rule.group || one.pot != other.pot { return false }
        if one.points != other.points { return one.points > other.points }
        if one.rule.priority != other.rule.priority {
            return one.rule.priority > other.rule.priority
        }
        return one.rule.id < other.rule.id
    }

    private func boosts(
        _ rules: NaiveProgramme,
        _ contexts: [NaiveContext],
        _ basket: [NaiveBasketLine]?,
        _ winners: [NaiveGrant]
    ) throws(Refused) -> [NaiveGrant] {
        var granted: [NaiveGrant] = []
        for rule in rules.boosts {
            guard case .boost(let pot, let boost) = rule.work,
                let context = contexts.first(where: { $0.rule == rule.id }), context.holds
            else { continue }
            let matching = (basket ?? []).filter { rule.condition.lines.naivelyMeets($0.line) }
            guard holds(rule, basket ?? [], matching) else { continue }
            let isOpen = basket == nil || rule.condition.lines.isNaivelyOpen
            guard isOpen || !matching.isEmpty else { continue }
            var sum = NaiveFraction(0)
            for grant in winners where grant.rule.group == boost.group && grant.pot == pot {
                sum = try sum.plus(grant.exact)
            }
            let factor = Int128(boost.numerator) - Int128(boost.denominator)
            let exact = try sum.times(factor, over: Int128(boost.denominator))
            if let grant = try clip(exact, rule, pot, context, rules) { granted.append(grant) }
        }
        return granted
    }

    private func clip(
        _ exact: NaiveFraction,
        _ rule: Rule,
        _ pot: String,
        _ context: NaiveContext,
        _ rules: NaiveProgramme
    ) throws(Refused) -> NaiveGrant? {
        guard let values = rules.programme.pots[pot], let credited = context.credited else {
            return nil
        }
        let quantum = values.quantum.micro
        let rounded = exact.rounded(to: quantum, rule.round ?? values.round)
        var clipped = rounded
        if let room = context.room, Int128(room) < rounded {
            clipped = Int128(room - room % quantum)
        }
        if clipped <= 0 { return nil }
        return NaiveGrant(
            rule: rule,
            pot: pot,
            credited: credited,
            exact: clipped < rounded ? NaiveFraction(clipped) : exact,
            points: try NaiveFraction.whole(clipped)
        )
    }

    private func exact(
        _ amount: Rule.Amount,
        _ rule: Rule,
        _ pot: Pot?,
        _ matching: [NaiveBasketLine],
        attributes: [String: Int64],
        available: Int64,
        fires: Bool
    ) throws(Refused) -> NaiveFraction? {
        var basis: Int64 = 0
        var units: Int64 = 0
        for line in matching {
            basis += line.amount(rule.basis)
            units += line.units
        }
        switch amount {
        case .rateBp(let rate):
            let base = NaiveFraction(Int128(basis) * Int128(rate))
            guard let redeem = pot?.redeem else { return base }
            return try base.times(
                Int128(redeem.per.micro),
                over: 10_000 * Int128(redeem.minor.minor)
            )
        case .fixed(let points): return fires ? NaiveFraction(Int128(points.micro)) : nil
        case .perUnit(let points):
            return try NaiveFraction(Int128(units)).times(Int128(points.micro))
        case .perStep(let minor, let grant):
            return try NaiveFraction(Int128(basis / minor.minor)).times(Int128(grant.micro))
        case .fromAttribute(let name, let multiplier, let divisor):
            guard let value = attributes[name] else { return nil }
            return try NaiveFraction(Int128(value)).times(Int128(multiplier), over: Int128(divisor))
        case .balanceBp(let rate, let divisor):
            return try NaiveFraction(Int128(available))
                .times(Int128(rate), over: 10_000 * Int128(divisor))
        }
    }
}
