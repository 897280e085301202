import NIOCore
import TapFlow

/// All connections of the server, its streams and counters.
///
/// Belongs to the one event loop.
final class ConnectionTable {
    /// What is served.
    let site: Site
    /// What is counted.
    var counters = HTTPCounters()
    /// Long polls that wait.
    var waitingPolls = 0
    /// Whether the server is on its way out.
    private(set) var isStopping = false

    private let eventLoop: any EventLoop
    private var connections: [ObjectIdentifier: Connection] = [:]
    private var streams: [ObjectIdentifier: EventStream] = [:]
    private var refusedConnections = 0
    private var pulse: Scheduled<Void>?
    private var emptied: EventLoopPromise<Void>?
    private var tasks: [UInt64: Task<Void, Never>] = [:]
    private var lastTask: UInt64 = 0

    init(site: Site, eventLoop: any EventLoop) {
        self.site = site
        self.eventLoop = eventLoop
    }

    /// The server's part of `/metrics`.
    var metrics: String { counters.text(connections: connections.count, streams: streams.count) }

    // MARK: Connections

    /// Takes in a connection that was accepted, or tells it that there are too many.
    ///
    /// - Throws: What the pipeline throws; the connection is closed then.
    func accept(_ channel: any Channel) throws {
        if isStopping { return channel.close(promise: nil) }
        guard connections.count < HTTPLimits.connectionsMaximum else {
            return try turnAway(channel)
        }
        try Connection.install(in: channel, table: self)
    }

    private func turnAway(_ channel: any Channel) throws {
        counters.count(.connection)
        guard refusedConnections < HTTPLimits.refusedConnectionsMaximum else {
            return channel.close(promise: nil)
        }
        refusedConnections += 1
        channel.closeFuture.assumeIsolated().whenComplete { _ in self.refusedConnections -= 1 }
        let watch = ConnectionWatch(deadlines: site.options.deadlines, refusesAtOnce: true)
        try channel.pipeline.syncOperations.addHandler(watch)
    }

    func add(_ connection: Connection) { connections[ObjectIdentifier(connection)] = connection }

    func remove(_ connection: Connection) {
        connections[ObjectIdentifier(connection)] = nil
        if connections.isEmpty { emptied?.succeed() }
    }

    // MARK: Tasks

    /// Runs a task that may come back to the event loop; the loop outlives it.
    func run(_ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        lastTask += 1
        let number = lastTask
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let task = Task {
            await body()
            bound.eventLoop.execute { bound.value.tasks[number] = nil }
        }
        tasks[number] = task
        return task
    }

    /// Tasks that have not ended.
    var openTasks: [Task<Void, Never>] { Array(tasks.values) }

    // MARK: Streams

    /// Registers a stream.
    ///
    /// - Returns: false when its station or till has too many.
    func add(_ stream: EventStream) -> Bool {
        let maximum =
            switch stream.source {
            case .screens: HTTPLimits.streamsPerStationMaximum
            case .sales: HTTPLimits.streamsPerTillMaximum
            }
        guard streams.values.count(where: { $0.source == stream.source }) < maximum else {
            return false
        }
        streams[ObjectIdentifier(stream)] = stream
        if pulse == nil { schedulePulse() }
        return true
    }

    func remove(_ stream: EventStream) {
        streams[ObjectIdentifier(stream)] = nil
        guard streams.isEmpty else { return }
        pulse?.cancel()
        pulse = nil
    }

    /// Shows a new screen on every page of its station; it is rendered once.
    func show(_ state: ScreenState) {
        let source = EventStream.Source.screens(station: state.station)
        let watching = streams.values.filter { $0.source == source }
        guard !watching.isEmpty else { return }
        let frame = EventStream.frame(state)
        for stream in watching { stream.offer(state, frame: frame) }
    }

    /// Ends every stream of a station whose screens ended.
    func endScreens(of station: String) {
        for stream in streams.values where stream.source == .screens(station: station) {
            stream.end()
        }
    }

    private func schedulePulse() {
        let interval = TimeAmount.milliseconds(site.options.deadlines.commentMilliseconds)
        pulse = eventLoop.assumeIsolated().scheduleTask(in: interval) {
            self.pulse = nil
            for stream in self.streams.values where !stream.comment() {
                self.counters.count(.unread)
                stream.abandon()
            }
            if !self.streams.isEmpty, self.pulse == nil { self.schedulePulse() }
        }
    }

    // MARK: Stop

    /// Ends streams and idle connections now, and lets open requests be answered.
    ///
    /// - Returns: Ends when no connection is left.
    func stop() -> EventLoopFuture<Void> {
        isStopping = true
        pulse?.cancel()
        let promise = emptied ?? eventLoop.makePromise(of: Void.self)
        emptied = promise
        for connection in Array(connections.values) { connection.stop() }
        if connections.isEmpty { promise.succeed() }
        return promise.futureResult
    }

    /// Closes whatever is left.
    func closeAll() {
        for connection in Array(connections.values) { connection.abort() }
    }
}
