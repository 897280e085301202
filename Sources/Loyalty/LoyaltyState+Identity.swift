/// A member and their account, or why there is none.
enum Person {
    /// Indices of the member and the account.
    case found(member: Int32, account: Int32)
    /// Why there is none.
    case refused(Refusal)
}

extension LoyaltyState {
    /// The member whom an event is about.
    ///
    /// The card's own state is judged first, then the member's.
    ///
    /// - Parameters:
    ///   - who: As the event says it.
    ///   - isSpending: Whether points are to be spent: `spendRestricted`, `notActivated`.
    ///   - acceptsBlocked: Whether a blocked member will do, as for `setStatus`.
    /// - Returns: Indices of the member and the account that is theirs now, or the refusal.
    func person(
        _ who: Identification,
        isSpending: Bool = false,
        acceptsBlocked: Bool = false
    ) -> Person {
        let member: Int32
        switch who {
        case .member(let id):
            guard let found = memberNumbers[ByteText(id)] else { return .refused(.unknownMember) }
            member = found
        case .card(let number):
            guard let card = cardNumbers[ByteText(number)] else { return .refused(.unknownCard) }
            switch cards[Int(card)].state {
            case .valid: member = resolve(member: cards[Int(card)].member)
            case .replaced: return .refused(.cardReplaced)
            case .blocked: return .refused(.cardBlocked)
            }
        case .credential(let credential):
            guard let found = credentialMembers[credential] else {
                return .refused(.unknownCard)
            }
            member = resolve(member: found)
        }
        switch people[Int(member)].status {
        case .blocked where !acceptsBlocked: return .refused(.memberBlocked)
        case .closed: return .refused(.memberClosed)
        case .blocked, .issued, .active, .restricted: break
        }
        if isSpending, let refusal = spendingRefusal(member) { return .refused(refusal) }
        return .found(member: member, account: resolve(account: people[Int(member)].account))
    }

    /// Why a member may not spend; nil: they may.
    func spendingRefusal(_ member: Int32) -> Refusal? {
        switch people[Int(member)].status {
        case .restricted: .spendRestricted
        case .issued: .notActivated
        case .active, .blocked, .closed: nil
        }
    }

    /// The account that has taken over an account, or the account itself.
    @inline(__always)
    func resolve(account: Int32) -> Int32 {
        var account = account
        while accountTable[Int(account)].mergedInto >= 0 {
            account = accountTable[Int(account)].mergedInto
        }
        return account
    }

    /// The member into whom a member was merged, or the member themselves.
    func resolve(member: Int32) -> Int32 {
        var member = member
        while people[Int(member)].mergedInto >= 0 { member = people[Int(member)].mergedInto }
        return member
    }
}
