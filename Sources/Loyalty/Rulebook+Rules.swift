extension Rulebook {
    /// A group in a pot.
    private struct GroupKey: Hashable {
        let group: ByteText
        let pot: Int32
    }

    /// Resolves the rules that grant or boost.
    static func compile(
        _ rules: [Rule],
        in programme: Programme,
        registry: Registry
    ) -> [CompiledRule] {
        var groups: [GroupKey: Int32] = [:]
        func number(of group: String, _ pot: Int32) -> Int32 {
            let key = GroupKey(group: ByteText(group), pot: pot)
            let number = groups[key] ?? Int32(groups.count)
            groups[key] = number
            return number
        }
        return rules.map { rule in
            guard let id = rule.pot, let pot = programme.pots[id] else {
                preconditionFailure("the pot of rule '\(rule.id)' is in the programme")
            }
            let potNumber = registry.pots.index(of: id)
            let work = compile(rule.work, pot: pot) { number(of: $0, potNumber) }
            var terms = pot.lot
            terms.replace(by: rule.lot)
            precondition(terms.vest?.isWellFormed ?? true, "the vest of a lot is in range")
            precondition(terms.expiry?.isWellFormed ?? true, "the expiry of a lot is in range")
            precondition(rule.caps.allSatisfy { $0.points >= .zero }, "a cap is not negative")
            var isBoost = false
            if case .boost = rule.work { isBoost = true }
            let isEventPartner = rule.funder == Registry.eventPartner
            return CompiledRule(
                id: rule.id,
                number: registry.rules.index(of: rule.id),
                pot: potNumber,
                quantum: pot.quantum.micro,
                round: rule.round ?? pot.round,
                work: work,
                basis: rule.basis,
                filter: LineFilter(rule.condition.lines, registry: registry),
                condition: CompiledCondition(rule.condition, registry: registry),
                caps: rule.caps,
                limit: rule.limit,
                group: isBoost ? -1 : number(of: rule.group, potNumber),
                isContest: !isBoost && programme.groups[rule.group] == .best,
                priority: rule.priority,
                lot: terms,
                funder: isEventPartner ? -1 : registry.partners.index(of: rule.funder),
                isForReferrer: rule.recipient == .referrer
            )
        }
    }

    /// Resolves what a rule does.
    private static func compile(
        _ work: Rule.Work,
        pot: Pot,
        group: (String) -> Int32
    ) -> Work {
        switch work {
        case .grant(_, let amount): return compile(amount, pot: pot)
        case .boost(_, let boost):
            precondition(boost.denominator > 0, "a denominator is above zero")
            return .boost(
                group: group(boost.group),
                boost.numerator - boost.denominator,
                boost.denominator
            )
        case .discount, .donate: preconditionFailure("price rules and donations stand apart")
        }
    }

    /// Resolves an amount.
    private static func compile(_ amount: Rule.Amount, pot: Pot) -> Work {
        switch amount {
        case .rateBp(let rate):
            precondition(rate >= 0, "a rate is not negative")
            guard let redeem = pot.redeem else { return .rate(Int128(rate), 1) }
            let microPerMinor = redeem.per.micro / redeem.minor.minor
            return .rate(Int128(rate) * Int128(microPerMinor), 10_000)
        case .fixed(let grant): return .fixed(grant.micro)
        case .perUnit(let grant): return .perUnit(grant.micro)
        case .perStep(let minor, let grant):
            precondition(minor > .zero, "a step is above zero")
            return .perStep(minor: minor.minor, grant: grant.micro)
        case .fromAttribute(let name, let multiplier, let divisor):
            precondition(divisor > 0, "a divisor is above zero")
            return .attribute(name, multiplier: multiplier, divisor: divisor)
        case .balanceBp(let bp, let divisor):
            precondition(divisor > 0, "a divisor is above zero")
            return .balance(bp: bp, divisor: divisor)
        }
    }
}

extension LotTerms {
    /// Replaces what other terms give, key by key.
    mutating func replace(by terms: LotTerms) {
        if let vest = terms.vest { self.vest = vest }
        if let expiry = terms.expiry { self.expiry = expiry }
        if let start = terms.expiryFrom { expiryFrom = start }
    }
}
