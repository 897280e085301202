import Loyalty

/// The ledger.
extension NaiveLoyalty {
    typealias Leg = (account: String, commodity: String, amount: Int64)

    /// Posts a transaction, unless nothing moves.
    mutating func post(
        _ kind: Transaction.Kind,
        _ legs: [Leg],
        cause: String? = nil
    ) throws(Refused) {
        var sums: [NaiveLedgerKey: Int128] = [:]
        for leg in legs {
            let key = NaiveLedgerKey(account: leg.account, commodity: leg.commodity)
            sums[key, default: 0] += Int128(leg.amount)
        }
        var postings: [Posting] = []
        for (key, sum) in sums where sum != 0 {
            let amount = try NaiveFraction.whole(sum)
            let total = Int128(state.ledger[key] ?? 0) + sum
            state.ledger[key] = try NaiveFraction.whole(total)
            postings.append(
                Posting(account: key.account, commodity: key.commodity, amount: amount)
            )
        }
        if postings.isEmpty { return }
        postings.sort { left, right in
            left.account != right.account
                ? left.account < right.account : left.commodity < right.commodity
        }
        transactions.append(Transaction(cause: cause ?? event, kind: kind, postings: postings))
    }

    /// What partners pay for points at their expense, or get back.
    func issueLegs(_ funder: String, _ points: Int64, isBack: Bool = false) throws(Refused) -> [Leg]
    {
        guard let price = rules.partner(funder).issuePrice else { return [] }
        let money = try NaiveFraction.halfUp(points, price.minor, 1_000_000)
        let sign: Int64 = isBack ? -1 : 1
        return [
            ("due/\(funder)", programme.currency, -money * sign),
            ("clr", programme.currency, money * sign),
        ]
    }

    /// What partners are paid for points that they accept, or give back.
    func acceptLegs(
        _ partner: String,
        _ points: Int64,
        isBack: Bool = false
    ) throws(Refused) -> [Leg] {
        guard let price = rules.partner(partner).acceptPrice else { return [] }
        let money = try NaiveFraction.halfUp(points, price.minor, 1_000_000)
        let sign: Int64 = isBack ? -1 : 1
        return [
            ("clr", programme.currency, -money * sign),
            ("due/\(partner)", programme.currency, money * sign),
        ]
    }

    /// What stands on a ledger account.
    func ledger(_ account: String, _ commodity: String) -> Int64 {
        state.ledger[NaiveLedgerKey(account: account, commodity: commodity)] ?? 0
    }

    /// Points that an account can spend.
    func available(_ account: String, _ pot: String) -> Int64 {
        ledger("mem/\(account)/avail", pot)
    }

    /// Points that an account owes.
    func debt(_ account: String, _ pot: String) -> Int64 { -ledger("mem/\(account)/debt", pot) }
}

// MARK: Lots

extension NaiveLoyalty {
    /// The indices of an account's live lots of a pot with something left, in spending order.
    private func spendable(_ account: String, _ pot: String) -> [Int] {
        var found: [Int] = []
        for index in state.lots.indices {
            let lot = state.lots[index]
            if lot.left > 0 && !lot.isPending && lot.account == account && lot.pot == pot {
                found.append(index)
            }
        }
        return found.sorted { one, other in
            let (left, right) = (state.lots[one], state.lots[other])
            let (end, otherEnd) = (left.expiresAt ?? .max, right.expiresAt ?? .max)
            if (left.expiresAt == nil) != (right.expiresAt == nil) { return left.expiresAt != nil }
            if end != otherEnd { return end < otherEnd }
            if left.earnedAt != right.earnedAt { return left.earnedAt < right.earnedAt }
            return left.number < right.number
        }
    }

    /// Takes available points from lots in spending order, as many as there are.
    mutating func take(_ points: Int64, from account: String, _ pot: String) -> [NaivePart] {
        var rest = points
        var parts: [NaivePart] = []
        for index in spendable(account, pot) where rest > 0 {
            let part = min(rest, state.lots[index].left)
            state.lots[index].left -= part
            rest -= part
            parts.append(NaivePart(lot: index, points: part))
        }
        return parts
    }

    /// Credits a lot, repaying debt when it is available at once.
    mutating func credit(
        _ points: Int64,
        to account: String,
        _ pot: String,
        funder: String,
        terms: LotTerms,
        waitsFor: String? = nil
    ) throws(Refused) -> Int {
        let defaults = programme.pots[pot]?.lot ?? LotTerms()
        let vest = terms.vest ?? defaults.vest
        let expiry = terms.expiry ?? defaults.expiry
        let fromVest = (terms.expiryFrom ?? defaults.expiryFrom ?? .earn) == .vest
        let vestsAt = vest.map { calendar.end($0, from: at) }
        let isPending = waitsFor != nil || (vestsAt ?? at) > now
        var expiresAt = expiry.map { calendar.end($0, from: fromVest ? vestsAt ?? at : at) }
        let endsWithVest = waitsFor != nil && fromVest
        if endsWithVest { expiresAt = nil }
        let isOver = (expiresAt ?? .max) <= now
        if isOver && programme.lateGraceDays > 0 {
            expiresAt = calendar.start(calendar.day(now) + programme.lateGraceDays + 1)
        }
        let index = state.lots.count
        state.lots.append(
            NaiveLot(
                number: index + 1,
                account: account,
                pot: pot,
                funder: funder,
                original: points,
                left: points,
                earnedAt: at,
                vestsAt: vestsAt,
                expiresAt: expiresAt,
                isPending: isPending,
                waitsFor: waitsFor,
                expiryOnceVested: endsWithVest ? expiry : nil
            )
        )
        let repaid = isPending ? 0 : min(points, debt(account, pot))
        state.lots[index].left -= repaid
        try post(
            isPending ? .accruePending : .accrue,
            [
                ("iss/\(funder)", pot, -points),
                ("mem/\(account)/debt", pot, repaid),
                (isPending ? "mem/\(account)/pend" : "mem/\(account)/avail", pot, points - repaid),
            ] + issueLegs(funder, points)
        )
        if isOver && !isPending && programme.lateGraceDays == 0 { try expire(index, cause: event) }
        return index
    }
}
