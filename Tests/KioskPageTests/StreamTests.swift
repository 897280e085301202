import CanonicalJSON
import KioskPage
import TapFlow
import Testing

@Suite struct StreamTests {
    @Test("a page sees the present screen first and then every change, of its station only")
    func screens() async throws {
        try await TestServer.use { server in
            let main = try await server.stream("/events?station=main")
            #expect(main.head.status == 200)
            #expect(main.head.field("Content-Type") == "text/event-stream")
            let byDefault = try await server.stream("/events")
            let second = try await server.stream("/events?station=second")
            for stream in [main, byDefault, second] {
                let first = try #require(try await stream.event())
                #expect(first.name == "screen")
                #expect(first.data["view"]?["kind"] == .string("attract"))
            }
            server.service.show(.holdLonger)
            server.service.show(.badBarcode, station: "second")
            for (stream, station, kind) in [
                (main, "main", "holdLonger"), (byDefault, "main", "holdLonger"),
                (second, "second", "badBarcode"),
            ] {
                let next = try #require(try await stream.event())
                #expect(next.data["station"] == .string(station))
                #expect(next.data["revision"] == .integer(2))
                #expect(next.data["view"]?["kind"] == .string(kind))
            }
        }
    }

    @Test("a reader that is slow misses screens, but never the newest, and never goes back")
    func conflation() async throws {
        try await TestServer.use { server in
            let request = server.request("GET", "/events?station=main")
            let port = server.port
            let client = try await offPool {
                let client = try RawClient(port: port, receiveBufferBytes: 4_096)
                client.send(request)
                return client
            }
            var card = BalanceCard()
            card.benefits = [String(repeating: "b", count: 20_000)]
            let isCounted = try await eventually {
                card.availableMicro += 1
                server.service.show(.balance(card))
                let text = try await server.metrics()
                return !text.contains("{what=\"conflatedScreen\"} 0\n")
            }
            let newest = card.availableMicro + 1
            #expect(isCounted)
            let revisions = try await offPool {
                _ = try client.head()
                var revisions: [Int64] = []
                while revisions.last != newest, let event = try client.event() {
                    revisions.append(event.data["revision"]?.integer ?? 0)
                }
                return revisions
            }
            #expect(revisions.last == newest)
            #expect(revisions.count < newest)
            #expect(zip(revisions, revisions.dropFirst()).allSatisfy { $0 < $1 })
        }
    }

    @Test("a quiet stream shows that it is alive, and tells when to come back")
    func comments() async throws {
        var deadlines = HTTPDeadlines()
        deadlines.commentMilliseconds = 50
        try await TestServer.use(deadlines: deadlines) { server in
            let stream = try await server.stream("/events")
            #expect(try await stream.chunk() == "retry: 500\n\n")
            #expect(try await stream.chunk()?.hasPrefix("event: screen\ndata: {") == true)
            #expect(try await stream.chunk() == ":\n\n")
            #expect(try await stream.chunk() == ":\n\n")
        }
    }

    @Test("a stream that nobody reads is closed after four comments")
    func abandoned() async throws {
        var deadlines = HTTPDeadlines()
        deadlines.commentMilliseconds = 50
        try await TestServer.use(deadlines: deadlines) { server in
            let request = server.request("GET", "/events?station=main")
            let port = server.port
            let client = try await offPool {
                let client = try RawClient(port: port, receiveBufferBytes: 4_096)
                client.send(request)
                return client
            }
            var card = BalanceCard()
            card.benefits = [String(repeating: "b", count: 400_000)]
            server.service.show(.balance(card))
            let isClosed = try await eventually {
                try await server.metrics().contains("{what=\"unread\"} 1\n")
            }
            #expect(isClosed)
            client.close()
        }
    }

    @Test("16 streams of a station and 4 of a till are served, the next is 503 until one leaves")
    func bounds() async throws {
        try await TestServer.use { server in
            let table: [(String, String?, Int)] = [
                ("/events?station=main", nil, HTTPLimits.streamsPerStationMaximum),
                ("/v1/sales/events", TestServer.token, HTTPLimits.streamsPerTillMaximum),
            ]
            for (target, token, most) in table {
                var streams: [StreamClient] = []
                for _ in 0..<most {
                    let stream = try await server.stream(target, token: token)
                    #expect(stream.head.status == 200)
                    streams.append(stream)
                }
                let over = try await server.ask("GET", target, token: token)
                #expect(over.status == 503)
                #expect(over.errorCode == "busy")
                streams.removeLast().client.close()
                let hasRoom = try await eventually {
                    let next = try await server.stream(target, token: token)
                    if next.head.status == 200 { streams.append(next) }
                    return next.head.status == 200
                }
                #expect(hasRoom)
                for stream in streams { stream.client.close() }
            }
            let other = try await server.stream("/events?station=second")
            #expect(other.head.status == 200)
        }
    }

    @Test("a till sees the changes of its sales")
    func sales() async throws {
        try await TestServer.use { server in
            let stream = try await server.stream("/v1/sales/events", token: TestServer.token)
            server.service.report(SaleReport(id: "a", station: "main", state: .pending))
            server.service.report(
                SaleReport(id: "a", station: "main", state: .refused(code: "tooOld"))
            )
            let first = try #require(try await stream.event())
            #expect(first.name == "sale")
            #expect(first.data["state"] == .string("pending"))
            let second = try #require(try await stream.event())
            #expect(second.data["state"] == .string("refused"))
            #expect(second.data["code"] == .string("tooOld"))
        }
    }

    @Test("a stream ends when the flow's does, and HEAD has no stream")
    func ends() async throws {
        try await TestServer.use { server in
            let screens = try await server.stream("/events")
            let sales = try await server.stream("/v1/sales/events", token: TestServer.token)
            server.service.with { state in
                for feed in state.screenFeeds["main"] ?? [] { feed.finish() }
                for feed in state.saleFeeds { feed.finish() }
            }
            for stream in [screens, sales] {
                while try await stream.event() != nil {}
                #expect(try await stream.readToEnd().isEmpty)
            }
            let head = try await server.ask("HEAD", "/events")
            #expect(head.status == 200)
            #expect(head.field("Content-Type") == "text/event-stream")
        }
    }
}
