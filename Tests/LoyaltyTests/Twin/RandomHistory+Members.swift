import Loyalty

/// Members, cards and what identifies them.
extension RandomHistory {
    private static let birthdays = [
        LocalDate(year: 2000, month: 2, day: 29), LocalDate(year: 1990, month: 1, day: 1),
        LocalDate(year: 1985, month: 12, day: 30), LocalDate(year: 2018, month: 2, day: 28),
        LocalDate(year: 2020, month: 3, day: 2), LocalDate(year: 1999, month: 6, day: 15),
    ]

    /// The members that there are, the closed ones seldom.
    private mutating func members() -> [String] {
        let all = state.members.keys.sorted()
        if random.once(in: 15) { return all }
        return all.filter { state.members[$0]?.status != .closed }
    }

    mutating func member() -> String {
        random.once(in: 40) ? "nobody" : random.pick(members(), or: "M1")
    }

    /// Whom an event names; mostly somebody who exists.
    mutating func who() -> Identification {
        let die = random.number(0...19)
        if die < 4 && !state.cards.isEmpty { return .card(card()) }
        if die == 4, !state.credentials.isEmpty {
            let known = state.credentials.keys.sorted { $0.low < $1.low }
            return .credential(random.pick(known, or: known[0]))
        }
        if die == 5 && random.once(in: 9) {
            return .credential(Credential(kind: .uid, high: 1, low: 99))
        }
        return .member(member())
    }

    /// Somebody whose account has points of a pot, if there is one.
    mutating func owner(_ pot: String) -> Identification {
        let rich = state.members.keys.sorted().filter { id in
            let account = "mem/\(state.members[id]?.account ?? "")/avail"
            return state.ledger[NaiveLedgerKey(account: account, commodity: pot)] ?? 0 > 0
        }
        guard let id = random.pick(rich), !random.once(in: 9) else { return who() }
        return .member(id)
    }

    /// Somebody who mostly has another account.
    mutating func other(than who: Identification) -> Identification {
        for _ in 0..<3 {
            let other = self.who()
            if account(other) != account(who) { return other }
        }
        return self.who()
    }

    private func account(_ who: Identification) -> String? {
        switch who {
        case .member(let name): state.members[name]?.account
        case .card(let number): state.members[state.cards[number]?.member ?? ""]?.account
        case .credential(let credential):
            state.members[state.credentials[credential] ?? ""]?.account
        }
    }

    mutating func card() -> String {
        random.once(in: 12) ? number() : random.pick(state.cards.keys.sorted(), or: number())
    }

    /// A card's number; seldom a wrong one.
    mutating func number() -> String {
        let digits = [2, 9, 9, 0, 0, 0, 0, 0, 0, 0, 0, random.number(1...6)]
        var sum = 0
        var text = ""
        for (index, digit) in digits.enumerated() {
            sum += digit * (index % 2 == 0 ? 1 : 3)
            text += "\(digit)"
        }
        if random.once(in: 12) { sum += 1 }
        return text + "\((10 - sum % 10) % 10)"
    }

    mutating func phone() -> String { "+7999\(random.number(1...5))" }

    mutating func enrolled(isFirst: Bool) -> LoyaltyEvent.Body {
        let count = state.members.count
        let id = random.once(in: 15) ? member() : "M\(count + 1)"
        var account: String?
        if random.once(in: 5) { account = random.once(in: 3) ? "FAM" : random.pick(members()) }
        let statuses: [MemberStatus] = [.issued, .issued, .restricted, .blocked]
        let isPlain = isFirst || !random.once(in: 9)
        return .enroll(
            Enrollment(
                member: id,
                account: account,
                birthday: random.once(in: 5) ? nil : random.pick(RandomHistory.birthdays),
                card: random.once(in: 3) ? number() : nil,
                phone: random.once(in: 2) ? nil : phone(),
                referrer: isFirst || random.once(in: 2) ? nil : member(),
                segments: vocabulary.segments.filter { _ in random.once(in: 2) },
                flags: vocabulary.flags.filter { _ in random.once(in: 2) }.sorted(),
                status: isPlain ? .active : random.pick(statuses, or: .issued)
            )
        )
    }

    mutating func issue() -> LoyaltyEvent.Body { .issueCard(IssuedCard(card: number())) }

    mutating func start() -> LoyaltyEvent.Body {
        let issued = state.cards.keys.sorted().filter { number in
            state.members[state.cards[number]?.member ?? ""]?.status == .issued
        }
        return .startActivation(
            ActivationRequest(
                card: random.once(in: 9) ? card() : random.pick(issued, or: number()),
                phone: phone(),
                code: "\(random.number(1...3))",
                consents: Consents(offer: !random.once(in: 9), personalData: !random.once(in: 9)),
                birthday: random.once(in: 2) ? nil : random.pick(RandomHistory.birthdays)
            )
        )
    }

    mutating func confirm() -> LoyaltyEvent.Body {
        let waiting = state.cards.keys.sorted().filter { state.cards[$0]?.activation != nil }
        guard let card = random.pick(waiting), !random.once(in: 9) else {
            return random.once(in: 2) ? issue() : start()
        }
        let code = state.cards[card]?.activation?.code ?? "0"
        return .confirmActivation(
            ActivationCode(card: card, code: random.once(in: 4) ? "0" : code)
        )
    }

    mutating func status() -> LoyaltyEvent.Body {
        let all: [MemberStatus] = [.active, .active, .restricted, .blocked, .issued, .closed]
        return .setStatus(StatusChange(who: who(), status: random.pick(all, or: .active)))
    }

    mutating func register() -> LoyaltyEvent.Body {
        let token = "i\(random.number(1...3))"
        let kind = random.pick(vocabulary.kinds, or: "visa")
        return .registerInstrument(
            InstrumentRegistration(who: who(), instrument: token, kind: kind)
        )
    }

    mutating func credential() -> LoyaltyEvent.Body {
        let known = state.credentials.keys.sorted { $0.low < $1.low }
        if let credential = random.pick(known), random.once(in: 2) {
            let owner = random.once(in: 4) ? member() : state.credentials[credential] ?? "M1"
            return .unlinkCredential(CredentialLink(member: owner, credential: credential))
        }
        let low = UInt64(random.number(1...4))
        let credential = Credential(kind: .uid, high: 1, low: low)
        return .linkCredential(CredentialLink(member: member(), credential: credential))
    }
}
