/// What the server counts, for its part of the metrics.
///
/// Belongs to the event loop.
struct HTTPCounters: Hashable {
    /// What is dropped or closed without an answer that carries a code.
    enum Loss: String, Hashable, CaseIterable {
        /// A head that did not arrive in time.
        case lateHead
        /// A connection that had nothing to ask for too long.
        case idle
        /// An answer or a stream that the client did not take.
        case unread
        /// A connection above the bound.
        case connection
        /// A screen that a slow page skipped because a newer one was there.
        case conflatedScreen
    }

    /// Requests whose head was read.
    var requests: UInt64 = 0
    private var refusals: [String: UInt64] = [:]
    private var losses: [Loss: UInt64] = [:]

    /// Counts a refusal by its code; codes are a closed set.
    mutating func countRefusal(_ code: String) { refusals[code, default: 0] += 1 }

    /// Counts a loss.
    mutating func count(_ loss: Loss) { losses[loss, default: 0] += 1 }

    /// The counters in the Prometheus text format.
    func text(connections: Int, streams: Int) -> String {
        var lines = [
            "# TYPE kopilka_http_requests_total counter",
            "kopilka_http_requests_total \(requests)",
            "# TYPE kopilka_http_connections gauge",
            "kopilka_http_connections \(connections)",
            "# TYPE kopilka_http_streams gauge",
            "kopilka_http_streams \(streams)",
            "# TYPE kopilka_http_refused_total counter",
        ]
        for (code, count) in refusals.sorted(by: { $0.key < $1.key }) {
            lines.append("kopilka_http_refused_total{code=\"\(code)\"} \(count)")
        }
        lines.append("# TYPE kopilka_http_dropped_total counter")
        for loss in Loss.allCases {
            lines.append(
                "kopilka_http_dropped_total{what=\"\(loss.rawValue)\"} \(losses[loss] ?? 0)"
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
