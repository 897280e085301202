import Loyalty

/// One account goes into another.
extension NaiveLoyalty {
    /// Merges the account of a member into another's.
    mutating func merge(_ values: AccountMerge) throws(Refused) {
        let from = try mustBeOpen(values.from)
        let into = try mustBeOpen(values.into)
        let (old, new) = (account(from), account(into))
        if old == new { throw Refused(.sameAccount) }
        var legs: [Leg] = []
        for pot in programme.pots.keys {
            for place in ["avail", "pend", "held", "debt"] {
                let amount = ledger("mem/\(old)/\(place)", pot)
                legs.append(("mem/\(old)/\(place)", pot, -amount))
                legs.append(("mem/\(new)/\(place)", pot, amount))
            }
        }
        moveAccount(old, new)
        for pot in programme.pots.keys { try mustAddUp(new, pot) }
        moveMember(from, into)
        try post(.merge, legs)
        if state.members[into]?.status != .issued { try endWait(of: into) }
        for pot in programme.pots.keys.sorted() {
            let repaid = min(debt(new, pot), available(new, pot))
            if repaid <= 0 { continue }
            _ = take(repaid, from: new, pot)
            try post(
                .netDebt,
                [("mem/\(new)/avail", pot, -repaid), ("mem/\(new)/debt", pot, repaid)]
            )
        }
    }

    private mutating func mustBeOpen(_ who: Identification) throws(Refused) -> String {
        do throws(Refused) {
            return try identify(who)
        } catch {
            throw error.refusal == .memberClosed ? Refused(.unknownMember) : error
        }
    }

    private mutating func moveAccount(_ old: String, _ new: String) {
        for index in state.lots.indices where state.lots[index].account == old {
            state.lots[index].account = new
        }
        for index in state.holds.indices where state.holds[index].account == old {
            state.holds[index].account = new
        }
        for index in state.purchases.indices where state.purchases[index].account == old {
            state.purchases[index].account = new
        }
        for index in state.uses.indices where state.uses[index].account == old {
            state.uses[index].account = new
        }
        for index in state.earnings.indices where state.earnings[index].account == old {
            state.earnings[index].account = new
        }
        for index in state.claims.indices where state.claims[index].account == old {
            state.claims[index].account = new
        }
        state.takers[old] = new
        moveSteps(old, new)
        moveStandings(old, new)
        state.accounts[new] = min(state.accounts[new] ?? at, state.accounts[old] ?? at)
        for id in state.members.keys where state.members[id]?.account == old {
            state.members[id]?.account = new
        }
    }

    private mutating func moveSteps(_ old: String, _ new: String) {
        for index in state.steps.indices where state.steps[index].account == old {
            let moved = state.steps[index]
            let found = state.steps.firstIndex { $0.account == new && $0.offer == moved.offer }
            if let found {
                state.steps[found].taken.formUnion(moved.taken)
                state.steps[found].isOver = state.steps[found].isOver || moved.isOver
            } else {
                state.steps[index].account = new
            }
        }
        state.steps.removeAll { $0.account == old }
    }

    private mutating func moveStandings(_ old: String, _ new: String) {
        for ladder in programme.ladders {
            var giver = standing(old, ladder)
            var taker = standing(new, ladder)
            for moved in giver.qualifications {
                let known = taker.qualifications.first {
                    $0.tier == moved.tier && $0.year == moved.year
                }
                if let known, known.at >= moved.at { continue }
                taker.qualifications.removeAll { $0.tier == moved.tier && $0.year == moved.year }
                taker.qualifications.append(moved)
            }
            taker.demotions += giver.demotions
            giver = NaiveStanding(
                tier: ladder.initial,
                judgedAt: giver.judgedAt,
                grants: giver.grants
            )
            state.standings[old, default: [:]][ladder.id] = giver
            state.standings[new, default: [:]][ladder.id] = taker
        }
    }

    private mutating func moveMember(_ from: String, _ into: String) {
        state.members[from]?.status = .closed
        state.members[from]?.mergedInto = into
        for number in state.cards.keys where state.cards[number]?.member == from {
            state.cards[number]?.member = into
        }
        for credential in state.credentials.keys where state.credentials[credential] == from {
            state.credentials[credential] = into
        }
        for token in state.instruments.keys where state.instruments[token]?.member == from {
            state.instruments[token]?.member = into
        }
        for id in state.members.keys where state.members[id]?.referrer == from {
            state.members[id]?.referrer = into
        }
        for index in state.lots.indices where state.lots[index].waitsFor == from {
            state.lots[index].waitsFor = into
        }
        for offer in state.groups.keys {
            for index in (state.groups[offer]?.buyers ?? []).indices
            where state.groups[offer]?.buyers[index].member == from {
                state.groups[offer]?.buyers[index].member = into
            }
        }
    }
}
