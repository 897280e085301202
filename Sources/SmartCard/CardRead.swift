/// What came of trying to read a card.
enum ReadOutcome: Hashable, Sendable {
    case identity(CardIdentity)
    case tooEarly
    case unreadable(UnreadableReason)
}

/// Bounds of reading one card.
enum CardReadLimits {
    /// Times the number is asked for: again after a bad answer, none, or another program's reset.
    static let maximumAttempts = 4
    /// Times a mute card is opened again.
    static let maximumMuteRetries = 2
    /// Wait before a mute card is opened again, in milliseconds.
    static let muteRetryMilliseconds = 150
    /// First and longest wait for a card that another program holds, in milliseconds; doubles.
    static let firstInUseMilliseconds = 20
    static let lastInUseMilliseconds = 200
    /// Looks at a card that is still held after the read limit, and their distance in milliseconds.
    static let maximumHeldLooks = 120
    static let heldLookMilliseconds: UInt32 = 500
}

/// Reads one card: opens it, asks for its number, gets over what can be got over.
///
/// Blocks for at most the read limit plus one call; a call that never returns is the watchdog's.
struct CardRead: ~Copyable {
    let reader: String
    let deadline: UInt64
    /// Ends waits early when the thread is to stop.
    let stopping: Latch
    /// Called for each error that is tried again, with a text for the reader's state.
    let gotOver: (PCSCError) -> Void

    /// Opens the card, waiting for another program to let it go and for a mute one to wake up.
    ///
    /// - Throws: The last error, also when the time is over.
    func open(_ context: borrowing PCSCContext) throws(PCSCError) -> PCSCCard {
        var inUseMilliseconds = CardReadLimits.firstInUseMilliseconds
        var muteRetries = 0
        while true {
            let failure: PCSCError
            do { return try context.connect(to: reader, mode: .shared) } catch { failure = error }
            let pause: Int
            switch failure.kind {
            case .inUse:
                pause = inUseMilliseconds
                inUseMilliseconds = min(2 * pause, CardReadLimits.lastInUseMilliseconds)
            case .mute where muteRetries < CardReadLimits.maximumMuteRetries:
                muteRetries += 1
                pause = CardReadLimits.muteRetryMilliseconds
            default:
                throw failure
            }
            guard hasTime(milliseconds: pause) else { throw failure }
            gotOver(failure)
            if stopping.wait(milliseconds: pause) { throw failure }
        }
    }

    /// Reads the number of an open card.
    ///
    /// - Throws: What ends the reader's thread: the service or the reader is gone.
    func identify(
        _ card: borrowing PCSCCard,
        atr: [UInt8],
        buffer: inout [UInt8],
        isStillThere: () throws(PCSCError) -> Bool
    ) throws(PCSCError) -> ReadOutcome {
        // Class FF goes to readers only: a card with contacts would take it for its own.
        if let parsed = ATR(atr), !parsed.isContactless {
            return .identity(.judge(atr: atr, uid: nil))
        }
        var failure = UnreadableReason.noAnswer
        for _ in 0..<CardReadLimits.maximumAttempts {
            do {
                switch try exchange(card, &buffer) {
                case .identifier(let uid): return .identity(.judge(atr: atr, uid: uid))
                case .notSupported: return .identity(.judge(atr: atr, uid: nil))
                case .removed: return .tooEarly
                case .garbage, .askAgain: failure = .badAnswer
                }
            } catch {
                switch error.kind {
                case .cardRemoved, .noCard: return .tooEarly
                case .serviceDown, .readerGone: throw error
                case .inUse: return .unreadable(.heldByAnotherProgram)
                case .accessDenied: return .unreadable(.accessDenied)
                case .cardReset: failure = .keptBeingReset
                // A card is without power for a moment while another program resets it.
                case .mute: failure = .mute
                default: failure = .noAnswer
                }
                gotOver(error)
                guard try isStillThere() else { return .tooEarly }
                if failure != .noAnswer, let outcome = try recover(card) { return outcome }
            }
            guard hasTime(milliseconds: 0) else { break }
        }
        return try isStillThere() ? .unreadable(failure) : .tooEarly
    }

    /// Connects again after another program reset the card; nil: read on.
    private func recover(_ card: borrowing PCSCCard) throws(PCSCError) -> ReadOutcome? {
        do {
            try card.reconnect()
            return nil
        } catch {
            switch error.kind {
            case .serviceDown, .readerGone: throw error
            case .cardRemoved, .noCard: return .tooEarly
            case .mute:
                let isEnding = stopping.wait(milliseconds: CardReadLimits.muteRetryMilliseconds)
                return isEnding ? .unreadable(.mute) : nil
            default: return nil
            }
        }
    }

    /// One transaction: the command, and once more with the length the reader asks for.
    private func exchange(
        _ card: borrowing PCSCCard,
        _ buffer: inout [UInt8]
    ) throws(PCSCError) -> UIDCommand.Meaning {
        try card.transaction { transaction throws(PCSCError) in
            var count = try transaction.transmit(UIDCommand.bytes, into: &buffer)
            let meaning = UIDCommand.meaning(of: buffer.prefix(count))
            guard case .askAgain(let expected) = meaning else { return meaning }
            let command = Array(UIDCommand.bytes.dropLast()) + [expected]
            count = try transaction.transmit(command, into: &buffer)
            return UIDCommand.meaning(of: buffer.prefix(count))
        }
    }

    private func hasTime(milliseconds: Int) -> Bool {
        MonotonicClock.now() &+ UInt64(milliseconds) * 1_000_000 < deadline
    }
}
