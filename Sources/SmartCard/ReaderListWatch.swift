import Synchronization

/// Keeps a session with the service, and a watch on every contactless reader that it lists.
final class ReaderListWatch: Sendable {
    private let options: CardReaderOptions
    private let board: ReaderBoard
    private let deliver: @Sendable (CardEvent) -> Void
    private let stopping: Latch
    private let watchdog: Watchdog
    private let holder = ContextHolder()
    private let readers = Mutex<[String: Slot]>([:])

    /// Everything known of one reader name; names are kept, so that a card lying there over a
    /// restart is not taken for a new tap.
    private struct Slot {
        let memory: RepeatMemory
        var watch: ReaderWatch?
        var thread: PosixThread?
        var abandoned: [PosixThread] = []
        var retryMilliseconds = 0
        var retryAt: UInt64 = 0
        var isListed = false
    }

    /// Reader names remembered at the same time; above it, those unplugged are forgotten.
    static let maximumNames = 64
    /// The state of readers while there is no session with the service.
    static let notWatched = "waits for the PC/SC service"
    /// A watch that lived this long was no failed start, in nanoseconds.
    static let healthyLife: UInt64 = 2_000_000_000

    /// Nil: the process has no descriptor left.
    init?(
        options: CardReaderOptions,
        board: ReaderBoard,
        deliver: @escaping @Sendable (CardEvent) -> Void
    ) {
        guard let stopping = Latch(), let watchdog = Watchdog() else { return nil }
        self.stopping = stopping
        self.watchdog = watchdog
        self.options = options
        self.board = board
        self.deliver = deliver
    }

    /// Asks both threads to end; repeated by the caller.
    func stop() {
        stopping.set()
        holder.cancel()
        watchdog.ring()
    }

    /// Whatever thread is still alive is heard no more.
    func silence() { for slot in readers.withLock({ $0.values }) { slot.watch?.abandon() } }

    // MARK: - The list's thread

    func run() {
        var pause = options.firstRetryMilliseconds
        while !stopping.isSet {
            do throws(PCSCError) {
                let shared = try SharedContext()
                holder.hold(shared)
                // The list proves that the service serves us; a context alone does not.
                _ = try shared.context.readerNames()
                board.setService(.up)
                pause = options.firstRetryMilliseconds
                try supervise(shared.context)
            } catch {
                if error.kind != .cancelled {
                    board.setService(.down(reason: ServiceAdvice.text(error)))
                }
            }
            holder.hold(nil)
            endWatches()
            if stopping.wait(milliseconds: pause) { break }
            pause = min(2 * pause, options.lastRetryMilliseconds)
        }
    }

    private func supervise(_ context: borrowing PCSCContext) throws(PCSCError) {
        var known = ReaderSnapshot.unaware
        while !stopping.isSet {
            let wait = reconcile(try context.readerNames())
            do {
                known = try context.waitForChange(
                    of: PCSCContext.readerListNotification,
                    from: known,
                    timeoutMilliseconds: wait
                )
                // A service that reports changes without end must not take a whole core.
                _ = stopping.wait(milliseconds: CardReaders.stopPause)
            } catch {
                // Cancelled: a reader's thread ended, or stop() was called.
                if error.kind != .timeout && error.kind != .cancelled { throw error }
            }
        }
    }

    /// Starts, restarts and forgets watches; returns how long to wait at most, in milliseconds.
    private func reconcile(_ listed: [String]) -> UInt32 {
        let names = listed.map(ReaderName.init)
        var watched = 0
        var wait = Int(options.listWaitMilliseconds)
        readers.withLock { slots in
            for name in slots.keys where !listed.contains(name) { leave(&slots, name) }
            for name in names {
                if name.slotKind == .contact || name.slotKind == .sam {
                    board.add(name, state: .leftAlone(name.slotKind.rawValue))
                    continue
                }
                guard watched < options.maximumReaders else {
                    board.add(name, state: .leftAlone("more than \(watched) readers"))
                    continue
                }
                watched += 1
                var slot =
                    slots[name.full] ?? Slot(memory: RepeatMemory(options: options))
                slot.isListed = true
                wait = min(wait, attend(&slot, name))
                slots[name.full] = slot
            }
            countAbandoned(&slots)
            if slots.count > Self.maximumNames {
                slots = slots.filter { $0.value.isListed || $0.value.thread != nil }
            }
        }
        return UInt32(wait)
    }

    /// Gives a listed reader a running watch; returns when to look again, in milliseconds.
    private func attend(_ slot: inout Slot, _ name: ReaderName) -> Int {
        let now = MonotonicClock.now()
        let later = Int(options.listWaitMilliseconds)
        if let watch = slot.watch, let thread = slot.thread {
            guard thread.hasEnded else {
                return replaceIfStuck(&slot, watch, thread, now) ? start(&slot, name) : later
            }
            retire(&slot, watch, now)
        }
        guard now >= slot.retryAt else { return Int((slot.retryAt - now) / 1_000_000) + 1 }
        return start(&slot, name)
    }

    private func start(_ slot: inout Slot, _ name: ReaderName) -> Int {
        let later = Int(options.listWaitMilliseconds)
        board.add(name, state: .starting)
        guard
            let watch = ReaderWatch(
                name: name,
                options: options,
                board: board,
                filter: slot.memory,
                watchdog: watchdog,
                deliver: deliver
            ),
            let thread = PosixThread(
                name: "kop-card-\(name.full.suffix(5).filter { $0 != " " })",
                body: { watch.run() },
                // The list looks after this reader at once.
                onEnd: { [self] in holder.cancel() }
            )
        else {
            board.setState(name.full, .repairing("no thread or file descriptor is left"))
            return later
        }
        slot.watch = watch
        slot.thread = thread
        return later
    }

    /// A watch ended: the next one starts at once if this one was healthy, else later and later.
    private func retire(_ slot: inout Slot, _ watch: ReaderWatch, _ now: UInt64) {
        let wasHealthy = now - watch.startedAt > Self.healthyLife
        slot.retryMilliseconds =
            wasHealthy
            ? 0
            : min(
                max(options.firstRetryMilliseconds, 2 * slot.retryMilliseconds),
                options.lastRetryMilliseconds
            )
        slot.retryAt = now + UInt64(slot.retryMilliseconds) * 1_000_000
        slot.watch = nil
        slot.thread = nil
        board.count(watch.name.full) { $0.restarts += 1 }
    }

    /// Gives up a thread that is stuck for too long, as long as not too many are given up already.
    private func replaceIfStuck(
        _ slot: inout Slot,
        _ watch: ReaderWatch,
        _ thread: PosixThread,
        _ now: UInt64
    ) -> Bool {
        guard let age = watch.busyNanoseconds(at: now),
            age >= UInt64(options.replaceMilliseconds) * 1_000_000,
            board.status().abandonedThreads < options.maximumAbandonedThreads
        else { return false }
        watch.abandon()
        slot.abandoned.append(thread)
        retire(&slot, watch, now)
        return true
    }

    /// A reader is not listed any more: its thread sees that itself, the cancel only hurries it.
    private func leave(_ slots: inout [String: Slot], _ name: String) {
        guard var slot = slots[name] else { return }
        slot.isListed = false
        slot.watch?.stop()
        if slot.thread?.hasEnded ?? true {
            slot.watch = nil
            slot.thread = nil
            board.setState(name, .gone)
        }
        slots[name] = slot
    }

    private func countAbandoned(_ slots: inout [String: Slot]) {
        var count = 0
        for name in slots.keys {
            slots[name]?.abandoned.removeAll(where: \.hasEnded)
            count += slots[name]?.abandoned.count ?? 0
        }
        board.setAbandonedThreads(count)
    }

    /// Ends every watch: the service is gone, or all of this is to end.
    private func endWatches() {
        let deadline = MonotonicClock.now() + UInt64(options.joinMilliseconds) * 1_000_000
        let running = readers.withLock { slots in
            slots.compactMap { name, slot -> (String, ReaderWatch, PosixThread)? in
                guard let watch = slot.watch, let thread = slot.thread else { return nil }
                return (name, watch, thread)
            }
        }
        for (name, watch, thread) in running {
            repeat {
                watch.stop()
            } while !thread.join(milliseconds: CardReaders.stopPause)
                && MonotonicClock.now() < deadline
            readers.withLock { slots in
                if !thread.hasEnded {
                    watch.abandon()
                    slots[name]?.abandoned.append(thread)
                }
                slots[name]?.watch = nil
                slots[name]?.thread = nil
                slots[name]?.retryAt = 0
            }
            board.setState(name, .repairing(Self.notWatched))
        }
        readers.withLock { countAbandoned(&$0) }
    }

    // MARK: - The watchdog's thread

    func runWatchdog() {
        let limit = UInt64(options.watchdogMilliseconds) * 1_000_000
        let replace = UInt64(options.replaceMilliseconds) * 1_000_000
        while !stopping.isSet {
            let now = MonotonicClock.now()
            var next: UInt64?
            var mustReplace = false
            for watch in readers.withLock({ $0.values.compactMap(\.watch) }) {
                guard let age = watch.busyNanoseconds(at: now) else { continue }
                if age >= limit { watch.reportStuck() }
                if age >= replace {
                    mustReplace = true
                } else {
                    let left = (age >= limit ? replace : limit) - age
                    next = min(next ?? left, left)
                }
            }
            if mustReplace { holder.cancel() }
            watchdog.sleep(milliseconds: next.map { Int($0 / 1_000_000) + 1 })
        }
    }
}
