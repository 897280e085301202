import Synchronization

/// What tills can see of their sales without waiting for the flow: reports that are durable, and
/// everybody who waits for a change.
final class SaleFeed: Sendable {
    /// A sale is known by its till and the till's own id.
    struct Key: Hashable, Sendable {
        let till: String
        let id: String
    }

    private struct Contents {
        var reports: [Key: SaleReport] = [:]
        /// Ended sales in the order of their end, to forget the oldest at the bound.
        var ended: [Key] = []
        var watchers: [Int: (till: String, continuation: AsyncStream<SaleReport>.Continuation)] =
            [:]
        var nextWatcher = 0
    }

    private let contents = Mutex(Contents())

    /// The newest report of a sale; nil when it is not in memory.
    func report(_ key: Key) -> SaleReport? {
        contents.withLock { $0.reports[key] }
    }

    /// Makes a durable report visible and tells the till's watchers.
    func publish(_ report: SaleReport, till: String) {
        contents.withLock { contents in
            let key = Key(till: till, id: report.id)
            let wasOver = contents.reports[key]?.isOver ?? false
            contents.reports[key] = report
            if report.isOver && !wasOver {
                contents.ended.append(key)
                if contents.ended.count > FlowLimits.rememberedSales {
                    contents.reports.removeValue(forKey: contents.ended.removeFirst())
                }
            }
            for watcher in contents.watchers.values where watcher.till == till {
                watcher.continuation.yield(report)
            }
        }
    }

    /// Every later change of the till's sales; ends at once when there are too many watchers.
    func updates(till: String) -> AsyncStream<SaleReport> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: SaleReport.self,
            bufferingPolicy: .bufferingNewest(FlowLimits.saleUpdatesBuffered)
        )
        contents.withLock { contents in
            guard contents.watchers.count < FlowLimits.saleWatchers else {
                continuation.finish()
                return
            }
            let watcher = contents.nextWatcher
            contents.nextWatcher += 1
            contents.watchers[watcher] = (till, continuation)
            continuation.onTermination = { [weak self] _ in
                self?.contents.withLock { _ = $0.watchers.removeValue(forKey: watcher) }
            }
        }
        return stream
    }

    /// Ends every stream.
    func finish() {
        let watchers = contents.withLock { contents in
            let watchers = contents.watchers.values.map(\.continuation)
            contents.watchers = [:]
            return watchers
        }
        for watcher in watchers { watcher.finish() }
    }
}
