import KioskPage
import Testing

@Suite struct DoorkeeperTests {
    @Test("exactly one Host, and it names this server")
    func hosts() async throws {
        try await TestServer.use { server in
            let port = server.port
            let table: [([String], Int)] = [
                (["127.0.0.1:\(port)"], 200), (["localhost:\(port)"], 200),
                (["LOCALHOST:\(port)"], 200), (["[::1]:\(port)"], 200), ([], 400),
                (["127.0.0.1:\(port)", "127.0.0.1:\(port)"], 400),
                (["127.0.0.1:\(port)", "evil.example"], 400), (["evil.example"], 421),
                (["evil.example:\(port)"], 421), (["127.0.0.1"], 421), (["localhost"], 421),
                (["127.0.0.1:\(port &+ 1)"], 421), (["127.0.0.1:\(port).evil.example"], 421),
                (["127.0.0.2:\(port)"], 421), (["0.0.0.0:\(port)"], 421), ([""], 421),
            ]
            for (hosts, status) in table {
                let fields = hosts.map { "Host: \($0)\r\n" }.joined()
                let answer = try await server.send("GET /config HTTP/1.1\r\n\(fields)\r\n")
                #expect(answer.status == status, "\(hosts)")
            }
        }
    }

    @Test("an Origin must be our own, Sec-Fetch-Site must not tell of another page")
    func origins() async throws {
        try await TestServer.use { server in
            let port = server.port
            let table: [([String], Int)] = [
                (["Origin: http://127.0.0.1:\(port)"], 200),
                (["Origin: http://localhost:\(port)"], 403),
                (["Origin: https://127.0.0.1:\(port)"], 403), (["Origin: null"], 403),
                (["Origin: http://evil.example"], 403), (["Origin: http://127.0.0.1"], 403),
                (["Origin: http://127.0.0.1:\(port)", "Origin: http://evil.example"], 403),
                (["Sec-Fetch-Site: same-origin"], 200), (["Sec-Fetch-Site: none"], 200),
                (["Sec-Fetch-Site: same-site"], 403), (["Sec-Fetch-Site: cross-site"], 403),
            ]
            for (fields, status) in table {
                let answer = try await server.ask("GET", "/config", fields: fields)
                #expect(answer.status == status, "\(fields)")
            }
        }
    }

    @Test("only our page may touch: a field of ours, or the browser's word")
    func pageOnly() async throws {
        let body = #"{"station":"main","revision":1,"action":"dismiss"}"#
        try await TestServer.use { server in
            for (fields, status) in [
                ([], 403), (["X-Kopilka-Page: 1"], 200), (["Sec-Fetch-Site: same-origin"], 200),
                (["Sec-Fetch-Site: none"], 403), (["X-Kopilka-Page:"], 403),
            ] as [([String], Int)] {
                let answer = try await server.ask("POST", "/action", fields: fields, body: body)
                #expect(answer.status == status, "\(fields)")
            }
        }
    }

    @Test("a till's address wants that till's token")
    func tokens() async throws {
        let right = TestServer.token
        let table: [([String], Bool)] = [
            ([], false), (["Authorization: Bearer \(right)"], true),
            (["Authorization: bearer \(right)"], true),
            (["Authorization: Bearer \(TestServer.otherToken)"], true),
            (["Authorization: Bearer \(right)x"], false),
            (["Authorization: Bearer \(right.dropLast())"], false),
            (["Authorization: Bearer "], false), (["Authorization: Bearer"], false),
            (["Authorization: Basic \(right)"], false), (["Authorization: \(right)"], false),
            (["Authorization: Bearer \(right)", "Authorization: Bearer \(right)"], false),
        ]
        try await TestServer.use { server in
            for (fields, isRight) in table {
                let answer = try await server.ask("GET", "/v1/sales/none", fields: fields)
                #expect(answer.status == (isRight ? 404 : 401), "\(fields)")
                guard !isRight else { continue }
                #expect(answer.field("WWW-Authenticate")?.hasPrefix("Bearer") == true)
                #expect(!answer.text.contains(right))
            }
            for target in ["/v1/health", "/metrics", "/config", "/"] {
                #expect(try await server.ask("GET", target).status == 200)
            }
            #expect(try await server.ask("GET", "/v1/sales/events").status == 401)
            #expect(try await server.ask("POST", "/v1/sales", body: "{}").status == 401)
        }
    }

    @Test("a POST is JSON")
    func contentTypes() async throws {
        try await TestServer.use { server in
            for (kind, isJSON) in [
                ("application/json", true), ("Application/JSON; charset=UTF-8", true),
                ("application/json;charset=utf-8", true),
                ("application/json; charset=koi8-r", false), ("text/plain", false),
                ("application/x-www-form-urlencoded", false), ("", false),
                ("application/jsonp", false), ("multipart/form-data; boundary=a", false),
            ] {
                let fields = ["Content-Type: \(kind)", "Content-Length: 2"]
                let head = server.request(
                    "POST",
                    "/v1/sales",
                    token: TestServer.token,
                    fields: fields
                )
                let answer = try await server.send(head + "{}")
                #expect(answer.status == (isJSON ? 400 : 415), "\(kind)")
            }
            let bare = try await server.till("POST", "/v1/sales")
            #expect(bare.status == 415)
        }
    }

    @Test("a GET takes no body, an expectation is 100-continue or nothing")
    func bodiesAndExpectations() async throws {
        try await TestServer.use { server in
            let body = try await server.ask("GET", "/config", body: "{}")
            #expect(body.status == 400)
            #expect(body.errorCode == "unexpectedBody")
            let odd = try await server.ask(
                "POST",
                "/v1/sales",
                token: TestServer.token,
                fields: ["Expect: a-miracle"],
                body: "{}"
            )
            #expect(odd.status == 417)
            let host = server.host
            let port = server.port
            let answers = try await offPool {
                let client = try RawClient(port: port)
                client.send(
                    "POST /v1/sales HTTP/1.1\r\nHost: \(host)\r\nExpect: 100-continue\r\n"
                        + "Authorization: Bearer \(TestServer.token)\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n"
                )
                let first = try client.head().status
                client.send("{}")
                return [first, try client.response().status]
            }
            #expect(answers == [100, 400])
        }
    }

    @Test("parameters are known, given once and well formed")
    func parameters() async throws {
        try await TestServer.use { server in
            for (target, status) in [
                ("/config?x=1", 400), ("/config?", 200), ("/events?station=none", 404),
                ("/events?station=main&station=main", 400), ("/events?other=main", 400),
                ("/events?station=%zz", 400), ("/events?station=%ff", 400),
                ("/events?station=%4", 400), ("http://127.0.0.1/config", 400), ("*", 400),
            ] {
                let answer = try await server.ask("GET", target)
                #expect(answer.status == status, "\(target)")
            }
        }
    }
}
