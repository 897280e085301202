import Synchronization

/// Watches every contactless reader of this machine and says who tapped where.
///
/// Threads, all of our own as every PC/SC call blocks: one for the list of readers, one per reader,
/// one watchdog that sleeps while nothing is being read. Nothing that happens to pcscd, a reader or
/// a card ends any of this; whatever is in the way is in `status()` and goes when its cause goes.
package final class CardReaders: Sendable {
    private let options: CardReaderOptions
    private let deliver: @Sendable (CardEvent) -> Void
    private let board: ReaderBoard
    private let running = Mutex<Running?>(nil)

    private struct Running {
        let list: ReaderListWatch
        let threads: [PosixThread]
    }

    /// Makes a watcher that is not started yet.
    ///
    /// - Parameters:
    ///   - options: Waits and bounds.
    ///   - deliver: Called for each event on the reader's own thread; it must be quick and must not
    ///     call `stop()`. Events of one reader come in order.
    ///   - statusChanged: Called on any thread after `status()` changed, counters excepted; it must
    ///     be quick and must not call `stop()`.
    package init(
        options: CardReaderOptions = CardReaderOptions(),
        deliver: @escaping @Sendable (CardEvent) -> Void,
        statusChanged: @escaping @Sendable () -> Void = {}
    ) {
        precondition(
            (0...10_000).contains(options.repeatMilliseconds),
            "repeat window out of range"
        )
        precondition((1...16).contains(options.maximumReaders), "pcsc-lite knows 16 readers")
        self.options = options
        self.deliver = deliver
        board = ReaderBoard(changed: statusChanged)
    }

    deinit { stop() }

    /// Starts the threads; does nothing when they run.
    ///
    /// Does not block and does not need the service.
    package func start() {
        running.withLock { running in
            guard running == nil else { return }
            guard let list = ReaderListWatch(options: options, board: board, deliver: deliver)
            else { return board.setService(.down(reason: CardReaders.noResources)) }
            let threads = [
                PosixThread(name: "kop-cards") { list.run() },
                PosixThread(name: "kop-card-watch") { list.runWatchdog() },
            ].compactMap(\.self)
            if threads.count < 2 { board.setService(.down(reason: CardReaders.noResources)) }
            running = Running(list: list, threads: threads)
        }
    }

    /// Ends and joins all threads; no event is delivered after it returns.
    ///
    /// Blocks for milliseconds, and for at most `joinMilliseconds` twice when a reader's thread is
    /// stuck in a call.
    package func stop() {
        guard let ending = running.withLock({ running in running.take() }) else { return }
        let deadline =
            MonotonicClock.now() + 2 * UInt64(options.joinMilliseconds) * 1_000_000
        for thread in ending.threads {
            // A cancel meets only a thread that waits just then, so it is repeated.
            repeat {
                ending.list.stop()
            } while !thread.join(milliseconds: CardReaders.stopPause)
                && MonotonicClock.now() < deadline
        }
        ending.list.silence()
        board.setService(.notStarted)
    }

    /// The service and all readers as they are now.
    ///
    /// Never blocks for long.
    package func status() -> CardReadersStatus { board.status() }

    private static let noResources =
        "no thread or file descriptor is left; raise LimitNOFILE and TasksMax of the service"
    /// Milliseconds between cancels while a thread is being ended.
    static let stopPause = 20
}
