import Synchronization

/// Since when a thread has been in a call that may not come back.
final class BusyMark: Sendable {
    // Relaxed throughout: each value stands for itself, nothing else is published with it.
    private let since = Atomic<UInt64>(0)
    private let reported = Atomic(false)

    func set(at now: UInt64) {
        reported.store(false, ordering: .relaxed)
        since.store(now, ordering: .relaxed)
    }

    func clear() { since.store(0, ordering: .relaxed) }

    /// Nanoseconds in the call; nil: in none.
    func age(at now: UInt64) -> UInt64? {
        let start = since.load(ordering: .relaxed)
        return start == 0 ? nil : now > start ? now - start : 0
    }

    /// True the first time for each call.
    func markReported() -> Bool { !reported.exchange(true, ordering: .relaxed) }
}

/// Notices calls that do not come back; sleeps without waking up while no card is being read.
final class Watchdog: Sendable {
    private let bell: Latch

    /// Nil: the process has no descriptor left.
    init?() {
        guard let bell = Latch() else { return nil }
        self.bell = bell
    }

    /// The calling thread enters a call that may not come back.
    func begin(_ mark: BusyMark) {
        mark.set(at: MonotonicClock.now())
        bell.set()
    }

    /// Looks at once, for the end.
    func ring() { bell.set() }

    /// Sleeps until a call begins, or the time is over.
    ///
    /// Nil: until a call begins.
    func sleep(milliseconds: Int?) {
        _ = bell.wait(milliseconds: milliseconds)
        bell.clear()
    }
}

/// What a reader's repeats are judged by; outlives the reader's threads.
final class RepeatMemory: Sendable {
    private let filter: Mutex<RepeatFilter>

    init(options: CardReaderOptions) {
        filter = Mutex(
            RepeatFilter(
                window: UInt64(options.repeatMilliseconds) * 1_000_000,
                continuation: UInt64(options.continuationMilliseconds) * 1_000_000
            )
        )
    }

    func arrived(_ identity: CardIdentity) -> RepeatFilter.Arrival {
        filter.withLock { $0.arrived(RepeatFilter.Identity(identity), at: MonotonicClock.now()) }
    }

    func left() -> Bool { filter.withLock { $0.left(at: MonotonicClock.now()) } }

    func interrupted() { filter.withLock { $0.interrupted(at: MonotonicClock.now()) } }

    func failed(_ kind: CardEvent.Kind) -> Bool {
        filter.withLock { $0.failed(kind, at: MonotonicClock.now()) }
    }
}
