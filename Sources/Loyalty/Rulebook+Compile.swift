extension Rulebook {
    /// Resolves a rule.
    static func compile(
        _ rule: Rule,
        in programme: Programme,
        contest: Int?,
        ladders: [CompiledLadder],
        registry: Registry
    ) -> CompiledRule {
        guard case .grant(let potID, let amount) = rule.work, let pot = programme.pots[potID] else {
            preconditionFailure("the pot of rule '\(rule.id)' is in the programme")
        }
        let vest = rule.lot.vest ?? pot.lot.vest
        let expiry = rule.lot.expiry ?? pot.lot.expiry
        precondition(vest?.isWellFormed ?? true, "the vest of a lot is in range")
        precondition(expiry?.isWellFormed ?? true, "the expiry of a lot is in range")
        precondition(rule.caps.allSatisfy { $0.points >= .zero }, "a cap is not negative")
        return CompiledRule(
            id: rule.id,
            number: registry.rules.index(of: rule.id),
            pot: registry.pots.index(of: potID),
            quantum: pot.quantum.micro,
            round: rule.round ?? pot.round,
            amount: compile(amount, pot: pot),
            filter: LineFilter(rule.condition),
            condition: CompiledCondition(rule.condition, ladders: ladders),
            caps: rule.caps,
            limit: rule.limit,
            contest: contest,
            priority: rule.priority,
            vest: vest,
            expiry: expiry,
            isExpiryFromVest: (rule.lot.expiryFrom ?? pot.lot.expiryFrom) == .vest,
            funder: rule.funder == "self" ? nil : rule.funder
        )
    }

    /// Resolves an amount.
    ///
    /// `basis` plays no part yet: without discounts and tenders gross, net and paid are one.
    private static func compile(_ amount: Rule.Amount, pot: Pot) -> Amount {
        switch amount {
        case .rateBp(let rate):
            precondition(rate >= 0, "a rate is not negative")
            guard let redeem = pot.redeem else { return .rate(Int128(rate), 1) }
            precondition(redeem.minor > .zero && redeem.per > .zero)
            precondition(
                redeem.per.micro.isMultiple(of: redeem.minor.minor),
                "`per` is a multiple of `minor`"
            )
            let microPerMinor = redeem.per.micro / redeem.minor.minor
            return .rate(Int128(rate) * Int128(microPerMinor), 10_000)
        case .fixed(let grant):
            precondition(grant >= .zero, "a grant is not negative")
            return .fixed(grant.micro)
        case .perUnit(let grant):
            precondition(grant >= .zero, "a grant is not negative")
            return .perUnit(grant.micro)
        case .perStep(let minor, let grant):
            precondition(minor > .zero && grant >= .zero, "a step is above zero")
            return .perStep(minor: minor.minor, grant: grant.micro)
        case .fromAttribute, .balanceBp: preconditionFailure("not yet")
        }
    }

    /// Resolves a ladder.
    static func compile(_ ladder: Ladder, registry: Registry) -> CompiledLadder {
        let thresholds = ladder.tiers.map { tier in
            guard let when = tier.when else { preconditionFailure("not yet") }
            return CompiledThreshold(
                measure: when.measure,
                pot: when.pot.map { registry.pots.index(of: $0) } ?? 0,
                isInYear: when.window == .calendarYear,
                atLeast: when.atLeast
            )
        }
        return CompiledLadder(
            id: ladder.id,
            tierIDs: [ladder.initial] + ladder.tiers.map(\.id),
            benefits: [[]] + ladder.tiers.map(\.benefits),
            thresholds: thresholds
        )
    }
}
