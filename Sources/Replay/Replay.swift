package import Loyalty

/// A history, run from its beginning against one programme and all of its versions.
///
/// It is the core and, around it, what the ledger does in the service: an id that was seen before
/// is answered without asking the core. What it keeps besides the core's state is some 80 bytes for
/// each event.
package struct Replay: ~Copyable {
    /// What became of one event.
    package enum Answer: Hashable, Sendable {
        /// The core decided it.
        case decided(Outcome)
        /// It is the same as an earlier one, whose answer stands.
        ///
        /// - Parameter of: The number of that event, from 0.
        case duplicate(of: Int64)
        /// Its id was seen with other content.
        case conflict
    }

    /// What became of one event, and what was posted.
    package struct Step: Hashable, Sendable {
        /// What became of it.
        package let answer: Answer
        /// What was posted, in order.
        package let transactions: [Transaction]
        /// The accounts that were touched, sorted.
        package let accounts: [String]
    }

    private struct Seen {
        let content: RecordedEvent.Fingerprint
        let number: Int64
    }

    /// The state after what was taken so far.
    package private(set) var state: LoyaltyState
    /// Events that were taken so far.
    package private(set) var eventCount: Int64 = 0
    /// The programme as it was given.
    package let programme: Programme

    private var seen: [RecordedEvent.Fingerprint: Seen] = [:]

    /// Begins an empty history.
    ///
    /// - Parameter programme: A programme that the programme file's validation accepted.
    package init(programme: Programme) {
        self.programme = programme
        state = LoyaltyState(programme: programme)
    }

    /// Takes the next event.
    package mutating func take(_ recorded: RecordedEvent) -> Step {
        let number = eventCount
        eventCount += 1
        if let earlier = seen[recorded.identity] {
            let isSame = earlier.content == recorded.content
            return Step(
                answer: isSame ? .duplicate(of: earlier.number) : .conflict,
                transactions: [],
                accounts: []
            )
        }
        seen[recorded.identity] = Seen(content: recorded.content, number: number)
        let decision = state.apply(recorded.event)
        return Step(
            answer: .decided(decision.outcome),
            transactions: decision.transactions,
            accounts: decision.touchedAccounts
        )
    }

    /// The version of the programme that is in force at H.
    package var version: Programme {
        guard let clock = state.clock else { return programme }
        return programme.versions.last { $0.from <= clock }?.programme ?? programme
    }

    /// The zone that printed instants have: that of the version in force at H.
    package var zone: Zone { programme.versions.isEmpty ? programme.zone : version.zone }
}
