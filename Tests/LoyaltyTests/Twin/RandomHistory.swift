import Loyalty

/// Events of every kind for a programme, most of them about what it and the history know.
struct RandomHistory {
    var random: RandomSource
    let vocabulary: RandomVocabulary
    let backdateDays: Int?
    /// How many events it has: mostly few, sometimes many.
    let length: Int
    private let left: Set<String>
    private var clock: Int64
    private(set) var events: [LoyaltyEvent] = []
    /// What has come of the events so far.
    var state = NaiveState()
    var receipts: [(partner: String?, receipt: String?, fiscal: String?)] = []

    /// Begins a history; events of some kinds can be left out of it.
    init(
        seed: UInt64,
        programme: Programme,
        vocabulary: RandomVocabulary,
        without left: Set<String> = []
    ) {
        random = RandomSource(seed: seed)
        self.vocabulary = vocabulary
        self.left = left
        backdateDays = programme.maxBackdateDays
        clock = 1_577_826_000 + Int64(random.number(0...2_000)) * 86_400
        if let instant = random.pick(vocabulary.instants), !random.once(in: 3) {
            clock = instant - Int64(random.number(0...60)) * 86_400 - Int64(random.number(0...1))
        }
        length = random.once(in: 50) ? random.number(30...60) : random.number(3...11)
    }

    /// The next event, knowing what came of the others; nil: there are enough.
    mutating func next(after state: NaiveState) -> LoyaltyEvent? {
        if events.count == length { return nil }
        self.state = state
        var body =
            events.count < 1 || (state.members.isEmpty && !random.once(in: 4))
            ? enrolled(isFirst: true) : body()
        while left.contains(RandomHistory.kind(body)) { body = self.body() }
        let event = LoyaltyEvent(
            id: "e\(events.count + 1)",
            at: Instant(unixSeconds: instant()),
            body: body
        )
        events.append(event)
        self.state = NaiveState()
        return event
    }

    /// The name of a kind of event.
    static func kind(_ body: LoyaltyEvent.Body) -> String {
        switch body {
        case .enroll: "enroll"
        case .purchase: "purchase"
        case .returned: "return"
        case .receipt: "receipt"
        case .action: "action"
        case .redeem: "redeem"
        case .hold: "hold"
        case .capture: "capture"
        case .release: "release"
        case .adjust: "adjust"
        case .transfer: "transfer"
        case .merge: "merge"
        case .issueCard: "issueCard"
        case .startActivation: "startActivation"
        case .confirmActivation: "confirmActivation"
        case .replaceCard: "replaceCard"
        case .setStatus: "setStatus"
        case .registerInstrument: "registerInstrument"
        case .linkCredential: "linkCredential"
        case .unlinkCredential: "unlinkCredential"
        case .inquiry: "inquiry"
        case .join: "join"
        case .claim: "claim"
        case .settle: "settle"
        case .close: "close"
        case .tick: "tick"
        }
    }

    // MARK: Time

    /// When the next event happens: mostly later, sometimes late.
    private mutating func instant() -> Int64 {
        let past = events.last?.at.unixSeconds ?? clock
        switch random.number(0...29) {
        case 0...6: clock += Int64(random.number(0...7_200))
        case 7...10: clock += Int64(random.number(0...3)) * 86_400
        case 11...13: clock = max(clock, edge())
        case 14...17:
            let from = random.pick(events)?.at.unixSeconds ?? past
            if let duration = random.pick(vocabulary.durations) {
                let due = vocabulary.calendar.adding(duration, to: from)
                if due - clock < 5 * 31_622_400 {
                    clock = max(clock, due + Int64(random.number(-1...1)))
                }
            }
        case 18:
            if let instant = random.pick(vocabulary.instants), instant - clock < 3 * 31_622_400 {
                clock = max(clock, instant + Int64(random.number(-1...1)))
            }
        case 19: clock += Int64(random.number(20...400)) * 86_400
        case 20...21: return late()
        default: clock += Int64(random.number(0...30)) * 3_600
        }
        return clock
    }

    /// The beginning of a day, a week, a month, a year or a 29 February, or a second beside it.
    private mutating func edge() -> Int64 {
        let calendar = vocabulary.calendar
        let day = calendar.day(clock)
        let date = NaiveCalendar.date(day)
        var next = day + 1
        switch random.number(0...4) {
        case 0: next = day + 8 - NaiveCalendar.weekday(day)
        case 1: next = NaiveCalendar.number(date.year + date.month / 12, date.month % 12 + 1, 1)
        case 2: next = NaiveCalendar.number(date.year + 1, 1, 1)
        case 3:
            let year = date.year + (8 - date.year % 4) % 4
            next = NaiveCalendar.number(year, 2, 28) + 1
        default: break
        }
        return calendar.start(next) + Int64(random.number(-1...0))
    }

    private mutating func late() -> Int64 {
        if let days = backdateDays, random.once(in: 3) {
            let calendar = vocabulary.calendar
            return calendar.instant(calendar.day(clock) - days, calendar.second(clock))
                - Int64(random.number(0...1))
        }
        let most = random.once(in: 4) ? 40 * 86_400 : 86_400
        return clock - Int64(random.number(0...most))
    }

    // MARK: Kinds

    /// The tokens of instruments that are registered.
    var instruments: [String] { state.instruments.keys.sorted() }

    private mutating func body() -> LoyaltyEvent.Body {
        switch random.number(0...99) {
        case 0...6: enrolled(isFirst: false)
        case 7...36: purchase()
        case 37...47: returned()
        case 48...57: action()
        case 58...61: .tick
        case 62...67: adjust()
        case 68...70: redeem()
        case 71...73: hold()
        case 74...76: capture()
        case 77: release()
        case 78...80: transfer()
        case 81...82: merge()
        case 83...84: issue()
        case 85: state.cards.isEmpty ? issue() : start()
        case 86...87: confirm()
        case 88 where !state.cards.isEmpty:
            .replaceCard(CardReplacement(card: card(), replacement: number()))
        case 89...90: status()
        case 91...92: register()
        case 93: credential()
        case 94: .inquiry(who())
        case 95...97: offer()
        case 98: random.once(in: 2) ? .settle : receipt()
        default: random.once(in: 2) ? .close(who()) : receipt()
        }
    }

    private mutating func offer() -> LoyaltyEvent.Body {
        let offer = random.pick(vocabulary.offers)
        switch offer?.kind {
        case .groupBuy: return .join(OfferJoin(who: who(), offer: offer?.id ?? ""))
        case .personalDiscount(let values):
            let choice = random.once(in: 6) ? "CAVIAR" : random.pick(values.choices, or: "MILK")
            return .claim(OfferClaim(who: who(), offer: offer?.id ?? "", choice: choice))
        default:
            if !random.once(in: 4) { return action() }
            let name = offer?.id ?? "none"
            return random.once(in: 2)
                ? .join(OfferJoin(who: who(), offer: name))
                : .claim(OfferClaim(who: who(), offer: name, choice: "MILK"))
        }
    }

    private mutating func merge() -> LoyaltyEvent.Body {
        if state.accounts.count < 2 && !random.once(in: 9) { return enrolled(isFirst: true) }
        let from = who()
        return .merge(AccountMerge(from: from, into: other(than: from)))
    }

    private mutating func action() -> LoyaltyEvent.Body {
        .action(
            MemberAction(
                who: who(),
                action: random.pick(vocabulary.actions, or: "idle"),
                partner: random.once(in: 2) ? nil : random.pick(vocabulary.partners),
                instrument: random.once(in: 3) ? random.pick(instruments) : nil,
                attributes: attributes()
            )
        )
    }

    /// Values of attributes that the programme looks at.
    mutating func attributes() -> [String: Int64] {
        var attributes: [String: Int64] = [:]
        for name in vocabulary.attributes where !random.once(in: 4) {
            attributes[name] =
                random.once(in: 5)
                ? Int64(random.number(-5...9_999)) : random.pick(vocabulary.values, or: 7)
        }
        return attributes
    }

    private mutating func receipt() -> LoyaltyEvent.Body {
        var key = key()
        if key.receipt == nil && key.fiscal == nil { key.receipt = "R\(random.number(1...9))" }
        receipts.append(key)
        return .receipt(
            UnclaimedReceipt(
                lines: lines(),
                partner: key.partner,
                receipt: key.receipt,
                fiscal: key.fiscal
            )
        )
    }
}
