import Synchronization

/// Watches one reader on a thread and a context of its own, from its appearance to its end.
///
/// The thread ends when service or reader goes; the list's thread starts another when there is
/// something to watch again.
final class ReaderWatch: Sendable {
    let name: ReaderName
    let startedAt = MonotonicClock.now()
    private let options: CardReaderOptions
    private let board: ReaderBoard
    private let filter: RepeatMemory
    private let watchdog: Watchdog
    private let deliver: @Sendable (CardEvent) -> Void
    private let stopping: Latch
    private let holder = ContextHolder()
    private let place: Mutex<ReaderPlace>
    private let abandoned = Atomic(false)
    private let mark = BusyMark()

    /// Nil: the process has no descriptor left.
    init?(
        name: ReaderName,
        options: CardReaderOptions,
        board: ReaderBoard,
        filter: RepeatMemory,
        watchdog: Watchdog,
        deliver: @escaping @Sendable (CardEvent) -> Void
    ) {
        guard let stopping = Latch() else { return nil }
        self.stopping = stopping
        self.name = name
        self.options = options
        self.board = board
        self.filter = filter
        self.watchdog = watchdog
        self.deliver = deliver
        place = Mutex(
            ReaderPlace.resolve(name: name.full, channel: nil, path: nil, devices: [])
        )
    }

    /// Asks the thread to end; repeated by the caller, since a cancel can meet a thread just not
    /// waiting and is then lost.
    func stop() {
        stopping.set()
        holder.cancel()
    }

    /// Gives the thread up: whatever it still does, nobody hears of it.
    func abandon() {
        abandoned.store(true, ordering: .releasing)
        stop()
    }

    /// How long the thread has been in its present call, in nanoseconds; nil: in none.
    func busyNanoseconds(at now: UInt64) -> UInt64? { mark.age(at: now) }

    /// Tells the board and the customer that the thread does not come back; once per call.
    func reportStuck() {
        guard mark.markReported() else { return }
        setState(.repairing("the reader does not answer"))
        count { $0.unreadable += 1 }
        emit(.unreadable(.stuck), TapStamps(wake: MonotonicClock.now()))
    }

    /// The thread's body.
    func run() {
        setState(.starting)
        do throws(PCSCError) {
            try watch()
        } catch {
            filter.interrupted()
            count { $0.errors += 1 }
            switch error.kind {
            case .readerGone: setState(.gone)
            case .cancelled: break
            default: setState(.repairing(ServiceAdvice.text(error)))
            }
        }
        holder.hold(nil)
        mark.clear()
    }

    private func watch() throws(PCSCError) {
        let shared = try guarded { () throws(PCSCError) in try SharedContext() }
        holder.hold(shared)
        let session = ReaderSession(
            shared,
            reader: name.full,
            waitMilliseconds: options.readerWaitMilliseconds,
            stopping: stopping
        )
        var isPlaced = try findPlace(session)
        var buffer = [UInt8](repeating: 0, count: ReceiveBuffer.size)
        var known: ReaderSnapshot?
        var isReady = false
        while !stopping.isSet {
            guard let new = try session.wait(from: known) else {
                if !isReady { setState(.working) }
                isReady = true
                continue
            }
            let wake = MonotonicClock.now()
            isReady = true
            if !isPlaced { isPlaced = try findPlace(session) }
            known = try follow(new, after: known, wake, session, &buffer)
        }
        filter.interrupted()
    }

    /// Acts on one change and returns what is known after it.
    private func follow(
        _ new: ReaderSnapshot,
        after old: ReaderSnapshot?,
        _ wake: UInt64,
        _ session: ReaderSession,
        _ buffer: inout [UInt8]
    ) throws(PCSCError) -> ReaderSnapshot {
        switch ReaderStep.between(old, new) {
        case .readerGone:
            filter.interrupted()
            setState(.gone)
            // The service does not know it at all: there is nothing to wait for.
            if new.flags.contains(.unknown) {
                throw PCSCError(code: PCSCError.unknownReader, call: .getStatusChange)
            }
            return new
        case .nothing:
            if new.flags.contains(.present) {
                // Another program let the card go that could not be read before.
                let wasHeld = old?.flags.contains(.exclusive) ?? false
                guard wasHeld, !new.flags.contains(.exclusive) else { return new }
                return try serve(new, wake, session, &buffer)
            }
            cardIsAbsent(wake)
            return new
        case .cardMissed:
            fail(.leftTooEarly, wake)
            cardIsAbsent(wake)
            return new
        case .cardLeft(let missedAnother):
            cardIsAbsent(wake)
            if missedAnother { fail(.leftTooEarly, wake) }
            return new
        case .cardReplaced:
            cardIsAbsent(wake)
            return try serve(new, wake, session, &buffer)
        case .cardArrived:
            return try serve(new, wake, session, &buffer)
        }
    }

    /// Reads a card and stays with it until something changes.
    private func serve(
        _ arrived: ReaderSnapshot,
        _ wake: UInt64,
        _ session: ReaderSession,
        _ buffer: inout [UInt8]
    ) throws(PCSCError) -> ReaderSnapshot {
        var stamps = TapStamps(wake: wake)
        let read = reading(arrived, wake, session)
        watchdog.begin(mark)
        defer { mark.clear() }
        let card: PCSCCard
        do {
            card = try read.open(session.shared.context)
        } catch {
            try failedToOpen(error, stamps)
            mark.clear()
            return try session.refreshed(arrived)
        }
        stamps.connected = MonotonicClock.now()
        let outcome = try read.identify(card, atr: arrived.atr, buffer: &buffer)
        mark.clear()
        stamps.identified = MonotonicClock.now()
        report(outcome, stamps)
        // The connection is held while the card lies there: an unused card is powered down after
        // five seconds, and a phone would then draw another number.
        return outcome.mayStayOpen ? try hold(session, arrived) : arrived
    }

    private func reading(
        _ arrived: ReaderSnapshot,
        _ wake: UInt64,
        _ session: ReaderSession
    ) -> CardRead {
        CardRead(
            reader: name.full,
            deadline: wake &+ UInt64(options.readMilliseconds) * 1_000_000,
            stopping: stopping,
            isStillThere: { milliseconds throws(PCSCError) in
                try session.isStillThere(arrived, milliseconds)
            },
            gotOver: { [self] error in
                count { $0.errors += 1 }
                setState(.repairing("\(error.kind.rawValue): trying again"))
            }
        )
    }

    /// Waits until the card that lies there is not alone any more, or gone.
    private func hold(
        _ session: ReaderSession,
        _ arrived: ReaderSnapshot
    ) throws(PCSCError) -> ReaderSnapshot {
        var known = arrived
        while !stopping.isSet {
            guard let new = try session.wait(from: known) else { continue }
            guard ReaderStep.between(known, new) == .nothing else { return known }
            known = new
        }
        return known
    }

    private func report(_ outcome: ReadOutcome, _ stamps: TapStamps) {
        switch outcome {
        case .identity(let identity, _):
            setState(.cardPresent)
            switch filter.arrived(identity) {
            case .repeated: return count { $0.repeats += 1 }
            case .newInsteadOfReported: emit(.removed, TapStamps(wake: stamps.wake))
            case .new: break
            }
            count { $0.taps += 1 }
            emit(.present(identity), stamps)
        case .tooEarly:
            fail(.leftTooEarly, stamps)
        case .unreadable(let reason):
            setState(.repairing(reason.rawValue))
            fail(.unreadable(reason), stamps)
        }
    }

    private func failedToOpen(_ error: PCSCError, _ stamps: TapStamps) throws(PCSCError) {
        switch error.kind {
        case .serviceDown, .readerGone, .cancelled: throw error
        case .noCard, .cardRemoved: return fail(.leftTooEarly, stamps)
        case .inUse: report(.unreadable(.heldByAnotherProgram), stamps)
        case .accessDenied: report(.unreadable(.accessDenied), stamps)
        case .mute: report(.unreadable(.mute), stamps)
        default: report(.unreadable(.noAnswer), stamps)
        }
        count { $0.errors += 1 }
    }

    private func fail(_ kind: CardEvent.Kind, _ wake: UInt64) {
        fail(kind, TapStamps(wake: wake))
    }

    private func fail(_ kind: CardEvent.Kind, _ stamps: TapStamps) {
        guard filter.failed(kind) else { return count { $0.repeats += 1 } }
        count { counters in
            if kind == .leftTooEarly {
                counters.leftTooEarly += 1
            } else {
                counters.unreadable += 1
            }
        }
        emit(kind, stamps)
    }

    private func cardIsAbsent(_ wake: UInt64) {
        setState(.working)
        if filter.left() { emit(.removed, TapStamps(wake: wake)) }
    }

    // MARK: - Calls that may not come back

    /// Finds out where the reader is plugged in; false: try again with the next card.
    private func findPlace(_ session: ReaderSession) throws(PCSCError) -> Bool {
        watchdog.begin(mark)
        defer { mark.clear() }
        let devices = USBDevice.devices(in: options.sysfsFolder)
        let found: ReaderPlace
        do throws(PCSCError) {
            found = try .find(name.full, session.shared.context, among: devices)
        } catch {
            if error.kind == .serviceDown || error.kind == .readerGone { throw error }
            count { $0.errors += 1 }
            return false
        }
        place.withLock { $0 = found }
        if !isAbandoned { board.setPlace(found) }
        return true
    }

    private func guarded<Result: Sendable>(
        _ body: () throws(PCSCError) -> Result
    ) throws(PCSCError) -> Result {
        watchdog.begin(mark)
        defer { mark.clear() }
        return try body()
    }

    // MARK: - What others see

    /// Paired with the store in `abandon`.
    private var isAbandoned: Bool { abandoned.load(ordering: .acquiring) }

    private func emit(_ kind: CardEvent.Kind, _ stamps: TapStamps) {
        guard !isAbandoned else { return }
        deliver(CardEvent(reader: place.withLock { $0.key }, kind: kind, stamps: stamps))
    }

    private func setState(_ state: ReaderStatus.State) {
        if !isAbandoned { board.setState(name.full, state) }
    }

    private func count(_ change: (inout CardReaderCounters) -> Void) {
        board.count(name.full, change)
    }
}
