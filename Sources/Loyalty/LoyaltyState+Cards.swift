extension LoyaltyState {
    /// A card is handed out: its member and their account are `card:` and the number.
    mutating func issueCard(_ card: IssuedCard) -> Workspace.Answer {
        guard CardNumber.isRight(card.card) else { return .refused(.badCheckDigit) }
        let id = ByteText("card:" + card.card)
        guard cardNumbers[ByteText(card.card)] == nil, memberNumbers[id] == nil else {
            return .refused(.cardExists)
        }
        let account: Int32
        if let known = accountNumbers[id] {
            account = resolve(account: known)
            catchUp(account)
        } else {
            account = addAccount(id.text)
        }
        let member = addMember(id, account: account, status: .issued)
        addCard(card.card, of: member)
        touch(account)
        return .applied(Effect())
    }

    /// Another card takes the place of one that is lost.
    mutating func replaceCard(_ replacement: CardReplacement) -> Workspace.Answer {
        guard let card = cardNumbers[ByteText(replacement.card)],
            cards[Int(card)].state != .replaced
        else { return .refused(.unknownCard) }
        switch person(.card(replacement.card)) {
        case .refused(let refusal): return .refused(refusal)
        case .found(let member, let account):
            catchUp(account)
            touch(account)
            guard CardNumber.isRight(replacement.replacement) else {
                return .refused(.badCheckDigit)
            }
            guard cardNumbers[ByteText(replacement.replacement)] == nil else {
                return .refused(.cardExists)
            }
            changeCard(card) { card in
                card.state = .replaced
                card.activation = nil
            }
            addCard(replacement.replacement, of: member)
            return .applied(Effect())
        }
    }

    /// A status is set by hand; points that wait for an activation wait no longer when the member
    /// may earn without one.
    mutating func setStatus(_ change: StatusChange) -> Workspace.Answer {
        switch person(change.who, acceptsBlocked: true) {
        case .refused(let refusal): return .refused(refusal)
        case .found(let member, let account):
            catchUp(account)
            touch(account)
            changeMember(member) { $0.status = change.status }
            switch change.status {
            case .active, .restricted: endWaiting(of: member, account)
            case .closed: changeAccount(account) { $0.openMembers -= 1 }
            case .issued, .blocked: break
            }
            return .applied(Effect())
        }
    }

    /// An instrument is registered to a member; the latest registration, in order of arrival,
    /// counts.
    mutating func registerInstrument(_ new: InstrumentRegistration) -> Workspace.Answer {
        switch person(new.who) {
        case .refused(let refusal): return .refused(refusal)
        case .found(let member, let account):
            catchUp(account)
            touch(account)
            let kind = registry.instrumentKinds.insert(new.kind)
            change(
                ByteText(new.instrument),
                to: Instrument(member: member, kind: kind, at: eventAt)
            )
            changeDetails(member) { details in
                if !details.instruments.contains(where: { ByteText($0) == ByteText(new.instrument) }
                ) {
                    details.instruments.append(new.instrument)
                }
            }
            return .applied(Effect())
        }
    }

    /// Puts a registration in place; nil: there is none.
    mutating func change(_ token: ByteText, to instrument: Instrument?) {
        let old = instruments[token]
        undo.note { $0.instruments[token] = old }
        instruments[token] = instrument
    }
}
