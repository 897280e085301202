import CanonicalJSON
import Glibc
import KioskPage
import TapFlow
import Testing

@Suite struct LifecycleTests {
    private static func server(
        _ address: PageAddress,
        tokens: [String: String] = [:]
    ) -> PageServer {
        PageServer(
            options: PageServerOptions(address: address, texts: TestServer.texts),
            service: FakeService(),
            tray: nil,
            tokens: tokens
        )
    }

    private static func failure(of server: PageServer) async -> PageServerError? {
        do throws(PageServerError) {
            _ = try await server.start()
            await server.stop()
            return nil
        } catch {
            return error
        }
    }

    private static func folder() -> String {
        let blank = String(repeating: "X", count: 6)
        var template = Array("/tmp/kopilka-page-\(blank)".utf8CString)
        return unsafe template.withUnsafeMutableBufferPointer { buffer in
            guard let name = buffer.baseAddress, let path = unsafe mkdtemp(name) else {
                return ""
            }
            return unsafe String(cString: path)
        }
    }

    @Test("a port in use is one sentence that names it, and the first server still works")
    func portInUse() async throws {
        try await TestServer.use { server in
            let error = await Self.failure(of: Self.server(.ipv4(port: server.port)))
            #expect(error?.kind == .addressInUse)
            #expect(error?.message.contains("127.0.0.1:\(server.port)") == true)
            let answer = try await server.ask("GET", "/config")
            #expect(answer.status == 200)
        }
    }

    @Test("an address that cannot be is refused")
    func badAddresses() async throws {
        for address: PageAddress in [
            .ipv4(port: -1), .ipv4(port: 65_536), .ipv6(port: 70_000), .unixSocket(path: ""),
            .unixSocket(path: "/tmp/" + String(repeating: "x", count: 103)),
            .unixSocket(path: "/nowhere/at/all.sock"), .unixSocket(path: "/etc/passwd"),
        ] {
            #expect(await Self.failure(of: Self.server(address))?.kind == .badAddress, "\(address)")
        }
    }

    @Test("a token that cannot be is refused before anything listens, and is not repeated")
    func badTokens() async throws {
        for tokens in [
            ["a": "short"], ["a": ""], ["": TestServer.token],
            ["a": "has a space in it 123456"], ["a": String(repeating: "x", count: 257)],
            ["a": TestServer.token, "b": TestServer.token], ["a": "ключ-ключ-ключ-ключ"],
        ] {
            let error = await Self.failure(of: Self.server(.ipv4(port: 0), tokens: tokens))
            #expect(error?.kind == .badToken, "\(tokens)")
            for token in tokens.values where !token.isEmpty {
                #expect(error?.message.contains(token) == false)
            }
        }
    }

    @Test("a server starts once")
    func startsOnce() async throws {
        let server = Self.server(.ipv4(port: 0))
        _ = try await server.start()
        #expect(await Self.failure(of: server)?.kind == .startedTwice)
        await server.stop()
        await server.stop()
        #expect(await Self.failure(of: server)?.kind == .startedTwice)
    }

    @Test("IPv6 loopback is served under its own name")
    func ipv6() async throws {
        let server = Self.server(.ipv6(port: 0))
        do throws(PageServerError) {
            let address = try await server.start()
            #expect(address.description == "http://[::1]:\(address.port ?? 0)/")
        } catch {
            // A machine without IPv6 says so in one sentence.
            #expect(error.kind == .badAddress)
        }
        await server.stop()
    }

    @Test("a Unix socket is served, a living one is not taken over, a dead one is replaced")
    func unixSocket() async throws {
        let path = Self.folder() + "/page.sock"
        let first = Self.server(.unixSocket(path: path))
        #expect(try await first.start() == .unixSocket(path: path))
        var status = stat()
        unsafe _ = stat(path, &status)
        #expect(status.st_mode & 0o777 == 0o660)
        let error = await Self.failure(of: Self.server(.unixSocket(path: path)))
        #expect(error?.kind == .addressInUse)
        for (host, code) in [("localhost", 200), ("127.0.0.1", 421)] {
            let answer = try await offPool {
                let client = try RawClient(path: path)
                client.send("GET /config HTTP/1.1\r\nHost: \(host)\r\n\r\n")
                return try client.response()
            }
            #expect(answer.status == code)
        }
        await first.stop()
        #expect(unsafe access(path, F_OK) != 0)
        Self.leaveDeadSocket(path)
        let second = Self.server(.unixSocket(path: path))
        _ = try await second.start()
        await second.stop()
    }

    private static func leaveDeadSocket(_ path: String) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            for (index, byte) in path.utf8.enumerated() { unsafe bytes[index] = byte }
        }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe bind(descriptor, $0, length)
            }
        }
        close(descriptor)
    }

    @Test("stopping ends streams whole, answers long polls and closes idle connections")
    func stop() async throws {
        let server = try await TestServer.use { server in
            server.service.report(SaleReport(id: "a", station: "main", state: .pending))
            let screens = try await server.stream("/events")
            let sales = try await server.stream("/v1/sales/events", token: TestServer.token)
            let idle = server.request("GET", "/terms")
            let poll = server.request("GET", "/v1/sales/a?wait=30", token: TestServer.token)
            let port = server.port
            let (idler, poller) = try await offPool {
                let idler = try RawClient(port: port)
                idler.send(idle)
                _ = try idler.response()
                let poller = try RawClient(port: port)
                poller.send(poll)
                return (idler, poller)
            }
            #expect(try await eventually { server.service.with { $0.waiting } == 1 })
            async let stopped: Void = server.server.stop()
            let answer = try await offPool { try poller.response() }
            #expect(answer.json?["state"] == .string("pending"))
            #expect(answer.field("Connection") == "close")
            for stream in [screens, sales] {
                while try await stream.event() != nil {}
                #expect(try await stream.readToEnd().isEmpty)
            }
            #expect(try await offPool { try idler.readToEnd() }.isEmpty)
            await stopped
            return server
        }
        try await server.server.run()
        #expect(throws: RawClient.Failure.self) { _ = try RawClient(port: server.port) }
    }

    @Test("stopping does not wait for a flow that does not answer")
    func stopWithHangingFlow() async throws {
        var deadlines = HTTPDeadlines()
        deadlines.stopMilliseconds = 200
        let service = try await TestServer.use(deadlines: deadlines) { server in
            server.service.with { $0.answersPosts = false }
            let request = server.request(
                "POST",
                "/v1/sales",
                token: TestServer.token,
                body: SaleTexts.plain
            )
            let port = server.port
            let client = try await offPool {
                let client = try RawClient(port: port)
                client.send(request)
                return client
            }
            let isWorking = try await eventually {
                try await server.metrics().contains("kopilka_http_connections 2\n")
            }
            #expect(isWorking)
            await server.server.stop()
            #expect(try await offPool { try client.readToEnd() }.isEmpty)
            return server.service
        }
        service.with { $0.answersPosts = true }
    }

    @Test("run waits for the stop")
    func run() async throws {
        let server = Self.server(.ipv4(port: 0))
        _ = try await server.start()
        async let running: Void = server.run()
        async let alsoRunning: Void = server.run()
        await server.stop()
        try await running
        try await alsoRunning
    }
}
