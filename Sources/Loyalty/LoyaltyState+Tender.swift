extension LoyaltyState {
    /// Pays for the sale at hand with points; nil, or why that is refused.
    mutating func tender(_ pay: PointsPayment, in scene: RuleScene) -> Refusal? {
        let rulebook = rules
        guard
            let tender = rulebook.rewards.first(where: {
                $0.reward.kind == .tender && ByteText($0.reward.id) == ByteText(pay.reward)
            }), let microPerMinor = rulebook.terms(tender.pot).microPerMinor
        else { return .unknownReward }
        guard tender.partners.isEmpty || tender.partners.contains(scene.partner) else {
            return .notSpendableHere
        }
        let limit = limitMicro(of: tender, microPerMinor)
        let available = holding(scene.account, tender.pot).available
        let step = tender.reward.step.micro
        let most = min(limit, available) / step * step
        let minimum = tender.reward.minPoints.micro
        let points: Int64
        switch pay.points {
        case .max: points = most < minimum ? 0 : most
        case .points(let request):
            points = request.micro
            guard points >= 0, points.isMultiple(of: step) else {
                return .notAMultipleOfStep(step: tender.reward.step)
            }
            guard points <= available else {
                return .insufficientPoints(available: Points(micro: available))
            }
            guard points <= limit else {
                return .overRedemptionLimit(limit: Points(micro: most))
            }
            guard points >= minimum else {
                return .belowMinimum(minimum: tender.reward.minPoints)
            }
        }
        guard points > 0 else { return nil }
        work.sale.pointsPaid = points
        work.sale.pointsValue = points / microPerMinor
        spreadPointsValue(over: tender.filter)
        spend(points, tender.pot, for: -1, in: scene)
        addUp()
        return nil
    }

    /// The most micro-points that the sale bears, whatever is available.
    private func limitMicro(
        of tender: Rulebook.CompiledReward,
        _ microPerMinor: Int64
    ) -> Int64 {
        var eligible: Int64 = 0
        for line in work.sale.lines where !line.isFree && tender.filter.matches(line) {
            eligible += line.net
        }
        // At most 10^13 by 10^4.
        let share = eligible * tender.reward.maxShareBp / 10_000
        let left = work.sale.net - tender.reward.minMoney.minor
        let minor = max(0, min(share, eligible, left))
        let (micro, overflow) = minor.multipliedReportingOverflow(by: microPerMinor)
        return overflow ? .max : micro
    }

    /// Spreads the value of the points over the eligible lines by largest remainder.
    private mutating func spreadPointsValue(over filter: LineFilter?) {
        let weights = work.sale.lines.map { line in
            !line.isFree && filter.matches(line) ? line.net : 0
        }
        let parts = LargestRemainder.split(work.sale.pointsValue, weights: weights)
        for (index, part) in parts.enumerated() { work.sale.lines[index].pointsValue = part }
    }
}
