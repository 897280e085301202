import Loyalty

/// Members, their cards and what identifies them.
extension NaiveLoyalty {
    /// A person joins.
    mutating func enroll(_ values: Enrollment) throws(Refused) -> Effect {
        let id = values.member
        if let known = state.members[id] {
            try touch(known.account)
            throw Refused(.memberExists)
        }
        if let least = programme.minAgeYears {
            guard let birthday = values.birthday else { throw Refused(.birthdayRequired) }
            let oldEnough = NaiveCalendar.birthday(birthday, in: birthday.year + least)
            if calendar.day(at) < oldEnough { throw Refused(.tooYoung) }
        }
        let account = open(values.account ?? id)
        if let referrer = values.referrer {
            guard let known = state.members[referrer] else { throw Refused(.unknownReferrer) }
            let isSamePhone = values.phone != nil && known.phone == values.phone
            if known.account == account || isSamePhone { throw Refused(.selfReferral) }
        }
        if let card = values.card, state.cards[card] != nil { throw Refused(.cardExists) }
        if state.accounts[account] == nil { state.accounts[account] = at }
        try touch(account)
        state.members[id] = NaiveMember(
            account: account,
            status: values.status,
            birthday: values.birthday,
            phone: values.phone,
            referrer: values.referrer,
            segments: values.segments,
            flags: values.flags
        )
        if let card = values.card { state.cards[card] = NaiveCard(member: id) }
        var effect = Effect()
        try fire(NaiveOccasion(trigger: .enroll, member: id), effect: &effect)
        return effect
    }

    /// Who a member is since all merges.
    private func person(_ member: String) -> String {
        var member = member
        while let other = state.members[member]?.mergedInto { member = other }
        return member
    }

    /// The account that took an account over, or that itself.
    private func open(_ account: String) -> String {
        var account = account
        while let taker = state.takers[account] { account = taker }
        return account
    }

    /// Whether a number has 13 digits, the last of which checks the others.
    static func isRight(_ number: String) -> Bool {
        let digits = number.unicodeScalars.map { Int($0.value) - 48 }
        if digits.count != 13 { return false }
        var sum = 0
        for index in digits.indices {
            if digits[index] < 0 || digits[index] > 9 { return false }
            sum += digits[index] * (index % 2 == 0 ? 1 : 3)
        }
        return sum % 10 == 0
    }

    /// A card is handed out.
    mutating func issueCard(_ values: IssuedCard) throws(Refused) {
        let id = "card:\(values.card)"
        if let known = state.cards[values.card] { try touch(account(known.member)) }
        if !NaiveLoyalty.isRight(values.card) { throw Refused(.badCheckDigit) }
        if state.cards[values.card] != nil || state.members[id] != nil {
            throw Refused(.cardExists)
        }
        if state.accounts[id] == nil { state.accounts[id] = at }
        try touch(id)
        state.members[id] = NaiveMember(account: id, status: .issued, segments: [], flags: [])
        state.cards[values.card] = NaiveCard(member: id)
    }

    /// A person asks to activate a card.
    mutating func startActivation(_ values: ActivationRequest) throws(Refused) {
        if !NaiveLoyalty.isRight(values.card) { throw Refused(.badCheckDigit) }
        let id = try identify(.card(values.card))
        if state.members[id]?.status != .issued { throw Refused(.alreadyActive) }
        if !values.consents.offer || !values.consents.personalData {
            throw Refused(.consentRequired)
        }
        for (other, member) in state.members where member.phone == values.phone {
            let owner = person(other)
            let isOpen = state.members[owner]?.status != .closed
            if owner != id && isOpen { throw Refused(.phoneInUse) }
        }
        let waiting = NaiveActivation(
            code: values.code,
            phone: values.phone,
            birthday: values.birthday,
            at: at,
            ttl: programme.smsTtlSeconds,
            tries: programme.smsTries
        )
        state.cards[values.card]?.activation = waiting
    }

    /// The code comes back.
    mutating func confirmActivation(_ values: ActivationCode) throws(Refused) -> Effect {
        let id = try identify(.card(values.card))
        guard let waiting = state.cards[values.card]?.activation, waiting.tries > 0 else {
            throw Refused(.noPendingActivation)
        }
        if at >= waiting.at + waiting.ttl { throw Refused(.codeExpired) }
        if waiting.code != values.code {
            throw Refused(.wrongCode(triesLeft: waiting.tries - 1))
        }
        state.cards[values.card]?.activation = nil
        state.members[id]?.status = .active
        state.members[id]?.phone = waiting.phone
        if let birthday = waiting.birthday { state.members[id]?.birthday = birthday }
        try endWait(of: id)
        var effect = Effect()
        try fire(NaiveOccasion(trigger: .activate, member: id), effect: &effect)
        return effect
    }

    /// Counts a wrong code, the one thing that a refusal leaves behind.
    mutating func keepTry(_ body: LoyaltyEvent.Body) {
        guard case .confirmActivation(let values) = body else { return }
        state.cards[values.card]?.activation?.tries -= 1
    }

    /// A card takes the place of another.
    mutating func replaceCard(_ values: CardReplacement) throws(Refused) {
        if state.cards[values.card]?.state == .replaced { throw Refused(.unknownCard) }
        let id = try identify(.card(values.card))
        if !NaiveLoyalty.isRight(values.replacement) { throw Refused(.badCheckDigit) }
        if state.cards[values.replacement] != nil { throw Refused(.cardExists) }
        state.cards[values.card]?.state = .replaced
        state.cards[values.replacement] = NaiveCard(member: id)
    }

    /// A status is set by hand; points that waited for an activation wait no longer than it lasts.
    mutating func setStatus(_ values: StatusChange) throws(Refused) {
        let id = try identify(values.who, mayBeBlocked: true)
        state.members[id]?.status = values.status
        if values.status == .active || values.status == .restricted { try endWait(of: id) }
    }

    /// An instrument is registered.
    mutating func register(_ values: InstrumentRegistration) throws(Refused) {
        let id = try identify(values.who)
        state.instruments[values.instrument] = NaiveInstrument(
            member: id,
            kind: values.kind,
            at: at
        )
    }

    /// A credential becomes an identity of a member.
    mutating func link(_ values: CredentialLink) throws(Refused) {
        let id = try identify(.member(values.member))
        if state.credentials[values.credential] != nil { throw Refused(.credentialInUse) }
        state.credentials[values.credential] = id
    }

    /// A credential stops being one.
    mutating func unlink(_ values: CredentialLink) throws(Refused) {
        let id = try identify(.member(values.member))
        if state.credentials[values.credential] != id { throw Refused(.unknownCredential) }
        state.credentials[values.credential] = nil
    }

    /// A member leaves.
    mutating func close(_ who: Identification) throws(Refused) {
        let id = try identify(who)
        let account = account(id)
        state.members[id]?.status = .closed
        state.members[id]?.phone = nil
        state.members[id]?.birthday = nil
        state.members[id]?.segments = []
        for (number, card) in state.cards where card.member == id && card.state == .open {
            state.cards[number]?.state = .blocked
        }
        for (token, instrument) in state.instruments where instrument.member == id {
            state.instruments[token] = nil
        }
        for (credential, member) in state.credentials where member == id {
            state.credentials[credential] = nil
        }
        for member in state.members.values where member.account == account {
            if member.status != .closed { return }
        }
        try endAccount(account)
    }

    private mutating func endAccount(_ account: String) throws(Refused) {
        for index in state.holds.indices {
            let hold = state.holds[index]
            guard hold.isOpen && hold.account == account else { continue }
            try freeHold(index, hold.points)
            try catchUp(account)
        }
        var legs: [Leg] = []
        for index in state.lots.indices where state.lots[index].account == account {
            let lot = state.lots[index]
            let place = lot.isPending ? "pend" : "avail"
            legs.append(("mem/\(account)/\(place)", lot.pot, -lot.left))
            legs.append(("brk", lot.pot, lot.left))
            state.lots[index].left = 0
            state.lots[index].expired += lot.left
        }
        for pot in programme.pots.keys {
            let debt = debt(account, pot)
            legs.append(("mem/\(account)/debt", pot, debt))
            legs.append(("wo", pot, -debt))
        }
        try post(.close, legs)
    }
}
