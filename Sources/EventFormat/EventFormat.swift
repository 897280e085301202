// The JSON shapes of events, outcomes and transactions: what is imported, journalled, replayed
// and told to tills. One spelling of each thing, so that digests of them agree.

/// Reads and writes the JSON shapes of the loyalty core's values.
package enum EventFormat {}

/// The bounds of one event.
package enum EventLimits {
    /// Bytes of an id, a label or any other text.
    package static let maximumTextBytes = 256
    /// Lines of one receipt, or of one return.
    package static let maximumLines = 10_000
    /// Flags, segments, attributes or free items of one event.
    package static let maximumFlags = 64
    /// Transactions in one stored list.
    package static let maximumTransactions = 1_000_000
    /// Seconds that a hold may last: a hundred years.
    package static let holdSeconds: ClosedRange<Int64> = 0...3_162_240_000
}

/// Why a JSON value is not an event or a list of transactions.
///
/// The reason never quotes a value: values may identify people.
package struct EventFormatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where: `lines[2].qty`; empty for the whole value.
    package let field: String
    /// What is wrong there, and what would be right.
    package let reason: String

    /// Field and reason.
    package var description: String { field.isEmpty ? reason : "\(field): \(reason)" }

    init(field: String, reason: String) {
        self.field = field
        self.reason = reason
    }
}
