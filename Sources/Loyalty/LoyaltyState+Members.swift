extension LoyaltyState {
    /// A person joins, with an account of their own or in one that exists.
    mutating func enroll(_ enrollment: Enrollment) -> Outcome {
        let id = ByteText(enrollment.member)
        guard memberNumbers[id] == nil else { return .refused(.memberExists) }
        let accountID = enrollment.account.map { ByteText($0) } ?? id
        let account = accountNumbers[accountID] ?? addAccount(accountID)
        undoSteps.append(.member)
        memberNumbers[id] = people.count
        people.append(Member(id: id, account: account, flags: enrollment.flags))
        touched.append(account)
        return .applied(Effect())
    }

    /// A credential becomes an identity of a member; it may belong to nobody yet, them included.
    mutating func link(_ link: CredentialLink) -> Outcome {
        guard let member = memberNumbers[ByteText(link.member)] else {
            return .refused(.unknownMember)
        }
        guard credentialMembers[link.credential] == nil else {
            return .refused(.credentialInUse)
        }
        if catchUp(people[member].account) { touched.append(people[member].account) }
        undoSteps.append(.credential(link.credential, nil))
        credentialMembers[link.credential] = member
        return .applied(Effect())
    }

    /// A credential stops being an identity of a member.
    mutating func unlink(_ link: CredentialLink) -> Outcome {
        guard let member = memberNumbers[ByteText(link.member)] else {
            return .refused(.unknownMember)
        }
        guard credentialMembers[link.credential] == member else {
            return .refused(.unknownCredential)
        }
        if catchUp(people[member].account) { touched.append(people[member].account) }
        undoSteps.append(.credential(link.credential, member))
        credentialMembers[link.credential] = nil
        return .applied(Effect())
    }

    /// A look at a balance.
    mutating func inquire(_ identification: Identification) -> Outcome {
        switch account(of: identification) {
        case .failure(let refusal): return .refused(refusal)
        case .success(let account):
            if catchUp(account) { touched.append(account) }
            var effect = Effect()
            effect.inquiry = summary(account: account)
            return .applied(effect)
        }
    }

    /// Every account that time changes is caught up, in order of the account's id.
    mutating func tick() -> Outcome {
        let limit = present.instant.unixSeconds
        let due = nextDues.indices.filter { nextDues[$0] <= limit }
        for account in due.sorted(by: { accountTable[$0].id < accountTable[$1].id }) {
            let hasChanged = catchUp(account)
            assert(hasChanged, "a due account changes")
            touched.append(account)
        }
        return .applied(Effect())
    }

    /// The account that an event is about, or why there is none.
    func account(of identification: Identification) -> AccountResolution {
        switch identification {
        case .member(let id):
            guard let member = memberNumbers[ByteText(id)] else { return .failure(.unknownMember) }
            return .success(people[member].account)
        case .card: return .failure(.unknownCard)
        case .credential(let credential):
            guard let member = credentialMembers[credential] else {
                return .failure(.unknownCard)
            }
            return .success(people[member].account)
        }
    }

    /// Index of an account, or a refusal.
    enum AccountResolution {
        case success(Int)
        case failure(Refusal)
    }

    private mutating func addAccount(_ id: ByteText) -> Int {
        undoSteps.append(.account)
        let account = accountTable.count
        accountNumbers[id] = account
        accountTable.append(Account(id: id, year: present.year))
        nextDues.append(.max)
        for _ in 0..<registry.pots.count { holdings.append(Holding()) }
        return account
    }

    /// Undoes the joining of the newest member.
    mutating func removeLastMember() {
        guard let member = people.popLast() else { preconditionFailure("a member was added") }
        memberNumbers[member.id] = nil
    }

    /// Undoes the making of the newest account.
    mutating func removeLastAccount() {
        guard let account = accountTable.popLast() else {
            preconditionFailure("an account was added")
        }
        accountNumbers[account.id] = nil
        nextDues.removeLast()
        holdings.removeLast(registry.pots.count)
    }
}
