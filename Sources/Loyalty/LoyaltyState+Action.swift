extension LoyaltyState {
    /// A member did something: rules, tiers that the action grants, steps of offers.
    mutating func action(_ action: MemberAction) -> Workspace.Answer {
        switch person(action.who) {
        case .refused(let refusal): return .refused(refusal)
        case .found(let member, let account):
            catchUp(account)
            touch(account)
            var scene = RuleScene(
                member: member,
                account: account,
                partner: partnerNumber(action.partner)
            )
            scene.instrument = action.instrument
            scene.attributes = action.attributes
            var effect = Effect()
            if let places = rules.actionRules[action.action] {
                effect = grant(by: places, in: scene)
            }
            if let tier = rules.actionTiers[action.action] { grantTier(tier, to: account) }
            effect.offers = takeSteps(action, member: member, account: account)
            for offer in rules.offers where effect.offers.contains(offer.offer.id) {
                guard case .steps(let steps) = offer.offer.kind else { continue }
                let sum = (effect.granted[steps.pot]?.micro ?? 0) &+ steps.grant.micro
                effect.granted[steps.pot] = Points(micro: sum)
            }
            return .applied(effect)
        }
    }

    /// Points are spent on an item, a payout or a donation.
    mutating func redeem(_ redemption: Redemption) -> Workspace.Answer {
        switch person(redemption.who, isSpending: true) {
        case .refused(let refusal): return .refused(refusal)
        case .found(let member, let account):
            let rulebook = rules
            guard
                let compiled = rulebook.rewards.first(where: {
                    $0.isRedeemed && ByteText($0.reward.id) == ByteText(redemption.reward)
                })
            else { return .refused(.unknownReward) }
            let partner = partnerNumber(redemption.partner)
            guard compiled.partners.isEmpty || compiled.partners.contains(partner) else {
                return .refused(.notSpendableHere)
            }
            catchUp(account)
            touch(account)
            let reward = compiled.reward
            let points = (redemption.points ?? reward.cost ?? .zero).micro
            // An item always takes its cost.
            let step = (reward.kind == .item ? reward.cost : nil) ?? reward.step
            let isItemsCost = reward.kind != .item || points == reward.cost?.micro
            guard points > 0, isItemsCost, points.isMultiple(of: step.micro) else {
                return .refused(.notAMultipleOfStep(step: step))
            }
            guard points >= reward.minPoints.micro else {
                return .refused(.belowMinimum(minimum: reward.minPoints))
            }
            let available = holding(account, compiled.pot).available
            guard points <= available else {
                return .refused(.insufficientPoints(available: Points(micro: available)))
            }
            _ = takeFromLiveLots(account, compiled.pot, points)
            post(points, on: compiled, at: partner, of: account, member)
            var effect = Effect()
            effect.item = reward.kind == .item ? reward.sku : nil
            return .applied(effect)
        }
    }

    /// Posts what was redeemed.
    private mutating func post(
        _ points: Int64,
        on compiled: Rulebook.CompiledReward,
        at partner: Int32,
        of account: Int32,
        _ member: Int32
    ) {
        switch compiled.reward.kind {
        case .payout:
            begin(.redeem)
            post(.available(account), pot: compiled.pot, -points)
            post(.accepted(Registry.house), pot: compiled.pot, points)
            guard let microPerMinor = rules.terms(compiled.pot).microPerMinor else { return }
            // Rounded down, to whole minor units.
            post(.reserve, money: -(points / microPerMinor))
            post(.payout(member), money: points / microPerMinor)
        case .donate where compiled.receiver >= 0:
            postRedeem(points, compiled.pot, of: account, at: compiled.receiver)
        case .tender, .freeItem, .item, .donate:
            postRedeem(points, compiled.pot, of: account, at: partner)
        }
    }
}

extension Rulebook.CompiledReward {
    /// Whether it is asked for by a `redeem` event.
    fileprivate var isRedeemed: Bool {
        switch reward.kind {
        case .item, .payout, .donate: true
        case .tender, .freeItem: false
        }
    }
}
