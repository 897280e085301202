import GRDB
import Synchronization

/// Moves the pages of the write-ahead log into the database, away from the committing thread.
///
/// It works on its own connection and its own queue. As long as nobody reads for long, a passive
/// checkpoint every `LedgerOptions.checkpointPages` keeps the log short and hinders nobody; under
/// a load that never lets the log come to its end, one that commits wait for bounds it.
final class Checkpointer: Sendable {
    /// What the checkpoints have done so far.
    struct Report: Hashable, Sendable {
        /// Checkpoints that ran.
        var runs = 0
        /// Checkpoints that failed; the log grows until one succeeds.
        var failures = 0
        /// The last failure; nil when the last run succeeded.
        var lastError: LedgerError?
    }

    private struct Progress {
        var report = Report()
        /// Log length at the last attempt, in pages.
        var lastPages = 0
    }

    /// The length of the log after the last commit.
    let length = LogLength()
    private let queue: DatabaseQueue
    private let path: String
    private let options: LedgerOptions
    private let isScheduled = Atomic<Bool>(false)
    private let progress = Mutex(Progress())

    init(folder: LedgerFolder, options: LedgerOptions) throws {
        precondition(options.checkpointPages > 0, "a checkpoint needs pages to move")
        precondition(
            options.maximumLogPages >= options.checkpointPages,
            "the log's bound lies above the checkpoint's start"
        )
        queue = try LedgerConnection.checkpointer(folder)
        path = folder.database
        self.options = options
    }

    /// What the checkpoints have done so far.
    var report: Report { progress.withLock { $0.report } }

    /// Starts a checkpoint on its own queue when the log has grown enough; does not wait.
    func wake() {
        let pages = length.current
        let isDue = progress.withLock { progress in
            // The log was begun anew when it is shorter than before.
            if pages < progress.lastPages { progress.lastPages = 0 }
            return pages - progress.lastPages >= options.checkpointPages
        }
        guard isDue else { return }
        // At most one waits. Relaxed: the queue orders the runs, the flag only counts them.
        guard !isScheduled.exchange(true, ordering: .relaxed) else { return }
        queue.asyncWriteWithoutTransaction { db in
            self.isScheduled.store(false, ordering: .relaxed)
            self.run(db)
        }
    }

    /// Waits for the checkpoint that was started last.
    func waitUntilIdle() {
        queue.writeWithoutTransaction { _ in }
    }

    /// Waits for a checkpoint under way and closes the connection.
    func close() throws {
        try queue.close()
    }

    private func run(_ db: Database) {
        let pages = length.current
        let result = Result { try move(db) }
        progress.withLock { progress in
            progress.lastPages = pages
            progress.report.runs += 1
            switch result {
            case .success:
                progress.report.lastError = nil
            case .failure(let error):
                progress.report.failures += 1
                progress.report.lastError = .database(error, path: path)
            }
        }
    }

    private func move(_ db: Database) throws {
        var (pages, moved) = try db.checkpoint(.passive)
        // Commits went on meanwhile. Once nothing is left, SQLite begins the log anew, so it is
        // worth running after the few pages that came, but not for ever.
        for _ in 0..<LedgerLimits.checkpointPasses where moved < pages {
            (pages, moved) = try db.checkpoint(.passive)
        }
        guard pages >= options.maximumLogPages else { return }
        // Commits wait from here, for the few pages that came meanwhile.
        _ = try db.checkpoint(.restart)
    }
}
