extension LoyaltyState {
    /// A person asks to activate a card: the code is on its way to their phone.
    ///
    /// A new request takes the place of an old one.
    mutating func startActivation(_ request: ActivationRequest) -> Workspace.Answer {
        guard CardNumber.isRight(request.card) else { return .refused(.badCheckDigit) }
        switch person(.card(request.card)) {
        case .refused(let refusal): return .refused(refusal)
        case .found(let member, let account):
            catchUp(account)
            touch(account)
            guard people[Int(member)].status == .issued else { return .refused(.alreadyActive) }
            guard request.consents.offer, request.consents.personalData else {
                return .refused(.consentRequired)
            }
            guard !isTaken(request.phone, by: member) else { return .refused(.phoneInUse) }
            guard let card = cardNumbers[ByteText(request.card)] else {
                return .refused(.unknownCard)
            }
            let (deadAt, overflow) =
                eventAt.addingReportingOverflow(rules.smsTtlSeconds)
            let activation = Activation(
                code: request.code,
                phone: request.phone,
                consents: request.consents,
                birthday: request.birthday,
                deadAt: overflow ? .max : deadAt,
                triesLeft: rules.smsTries
            )
            changeCard(card) { $0.activation = activation }
            return .applied(Effect())
        }
    }

    /// The code comes back: waiting points vest, and the rules on activation grant.
    mutating func confirmActivation(_ code: ActivationCode) -> Workspace.Answer {
        switch person(.card(code.card)) {
        case .refused(let refusal): return .refused(refusal)
        case .found(let member, let account):
            catchUp(account)
            touch(account)
            guard let card = cardNumbers[ByteText(code.card)],
                let activation = cards[Int(card)].activation, activation.triesLeft > 0
            else { return .refused(.noPendingActivation) }
            guard eventAt < activation.deadAt else { return .refused(.codeExpired) }
            guard ByteText(code.code) == ByteText(activation.code) else {
                return .refused(.wrongCode(triesLeft: activation.triesLeft - 1))
            }
            changeCard(card) { $0.activation = nil }
            activate(member, activation)
            endWaiting(of: member, account)
            let scene = RuleScene(member: member, account: account, partner: Registry.house)
            return .applied(grant(by: rules.activateRules, in: scene))
        }
    }

    /// Makes points of purchases that waited for a member's activation available, in order of their
    /// lots.
    ///
    /// Those that are to vest later still do. An end that counts from vesting is known from now on.
    mutating func endWaiting(of member: Int32, _ account: Int32) {
        var waiting: [Int32] = []
        for pot in 0..<Int32(registry.pots.count) {
            waiting += lots.list(holding(account, pot).pendingLots).filter { lot in
                lots[lot].state == .waiting && buyer(of: lot) == member
            }
        }
        for lot in waiting.sorted() {
            if let period = waitingExpiries[lot] {
                let start = Instant(unixSeconds: max(lots[lot].vestsAt, eventAt))
                let end = rules.calendar.end(of: period, from: start).unixSeconds
                changeLot(lot) { waiting in
                    waiting.state = .pending
                    waiting.expiresAt = end
                }
                change(waitingLot: lot, to: nil)
            }
            if lots[lot].vestsAt <= now {
                vest(lot, .event)
            } else if lots[lot].state == .waiting {
                changeLot(lot) { $0.state = .pending }
            }
        }
    }

    /// Notes how a lot that waits ends once it has become available, or that it waits no longer.
    mutating func change(waitingLot lot: Int32, to period: Period?) {
        let old = waitingExpiries[lot]
        undo.note { $0.waitingExpiries[lot] = old }
        waitingExpiries[lot] = period
    }

    /// A restriction that was set meanwhile stays: a code proves a phone, no more.
    private mutating func activate(_ member: Int32, _ activation: Activation) {
        if let old = details[Int(member)].phone { countPhone(old, by: -1) }
        countPhone(activation.phone, by: 1)
        changeDetails(member) { details in
            details.phone = activation.phone
            details.consents = activation.consents
        }
        changeMember(member) { person in
            if person.status == .issued { person.status = .active }
            if let birthday = activation.birthday { person.birthday = birthday.dayNumber }
        }
    }

    /// Whether somebody else gave a phone number; who was merged into a member is nobody else.
    private func isTaken(_ phone: String, by member: Int32) -> Bool {
        let key = ByteText(phone)
        let own = ([member] + details[Int(member)].absorbed).count { person in
            details[Int(person)].phone.map { ByteText($0) } == key
        }
        return (phones[key] ?? 0) > own
    }

    /// The member who made the purchase of a lot that waits; lots and purchases come in one order.
    private func buyer(of lot: Int32) -> Int32 {
        let place = grants.partitioningIndex { $0.lot >= lot }
        precondition(place < grants.count && grants[place].lot == lot, "a purchase granted it")
        // The last purchase that begins at or before the grant, since those without grants begin
        // where the next one does.
        let purchase = purchases.partitioningIndex { Int($0.firstGrant) > place } - 1
        return resolve(member: purchases[purchase].member)
    }
}

extension Array {
    /// The first place at which something holds, which holds from there on; `count`: nowhere.
    fileprivate func partitioningIndex(where holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
