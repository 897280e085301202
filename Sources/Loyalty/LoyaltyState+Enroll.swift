extension LoyaltyState {
    /// A person joins, with an account of their own or in one that exists.
    mutating func enroll(_ enrollment: Enrollment) -> Workspace.Answer {
        let id = ByteText(enrollment.member)
        if let refusal = refusal(of: enrollment, id: id) { return .refused(refusal) }
        let accountID = enrollment.account.map { ByteText($0) } ?? id
        let account: Int32
        if let known = accountNumbers[accountID] {
            account = resolve(account: known)
            catchUp(account)
        } else {
            account = addAccount(accountID.text)
        }
        let member = addMember(id, account: account, status: enrollment.status)
        if let referrer = enrollment.referrer {
            people[Int(member)].referrer = memberNumbers[ByteText(referrer)] ?? -1
        }
        people[Int(member)].birthday = enrollment.birthday?.dayNumber
        details[Int(member)].flags = enrollment.flags
        details[Int(member)].segments = enrollment.segments.map { registry.segments.insert($0) }
        if let phone = enrollment.phone {
            details[Int(member)].phone = phone
            countPhone(phone, by: 1)
        }
        if let card = enrollment.card { addCard(card, of: member) }
        touch(account)
        guard !rules.enrollRules.isEmpty else { return .applied(Effect()) }
        let scene = RuleScene(member: member, account: account, partner: Registry.house)
        return .applied(grant(by: rules.enrollRules, in: scene))
    }

    /// Why a person cannot join; nil: they can.
    private func refusal(of enrollment: Enrollment, id: ByteText) -> Refusal? {
        if memberNumbers[id] != nil { return .memberExists }
        if let years = rules.minAgeYears {
            guard let birthday = enrollment.birthday else { return .birthdayRequired }
            let today = LocalDate(dayNumber: rules.calendar.zone.dayNumber(of: at))
            guard birthday.birthday(inYear: birthday.year + years) <= today else {
                return .tooYoung
            }
        }
        if let referrer = enrollment.referrer {
            guard let number = memberNumbers[ByteText(referrer)] else { return .unknownReferrer }
            let account = ByteText(enrollment.account ?? enrollment.member)
            let isSameAccount =
                accountNumbers[account].map {
                    resolve(account: $0) == resolve(account: people[Int(number)].account)
                } ?? false
            let phone = details[Int(number)].phone.map { ByteText($0) }
            let isSamePhone = phone != nil && phone == enrollment.phone.map { ByteText($0) }
            if isSameAccount || isSamePhone { return .selfReferral }
        }
        if let card = enrollment.card, cardNumbers[ByteText(card)] != nil { return .cardExists }
        return nil
    }

    /// Adds an account without points.
    mutating func addAccount(_ id: String) -> Int32 {
        undo.note(.accountAdded)
        let account = Int32(accountTable.count)
        accountNumbers[ByteText(id)] = account
        accountIDs.append(id)
        accountTable.append(Account(begunAt: eventAt))
        for _ in 0..<registry.pots.count { holdings.append(Holding()) }
        for _ in 0..<registry.ladders.count { standings.append(Standing()) }
        return account
    }

    /// Adds a member.
    mutating func addMember(_ id: ByteText, account: Int32, status: MemberStatus) -> Int32 {
        changeAccount(account) { $0.openMembers += status == .closed ? 0 : 1 }
        undo.note(.memberAdded)
        let member = Int32(people.count)
        memberNumbers.append(id.text)
        people.append(Member(account: account, status: status))
        details.append(MemberDetails())
        return member
    }

    /// Adds a valid card, whose number is free, to a member.
    mutating func addCard(_ number: String, of member: Int32) {
        let key = ByteText(number)
        let card = Int32(cards.count)
        undo.note { state in
            state.cards.removeLast()
            state.cardNumbers[key] = nil
        }
        cards.append(Card(member: member, state: .valid))
        cardNumbers[key] = card
        changeDetails(member) { $0.cards.append(card) }
    }

    /// A look at a balance.
    mutating func inquire(_ who: Identification) -> Workspace.Answer {
        switch person(who) {
        case .refused(let refusal): return .refused(refusal)
        case .found(let member, let account):
            catchUp(account)
            touch(account)
            evaluateTiers(of: account)
            var effect = Effect()
            effect.inquiry = summary(account: account)
            effect.inquiry?.status = people[Int(member)].status
            return .applied(effect)
        }
    }
}

extension LocalDate {
    /// The birthday of a person born on this date in a year; 29 February is kept on 28 February in
    /// common years.
    func birthday(inYear year: Int) -> LocalDate {
        LocalDate(year: year, month: 1, day: 1).adding(months: month - 1).clamped(to: day)
    }

    private func clamped(to day: Int) -> LocalDate {
        let last = LocalDate.daysInMonth(year: year, month: month)
        return LocalDate(year: year, month: month, day: min(day, last))
    }
}
