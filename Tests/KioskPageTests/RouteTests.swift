import CanonicalJSON
import KioskPage
import TapFlow
import Testing

@Suite struct RouteTests {
    @Test("every address answers with its kind, and HEAD with the same head and no body")
    func everyRoute() async throws {
        let routes: [(String, String)] = [
            ("/", "text/html; charset=utf-8"),
            ("/?station=main&language=en", "text/html; charset=utf-8"),
            ("/page.css", "text/css; charset=utf-8"),
            ("/page.js", "text/javascript; charset=utf-8"), ("/config", "application/json"),
            ("/terms", "application/json"), ("/v1/health", "application/json"),
            ("/metrics", "text/plain; version=0.0.4; charset=utf-8"),
        ]
        try await TestServer.use { server in
            for (target, kind) in routes {
                let answer = try await server.ask("GET", target)
                #expect(answer.status == 200, "\(target)")
                #expect(answer.field("Content-Type") == kind)
                #expect(!answer.body.isEmpty)
                let head = try await server.ask("HEAD", target)
                #expect(head.status == 200 && head.field("Content-Type") == kind)
                if target != "/metrics" {
                    #expect(head.field("Content-Length") == answer.field("Content-Length"))
                }
            }
        }
    }

    @Test("every answer carries the security fields and none tells the server's name")
    func securityFields() async throws {
        try await TestServer.use { server in
            for target in ["/", "/nowhere", "/v1/sales/1", "/config"] {
                let answer = try await server.ask("GET", target)
                #expect(
                    answer.field("Content-Security-Policy")
                        == "default-src 'none'; script-src 'self'; style-src 'self'; "
                        + "connect-src 'self'; img-src 'self' data:; base-uri 'none'; "
                        + "frame-ancestors 'none'; form-action 'none'"
                )
                #expect(answer.field("X-Content-Type-Options") == "nosniff")
                #expect(answer.field("Referrer-Policy") == "no-referrer")
                #expect(answer.field("Cache-Control") == "no-store")
                #expect(answer.field("Server") == nil)
                #expect(!answer.fields.contains { $0.name.hasPrefix("access-control") })
            }
        }
    }

    @Test("a wrong method is 405 and names the right one")
    func wrongMethods() async throws {
        let gets = ["/", "/page.css", "/events", "/config", "/terms", "/v1/health", "/metrics"]
        let posts = ["/action", "/v1/sales", "/v1/sales/a/cancel", "/demo/present"]
        try await TestServer.use(tray: FakeTray()) { server in
            for method in ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"] {
                for target in gets {
                    let answer = try await server.ask(method, target)
                    #expect(answer.status == 405, "\(method) \(target)")
                    #expect(answer.field("Allow") == "GET, HEAD")
                }
            }
            for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"] {
                for target in posts {
                    let answer = try await server.ask(method, target)
                    #expect(answer.status == 405, "\(method) \(target)")
                    #expect(answer.field("Allow") == "POST")
                }
            }
        }
    }

    @Test(
        "what is not served is 404",
        arguments: [
            "/nowhere", "//", "/page.html", "/../etc/passwd", "/v1", "/v1/sales/", "/v1/sales/a/b",
            "/v1/sales/%61", "/v1/sales//cancel", "/v1/sales/a/cancel/", "/demo/present",
        ]
    )
    func unknownAddress(target: String) async throws {
        try await TestServer.use { server in
            let answer = try await server.ask("GET", target)
            #expect(answer.status == 404)
            #expect(answer.errorCode == "unknownAddress")
        }
    }

    @Test("the configuration tells the page what it needs")
    func configuration() async throws {
        try await TestServer.use(tray: FakeTray()) { server in
            let json = try #require(try await server.ask("GET", "/config").json)
            #expect(json["shopName"] == .string("Лавка"))
            #expect(json["currency"] == .string("RUB"))
            #expect(json["stations"] == .array([.string("main"), .string("second")]))
            #expect(json["terms"]?["version"] == .string("2026-05"))
            let items = json["demo"]?["items"]?.array
            #expect(items?.count == 2)
            #expect(items?.first?["titleRussian"] == .string("Метка"))
            #expect(items?.first?["kind"] == .string("card"))
        }
        try await TestServer.use { server in
            let json = try #require(try await server.ask("GET", "/config").json)
            #expect(json["demo"] == .null)
        }
    }

    @Test("a touch is carried out once, for the screen that was touched")
    func action() async throws {
        let page = ["X-Kopilka-Page: 1"]
        let table: [(String, Int, String?)] = [
            (#"{"station":"main","revision":1,"action":"enrol"}"#, 200, nil),
            (#"{"station":"main","revision":9,"action":"enrol"}"#, 409, "stale"),
            (#"{"station":"none","revision":1,"action":"enrol"}"#, 404, "unknownStation"),
            (#"{"station":"main","revision":1,"action":"pay"}"#, 400, "badField"),
            (#"{"station":"main","revision":"1","action":"enrol"}"#, 400, "wrongType"),
            (#"{"station":"main","revision":-1,"action":"enrol"}"#, 422, "amountOutOfRange"),
            (#"{"station":"main","action":"enrol"}"#, 400, "missingField"),
            (#"{"station":"main","revision":1,"action":"enrol","x":1}"#, 400, "unknownField"),
            (#"{"station":"main","station":"main"}"#, 400, "malformedJSON"),
            ("[1]", 400, "wrongType"), ("{", 400, "malformedJSON"),
        ]
        try await TestServer.use { server in
            for (body, status, code) in table {
                let answer = try await server.ask("POST", "/action", fields: page, body: body)
                #expect(answer.status == status, "\(body)")
                #expect(answer.errorCode == code, "\(body)")
            }
            #expect(server.service.with { $0.actions } == [.enrol])
        }
    }

    @Test("the tray presents what lies on it, and is not there on a real kiosk")
    func demoPresent() async throws {
        let page = ["Sec-Fetch-Site: same-origin"]
        try await TestServer.use(tray: FakeTray()) { server in
            for (item, status, code) in [
                ("ntag", 200, nil), ("code", 503, "hardwareSilent"), ("x", 404, "unknownItem"),
            ] as [(String, Int, String?)] {
                let body = #"{"item":"\#(item)"}"#
                let answer = try await server.ask("POST", "/demo/present", fields: page, body: body)
                #expect(answer.status == status)
                #expect(answer.errorCode == code)
            }
        }
        try await TestServer.use { server in
            let body = #"{"item":"ntag"}"#
            let answer = try await server.ask("POST", "/demo/present", fields: page, body: body)
            #expect(answer.status == 404)
        }
    }

    @Test("health is 503 while sales cannot be saved, and tells each part")
    func health() async throws {
        try await TestServer.use { server in
            server.service.with { $0.isServing = false }
            let answer = try await server.ask("GET", "/v1/health")
            #expect(answer.status == 503)
            #expect(answer.json?["serving"] == .bool(false))
            #expect(answer.json?["parts"]?.array?.count == 2)
        }
    }

    @Test("the metrics are the flow's and the server's")
    func metrics() async throws {
        try await TestServer.use { server in
            _ = try await server.ask("GET", "/nowhere")
            let text = try await server.metrics()
            #expect(text.hasPrefix("kopilka_taps_total 3\n"))
            #expect(text.contains("\nkopilka_http_requests_total 2\n"))
            #expect(text.contains("kopilka_http_refused_total{code=\"unknownAddress\"} 1\n"))
        }
    }
}
