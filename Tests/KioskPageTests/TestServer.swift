import CanonicalJSON
import KioskPage
import TapFlow

/// A real server on a port of its own, with a fake flow behind it.
struct TestServer: Sendable {
    static let token = "till-one-token-0123456789"
    static let otherToken = "till-two-token-9876543210"
    static let texts = PageTexts(
        shopName: "Лавка",
        termsVersion: "2026-05",
        termsRussian: "Условия",
        termsEnglish: "Terms"
    )

    let server: PageServer
    let service: FakeService
    let port: Int

    var host: String { "127.0.0.1:\(port)" }

    /// Starts a server, lets the test use it, stops it.
    static func use<Value: Sendable>(
        tray: (any DemoTray)? = nil,
        deadlines: HTTPDeadlines = HTTPDeadlines(),
        _ body: (TestServer) async throws -> Value
    ) async throws -> Value {
        let service = FakeService()
        var options = PageServerOptions(address: .ipv4(port: 0), texts: texts)
        options.deadlines = deadlines
        let server = PageServer(
            options: options,
            service: service,
            tray: tray,
            tokens: ["one": token, "two": otherToken]
        )
        let port = try await server.start().port ?? 0
        do {
            let value = try await body(TestServer(server: server, service: service, port: port))
            await server.stop()
            return value
        } catch {
            await server.stop()
            throw error
        }
    }

    /// A request as text, with the fields of a well-behaved client.
    func request(
        _ method: String,
        _ target: String,
        token: String? = nil,
        fields: [String] = [],
        body: String? = nil
    ) -> String {
        var lines = ["\(method) \(target) HTTP/1.1", "Host: \(host)"] + fields
        if let token { lines.append("Authorization: Bearer \(token)") }
        if let body {
            lines.append("Content-Type: application/json")
            lines.append("Content-Length: \(body.utf8.count)")
        }
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? "")
    }

    /// Sends bytes on a connection of its own and reads one answer.
    func send(_ text: String, isHead: Bool = false) async throws -> RawClient.Response {
        let port = port
        return try await offPool {
            let client = try RawClient(port: port)
            client.send(text)
            return try client.response(toHead: isHead)
        }
    }

    /// Asks and reads the answer.
    func ask(
        _ method: String,
        _ target: String,
        token: String? = nil,
        fields: [String] = [],
        body: String? = nil
    ) async throws -> RawClient.Response {
        try await send(
            request(method, target, token: token, fields: fields, body: body),
            isHead: method == "HEAD"
        )
    }

    /// Asks as a till and reads the answer.
    func till(
        _ method: String,
        _ target: String,
        body: String? = nil
    ) async throws -> RawClient.Response {
        try await ask(method, target, token: Self.token, body: body)
    }

    /// The server's counters.
    func metrics() async throws -> String { try await ask("GET", "/metrics").text }

    /// A connection with an open stream.
    func stream(_ target: String, token: String? = nil) async throws -> StreamClient {
        let request = request("GET", target, token: token)
        let port = port
        return try await offPool {
            let client = try RawClient(port: port)
            client.send(request)
            return StreamClient(client: client, head: try client.head())
        }
    }
}

/// An open stream.
struct StreamClient: Sendable {
    let client: RawClient
    let head: RawClient.Response

    func event() async throws -> (name: String, data: JSONValue)? {
        try await offPool { try client.event() }
    }

    func chunk() async throws -> String? { try await offPool { try client.chunk() } }

    func readToEnd() async throws -> [UInt8] { try await offPool { try client.readToEnd() } }
}

/// Waits until something is true, as long as a patient person would.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<3_000 {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}
