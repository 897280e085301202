import CanonicalJSON
import NIOCore
import NIOHTTP1
import TapFlow

/// One open stream of server-sent events.
///
/// Belongs to the event loop of its connection.
final class EventStream {
    /// What a stream carries.
    enum Source: Hashable {
        /// The screens of a station.
        case screens(station: String)
        /// The sales of a till.
        case sales(till: String)
    }

    /// What it carries.
    let source: Source

    private let context: ChannelHandlerContext
    private let newest: () -> ScreenState?
    private let onConflation: () -> Void
    private var framesInFlight = 0
    private var unreadComments = 0
    private var lastRevision: UInt64 = 0
    private var hasSkipped = false
    private var hasEnded = false

    /// Makes a stream.
    ///
    /// - Parameters:
    ///   - source: What it carries.
    ///   - context: The connection.
    ///   - newest: Gives the screen of the moment; nil for sales.
    ///   - onConflation: Called when a screen is skipped.
    init(
        source: Source,
        context: ChannelHandlerContext,
        newest: @escaping () -> ScreenState?,
        onConflation: @escaping () -> Void
    ) {
        self.source = source
        self.context = context
        self.newest = newest
        self.onConflation = onConflation
    }

    /// Renders a screen once, for all streams of its station.
    static func frame(_ state: ScreenState) -> ByteBuffer {
        frame("screen", ScreenJSON.json(state))
    }

    /// Renders a sale.
    static func frame(_ report: SaleReport) -> ByteBuffer {
        frame("sale", ReportJSON.json(report))
    }

    /// Canonical JSON has no line breaks, so one data line is enough.
    private static func frame(_ event: String, _ json: JSONValue) -> ByteBuffer {
        ByteBuffer(string: "event: \(event)\ndata: \(json.canonicalText())\n\n")
    }

    /// Sends the head, and how long a client shall wait before it comes back.
    func start(isHead: Bool) {
        var headers = HTTPHeaders(Answer.standardFields)
        headers.add(name: "Content-Type", value: "text/event-stream")
        let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: headers)
        context.write(Connection.wrapOutboundOut(.head(head)), promise: nil)
        if isHead {
            end()
        } else {
            send(ByteBuffer(string: "retry: 500\n\n"))
        }
    }

    /// Sends a screen, unless something is still on its way: then the newest screen is asked for
    /// when that has left, so that a slow page holds one screen at most.
    ///
    /// - Parameters:
    ///   - state: The screen.
    ///   - frame: The same, rendered.
    func offer(_ state: ScreenState, frame: ByteBuffer) {
        guard state.revision > lastRevision, !hasEnded else { return }
        guard framesInFlight == 0 else {
            if hasSkipped { onConflation() }
            hasSkipped = true
            return
        }
        lastRevision = state.revision
        send(frame)
    }

    /// Sends bytes; the future ends when the kernel has them.
    @discardableResult
    func send(_ frame: ByteBuffer) -> EventLoopFuture<Void> {
        guard !hasEnded else {
            return context.eventLoop.makeFailedFuture(ChannelError.alreadyClosed)
        }
        framesInFlight += 1
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in self.frameLeft() }
        context.writeAndFlush(
            Connection.wrapOutboundOut(.body(.byteBuffer(frame))),
            promise: promise
        )
        return promise.futureResult
    }

    private func frameLeft() {
        framesInFlight -= 1
        unreadComments = 0
        guard framesInFlight == 0, hasSkipped, !hasEnded else { return }
        hasSkipped = false
        if let state = newest() { offer(state, frame: Self.frame(state)) }
    }

    /// Shows that the stream is alive, so that a client that is gone is noticed.
    ///
    /// - Returns: false when the client has not read anything for too long.
    func comment() -> Bool {
        if framesInFlight == 0 {
            send(ByteBuffer(string: ":\n\n"))
            return true
        }
        unreadComments += 1
        return unreadComments < HTTPLimits.unreadCommentsMaximum
    }

    /// Closes the connection of a client that does not read.
    func abandon() {
        hasEnded = true
        context.close(promise: nil)
    }

    /// Ends the stream and closes the connection.
    func end() {
        guard !hasEnded else { return }
        hasEnded = true
        let context = context
        context.writeAndFlush(Connection.wrapOutboundOut(.end(nil))).assumeIsolated()
            .whenComplete { _ in context.close(promise: nil) }
    }
}
