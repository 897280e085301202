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
    package var clock: Instant? { now?.instant }

    /// The member to whom a credential is linked.
    package func member(of credential: Credential) -> String? {
        credentialMembers[credential].map { people[$0].id.text }
    }

    /// The account of a member.
    package func account(of member: String) -> String? {
        memberNumbers[ByteText(member)].map { accountTable[people[$0].account].id.text }
    }

    /// The labels that a member was enrolled with; empty when there is no such member.
    package func flags(ofMember member: String) -> [String] {
        memberNumbers[ByteText(member)].map { people[$0].flags } ?? []
    }

    /// Every account, in order of the bytes of the ids.
    package var accounts: [String] { accountTable.map(\.id.text).sortedByBytes() }

    /// Every member, in order of the bytes of the ids.
    package var members: [String] { people.map(\.id.text).sortedByBytes() }

    /// Every linked credential with its member, in order of kind and key.
    package var credentials: [(credential: Credential, member: String)] {
        let sorted = credentialMembers.sorted { left, right in
            let (a, b) = (left.key, right.key)
            return (a.kind.rawValue, a.high, a.low) < (b.kind.rawValue, b.high, b.low)
        }
        return sorted.map { ($0.key, people[$0.value].id.text) }
    }

    /// The balances of an account by pot, those with nothing in them left out.
    package func balances(ofAccount id: String) -> [String: Balance] {
        guard let account = accountNumbers[ByteText(id)] else { return [:] }
        var balances: [String: Balance] = [:]
        for (pot, name) in registry.pots.names.enumerated() {
            let balance = balance(account, pot)
            if balance != Balance() { balances[name] = balance }
        }
        return balances
    }

    /// The tier of an account on every ladder.
    package func tiers(ofAccount id: String) -> [String: String] {
        guard let account = accountNumbers[ByteText(id)] else { return [:] }
        var tiers: [String: String] = [:]
        for (index, ladder) in rulebook.ladders.enumerated() {
            tiers[ladder.id] = ladder.tierIDs[rank(of: account, on: index)]
        }
        return tiers
    }

    /// The lots of an account with something left, in order of creation.
    package func lots(ofAccount id: String) -> [LotView] {
        guard let account = accountNumbers[ByteText(id)] else { return [] }
        return accountTable[account].lots.filter { $0.remaining > 0 }.map { lot in
            LotView(
                id: "L\(lot.number)",
                pot: registry.pots.names[lot.pot],
                remaining: Points(micro: lot.remaining),
                state: lot.isPending ? .pend : .live,
                expiresAt: lot.expiresAt == .max ? nil : Instant(unixSeconds: lot.expiresAt)
            )
        }
    }

    /// The ledger accounts of no member that are not empty, credit positive, in order of account,
    /// then commodity.
    package var ledgerAccounts: [(account: String, commodity: String, amount: Int64)] {
        books.balances(pots: registry.pots.names)
    }

    /// What an account holds in a pot.
    func balance(_ account: Int, _ pot: Int) -> Balance {
        let holding = holding(account, pot)
        return Balance(
            available: Points(micro: holding.available),
            pending: Points(micro: holding.pending),
            held: Points(micro: holding.held),
            debt: Points(micro: holding.debt)
        )
    }
}
