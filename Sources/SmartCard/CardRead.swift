/// What came of trying to read a card.
enum ReadOutcome: Hashable, Sendable {
    /// It was read; the card may stay open only when other programs can use it, too.
    case identity(CardIdentity, mayStayOpen: Bool)
    case tooEarly
    case unreadable(UnreadableReason)

    /// Whether the card may stay open while it lies there.
    var mayStayOpen: Bool {
        if case .identity(_, let mayStayOpen) = self { mayStayOpen } else { false }
    }
}

/// Bounds of reading one card.
enum CardReadLimits {
    /// Pauses before the number is asked for again after a bad answer, none, or another program's
    /// reset, in milliseconds; as many more tries as there are pauses.
    static let retryPausesMilliseconds: [UInt32] = [0, 10, 40, 150]
    /// Times a card that is there and cannot be opened is tried again, and the pause before.
    static let maximumOpenRetries = 3
    static let openRetryMilliseconds = 100
    /// First and longest wait for a card that another program holds, in milliseconds; doubles.
    static let firstInUseMilliseconds = 20
    static let lastInUseMilliseconds = 200
    /// Looks at a card that is still held after the read limit, and their distance in milliseconds.
    static let maximumHeldLooks = 120
    static let heldLookMilliseconds: UInt32 = 500
    /// Drivers that poll notice a removal this late: a card is only called unreadable when it was
    /// still there after it, in milliseconds.
    static let removalLagMilliseconds: UInt32 = 500
}

/// Reads one card: opens it, asks for its number, gets over what can be got over.
///
/// What a driver says about a card that left is not to be trusted: success with no bytes, "no
/// card" while another program resets it. Whether it is there is asked of the service each time.
/// Blocks for at most the read limit plus one call; a call that never returns is the watchdog's.
struct CardRead: ~Copyable {
    let reader: String
    let deadline: UInt64
    /// Ends waits early when the thread is to stop.
    let stopping: Latch
    /// Waits up to that many milliseconds for the card to leave; true: it is still there.
    let isStillThere: (UInt32) throws(PCSCError) -> Bool
    /// Called for each error that is tried again.
    let gotOver: (PCSCError) -> Void

    /// Opens the card, waiting for another program to let it go and for a mute one to wake up.
    ///
    /// - Throws: The last error, also when the time is over.
    func open(_ context: borrowing PCSCContext) throws(PCSCError) -> PCSCCard {
        var inUseMilliseconds = CardReadLimits.firstInUseMilliseconds
        var retries = 0
        while true {
            let failure: PCSCError
            do { return try context.connect(to: reader, mode: .shared) } catch { failure = error }
            let pause: Int
            switch failure.kind {
            case .inUse:
                pause = inUseMilliseconds
                inUseMilliseconds = min(2 * pause, CardReadLimits.lastInUseMilliseconds)
            case .mute, .noCard, .cardRemoved, .cardReset, .exchangeFailed:
                retries += 1
                pause = CardReadLimits.openRetryMilliseconds
                guard retries <= CardReadLimits.maximumOpenRetries, try isStillThere(0) else {
                    throw failure
                }
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
        buffer: inout [UInt8]
    ) throws(PCSCError) -> ReadOutcome {
        // Class FF goes to readers only: a card with contacts would take it for its own.
        if let parsed = ATR(atr), !parsed.isContactless {
            return .identity(.judge(atr: atr, uid: nil), mayStayOpen: true)
        }
        var failure = UnreadableReason.noAnswer
        for pause in CardReadLimits.retryPausesMilliseconds + [0] {
            do {
                let (meaning, isReleased) = try exchange(card, &buffer)
                switch meaning {
                case .identifier(let uid):
                    return .identity(.judge(atr: atr, uid: uid), mayStayOpen: isReleased)
                case .notSupported:
                    return .identity(.judge(atr: atr, uid: nil), mayStayOpen: isReleased)
                case .garbage, .askAgain: failure = .badAnswer
                case .removed: failure = .noAnswer
                }
            } catch {
                failure = try reason(of: error)
                gotOver(error)
            }
            guard try isStillThere(pause) else { return .tooEarly }
            guard hasTime(milliseconds: 0), !stopping.isSet else { break }
            if failure != .badAnswer { try recover(card) }
        }
        let isThere = try isStillThere(CardReadLimits.removalLagMilliseconds)
        return isThere ? .unreadable(failure) : .tooEarly
    }

    /// What the customer is told if this error stays.
    ///
    /// - Throws: The error itself when it ends the thread.
    private func reason(of error: PCSCError) throws(PCSCError) -> UnreadableReason {
        switch error.kind {
        case .serviceDown, .readerGone: throw error
        case .inUse: .heldByAnotherProgram
        case .accessDenied: .accessDenied
        case .cardReset: .keptBeingReset
        // Also for a moment while another program resets the card: it has no power then.
        case .mute: .mute
        default: .noAnswer
        }
    }

    /// Makes the handle valid again; a failure shows itself at the next try.
    private func recover(_ card: borrowing PCSCCard) throws(PCSCError) {
        do { try card.reconnect() } catch { _ = try reason(of: error) }
    }

    /// One transaction: the command, and once more with the length the reader asks for.
    private func exchange(
        _ card: borrowing PCSCCard,
        _ buffer: inout [UInt8]
    ) throws(PCSCError) -> (result: UIDCommand.Meaning, isReleased: Bool) {
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
