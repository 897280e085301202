import Loyalty

/// A second core, written from the text alone: simple and slow.
///
/// Everything it knows is in lists of what happened; what it decides is counted out from them anew
/// each time. An event is undone by putting a copy of all that back.
struct NaiveLoyalty {
    var state = NaiveState()
    let versions: [(from: Int64, rules: NaiveProgramme)]
    /// The version in force at the event's own instant.
    var rules: NaiveProgramme
    /// The transactions of the event.
    var transactions: [Transaction] = []
    /// The event's id and own instant.
    var event = ""
    var at: Int64 = 0
    /// The accounts whose tiers are judged after the event.
    var touched: [String] = []
    /// Tiers of accounts as they were before the event.
    var tiersBefore: [String: [String: String]] = [:]

    init(_ programme: Programme) {
        rules = NaiveProgramme(programme)
        var versions = [(from: Int64.min, rules: rules)]
        for version in programme.versions {
            versions.append((version.from.unixSeconds, NaiveProgramme(version.programme)))
        }
        self.versions = versions
    }

    /// The high-water clock; during an event it has one.
    var now: Int64 { state.clock ?? at }
    var programme: Programme { rules.programme }
    var calendar: NaiveCalendar { rules.calendar }

    /// The version in force at an instant.
    func version(at instant: Int64) -> NaiveProgramme {
        var found = versions[0].rules
        for version in versions where version.from <= instant { found = version.rules }
        return found
    }

    /// Applies an event whose id is new.
    mutating func apply(_ event: LoyaltyEvent) -> (outcome: Outcome, transactions: [Transaction]) {
        let saved = state
        let savedRules = rules
        transactions = []
        touched = []
        tiersBefore = [:]
        self.event = event.id
        at = event.at.unixSeconds
        rules = version(at: at)
        do throws(Refused) {
            try advance()
            var effect = try decide(event.body)
            for account in touched { judgeTiers(account) }
            if case .inquiry(let who) = event.body { effect.inquiry = summary(of: who) }
            return (.applied(effect), transactions)
        } catch {
            state = saved
            rules = savedRules
            touched = []
            if case .wrongCode = error.refusal { keepTry(event.body) }
            return (.refused(error.refusal), [])
        }
    }

    private mutating func advance() throws(Refused) {
        if let clock = state.clock {
            if let days = programme.maxBackdateDays {
                let oldest = calendar.instant(calendar.day(clock) - days, calendar.second(clock))
                if at < oldest { throw Refused(.tooOld) }
            }
            state.clock = max(clock, at)
        } else {
            state.clock = at
        }
    }

    private mutating func decide(_ body: LoyaltyEvent.Body) throws(Refused) -> Effect {
        switch body {
        case .enroll(let values): return try enroll(values)
        case .purchase(let values): return try purchase(values)
        case .returned(let values): return try giveBack(values)
        case .receipt(let values): return try receipt(values)
        case .action(let values): return try action(values)
        case .redeem(let values): try redeem(values)
        case .hold(let values): try hold(values)
        case .capture(let values): try capture(values)
        case .release(let values): try release(values)
        case .adjust(let values): try adjust(values)
        case .transfer(let values): try transfer(values)
        case .merge(let values): try merge(values)
        case .issueCard(let values): try issueCard(values)
        case .startActivation(let values): try startActivation(values)
        case .confirmActivation(let values): return try confirmActivation(values)
        case .replaceCard(let values): try replaceCard(values)
        case .setStatus(let values): try setStatus(values)
        case .registerInstrument(let values): try register(values)
        case .linkCredential(let values): try link(values)
        case .unlinkCredential(let values): try unlink(values)
        case .inquiry(let who): _ = try identify(who)
        case .join(let values): return try join(values)
        case .claim(let values): return try claim(values)
        case .settle: return try settle()
        case .close(let who): try close(who)
        case .tick: try tick()
        }
        if case .redeem(let values) = body {
            var effect = Effect()
            if let reward = rules.reward(values.reward), reward.kind == .item {
                effect.item = reward.sku
            }
            return effect
        }
        return Effect()
    }

    private mutating func tick() throws(Refused) {
        for account in state.accounts.keys.sorted() { try touch(account) }
        try refundGroups()
    }
}

// MARK: Who

extension NaiveLoyalty {
    /// Who is meant, caught up, and whether they may take part in the event.
    mutating func identify(
        _ who: Identification,
        spends: Bool = false,
        mayBeBlocked: Bool = false
    ) throws(Refused) -> String {
        let (id, refusal) = lookUp(who)
        if let id, let member = state.members[id] { try touch(member.account) }
        if let refusal { throw Refused(refusal) }
        guard let id, let member = state.members[id] else { throw Refused(.unknownMember) }
        if member.status == .blocked && !mayBeBlocked { throw Refused(.memberBlocked) }
        if member.status == .closed { throw Refused(.memberClosed) }
        if spends { try mustSpend(id) }
        return id
    }

    /// Refuses a member who may only earn.
    func mustSpend(_ id: String) throws(Refused) {
        switch state.members[id]?.status {
        case .restricted: throw Refused(.spendRestricted)
        case .issued: throw Refused(.notActivated)
        default: return
        }
    }

    /// The member that is named, and what is wrong with the name.
    private func lookUp(_ who: Identification) -> (id: String?, refusal: Refusal?) {
        switch who {
        case .member(let id): return (id, nil)
        case .credential(let credential):
            let id = state.credentials[credential]
            return (id, id == nil ? .unknownCard : nil)
        case .card(let number):
            guard let card = state.cards[number] else { return (nil, .unknownCard) }
            switch card.state {
            case .open: return (card.member, nil)
            case .replaced: return (card.member, .cardReplaced)
            case .blocked: return (card.member, .cardBlocked)
            }
        }
    }

    /// The member that a name leads to, whatever the state of either.
    func member(_ who: Identification) -> String? { lookUp(who).id }

    /// The account of a member.
    func account(_ member: String) -> String { state.members[member]?.account ?? "" }
}
