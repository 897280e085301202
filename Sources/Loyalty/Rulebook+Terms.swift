extension Rulebook {
    /// What of a pot is in force.
    struct PotTerms: Sendable {
        let quantum: Int64
        let round: Rounding
        let lot: LotTerms
        let shortfall: Pot.Shortfall
        /// Micro-points that one minor unit is worth; nil: they have no value.
        let microPerMinor: Int64?
    }

    /// A rule that grants or boosts; a class only so that it is shared.
    final class CompiledRule: Sendable {
        let id: String
        /// Number of the rule over all programmes.
        let number: Int32
        let pot: Int32
        let quantum: Int64
        let round: Rounding
        let work: Work
        let basis: Rule.Basis
        let filter: LineFilter?
        let condition: CompiledCondition
        let caps: [Cap]
        let limit: Limit?
        /// The number of its group in its pot.
        let group: Int32
        /// Whether only the best grant of its group in its pot counts.
        let isContest: Bool
        let priority: Int
        let lot: LotTerms
        /// Number of the partner that pays; -1: the event's.
        let funder: Int32
        let isForReferrer: Bool
        /// Of `condition`.
        let minimumBasket: Int64
        /// Of `condition`.
        let minimumQuantity: Int64
        /// Whether nothing is asked beside the lines.
        let isUnconditional: Bool
        /// Whether its grants are counted.
        let hasUsage: Bool

        /// Makes a rule.
        init(
            id: String,
            number: Int32,
            pot: Int32,
            quantum: Int64,
            round: Rounding,
            work: Work,
            basis: Rule.Basis,
            filter: LineFilter?,
            condition: CompiledCondition,
            caps: [Cap],
            limit: Limit?,
            group: Int32,
            isContest: Bool,
            priority: Int,
            lot: LotTerms,
            funder: Int32,
            isForReferrer: Bool
        ) {
            self.id = id
            self.number = number
            self.pot = pot
            self.quantum = quantum
            self.round = round
            self.work = work
            self.basis = basis
            self.filter = filter
            self.condition = condition
            self.caps = caps
            self.limit = limit
            self.group = group
            self.isContest = isContest
            self.priority = priority
            self.lot = lot
            self.funder = funder
            self.isForReferrer = isForReferrer
            isUnconditional = condition.isEmpty
            minimumBasket = condition.minimumBasket
            minimumQuantity = condition.minimumQuantity
            hasUsage = !caps.isEmpty || limit != nil
        }

        /// Whether it multiplies what others grant.
        var isBoost: Bool { group < 0 }
    }

    /// What a rule does.
    enum Work: Sendable {
        /// The basis in minor units, times the first, over the second, in micro-points.
        case rate(Int128, Int128)
        case fixed(Int64)
        case perUnit(Int64)
        case perStep(minor: Int64, grant: Int64)
        case attribute(String, multiplier: Int64, divisor: Int64)
        case balance(bp: Int64, divisor: Int64)
        /// The sum of a group in a pot, times the first, over the second.
        case boost(group: Int32, Int64, Int64)
    }

    /// A price rule.
    struct PriceRule: Sendable {
        let id: String
        let bp: Int64
        let filter: LineFilter?
        let condition: CompiledCondition
        let priority: Int
    }

    /// A donation.
    struct Donation: Sendable {
        let bp: Int64
        let fund: Int32
        let basis: Rule.Basis
        let filter: LineFilter?
        let condition: CompiledCondition
    }

    /// A reward.
    struct CompiledReward: Sendable {
        let reward: Reward
        let pot: Int32
        let filter: LineFilter?
        /// Numbers of the partners that accept it; empty: all.
        let partners: [Int32]
        /// Number of the partner that receives a donation; -1: none.
        let receiver: Int32
    }

    /// An offer.
    struct CompiledOffer: Sendable {
        let offer: Offer
        let number: Int32
    }

    /// A tier that an action grants.
    struct ActionTier: Sendable {
        let ladder: Int32
        let tier: Int32
        let period: Period
    }

    /// A ladder; rank 0 is the initial tier.
    struct CompiledLadder: Sendable {
        let ladder: Ladder
        let number: Int32
        /// Numbers of the tiers of the ranks from 1 on.
        let tiers: [Int32]
        /// Numbers of the pots of the thresholds of the ranks from 1 on; -1: none.
        let pots: [Int32]

        /// The rank of a tier; 0 for one that this version does not know.
        func rank(of tier: Int32) -> Int {
            guard tier >= 0 else { return 0 }
            return (tiers.firstIndex(of: tier) ?? -1) + 1
        }

        /// The tier of a rank; -1 for the initial one.
        func tier(at rank: Int) -> Int32 { rank == 0 ? -1 : tiers[rank - 1] }

        /// The id of the tier of a rank.
        func name(at rank: Int) -> String {
            rank == 0 ? ladder.initial : ladder.tiers[rank - 1].id
        }
    }

    /// A partner's terms; one that this version does not list has the defaults.
    func partner(_ number: Int32) -> Partner {
        Int(number) < partners.count ? partners[Int(number)] : Partner()
    }

    /// The terms of a pot that a rule or reward of this version names.
    func terms(_ pot: Int32) -> PotTerms {
        guard Int(pot) < pots.count, let terms = pots[Int(pot)] else {
            preconditionFailure("the pot is in the programme")
        }
        return terms
    }
}
