/// Decides whether a card at a reader is a new tap or the last one still going on.
///
/// A customer's tap is one tap however often the card flickers at the edge of the field: the same
/// identity back within the window of its leaving is a repeat, and each repeat prolongs it. Any
/// other card is new at once. Later than the window, the same card is a new tap, as when a customer
/// deliberately taps again. A card left lying is one tap however long it lies.
///
/// A phone draws a new number at each activation, so all random numbers of one technology are one
/// identity here. Two cards at once: the reader picks one or reports a mute card; when the picked
/// one leaves, the other arrives as a card of its own.
struct RepeatFilter: Hashable, Sendable {
    /// What makes two reads the same card.
    enum Identity: Hashable, Sendable {
        case number(IdentifierKind?, UID)
        case unusable(CardTechnology, IdentifierStability)

        init(_ identity: CardIdentity) {
            if identity.stability != .random, let number = identity.canonical {
                self = .number(identity.identifierKind, number)
            } else {
                self = .unusable(identity.technology, identity.stability)
            }
        }
    }

    /// Nanoseconds within which a return is a repeat.
    let window: UInt64
    /// Nanoseconds within which a card that was there before an interruption is the same tap.
    let continuation: UInt64

    private enum Presence: Hashable, Sendable {
        case lying
        case interrupted(at: UInt64)
        case left(at: UInt64)
    }

    private var last: Identity?
    private var presence = Presence.left(at: 0)
    private var lastFailure: CardEvent.Kind?
    private var lastFailureAt: UInt64 = 0
    /// Whether `present` was reported for the card that lies there now.
    private(set) var isReported = false

    init(window: UInt64, continuation: UInt64) {
        self.window = window
        self.continuation = continuation
    }

    /// What a card that was read is.
    enum Arrival: Hashable, Sendable {
        /// A new tap.
        case new
        /// A new tap, and the card reported before it left without anybody noticing.
        case newInsteadOfReported
        /// The last tap still going on.
        case repeated
    }

    /// A card was read at time `now`.
    mutating func arrived(_ identity: Identity, at now: UInt64) -> Arrival {
        let wasReported = isReported
        let isSame = last == identity
        let isRepeat =
            switch presence {
            case .lying: isSame
            case .interrupted(let at): isSame && now &- at < continuation
            case .left(let at): isSame && now &- at < window
            }
        let wasInterrupted = if case .interrupted = presence { true } else { false }
        last = identity
        presence = .lying
        // A card that goes on lying after an interruption keeps its report, to be taken back later.
        isReported = isRepeat ? wasInterrupted && wasReported : true
        return isRepeat ? .repeated : wasReported ? .newInsteadOfReported : .new
    }

    /// The card left at time `now`; true: report that it did.
    mutating func left(at now: UInt64) -> Bool {
        if case .left = presence { return false }
        presence = .left(at: now)
        defer { isReported = false }
        return isReported
    }

    /// Reader or service went at time `now`: nobody knows what the card does.
    mutating func interrupted(at now: UInt64) {
        if presence == .lying { presence = .interrupted(at: now) }
    }

    /// A card could not be read at time `now`; true: report it.
    mutating func failed(_ failure: CardEvent.Kind, at now: UInt64) -> Bool {
        let isRepeat = lastFailure == failure && now &- lastFailureAt < window
        lastFailure = failure
        lastFailureAt = now
        if isRepeat { return false }
        // A card just taken away often shows up for an instant once more.
        if failure == .leftTooEarly, case .left(let at) = presence, last != nil {
            return now &- at >= window
        }
        return true
    }
}
