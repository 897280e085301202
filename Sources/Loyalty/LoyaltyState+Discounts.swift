extension LoyaltyState {
    /// Takes the discounts off the lines: the best one of a line, or all in a chain.
    mutating func discount(in scene: RuleScene) {
        var gross: Int64 = 0
        for line in work.sale.lines where !line.isFree { gross += line.gross }
        let candidates = discountCandidates(gross: gross, in: scene)
        guard !candidates.isEmpty else { return }
        let chains = rules.chainsDiscounts
        for index in work.sale.lines.indices where !work.sale.lines[index].isFree {
            let line = work.sale.lines[index]
            if chains {
                for candidate in candidates where candidate.applies(to: line) {
                    take(candidate, off: index)
                }
            } else if let best = LoyaltyState.best(candidates, for: line) {
                take(best, off: index)
            }
        }
    }

    /// The highest rate; then higher priority, then the smaller id, which is their order.
    private static func best(
        _ candidates: [DiscountCandidate],
        for line: LineRecord
    ) -> DiscountCandidate? {
        var best: DiscountCandidate?
        for candidate in candidates where candidate.applies(to: line) {
            if let rival = best, rival.bp >= candidate.bp { continue }
            best = candidate
        }
        return best
    }

    /// Takes a discount off what is left of a line, half-up.
    private mutating func take(_ candidate: DiscountCandidate, off index: Int) {
        let amount = (work.sale.lines[index].net * candidate.bp + 5_000) / 10_000
        work.sale.lines[index].net -= amount
        guard amount != 0 else { return }
        if let place = work.sale.discounts.firstIndex(where: {
            ByteText($0.id) == ByteText(candidate.id)
        }) {
            work.sale.discounts[place].amount += amount
        } else {
            work.sale.discounts.append((candidate.id, amount))
        }
    }

    /// The price rules that fire and the personal discounts that count: higher priority first, then
    /// the smaller id.
    private func discountCandidates(gross: Int64, in scene: RuleScene) -> [DiscountCandidate] {
        let rulebook = rules
        var candidates: [DiscountCandidate] = []
        for rule in rulebook.priceRules {
            guard gross >= rule.condition.minimumBasket, holds(rule.condition, in: scene) else {
                continue
            }
            var units: Int64 = 0
            for line in work.sale.lines where !line.isFree && rule.filter.matches(line) {
                units += Int64(line.quantity)
            }
            guard units >= rule.condition.minimumQuantity else { continue }
            candidates.append(
                DiscountCandidate(
                    id: rule.id,
                    bp: rule.bp,
                    priority: rule.priority,
                    filter: rule.filter,
                    sku: nil
                )
            )
        }
        guard rulebook.hasPersonalDiscounts else { return candidates }
        let count = candidates.count
        addClaims(of: scene.account, in: rulebook, to: &candidates)
        guard candidates.count > count else { return candidates }
        return candidates.sorted {
            ($1.priority, ByteText($0.id)) < ($0.priority, ByteText($1.id))
        }
    }

    private func addClaims(
        of account: Int32,
        in rulebook: Rulebook,
        to candidates: inout [DiscountCandidate]
    ) {
        var place = accountTable[Int(account)].claims
        while place >= 0 {
            let claim = claims[Int(place)]
            place = claim.next
            guard claim.from <= eventAt, eventAt < claim.to,
                let offer = rulebook.offers.first(where: { $0.number == claim.offer }),
                case .personalDiscount(let discount) = offer.offer.kind
            else { continue }
            let isKnown = candidates.contains {
                $0.sku == claim.sku && ByteText($0.id) == ByteText(offer.offer.id)
            }
            guard !isKnown else { continue }
            candidates.append(
                DiscountCandidate(
                    id: offer.offer.id,
                    bp: discount.discountBp,
                    priority: discount.priority,
                    filter: nil,
                    sku: claim.sku
                )
            )
        }
    }
}
