import NIOCore

/// Stands first in a connection's pipeline: keeps its deadlines and swallows what is not wanted.
///
/// Belongs to the event loop of its connection.
final class ConnectionWatch: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What a connection is waiting for.
    enum Phase: Hashable {
        /// For the first byte of a request.
        case idle
        /// For the rest of the head.
        case head
        /// For the rest of the body.
        case body
        /// For the answer of the flow.
        case answer
        /// For the client to take the answer.
        case write
        /// For nothing: a stream has its own pulse.
        case stream
        /// For the client to close, after the server has.
        case drain
    }

    /// Called when a phase lasted too long.
    var onExpiry: ((Phase) -> Void)?

    private(set) var phase = Phase.idle
    private let deadlines: HTTPDeadlines
    private let refusesAtOnce: Bool
    private var context: ChannelHandlerContext?
    private var timer: Scheduled<Void>?
    private var drainedBytes = 0

    /// Makes a watch.
    ///
    /// - Parameters:
    ///   - deadlines: The waits.
    ///   - refusesAtOnce: Whether the connection is one too many: it is told so and closed.
    init(deadlines: HTTPDeadlines, refusesAtOnce: Bool = false) {
        self.deadlines = deadlines
        self.refusesAtOnce = refusesAtOnce
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { begin() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        onExpiry = nil
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        begin()
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if phase == .drain {
            drainedBytes += Self.unwrapInboundIn(data).readableBytes
            if drainedBytes > HTTPLimits.drainBytesMaximum { context.close(promise: nil) }
            return
        }
        if phase == .idle { enter(.head) }
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard refusesAtOnce else { return context.fireErrorCaught(error) }
        context.close(promise: nil)
    }

    /// Begins a phase and its deadline.
    func enter(_ next: Phase) {
        guard let context else { return }
        phase = next
        timer?.cancel()
        timer = nil
        guard let milliseconds = milliseconds(of: next) else { return }
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(milliseconds)) {
            self.expired(next)
        }
    }

    /// Sends an answer below the pipeline, where no request was read, and closes.
    func refuse(status: String) {
        guard let context else { return }
        let text = "HTTP/1.1 \(status)\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        enter(.drain)
        context.writeAndFlush(Self.wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        context.close(mode: .output, promise: nil)
    }

    private func begin() {
        if refusesAtOnce {
            refuse(status: "503 Service Unavailable")
        } else {
            enter(.idle)
        }
    }

    private func expired(_ phase: Phase) {
        if let onExpiry { onExpiry(phase) } else { context?.close(promise: nil) }
    }

    private func milliseconds(of phase: Phase) -> Int64? {
        switch phase {
        case .idle: deadlines.idleMilliseconds
        case .head: deadlines.headMilliseconds
        case .body: deadlines.bodyMilliseconds
        case .answer: deadlines.answerMilliseconds
        case .write: deadlines.writeMilliseconds
        case .drain: deadlines.drainMilliseconds
        case .stream: nil
        }
    }
}
