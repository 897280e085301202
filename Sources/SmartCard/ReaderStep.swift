/// What two snapshots of a reader, one after the other, say has happened in between.
///
/// pcscd counts insertions and removals, so that a card that came and went between two calls is
/// seen although both snapshots look alike.
enum ReaderStep: Hashable, Sendable {
    /// Nothing that concerns a card.
    case nothing
    /// The reader does not answer its driver, or is not known any more.
    case readerGone
    /// A card came and went again.
    case cardMissed
    /// A card came.
    case cardArrived
    /// The card left; `missedAnother`: and one more came and went.
    case cardLeft(missedAnother: Bool)
    /// The card left and one came, the same or another.
    case cardReplaced

    /// Compares; `old` nil means that nothing is known, so that the count tells nothing.
    static func between(_ old: ReaderSnapshot?, _ new: ReaderSnapshot) -> ReaderStep {
        guard new.flags.isDisjoint(with: [.unknown, .unavailable]) else { return .readerGone }
        let hasCard = new.flags.contains(.present)
        guard let old, old.flags.isDisjoint(with: [.unknown, .unavailable]) else {
            return hasCard ? .cardArrived : .nothing
        }
        let steps = new.eventCount &- old.eventCount
        switch (old.flags.contains(.present), hasCard) {
        case (false, false): return steps >= 2 ? .cardMissed : .nothing
        case (false, true): return .cardArrived
        case (true, false): return .cardLeft(missedAnother: steps >= 3)
        case (true, true): return steps >= 2 ? .cardReplaced : .nothing
        }
    }
}
