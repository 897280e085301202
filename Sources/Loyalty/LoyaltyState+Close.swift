extension LoyaltyState {
    /// A member leaves: their cards are blocked, and what is known of the person is erased.
    ///
    /// With the last member of an account its holds are released and its points and debts end; as
    /// long as another stays nothing is posted.
    mutating func close(_ who: Identification) -> Workspace.Answer {
        switch person(who) {
        case .refused(let refusal): return .refused(refusal)
        case .found(let member, let account):
            catchUp(account)
            touch(account)
            erase(member)
            changeMember(member) { $0.status = .closed }
            changeAccount(account) { $0.openMembers -= 1 }
            if accountTable[Int(account)].openMembers == 0 {
                for hold in openHolds(of: account) {
                    release(hold, captured: 0, .event)
                    catchUp(account)
                }
                end(account)
            }
            return .applied(Effect())
        }
    }

    /// Points go to breakage, debts are written off, in one transaction.
    private mutating func end(_ account: Int32) {
        begin(.close)
        for pot in 0..<Int32(registry.pots.count) {
            let ended = holding(account, pot)
            for lot in lots.list(ended.liveLots) + lots.list(ended.pendingLots) {
                changeLot(lot) { lot in
                    lot.expired += lot.remaining
                    lot.remaining = 0
                }
            }
            post(.available(account), pot: pot, -ended.available)
            post(.pending(account), pot: pot, -ended.pending)
            post(.breakage, pot: pot, ended.available)
            post(.breakage, pot: pot, ended.pending)
            post(.debt(account), pot: pot, ended.debt)
            post(.writtenOff, pot: pot, -ended.debt)
        }
    }

    /// Erases a person, and those who were merged into them.
    private mutating func erase(_ member: Int32) {
        let known = details[Int(member)]
        for card in known.cards {
            changeCard(card) { card in
                if card.state == .valid { card.state = .blocked }
                card.activation = nil
            }
        }
        for credential in known.credentials { change(credential, to: nil) }
        for token in known.instruments {
            let key = ByteText(token)
            guard let old = instruments[key], old.member == member else { continue }
            change(key, to: nil)
        }
        for person in [member] + known.absorbed {
            if let phone = details[Int(person)].phone { countPhone(phone, by: -1) }
            changeMember(person) { $0.birthday = nil }
            changeDetails(person) { details in
                details.phone = nil
                details.segments = []
                details.consents = nil
                details.credentials = []
                details.instruments = []
            }
        }
    }
}
