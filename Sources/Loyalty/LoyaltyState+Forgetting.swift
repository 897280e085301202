// With `maxBackdateDays` n, nothing older than n days before H is taken any more. A receipt key
// counts for n + 1 days, and the counter of a day, week, month or year is never asked for again
// once its last day is that old. Without n nothing is forgotten.

/// What can be forgotten some day: what lives equally long stands in one queue.
struct Forgetting: Sendable {
    /// Something that is remembered for a time.
    enum Item: Sendable {
        case receipt(ReceiptKey)
        case usage(UsageKey)

        /// The queue that it stands in.
        fileprivate var queue: Int {
            switch self {
            case .receipt: 0
            case .usage(let key):
                switch key.period {
                case .day: 1
                case .week: 2
                case .month: 3
                case .calendarYear, .event, .lifetime, .total: 4
                }
            }
        }
    }

    private struct Queue: Sendable {
        var items: [Item] = []
        var head = 0
    }

    private var queues = Array(repeating: Queue(), count: Forgetting.queueCount)

    /// How many queues there are.
    static let queueCount = 5

    /// The oldest of a queue.
    func first(in queue: Int) -> Item? {
        let queue = queues[queue]
        return queue.head < queue.items.count ? queue.items[queue.head] : nil
    }

    /// Notes something that came last.
    mutating func note(_ item: Item) { queues[item.queue].items.append(item) }

    /// Drops the oldest of a queue; half of the room is given back at a time, a constant cost each.
    mutating func removeFirst(in queue: Int) {
        queues[queue].head += 1
        guard queues[queue].head * 2 > queues[queue].items.count else { return }
        queues[queue].items.removeFirst(queues[queue].head)
        queues[queue].head = 0
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
        for queue in 0..<Forgetting.queueCount {
            for _ in 0..<LoyaltyState.mostForgottenAtOnce {
                guard let item = forgetting.first(in: queue),
                    forget(item, before: oldestDay)
                else { break }
                forgetting.removeFirst(in: queue)
            }
        }
    }

    /// Forgets an item if its day has come.
    private mutating func forget(_ item: Forgetting.Item, before oldestDay: Int) -> Bool {
        switch item {
        case .receipt(let key):
            // A receipt that was taken over stands in the queue twice.
            guard let record = receipts[key] else { return true }
            guard rulebook.calendar.zone.dayNumber(of: record.at) < oldestDay else { return false }
            receipts[key] = nil
        case .usage(let key):
            guard let lastDay = key.lastDay, lastDay < oldestDay else { return false }
            usages[key] = nil
        }
        return true
    }

    /// Bounds the work that one event has with the past; above the few that one event adds.
    private static let mostForgottenAtOnce = 32
}
