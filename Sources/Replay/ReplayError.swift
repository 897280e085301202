/// Why a replay stopped.
package struct ReplayError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line of the input, from 1; nil: it is not about a line.
    package let line: Int64?
    /// What is wrong, and what would be right; never quotes a value.
    package let reason: String

    /// Makes an error.
    package init(line: Int64?, reason: String) {
        self.line = line
        self.reason = reason
    }

    /// Line and reason.
    package var description: String { line.map { "line \($0): \(reason)" } ?? reason }
}

/// The bounds of a replay.
package enum ReplayLimits {
    /// Bytes of one line of events.
    package static let lineBytes = 4 << 20
    /// Bytes of answers or journal that are kept in memory before they go to a file.
    package static let memoryBytes = 8 << 20
    /// Bytes that are handed out at a time.
    package static let pieceBytes = 64 << 10
    /// Events whose state can be asked for.
    package static let checkpoints = 1_000
}
