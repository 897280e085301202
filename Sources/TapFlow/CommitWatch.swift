import Synchronization

/// Who is told that a commit begins and ends, so that a slow disk is seen on the screen.
protocol CommitWatch: Sendable {
    /// A commit begins; these screens wait for it.
    func begin(screens: [ScreenFeed])

    /// The commit has ended, well or badly.
    func end()
}

/// A watch for tests that drive the engine directly.
struct NoCommitWatch: CommitWatch {
    func begin(screens: [ScreenFeed]) {}
    func end() {}
}

/// Tells the screens "still saving, do not tap again" when a commit is overdue.
///
/// Its thread sleeps in a timer that each commit sets and takes back, so that a commit which is not
/// overdue wakes nobody: neither on its own way, where the thread would take the processor of the
/// one that commits, nor later.
final class CommitWatchdog: CommitWatch {
    private struct State {
        /// The screens of the commit under way that is not known to be overdue; nil: there is none.
        var waiting: [ScreenFeed]?
        var deadlineNanoseconds: UInt64 = 0
        var isStopping = false
    }

    private let state = Mutex(State())
    private let timer = ThreadTimer()
    private let thread = Mutex<FlowThread?>(nil)
    private let metrics: FlowMetrics
    private let overdueMilliseconds: UInt64
    private let clock = SystemClock()

    init(
        metrics: FlowMetrics,
        overdueMilliseconds: UInt64 = FlowLimits.commitOverdueMilliseconds
    ) {
        self.metrics = metrics
        self.overdueMilliseconds = overdueMilliseconds
    }

    func start() {
        thread.withLock { $0 = FlowThread(name: "kopilka-commit") { [self] in run() } }
    }

    func stop() {
        state.withLock { $0.isStopping = true }
        // The earliest moment there is: long past, so that the thread wakes at once.
        timer.set(atNanoseconds: 1)
        thread.withLock { thread in
            thread?.join()
            thread = nil
        }
    }

    func begin(screens: [ScreenFeed]) {
        let deadline = clock.monotonicNanoseconds() + overdueMilliseconds * 1_000_000
        state.withLock { state in
            guard !state.isStopping else { return }
            state.waiting = screens
            state.deadlineNanoseconds = deadline
            timer.set(atNanoseconds: deadline)
        }
    }

    func end() {
        state.withLock { state in
            guard !state.isStopping else { return }
            state.waiting = nil
            timer.clear()
        }
    }

    private func run() {
        while true {
            timer.wait()
            let now = clock.monotonicNanoseconds()
            let isOver = state.withLock { state in
                // The commit may have ended, and another begun, since the timer went off.
                guard now >= state.deadlineNanoseconds, let screens = state.waiting.take() else {
                    return state.isStopping
                }
                metrics.count(.commitsOverdue)
                // Within the lock: what the commit's end shows must come after this.
                for screen in screens { screen.show(.stillSaving, endsAtNanoseconds: nil) }
                return state.isStopping
            }
            if isOver { return }
        }
    }
}
