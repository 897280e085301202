import Loyalty

/// An applied event as the reports see it: who, on which day, and what it means for receipts.
struct Fact {
    /// A receipt that counts, as it is known at the end of the history.
    struct Receipt {
        /// Who bought; nil: nobody presented a card.
        let person: Int32?
        /// Money paid less money given back, minor units.
        let minor: Int128
    }

    /// The event.
    let event: LoyaltyEvent
    /// The local day of the event, counted from 1970-01-01.
    let day: Int
    /// The local day of the greatest instant so far, on which the passing of time is booked.
    let clockDay: Int
    /// The people that it names, after all merges.
    let people: [Int32]
    /// The receipt that it brought; nil: none, or one that came back whole or was taken over.
    let receipt: Receipt?
    /// What was posted.
    let transactions: [Transaction]

    /// The local day on which a transaction is booked.
    func bookingDay(of transaction: Transaction) -> Int {
        ByteKey(transaction.cause) == ByteKey(event.id) ? day : clockDay
    }
}

/// The second walk: turns entries into facts, knowing what came later.
struct FactReader: Sendable {
    /// What the first walk found.
    let survey: HistorySurvey
    private let zone: Zone
    private var people = People()
    private var clock: Instant?
    /// Who bought what came back.
    private var buyers: [ByteKey: Int32] = [:]
    private var entryCount: Int64 = 0

    init(survey: HistorySurvey, zone: Zone) {
        self.survey = survey
        self.zone = zone
    }

    /// Takes the next entry; nil: it was refused.
    mutating func take(_ entry: HistoryEntry) -> Fact? {
        entryCount += 1
        precondition(entryCount <= survey.entryCount, "both walks are over the same history")
        guard let amounts = entry.applied else { return nil }
        let event = entry.event
        let clock = max(clock ?? event.at, event.at)
        self.clock = clock
        people.take(event)
        var named = people.named(by: event).map(survey.people.current)
        if case .returned(let goods) = event.body, let buyer = buyers[ByteKey(goods.purchase)] {
            named = [buyer]
        }
        let day = zone.localDate(of: event.at).dayNumber
        return Fact(
            event: event,
            day: day,
            clockDay: clock == event.at ? day : zone.localDate(of: clock).dayNumber,
            people: named,
            receipt: receipt(event, amounts, buyer: named.first),
            transactions: entry.transactions
        )
    }

    private mutating func receipt(
        _ event: LoyaltyEvent,
        _ amounts: HistoryEntry.Amounts,
        buyer: Int32?
    ) -> Fact.Receipt? {
        switch event.body {
        case .purchase(let purchase):
            let paid = Int128(amounts.due ?? amounts.net ?? 0)
            guard let back = survey.returned[ByteKey(event.id)] else {
                return Fact.Receipt(person: buyer, minor: paid)
            }
            buyers[ByteKey(event.id)] = buyer
            let units = purchase.lines.reduce(0 as Int128) { $0 + Int128($1.quantity) }
            guard !back.isAll, back.units < units else { return nil }
            return Fact.Receipt(person: buyer, minor: paid - back.minor)
        case .receipt:
            guard !survey.takenOver.contains(ByteKey(event.id)) else { return nil }
            return Fact.Receipt(person: nil, minor: Int128(amounts.net ?? 0))
        default: return nil
        }
    }
}
