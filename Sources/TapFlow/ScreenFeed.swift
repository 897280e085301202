import Synchronization

/// The present screen of one station and everybody who watches it.
///
/// A slow watcher gets the newest state only; the states between are of no use to anybody.
final class ScreenFeed: Sendable {
    private struct Contents {
        var state: ScreenState
        /// When the view ends, on the monotonic clock; nil: it stays.
        var endsAtNanoseconds: UInt64?
        var watchers: [Int: AsyncStream<ScreenState>.Continuation] = [:]
        var nextWatcher = 0
    }

    private let contents: Mutex<Contents>
    private let clock: any FlowClock

    init(station: String, clock: any FlowClock = SystemClock()) {
        self.clock = clock
        contents = Mutex(
            Contents(state: ScreenState(revision: 1, station: station, view: .attract))
        )
    }

    /// The state now.
    var current: ScreenState { contents.withLock { stamped($0) } }

    /// Shows something else about the present view: devices, the sale that waits.
    func publish(_ change: (inout ScreenState) -> Void) {
        contents.withLock { contents in
            change(&contents.state)
            advance(&contents)
        }
    }

    /// Shows a view until a moment of the monotonic clock; nil: it stays.
    func show(
        _ view: ScreenState.View,
        endsAtNanoseconds: UInt64?,
        _ change: (inout ScreenState) -> Void = { _ in }
    ) {
        contents.withLock { contents in
            contents.state.view = view
            contents.endsAtNanoseconds = endsAtNanoseconds
            change(&contents.state)
            advance(&contents)
        }
    }

    private func advance(_ contents: inout Contents) {
        contents.state.revision += 1
        let state = stamped(contents)
        for watcher in contents.watchers.values { watcher.yield(state) }
    }

    /// The state with the time that is left of its view.
    private func stamped(_ contents: Contents) -> ScreenState {
        var state = contents.state
        state.clearsInMilliseconds = contents.endsAtNanoseconds.map { end in
            let now = clock.monotonicNanoseconds()
            return end > now ? Int((end - now) / 1_000_000) : 0
        }
        return state
    }

    /// The present state and every later one; ends at once when there are too many watchers.
    func updates() -> AsyncStream<ScreenState> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ScreenState.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        contents.withLock { contents in
            guard contents.watchers.count < FlowLimits.screenWatchers else {
                continuation.finish()
                return
            }
            let watcher = contents.nextWatcher
            contents.nextWatcher += 1
            contents.watchers[watcher] = continuation
            continuation.yield(stamped(contents))
            continuation.onTermination = { [weak self] _ in
                self?.contents.withLock { _ = $0.watchers.removeValue(forKey: watcher) }
            }
        }
        return stream
    }

    /// Ends every stream.
    func finish() {
        let watchers = contents.withLock { contents in
            let watchers = Array(contents.watchers.values)
            contents.watchers = [:]
            return watchers
        }
        for watcher in watchers { watcher.finish() }
    }
}
