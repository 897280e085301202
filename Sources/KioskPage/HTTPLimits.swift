/// Every bound of the server.
///
/// At a bound the input is refused with a code, or dropped and counted.
package enum HTTPLimits {
    /// Bytes of a request's target, field names and field values together (431).
    package static let headBytesMaximum = 16 * 1024
    /// Header fields of a request (431).
    package static let headFieldsMaximum = 100
    /// Bytes of a request's body, however it is framed (413).
    package static let bodyBytesMaximum = 1 << 20
    /// Connections at once (503).
    package static let connectionsMaximum = 128
    /// Connections above that which are still being told so; further ones are closed untold.
    package static let refusedConnectionsMaximum = 32
    /// Connections that the kernel keeps until they are accepted.
    package static let acceptBacklog = 64
    /// Event streams of one station (503).
    package static let streamsPerStationMaximum = 16
    /// Event streams of one till (503).
    package static let streamsPerTillMaximum = 4
    /// Long polls that wait at once (503).
    package static let waitingPollsMaximum = 64
    /// Longest wait that a till may ask for, seconds (400).
    package static let pollWaitSecondsMaximum = 30
    /// Comment intervals that a stream may stay unread before it is closed.
    package static let unreadCommentsMaximum = 4
    /// Bytes that the kernel may hold for a reader that is slow.
    package static let sendBufferBytes = 64 * 1024
    /// Bytes read and dropped after a refusal, so that the client can still read the answer.
    package static let drainBytesMaximum = 4 << 20
    /// Bytes of a Unix socket's path, as the kernel has it.
    package static let socketPathBytesMaximum = 107
}

/// The server's waits, monotonic milliseconds; the values are those of the service.
///
/// They can be shortened so that a test need not wait.
package struct HTTPDeadlines: Hashable, Sendable {
    /// From the first byte of a request to the end of its head.
    package var headMilliseconds: Int64 = 5_000
    /// From the end of the head to the end of the body, however it drips.
    package var bodyMilliseconds: Int64 = 5_000
    /// Between two requests of a connection.
    package var idleMilliseconds: Int64 = 30_000
    /// From the whole request to an answer of the flow; above the longest poll.
    package var answerMilliseconds: Int64 = 35_000
    /// For the client to take an answer.
    package var writeMilliseconds: Int64 = 10_000
    /// For the client to close after the server has.
    package var drainMilliseconds: Int64 = 1_000
    /// Between two comments on a quiet stream.
    package var commentMilliseconds: Int64 = 15_000
    /// For open requests to end when the server stops.
    package var stopMilliseconds: Int64 = 2_000

    /// The service's waits.
    package init() {}
}
