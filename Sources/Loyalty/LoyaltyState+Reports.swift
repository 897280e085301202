/// Points of one accrual, as reports show them.
package struct LotView: Hashable, Sendable {
    /// Whether the points can be spent.
    package enum State: String, Hashable, Sendable {
        /// They can.
        case live
        /// They become available later.
        case pend
    }

    /// `L` and the number over the whole programme.
    package let id: String
    /// The pot's id.
    package let pot: String
    /// What is left of them.
    package let remaining: Points
    /// Whether they can be spent.
    package let state: State
    /// The first unusable instant; nil: never.
    package let expiresAt: Instant?
}

/// Everything that can be read here is as of the last catch-up of its account.
extension LoyaltyState {
    /// H, the greatest instant of the applied events; nil before the first.
    package var clock: Instant? { now == .min ? nil : Instant(unixSeconds: now) }

    /// The member to whom a credential is linked.
    package func member(of credential: Credential) -> String? {
        credentialMembers[credential].map { memberIDs[Int(resolve(member: $0))] }
    }

    /// The account of a member.
    package func account(of member: String) -> String? {
        memberNumbers[ByteText(member)].map {
            accountIDs[Int(resolve(account: people[Int($0)].account))]
        }
    }

    /// What a member may do; nil: there is none.
    package func status(ofMember member: String) -> MemberStatus? {
        memberNumbers[ByteText(member)].map { people[Int($0)].status }
    }

    /// The labels that a member was enrolled with; empty when there is no such member.
    package func flags(ofMember member: String) -> [String] {
        memberNumbers[ByteText(member)].map { details[Int($0)].flags } ?? []
    }

    /// Every account, in order of the bytes of the ids.
    package var accounts: [String] { accountIDs.sortedByBytes() }

    /// Every member, in order of the bytes of the ids.
    package var members: [String] { memberIDs.sortedByBytes() }

    /// Every linked credential with its member, in order of kind and key.
    package var credentials: [(credential: Credential, member: String)] {
        let sorted = credentialMembers.sorted { left, right in
            let (a, b) = (left.key, right.key)
            return (a.kind.rawValue, a.high, a.low) < (b.kind.rawValue, b.high, b.low)
        }
        return sorted.map { ($0.key, memberIDs[Int(resolve(member: $0.value))]) }
    }

    /// The balances of an account by pot, those with nothing in them left out.
    package func balances(ofAccount id: String) -> [String: Balance] {
        guard let account = accountNumbers[ByteText(id)] else { return [:] }
        return balances(account)
    }

    /// The balances of an account by index.
    func balances(_ account: Int32) -> [String: Balance] {
        var balances: [String: Balance] = [:]
        for pot in 0..<Int32(registry.pots.count) {
            let holding = holding(account, pot)
            let balance = Balance(
                available: Points(micro: holding.available),
                pending: Points(micro: holding.pending),
                held: Points(micro: holding.held),
                debt: Points(micro: holding.debt)
            )
            if balance != Balance() { balances[registry.pots[pot]] = balance }
        }
        return balances
    }

    /// The tier of an account on every ladder.
    package func tiers(ofAccount id: String) -> [String: String] {
        guard let account = accountNumbers[ByteText(id)] else { return [:] }
        var tiers: [String: String] = [:]
        for ladder in rulesNow.ladders {
            tiers[ladder.ladder.id] = ladder.name(at: rank(of: account, on: ladder))
        }
        return tiers
    }

    /// The rulebook in force at H.
    var rulesNow: Rulebook { rulebooks[Int(rulebook(at: now))] }

    /// The lots of an account with something left, in order of creation.
    package func lots(ofAccount id: String) -> [LotView] {
        guard let account = accountNumbers[ByteText(id)] else { return [] }
        var open: [Int32] = []
        for pot in 0..<Int32(registry.pots.count) {
            let holding = holding(account, pot)
            open += lots.list(holding.liveLots) + lots.list(holding.pendingLots)
        }
        return open.sorted().map { index in
            let lot = lots[index]
            return LotView(
                id: "L\(index + 1)",
                pot: registry.pots[lot.pot],
                remaining: Points(micro: lot.remaining),
                state: lot.state == .live ? .live : .pend,
                expiresAt: lot.expiresAt == .max ? nil : Instant(unixSeconds: lot.expiresAt)
            )
        }
    }

    /// The first instant after H at which points of an account end; nil: none do.
    package func nextExpiry(ofAccount id: String) -> Instant? {
        guard let account = accountNumbers[ByteText(id)] else { return nil }
        var next = Int64.max
        dues.visit(accountTable[Int(account)].dues) { entry in
            guard dues[entry].kind == .expiry, dues[entry].at > now else { return true }
            next = dues[entry].at
            return false
        }
        return next == .max ? nil : Instant(unixSeconds: next)
    }

    /// The ledger accounts of no member that are not empty, credit positive, in order of account,
    /// then commodity.
    package var ledgerAccounts: [(account: String, commodity: String, amount: Int64)] {
        var result: [(account: String, commodity: String, amount: Int64)] = []
        for account in books.rows.keys {
            for commodity in 0...Int32(registry.pots.count) {
                let amount = books.balance(account, commodity)
                guard amount != 0 else { continue }
                result.append((name(of: account), self.commodity(commodity), amount))
            }
        }
        return result.sorted {
            (ByteText($0.account), ByteText($0.commodity))
                < (ByteText($1.account), ByteText($1.commodity))
        }
    }
}
