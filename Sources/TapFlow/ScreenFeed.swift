import Synchronization

/// The present screen of one station and everybody who watches it.
///
/// A slow watcher gets the newest state only; the states between are of no use to anybody.
final class ScreenFeed: Sendable {
    private struct Contents {
        var state: ScreenState
        var watchers: [Int: AsyncStream<ScreenState>.Continuation] = [:]
        var nextWatcher = 0
    }

    private let contents: Mutex<Contents>

    init(station: String) {
        contents = Mutex(
            Contents(state: ScreenState(revision: 1, station: station, view: .attract))
        )
    }

    /// The state now.
    var current: ScreenState { contents.withLock { $0.state } }

    /// Makes a new state the present one, with the next revision; returns that revision.
    @discardableResult
    func publish(_ change: (inout ScreenState) -> Void) -> UInt64 {
        contents.withLock { contents in
            let revision = contents.state.revision + 1
            change(&contents.state)
            contents.state.revision = revision
            for watcher in contents.watchers.values { watcher.yield(contents.state) }
            return revision
        }
    }

    /// The present state and every later one; ends at once when there are too many watchers.
    func updates() -> AsyncStream<ScreenState> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ScreenState.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        contents.withLock { contents in
            guard contents.watchers.count < FlowLimits.subscribers else {
                continuation.finish()
                return
            }
            let watcher = contents.nextWatcher
            contents.nextWatcher += 1
            contents.watchers[watcher] = continuation
            continuation.yield(contents.state)
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
