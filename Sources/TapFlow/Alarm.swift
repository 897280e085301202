import Glibc
import Synchronization

/// Lets tasks sleep, on one thread that sleeps in a timer while nothing is due.
///
/// Instead of `Task.sleep`: on Linux that starts a pool of libdispatch which from then on wakes up
/// once a second, for as long as the process lives.
package final class Alarm: Sendable {
    private enum Sleeper {
        case sleeping(untilNanoseconds: UInt64, CheckedContinuation<Void, Never>)
        /// Its task was cancelled before it could sleep.
        case cancelled
    }

    private struct State {
        var sleepers: [UInt64: Sleeper] = [:]
        var nextID: UInt64 = 0
        var isStopping = false

        /// The earliest end of a sleep.
        var nextEnd: UInt64? {
            sleepers.values.compactMap { sleeper in
                if case .sleeping(let end, _) = sleeper { end } else { nil }
            }.min()
        }
    }

    private let state = Mutex(State())
    private let timer = ThreadTimer()
    private let thread = Mutex<FlowThread?>(nil)
    private let clock = SystemClock()

    /// Makes an alarm that has not started.
    package init() {}

    /// Starts its thread; sleeps begun before end from then on.
    package func start() {
        thread.withLock { $0 = FlowThread(name: "kopilka-alarm") { [self] in run() } }
    }

    /// Ends every sleep, and the thread.
    ///
    /// Blocks until then. Later sleeps end at once.
    package func stop() {
        let sleepers = state.withLock { state in
            state.isStopping = true
            return exchange(&state.sleepers, with: [:])
        }
        for case .sleeping(_, let continuation) in sleepers.values { continuation.resume() }
        timer.set(atNanoseconds: 1)
        thread.withLock { thread in
            thread?.join()
            thread = nil
        }
    }

    /// Returns after so many milliseconds, or as soon as the task is cancelled or the alarm stops.
    package func sleep(milliseconds: Int) async {
        precondition(milliseconds >= 0, "nobody sleeps into the past")
        let end = clock.monotonicNanoseconds() + UInt64(milliseconds) * 1_000_000
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { begin(id, untilNanoseconds: end, $0) }
        } onCancel: {
            cancel(id)
        }
        state.withLock { _ = $0.sleepers.removeValue(forKey: id) }
    }

    private func begin(
        _ id: UInt64,
        untilNanoseconds end: UInt64,
        _ continuation: CheckedContinuation<Void, Never>
    ) {
        let sleeps = state.withLock { state in
            guard !state.isStopping, state.sleepers[id] == nil else { return false }
            state.sleepers[id] = .sleeping(untilNanoseconds: end, continuation)
            setTimer(state)
            return true
        }
        if !sleeps { continuation.resume() }
    }

    private func cancel(_ id: UInt64) {
        let sleeper = state.withLock { state in
            state.sleepers.updateValue(.cancelled, forKey: id)
        }
        if case .sleeping(_, let continuation)? = sleeper { continuation.resume() }
    }

    private func run() {
        while !state.withLock({ $0.isStopping }) {
            timer.wait()
            let now = clock.monotonicNanoseconds()
            let due = state.withLock { state -> [CheckedContinuation<Void, Never>] in
                var due: [CheckedContinuation<Void, Never>] = []
                for case (let id, .sleeping(let end, let continuation)) in state.sleepers
                where end <= now {
                    due.append(continuation)
                    state.sleepers[id] = nil
                }
                setTimer(state)
                return due
            }
            for continuation in due { continuation.resume() }
        }
    }

    /// Within the lock, so that the timer is set for the newest state.
    private func setTimer(_ state: borrowing State) {
        guard !state.isStopping, let next = state.nextEnd else { return }
        timer.set(atNanoseconds: next)
    }
}
