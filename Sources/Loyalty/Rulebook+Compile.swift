extension Rulebook {
    static func places(of trigger: Rule.Trigger, in triggers: [Rule.Trigger]) -> [Int32] {
        triggers.indices.filter { triggers[$0] == trigger }.map { Int32($0) }
    }

    static func compile(_ pot: Pot) -> PotTerms {
        precondition(pot.quantum > .zero, "the quantum of a pot is above zero")
        precondition(pot.lot.vest?.isWellFormed ?? true, "the vest of a lot is in range")
        precondition(pot.lot.expiry?.isWellFormed ?? true, "the expiry of a lot is in range")
        var microPerMinor: Int64?
        if let redeem = pot.redeem {
            precondition(redeem.minor > .zero && redeem.per > .zero)
            let (quotient, remainder) =
                redeem.per.micro.quotientAndRemainder(dividingBy: redeem.minor.minor)
            precondition(remainder == 0, "`per` is a multiple of `minor`")
            microPerMinor = quotient
        }
        return PotTerms(
            quantum: pot.quantum.micro,
            round: pot.round,
            lot: pot.lot,
            shortfall: pot.shortfall,
            microPerMinor: microPerMinor
        )
    }

    static func priceRules(_ rules: [Rule], registry: Registry) -> [PriceRule] {
        let compiled: [PriceRule] = rules.compactMap { rule in
            guard case .discount(let bp) = rule.work else { return nil }
            precondition((0...10_000).contains(bp), "a discount is at most the price")
            return PriceRule(
                id: rule.id,
                bp: bp,
                filter: LineFilter(rule.condition.lines, registry: registry),
                condition: CompiledCondition(rule.condition, registry: registry),
                priority: rule.priority
            )
        }
        return compiled.sorted {
            ($1.priority, ByteText($0.id)) < ($0.priority, ByteText($1.id))
        }
    }

    static func donations(_ rules: [Rule], registry: Registry) -> [Donation] {
        rules.compactMap { rule in
            guard case .donate(let bp, let fund) = rule.work else { return nil }
            precondition(bp >= 0, "a donation is not negative")
            return Donation(
                bp: bp,
                fund: registry.partners.index(of: fund),
                basis: rule.basis,
                filter: LineFilter(rule.condition.lines, registry: registry),
                condition: CompiledCondition(rule.condition, registry: registry)
            )
        }
    }

    static func compile(_ reward: Reward, registry: Registry) -> CompiledReward {
        precondition(reward.step > .zero, "a step is above zero")
        return CompiledReward(
            reward: reward,
            pot: registry.pots.index(of: reward.pot),
            filter: LineFilter(reward.lines, registry: registry),
            partners: reward.partners.map { registry.partners.index(of: $0) },
            receiver: reward.partner.map { registry.partners.index(of: $0) } ?? -1
        )
    }

    static func compile(_ ladder: Ladder, registry: Registry) -> CompiledLadder {
        let number = registry.ladders.index(of: ladder.id)
        return CompiledLadder(
            ladder: ladder,
            number: number,
            tiers: ladder.tiers.map { registry.tiers[Int(number)].index(of: $0.id) },
            pots: ladder.tiers.map { tier in
                tier.when?.pot.map { registry.pots.index(of: $0) } ?? -1
            }
        )
    }
}

extension Rule {
    /// Whether it multiplies what others grant.
    var isBoost: Bool {
        if case .boost = work { true } else { false }
    }
}
