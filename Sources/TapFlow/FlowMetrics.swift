import Synchronization

/// Counters and per-stage histograms of the flow, in the Prometheus text format.
package final class FlowMetrics: Sendable {
    /// The stages of a tap, in order.
    package enum Stage: String, CaseIterable, Sendable {
        /// The card woke the reader's thread, to connected.
        case connect
        /// Connected, to identified.
        case identify
        /// Identified, to taken by the flow's thread.
        case queue
        /// Taken, to decided by the core.
        case decide
        /// Decided, to durable.
        case commit
        /// Durable, to published in the cache.
        case publish
        /// Identified, to published in the cache: the software part.
        case software
    }

    /// What is counted.
    package enum Counter: String, CaseIterable, Sendable {
        /// Cards that were identified.
        case taps
        /// Barcodes that were read.
        case scans
        /// Device events dropped because the queue was full.
        case dropped
        /// Sales posted by tills.
        case sales
        /// Sales credited.
        case credited
        /// Sales refused by the core.
        case refused
        /// Sales that nobody presented a card for.
        case noCard = "no_card"
        /// Sales cancelled by their till.
        case cancelled
        /// Members enrolled at the kiosk.
        case enrolled
        /// Lines with a category that neither the programme nor the goods table knows.
        case unknownCategories = "unknown_categories"
        /// Journal rows written.
        case entries
        /// Transactions committed.
        case commits
        /// Commits that failed.
        case commitFailures = "commit_failures"
        /// Commits that took longer than the screen waits.
        case commitsOverdue = "commits_overdue"
    }

    /// Upper bounds of the histogram's buckets, in microseconds.
    private static let bounds: [UInt64] = [
        10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000,
        500_000, 1_000_000, 2_000_000, 5_000_000,
    ]

    private struct Histogram {
        var buckets = [UInt64](repeating: 0, count: FlowMetrics.bounds.count + 1)
        var sumNanoseconds: UInt64 = 0
        var count: UInt64 = 0
    }

    private struct Contents {
        var histograms: [Stage: Histogram] = [:]
        var counters: [Counter: UInt64] = [:]
        var commitFailure: String?
    }

    private let contents = Mutex(Contents())

    /// Why the last commit failed; nil when it did not.
    var commitFailure: String? { contents.withLock { $0.commitFailure } }

    /// Notes how the last commit ended.
    ///
    /// - Returns: Whether that is news.
    func noteCommit(failure: String?) -> Bool {
        contents.withLock { contents in
            defer { contents.commitFailure = failure }
            return contents.commitFailure != failure
        }
    }

    /// Makes empty metrics.
    package init() {}

    /// Adds one to a counter, or more.
    package func count(_ counter: Counter, by amount: UInt64 = 1) {
        contents.withLock { $0.counters[counter, default: 0] += amount }
    }

    /// The counter's value.
    package func value(_ counter: Counter) -> UInt64 {
        contents.withLock { $0.counters[counter, default: 0] }
    }

    /// Notes how long a stage took.
    package func observe(_ stage: Stage, nanoseconds: UInt64) {
        let microseconds = nanoseconds / 1_000
        let bucket = Self.bounds.firstIndex { microseconds <= $0 } ?? Self.bounds.count
        contents.withLock { contents in
            contents.histograms[stage, default: Histogram()].buckets[bucket] += 1
            contents.histograms[stage, default: Histogram()].sumNanoseconds &+= nanoseconds
            contents.histograms[stage, default: Histogram()].count += 1
        }
    }

    /// Everything, as Prometheus text.
    package func text() -> String {
        let contents = contents.withLock { $0 }
        var text = ""
        for counter in Counter.allCases {
            let name = "kopilka_\(counter.rawValue)_total"
            text += "# TYPE \(name) counter\n\(name) \(contents.counters[counter, default: 0])\n"
        }
        let name = "kopilka_tap_stage_seconds"
        text += "# TYPE \(name) histogram\n"
        for stage in Stage.allCases {
            let histogram = contents.histograms[stage, default: Histogram()]
            var total: UInt64 = 0
            for (bound, count) in zip(Self.bounds, histogram.buckets) {
                total += count
                let label = "{stage=\"\(stage.rawValue)\",le=\"\(Self.seconds(bound, digits: 6))\"}"
                text += "\(name)_bucket\(label) \(total)\n"
            }
            text += "\(name)_bucket{stage=\"\(stage.rawValue)\",le=\"+Inf\"} \(histogram.count)\n"
            let sum = Self.seconds(histogram.sumNanoseconds, digits: 9)
            text += "\(name)_sum{stage=\"\(stage.rawValue)\"} \(sum)\n"
            text += "\(name)_count{stage=\"\(stage.rawValue)\"} \(histogram.count)\n"
        }
        return text
    }

    /// A whole number of 10^-digits seconds as a decimal number of seconds.
    private static func seconds(_ amount: UInt64, digits: Int) -> String {
        let plain = String(amount)
        let padded = String(repeating: "0", count: max(0, digits + 1 - plain.count)) + plain
        return "\(padded.dropLast(digits)).\(padded.suffix(digits))"
    }
}
