// With `maxBackdateDays` n, nothing older than n days before H is taken any more. A receipt key
// counts for n + 1 days, and the counter of a day, week, month or year is never asked for again
// once its last day is that old. Without n nothing is forgotten.

/// What can be forgotten some day, in the order in which it came.
struct Forgetting: Sendable {
    /// Something that is remembered for a time.
    enum Item: Sendable {
        case receipt(ReceiptKey)
        case usage(UsageKey)
    }

    private var items: [Item] = []
    private var head = 0

    /// The oldest.
    var first: Item? { head < items.count ? items[head] : nil }

    /// Notes something that came last.
    mutating func note(_ item: Item) { items.append(item) }

    /// Drops the oldest; half of the room is given back at a time, a constant cost each.
    mutating func removeFirst() {
        head += 1
        guard head * 2 > items.count else { return }
        items.removeFirst(head)
        head = 0
    }
}

extension LoyaltyState {
    /// Whether a receipt no longer counts: its sale would be too old by a day.
    func isForgotten(_ record: ReceiptRecord) -> Bool {
        guard let days = rulebook.maxBackdateDays else { return false }
        return record.at < rulebook.calendar.adding(days: -(days + 1), to: present.instant)
    }

    /// Gives back the room of what can never matter again, a few at a time.
    ///
    /// Nobody can tell: what is dropped is older, by two days for the sake of the zone, than what
    /// is still asked for.
    mutating func forgetWhatIsTooOld() {
        guard let days = rulebook.maxBackdateDays, let now else { return }
        let oldestDay = now.day - days - 3
        for _ in 0..<LoyaltyState.mostForgottenAtOnce {
            switch forgetting.first {
            case nil: return
            case .receipt(let key):
                if let record = receipts[key] {
                    let day = rulebook.calendar.zone.dayNumber(of: record.at)
                    guard day < oldestDay else { return }
                    receipts[key] = nil
                }
            case .usage(let key):
                guard let lastDay = key.lastDay, lastDay < oldestDay else { return }
                usages[key] = nil
            }
            forgetting.removeFirst()
        }
    }

    /// Bounds the work that one event has with the past; above the few that one event adds.
    private static let mostForgottenAtOnce = 32
}
