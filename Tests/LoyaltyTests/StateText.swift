@testable import Loyalty

/// Postings as a person reads them: `cause kind: account commodity amount, ...`; points are whole,
/// or micro-points with a `u`.
func text(_ decision: Decision) -> [String] {
    decision.transactions.map { transaction in
        let legs = transaction.postings.map { posting in
            let isMoney = posting.commodity == "RUB"
            let (whole, rest) = posting.amount.quotientAndRemainder(dividingBy: 1_000_000)
            let amount =
                isMoney ? "\(posting.amount)" : rest == 0 ? "\(whole)" : "\(posting.amount)u"
            return "\(posting.account) \(posting.commodity) \(amount)"
        }
        return "\(transaction.cause) \(transaction.kind): " + legs.joined(separator: ", ")
    }
}

extension LoyaltyState {
    /// Everything that the state is, seen or not, one line each; equal states have equal texts.
    func stateText() -> [String] {
        var text = ["now \(now)"]
        for index in people.indices {
            text.append("member \(memberIDs[index]) \(people[index]) \(details[index])")
        }
        text += cards.map { "card \($0)" }
        text += cardNumbers.map { "card \($0.key.text) \($0.value)" }.sorted()
        text += memberIDs.map { "member \($0) \(memberNumbers[ByteText($0)] ?? -1)" }.sorted()
        text += phones.map { "phone \($0.key.text) \($0.value)" }.sorted()
        text += credentialMembers.map { "credential \($0.key) \($0.value)" }.sorted()
        text += instruments.map { "instrument \($0.key.text) \($0.value)" }.sorted()
        for index in accountTable.indices { text += accountText(index) }
        for lot in lots.nodes {
            var lot = lot
            (lot.left, lot.right) = (-1, -1)
            text.append("lot \(lot)")
        }
        text += qualifications.map { "qualification \($0)" }
        text += slices.map { "slice \($0)" }
        text += purchases.map { "purchase \($0)" }
        text += lines.map { "line \($0)" }
        text += grants.map { "grant \($0)" }
        text += contexts.map { "context \($0)" }
        text += redemptions.map { "redemption \($0)" }
        text += receipts.map { "receipt \($0.key.number.text) \($0.value)" }.sorted()
        text += usages.map { "usage \($0)" }
        text += zip(holds, holdIDs).map { "hold \($0.1) \($0.0)" }
        text += claims.map { "claim \($0)" }
        text += steps.map { "steps \($0.key) \($0.value.taken.sorted()) \($0.value.isDone)" }
            .sorted()
        text += groupBuys.map { "group \($0.key) \($0.value)" }.sorted()
        text += ledgerAccounts.map { "ledger \($0.account) \($0.commodity) \($0.amount)" }
        for (key, root) in histories where root >= 0 {
            text.append("history \(key) \(seriesText(root))")
        }
        return text.filter { !$0.hasPrefix("history") }
            + text.filter { $0.hasPrefix("history") }.sorted()
    }

    private func accountText(_ index: Int) -> [String] {
        let account = accountTable[index]
        var text = ["account \(accountIDs[index])"]
        text.append(
            "  \(account.begunAt) \(account.nextDue) \(account.tierEnd) \(account.usages)"
                + " \(account.claims) \(account.holds) \(account.mergedInto)"
                + " \(account.openMembers) \(account.visits) \(account.spend)"
        )
        for entry in dues.list(account.dues) {
            text.append("  due \(dues[entry].at) \(dues[entry].kind) \(dues[entry].subject)")
        }
        text.append("  spend \(seriesText(account.spendSeries))")
        text.append("  visits \(seriesText(account.visitSeries))")
        for pot in 0..<Int32(registry.pots.count) {
            let held = holding(Int32(index), pot)
            text.append(
                "  \(registry.pots[pot]) \(held.available) \(held.pending) \(held.held)"
                    + " \(held.debt) \(held.earned) \(lots.list(held.liveLots))"
                    + " \(lots.list(held.pendingLots)) \(seriesText(held.earnedSeries))"
            )
        }
        for ladder in 0..<Int32(registry.ladders.count) {
            text.append("  \(standings[Int(standingIndex(Int32(index), ladder))])")
        }
        return text
    }

    private func seriesText(_ root: Int32) -> String {
        series.list(root).map { "\(series[$0].at)/\(series[$0].subject)=\(series[$0].weight)" }
            .joined(separator: " ")
    }
}
