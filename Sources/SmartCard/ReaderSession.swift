import Synchronization

/// A PC/SC session that a thread waits on and other threads may cancel.
final class SharedContext: Sendable {
    let context: PCSCContext

    init() throws(PCSCError) { context = try PCSCContext() }
}

/// The one that a thread uses now, for whoever must cancel its wait.
final class ContextHolder: Sendable {
    private let current = Mutex<SharedContext?>(nil)

    func hold(_ context: SharedContext?) { current.withLock { $0 = context } }

    /// Ends the wait of the thread, if it waits just now.
    func cancel() { current.withLock { $0 }?.context.cancel() }
}

/// One reader in one session: every way of asking what lies on it.
final class ReaderSession: Sendable {
    let shared: SharedContext
    private let reader: String
    private let waitMilliseconds: UInt32
    private let stopping: Latch
    /// Looks in a row at a card that another program holds; used by the reader's thread alone.
    private let heldLooks = Atomic(0)

    init(_ shared: SharedContext, reader: String, waitMilliseconds: UInt32, stopping: Latch) {
        self.shared = shared
        self.reader = reader
        self.waitMilliseconds = waitMilliseconds
        self.stopping = stopping
    }

    /// Waits for a change; nil: there was none in time.
    func wait(from known: ReaderSnapshot?) throws(PCSCError) -> ReaderSnapshot? {
        do {
            return try shared.context.waitForChange(
                of: reader,
                from: known ?? .unaware,
                timeoutMilliseconds: limit(known)
            )
        } catch {
            if error.kind == .timeout || (error.kind == .cancelled && !stopping.isSet) {
                return nil
            }
            throw error
        }
    }

    /// The flags of now, which tell when another program lets a card go, while the count is the
    /// same; a card that left meanwhile must still be seen as a step.
    func refreshed(_ arrived: ReaderSnapshot) throws(PCSCError) -> ReaderSnapshot {
        let now = try wait(from: nil) ?? arrived
        return now.eventCount == arrived.eventCount ? now : arrived
    }

    /// Waits up to that long for the card to leave; whether it is still there.
    func isStillThere(
        _ arrived: ReaderSnapshot,
        _ milliseconds: UInt32
    ) throws(PCSCError) -> Bool {
        do {
            let now = try shared.context.waitForChange(
                of: reader,
                from: arrived,
                timeoutMilliseconds: milliseconds
            )
            return now.eventCount == arrived.eventCount && now.flags.contains(.present)
        } catch {
            if error.kind == .timeout || error.kind == .cancelled { return true }
            throw error
        }
    }

    /// pcsc-lite 1.9 wakes nobody when another program lets a card go, so that a card which lies
    /// there unread for that reason is looked at again and again, a bounded number of times.
    private func limit(_ known: ReaderSnapshot?) -> UInt32 {
        guard let known, known.flags.isSuperset(of: [.present, .exclusive]) else {
            heldLooks.store(0, ordering: .relaxed)
            return waitMilliseconds
        }
        let looks = heldLooks.add(1, ordering: .relaxed).newValue
        return looks <= CardReadLimits.maximumHeldLooks
            ? CardReadLimits.heldLookMilliseconds : waitMilliseconds
    }
}
