import Glibc
import NIOCore
import NIOPosix
import Synchronization
package import TapFlow

/// The local web server: the kiosk page, its events, and the till API.
///
/// One thread of its own serves every connection. Works once: start, then stop.
package final class PageServer: Sendable {
    private struct Running: Sendable {
        let group: MultiThreadedEventLoopGroup
        let loop: any EventLoop
        let listener: any Channel
        let table: NIOLoopBound<ConnectionTable>
        let feeds: [Task<Void, Never>]
        let deadlines: HTTPDeadlines
        let socketPath: String?
    }

    private enum Phase: Sendable {
        case new
        case starting
        case running(Running)
        case stopping
        case stopped
    }

    private struct Life: Sendable {
        var phase = Phase.new
        var listenerFailed = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let options: PageServerOptions
    private let service: any KioskService
    private let tray: (any DemoTray)?
    private let tokens: [String: String]
    private let life = Mutex(Life())

    /// Makes a server that does not listen yet.
    ///
    /// - Parameters:
    ///   - options: Where to listen and what to say.
    ///   - service: What is behind the page and the API.
    ///   - tray: The tray of the demonstration; nil on a real kiosk.
    ///   - tokens: The bearer tokens of the tills, by the till's name.
    package init(
        options: PageServerOptions,
        service: any KioskService,
        tray: (any DemoTray)?,
        tokens: [String: String]
    ) {
        self.options = options
        self.service = service
        self.tray = tray
        self.tokens = tokens
    }

    /// Binds and begins to serve.
    ///
    /// - Returns: Where it listens.
    /// - Throws: `addressInUse`, `notPermitted`, `badAddress`, `badToken`, `startedTwice` or
    ///   `system`; nothing is left behind then.
    package func start() async throws(PageServerError) -> BoundAddress {
        let isFirst = life.withLock { life in
            guard case .new = life.phase else { return false }
            life.phase = .starting
            return true
        }
        guard isFirst else {
            throw PageServerError(.startedTwice, "The page server starts only once; make another.")
        }
        let site = Site(
            options: options,
            service: service,
            tray: tray,
            doorkeeper: Doorkeeper(tokens: try TillTokens(tokens), hasTray: tray != nil)
        )
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let listener: any Channel
        let table: NIOLoopBound<ConnectionTable>
        do throws(PageServerError) {
            table = try await Self.makeTable(site, on: loop)
            listener = try await Listener.bind(options.address, group: group, table: table)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        let running = Running(
            group: group,
            loop: loop,
            listener: listener,
            table: table,
            feeds: service.stations.map { feed($0, on: loop, into: table) },
            deadlines: options.deadlines,
            socketPath: Listener.socketPath(options.address)
        )
        life.withLock { $0.phase = .running(running) }
        listener.closeFuture.whenComplete { [weak self] _ in self?.listenerClosed() }
        return Listener.boundAddress(options.address, of: listener)
    }

    /// Waits until the server has stopped.
    ///
    /// - Throws: `system` when the system closed the listening socket; the server is still to be
    ///   stopped then.
    package func run() async throws(PageServerError) {
        await ended()
        guard life.withLock({ $0.listenerFailed }) else { return }
        throw PageServerError(.system, "The page's listening socket was closed by the system.")
    }

    /// Stops and waits until it is done; may be called again.
    ///
    /// Streams and idle connections end now, open requests are answered within
    /// `HTTPDeadlines.stopMilliseconds`, then everything is closed.
    package func stop() async {
        let running: Running? = life.withLock { life in
            guard case .running(let running) = life.phase else { return nil }
            life.phase = .stopping
            return running
        }
        guard let running else { return await ended() }
        for feed in running.feeds { feed.cancel() }
        try? await running.listener.close().get()
        let table = running.table
        let last = running.loop.scheduleTask(
            in: .milliseconds(running.deadlines.stopMilliseconds)
        ) { table.value.closeAll() }
        try? await running.loop.flatSubmit { table.value.stop() }.get()
        last.cancel()
        for feed in running.feeds { await feed.value }
        await endLoop(of: running)
        if let path = running.socketPath { _ = unsafe unlink(path) }
        let waiting = life.withLock { life in
            life.phase = .stopped
            return exchange(&life.waiting, with: [])
        }
        for waiter in waiting { waiter.resume() }
    }

    /// Ends the thread; should the flow still owe an answer, as soon as that has come.
    private func endLoop(of running: Running) async {
        let table = running.table
        let tasks = (try? await running.loop.submit { table.value.openTasks }.get()) ?? []
        guard !tasks.isEmpty else {
            try? await running.group.shutdownGracefully()
            return
        }
        Task {
            for task in tasks { await task.value }
            try? await running.group.shutdownGracefully()
        }
    }

    private func ended() async {
        await withCheckedContinuation { (waiter: CheckedContinuation<Void, Never>) in
            let isOver = life.withLock { life in
                switch life.phase {
                case .new, .stopped: return true
                case .running where life.listenerFailed: return true
                case .starting, .running, .stopping:
                    life.waiting.append(waiter)
                    return false
                }
            }
            if isOver { waiter.resume() }
        }
    }

    private func listenerClosed() {
        let waiting = life.withLock { life -> [CheckedContinuation<Void, Never>] in
            guard case .running = life.phase else { return [] }
            life.listenerFailed = true
            return exchange(&life.waiting, with: [])
        }
        for waiter in waiting { waiter.resume() }
    }

    private static func makeTable(
        _ site: Site,
        on loop: any EventLoop
    ) async throws(PageServerError) -> NIOLoopBound<ConnectionTable> {
        do {
            return try await loop.submit {
                NIOLoopBound(ConnectionTable(site: site, eventLoop: loop), eventLoop: loop)
            }.get()
        } catch {
            throw PageServerError(.system, "The page's thread did not start; start again.")
        }
    }

    /// Carries the screens of a station to its streams, the newest when they come too fast.
    private func feed(
        _ station: String,
        on loop: any EventLoop,
        into table: NIOLoopBound<ConnectionTable>
    ) -> Task<Void, Never> {
        let updates = service.screenUpdates(of: station)
        return Task {
            guard let updates else { return }
            for await state in updates {
                let shown = loop.submit { table.value.show(state) }
                guard (try? await shown.get()) != nil else { return }
            }
            loop.execute { table.value.endScreens(of: station) }
        }
    }
}
