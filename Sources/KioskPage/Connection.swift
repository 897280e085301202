import NIOCore
import NIOHTTP1
import TapFlow

/// One connection: reads a request, has it answered, reads the next.
///
/// One request is worked on at a time and its answer leaves before the next is looked at, so that
/// a connection holds one request and one answer at most. Belongs to the event loop.
final class Connection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        /// For a head.
        case waiting
        /// The body is coming.
        case reading(Request)
        /// The answer is being made.
        case working(Request, Work)
        /// The answer is leaving.
        case writing
        /// A stream is open.
        case streaming(EventStream)
        /// Nothing is read any more.
        case ending
    }

    private struct Request {
        let verdict: Result<Admission, APIError>
        let isHead: Bool
        let keepsAlive: Bool
        var body = ByteBuffer()
    }

    /// The task that makes an answer, and how to have it sooner when the server stops.
    private struct Work {
        var task: Task<Void, Never>?
        var now: (@Sendable () async -> Answer)?
    }

    private let table: ConnectionTable
    private let watch: ConnectionWatch
    private var context: ChannelHandlerContext?
    private var state = State.waiting
    /// Grows with every request; an answer to an older one is dropped.
    private var serial: UInt64 = 0
    private var salesTask: Task<Void, Never>?

    private init(table: ConnectionTable, watch: ConnectionWatch) {
        self.table = table
        self.watch = watch
    }

    /// Builds the pipeline of a connection.
    ///
    /// - Throws: What the pipeline throws.
    static func install(in channel: any Channel, table: ConnectionTable) throws {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = HTTPLimits.headBytesMaximum
        limits.maxHeaderListSize = HTTPLimits.headBytesMaximum
        limits.maxHeaderFieldCount = HTTPLimits.headFieldsMaximum
        let watch = ConnectionWatch(deadlines: table.site.options.deadlines)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(watch)
        try pipeline.addHandler(HTTPResponseEncoder())
        try pipeline.addHandler(
            ByteToMessageHandler(
                HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits)
            )
        )
        try pipeline.addHandler(HTTPServerPipelineHandler())
        try pipeline.addHandler(Connection(table: table, watch: watch))
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        watch.onExpiry = { [weak self] in self?.expired($0) }
        table.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        leave()
        self.context = nil
        table.remove(self)
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    /// The client is gone, or the server lets it go: nobody waits for an answer any more.
    private func leave() {
        switch state {
        case .working(_, let work): finish(work)
        case .streaming(let stream): table.remove(stream)
        case .waiting, .reading, .writing, .ending: break
        }
        state = .ending
        salesTask?.cancel()
        salesTask = nil
    }

    private func finish(_ work: Work) {
        work.task?.cancel()
        if work.now != nil { table.waitingPolls -= 1 }
    }

    // MARK: Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head): take(head)
        case .body(let bytes): take(bytes)
        case .end: takeEnd(context)
        }
    }

    private func take(_ head: HTTPRequestHead) {
        guard case .waiting = state, let context else { return }
        table.counters.requests += 1
        let verdict: Result<Admission, APIError>
        do throws(APIError) {
            let port = context.localAddress?.port
            verdict = .success(try table.site.doorkeeper.admit(head, port: port))
        } catch {
            verdict = .failure(error)
        }
        // An upgrade would leave bytes that nobody reads; HTTP/1.0 has no chunks.
        let keepsAlive =
            head.isKeepAlive && head.version == .http1_1 && !head.headers.contains(name: "Upgrade")
        let request = Request(
            verdict: verdict,
            isHead: head.method == .HEAD,
            keepsAlive: keepsAlive
        )
        state = .reading(request)
        watch.enter(.body)
        switch verdict {
        case .success(let admission) where admission.awaitsContinue:
            let head = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(Self.wrapOutboundOut(.head(head)), promise: nil)
        case .failure(let error) where Doorkeeper.hasBody(head):
            send(Answer(error), to: request, closes: true)
        case .success, .failure: break
        }
    }

    private func take(_ bytes: ByteBuffer) {
        guard case .reading(var request) = state else { return }
        state = .ending
        guard request.body.readableBytes + bytes.readableBytes <= HTTPLimits.bodyBytesMaximum else {
            return send(Answer(Doorkeeper.bodyTooLarge), to: request, closes: true)
        }
        request.body.writeImmutableBuffer(bytes)
        state = .reading(request)
    }

    private func takeEnd(_ context: ChannelHandlerContext) {
        guard case .reading(let request) = state else { return }
        serial += 1
        state = .working(request, Work())
        watch.enter(.answer)
        // From a fresh stack: answers to pipelined requests would be nested in one another.
        let serial = serial
        context.eventLoop.assumeIsolated().execute { self.work(request, serial: serial) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch (state, error) {
        case (.waiting, let error as HTTPParserError), (.reading, let error as HTTPParserError):
            guard context.channel.isActive else { return }
            let request = Request(
                verdict: .failure(Self.malformed(error)),
                isHead: false,
                keepsAlive: false
            )
            send(Answer(Self.malformed(error)), to: request, closes: true)
        case (.ending, _), (.writing, is HTTPParserError):
            break
        default:
            context.close(promise: nil)
        }
    }

    private static func malformed(_ error: HTTPParserError) -> APIError {
        error == .headerOverflow
            ? APIError(
                431,
                "headTooLarge",
                "The request's head has more than \(HTTPLimits.headBytesMaximum) bytes or "
                    + "\(HTTPLimits.headFieldsMaximum) fields; send a smaller one."
            )
            : APIError(400, "malformedRequest", "The request is not HTTP/1.1; correct it.")
    }

    // MARK: Working

    private func work(_ request: Request, serial: UInt64) {
        guard case .working = state, serial == self.serial else { return }
        switch request.verdict {
        case .failure(let error): send(Answer(error), to: request)
        case .success(let admission):
            let reply = table.site.reply(
                to: admission,
                body: Array(request.body.readableBytesView),
                serverMetrics: table.metrics
            )
            switch reply {
            case .answer(let answer): send(answer, to: request)
            case .later(let job): start(job, for: request)
            case .poll(let wait, let now): poll(wait, now, for: request)
            case .screens(let station): stream(.screens(station: station), for: request)
            case .sales(let till): stream(.sales(till: till), for: request)
            }
        }
    }

    private func poll(
        _ wait: @escaping @Sendable () async -> Answer,
        _ now: @escaping @Sendable () async -> Answer,
        for request: Request
    ) {
        if table.isStopping { return start(now, for: request) }
        guard table.waitingPolls < HTTPLimits.waitingPollsMaximum else {
            return send(Answer(Self.tooMany("requests that wait")), to: request)
        }
        table.waitingPolls += 1
        start(wait, now: now, for: request)
    }

    private func start(
        _ job: @escaping @Sendable () async -> Answer,
        now: (@Sendable () async -> Answer)? = nil,
        for request: Request
    ) {
        guard let context else { return }
        let serial = serial
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        let task = table.run {
            let answer = await job()
            bound.eventLoop.execute { bound.value.deliver(answer, serial: serial) }
        }
        state = .working(request, Work(task: task, now: now))
    }

    private func deliver(_ answer: Answer, serial: UInt64) {
        guard case .working(let request, let work) = state, serial == self.serial else { return }
        finish(work)
        send(answer, to: request)
    }

    private static func tooMany(_ what: String) -> APIError {
        APIError(503, "busy", "There are too many \(what); close some or try again later.")
            .adding("Retry-After", "1")
    }

    // MARK: Writing

    /// Sends an answer; the next request is let in when it has left.
    private func send(_ answer: Answer, to request: Request, closes: Bool = false) {
        guard let context else { return }
        state = .writing
        watch.enter(.write)
        if let code = answer.refusal { table.counters.countRefusal(code) }
        let closes = closes || !request.keepsAlive || table.isStopping
        var headers = HTTPHeaders(Answer.standardFields)
        headers.add(name: "Content-Type", value: answer.contentType)
        headers.add(name: "Content-Length", value: String(answer.body.count))
        for field in answer.fields { headers.add(name: field.name, value: field.value) }
        if closes { headers.add(name: "Connection", value: "close") }
        let head = HTTPResponseHead(
            version: .http1_1,
            status: HTTPResponseStatus(statusCode: answer.status),
            headers: headers
        )
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { result in
            self.answerLeft(result, closes: closes)
        }
        if request.isHead || answer.body.isEmpty {
            context.writeAndFlush(Self.wrapOutboundOut(.head(head)), promise: promise)
        } else {
            context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
            let body = ByteBuffer(bytes: answer.body)
            context.writeAndFlush(Self.wrapOutboundOut(.body(.byteBuffer(body))), promise: promise)
        }
    }

    private func answerLeft(_ result: Result<Void, any Error>, closes: Bool) {
        guard let context, case .writing = state else { return }
        guard case .success = result else { return context.close(promise: nil) }
        let closes = closes || table.isStopping
        state = closes ? .ending : .waiting
        watch.enter(closes ? .drain : .idle)
        context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
        if closes { context.close(mode: .output, promise: nil) }
    }

    // MARK: Streams

    private func stream(_ source: EventStream.Source, for request: Request) {
        guard let context else { return }
        let table = table
        let service = table.site.service
        let stream = EventStream(
            source: source,
            context: context,
            newest: {
                if case .screens(let station) = source { service.screen(of: station) } else { nil }
            },
            onConflation: { table.counters.count(.conflatedScreen) }
        )
        guard request.isHead || table.add(stream) else {
            return send(Answer(Self.tooMany("event streams")), to: request)
        }
        state = .streaming(stream)
        watch.enter(.stream)
        stream.start(isHead: request.isHead)
        guard !request.isHead else { return }
        guard !table.isStopping else { return stream.end() }
        switch source {
        case .screens(let station):
            guard let screen = service.screen(of: station) else { return }
            stream.offer(screen, frame: EventStream.frame(screen))
        case .sales(let till):
            feed(stream, with: service.saleUpdates(till: till), context: context)
        }
    }

    private func feed(
        _ stream: EventStream,
        with updates: AsyncStream<SaleReport>,
        context: ChannelHandlerContext
    ) {
        let bound = NIOLoopBound(stream, eventLoop: context.eventLoop)
        salesTask = table.run {
            for await report in updates {
                let frame = EventStream.frame(report)
                let sent = bound.eventLoop.flatSubmit { bound.value.send(frame) }
                guard (try? await sent.get()) != nil else { return }
            }
            bound.eventLoop.execute { bound.value.end() }
        }
    }

    // MARK: Ends

    private func expired(_ phase: ConnectionWatch.Phase) {
        switch (phase, state) {
        case (.head, _):
            table.counters.count(.lateHead)
            state = .ending
            watch.refuse(status: "408 Request Timeout")
        case (.body, .reading(let request)):
            send(
                Answer(Self.late(408, "The body did not arrive in time")),
                to: request,
                closes: true
            )
        case (.answer, .working(let request, let work)):
            finish(work)
            send(Answer(Self.late(503, "No answer was ready in time")), to: request, closes: true)
        default:
            if phase == .write { table.counters.count(.unread) }
            if phase == .idle { table.counters.count(.idle) }
            context?.close(promise: nil)
        }
    }

    private static func late(_ status: Int, _ what: String) -> APIError {
        APIError(status, status == 408 ? "bodyLate" : "overdue", "\(what); send the same again.")
    }

    /// Ends what can end, lets the rest be answered.
    func stop() {
        switch state {
        case .waiting: context?.close(promise: nil)
        case .streaming(let stream): stream.end()
        case .working(let request, let work):
            guard let now = work.now else { return }
            finish(work)
            start(now, for: request)
        case .reading, .writing, .ending: break
        }
    }

    /// Closes at once.
    func abort() { context?.close(promise: nil) }
}
