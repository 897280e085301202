import Loyalty

// What the core answers.
extension EventSource {
    mutating func outcome() -> Outcome {
        if oneIn(4) {
            return .refused(
                pick([
                    .tooOld, .duplicateReceipt(of: text()), .memberExists,
                    .notAMultipleOfStep(step: points()), .insufficientPoints(available: points()),
                    .overRedemptionLimit(limit: points()), .belowMinimum(minimum: points()),
                    .wrongCode(triesLeft: 2),
                ])
            )
        }
        var effect = Effect()
        fillSale(&effect)
        fillRest(&effect)
        if oneIn(2) { effect.inquiry = summary() }
        return .applied(effect)
    }

    private mutating func fillSale(_ effect: inout Effect) {
        effect.net = maybe { $0.money() }
        effect.due = maybe { $0.money() }
        effect.granted = members { Points(micro: $0.amount()) }
        effect.byRule = members { Points(micro: $0.amount()) }
        effect.discount = members { $0.money() }
        effect.pointsPaid = maybe { $0.points() }
        effect.pointsValue = maybe { $0.money() }
        if oneIn(3) { effect.free = [text(), text()] }
        if oneIn(3) { effect.noAccrual = [text(), text()] }
    }

    private mutating func fillRest(_ effect: inout Effect) {
        effect.refund = maybe { $0.money() }
        effect.restored = members { $0.points() }
        effect.clawedBack = members { $0.points() }
        effect.debt = members { $0.points() }
        effect.deducted = maybe { $0.money() }
        effect.writtenOff = members { $0.points() }
        if oneIn(3) { effect.offers = [text()] }
        effect.item = maybeText()
        effect.from = maybe { $0.instant() }
        effect.to = maybe { $0.instant() }
        effect.state = maybe { $0.pick(GroupBuyState.allCases) }
        effect.buyers = maybe { _ in 7 }
        effect.statement = maybe { source in source.members { $0.money() } }
    }

    mutating func transactions() -> [Transaction] {
        (0..<Int.random(in: 0...3, using: &source)).map { _ in
            let amount = Int64.random(in: -(.max)...(.max), using: &source)
            return Transaction(
                cause: text(),
                kind: pick(Transaction.Kind.allCases),
                postings: [
                    Posting(account: text(), commodity: "PTS", amount: amount),
                    Posting(account: text(), commodity: "PTS", amount: -amount),
                ]
            )
        }
    }

    private mutating func summary() -> AccountSummary {
        var summary = AccountSummary()
        summary.status = maybe { $0.pick(MemberStatus.allCases) }
        summary.balances = members { source in
            Balance(
                available: source.points(),
                pending: source.points(),
                held: source.points(),
                debt: source.points()
            )
        }
        summary.coming = members { $0.dated() }
        summary.expiring = members { $0.dated() }
        summary.tiers = members { $0.text() }
        summary.next = members { source in
            NextTier(tier: source.text(), measure: .spend, need: source.amount())
        }
        if oneIn(2) { summary.benefits = [text(), text()] }
        summary.nextChangeAt = maybe { $0.instant() }
        return summary
    }

    private mutating func dated() -> [DatedPoints] {
        (0..<Int.random(in: 0...2, using: &source)).map { _ in
            DatedPoints(date: date(), points: points())
        }
    }

    private mutating func money() -> Money { Money(minor: amount()) }
}
