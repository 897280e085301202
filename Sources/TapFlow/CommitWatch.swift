import Glibc
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
/// Its thread sleeps without a deadline while nothing is committed, and is not woken by the end of
/// a commit: it finds at its own deadline that the commit it watched is over.
final class CommitWatchdog: CommitWatch {
    private struct Watched: Sendable {
        let screens: [ScreenFeed]
        let commit: UInt64
        let deadlineNanoseconds: UInt64
    }

    private let queue = InputQueue<Watched>(capacity: 1)
    private let commits = Mutex((begun: UInt64(0), ended: UInt64(0)))
    private let thread = Mutex<FlowThread?>(nil)
    private let metrics: FlowMetrics
    private let clock = SystemClock()

    init(metrics: FlowMetrics) { self.metrics = metrics }

    func start() {
        thread.withLock { $0 = FlowThread(name: "kopilka-commit") { [self] in run() } }
    }

    func stop() {
        queue.close()
        thread.withLock { thread in
            thread?.join()
            thread = nil
        }
    }

    func begin(screens: [ScreenFeed]) {
        let commit = commits.withLock { commits in
            commits.begun += 1
            return commits.begun
        }
        let deadline =
            clock.monotonicNanoseconds() + FlowLimits.commitOverdueMilliseconds * 1_000_000
        // A full queue means that the watch still sleeps on an earlier commit: its deadline is
        // earlier than this one's, and it looks at the newest commit when it wakes.
        _ = queue.offer(
            Watched(screens: screens, commit: commit, deadlineNanoseconds: deadline)
        )
    }

    func end() {
        commits.withLock { $0.ended = $0.begun }
    }

    private func run() {
        let never = clock.monotonicNanoseconds() + 1_000_000_000 * 86_400 * 365 * 100
        while let taken = queue.take(limit: 1, deadlineNanoseconds: never) {
            guard let watched = taken.first else { continue }
            sleep(untilNanoseconds: watched.deadlineNanoseconds)
            let isOverdue = commits.withLock {
                $0.begun == watched.commit && $0.ended < watched.commit
            }
            guard isOverdue else { continue }
            metrics.count(.commitsOverdue)
            for screen in watched.screens {
                screen.show(.stillSaving, endsAtNanoseconds: nil)
            }
        }
    }

    /// Sleeps, in one piece, until a moment of the monotonic clock.
    private func sleep(untilNanoseconds deadline: UInt64) {
        var until = timespec(
            tv_sec: Int(deadline / 1_000_000_000),
            tv_nsec: Int(deadline % 1_000_000_000)
        )
        while unsafe clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nil) == EINTR {}
    }
}
