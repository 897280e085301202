import CanonicalJSON
import KioskPage
import TapFlow
import Testing

@Suite struct TillRouteTests {
    private static func report(_ state: SaleReport.State, id: String = "s-1") -> SaleReport {
        SaleReport(id: id, station: "main", state: state)
    }

    private static let credited: SaleReport = {
        var credit = SaleReport.Credit(event: "k1-0000002a-7")
        credit.grantedMicro = ["PTS": 9_000_000]
        credit.availableMicro = ["PTS": 259_000_000]
        return report(.credited(credit))
    }()

    @Test("posting a sale answers with what the flow says")
    func postings() async throws {
        let table: [(SalePosting, Int, String?, String?)] = [
            (.accepted(Self.report(.pending)), 202, nil, nil),
            (.accepted(Self.credited), 200, nil, nil),
            (.accepted(Self.report(.noCard)), 200, nil, nil),
            (.conflict, 409, "saleConflict", "id"),
            (.stationBusy, 409, "stationBusy", "station"),
            (.unknownStation, 422, "unknownStation", "station"),
            (.unknownPartner("cafe"), 422, "unknownPartner", "partner"),
            (
                .invalid(field: "lines", "The sum is too large; split the sale."), 422,
                "amountOutOfRange", "lines"
            ),
            (.unavailable, 503, "storageUnavailable", nil),
        ]
        try await TestServer.use { server in
            for (posting, status, code, field) in table {
                server.service.with { $0.posting = posting }
                let answer = try await server.till("POST", "/v1/sales", body: SaleTexts.plain)
                #expect(answer.status == status, "\(posting)")
                #expect(answer.errorCode == code)
                if let field, code != "unknownPartner" { #expect(answer.errorField == field) }
                if case .unknownPartner = posting { #expect(answer.text.contains("'cafe'")) }
                if case .unavailable = posting { #expect(answer.field("Retry-After") == "5") }
            }
        }
    }

    @Test("a partner's name is repeated only when it is a plain word")
    func partnerName() async throws {
        try await TestServer.use { server in
            server.service.with { $0.posting = .unknownPartner("2000000000008") }
            let answer = try await server.till("POST", "/v1/sales", body: SaleTexts.plain)
            #expect(answer.errorCode == "unknownPartner")
            #expect(!answer.text.contains("2000000000008"))
        }
    }

    @Test("the flow gets the whole sale, and the till whose token it was")
    func wholeSale() async throws {
        try await TestServer.use { server in
            server.service.with { $0.posting = .accepted(Self.report(.pending)) }
            _ = try await server.till("POST", "/v1/sales", body: SaleTexts.full)
            _ = try await server.ask(
                "POST",
                "/v1/sales",
                token: TestServer.otherToken,
                body: SaleTexts.plain
            )
            let (sales, tills) = server.service.with { ($0.posted, $0.postedTills) }
            #expect(tills == ["one", "two"])
            var first = SaleRequest.Line(
                quantityThousandths: 742,
                unitMinor: 12_990,
                totalMinor: 9_639
            )
            first.gtin = "4607034171155"
            first.category = "cheese"
            first.brand = "Луг"
            var second = SaleRequest.Line(
                quantityThousandths: 2_000,
                unitMinor: 5_000,
                totalMinor: 10_000
            )
            second.sku = "A-1"
            var sale = SaleRequest(id: "s-1", station: "main", lines: [first, second])
            sale.atUnixSeconds = 1_780_225_509
            sale.receipt = "R 17"
            sale.fiscal = "9999-1-2"
            sale.partner = "cafe"
            sale.presented = .barcode("2000000000008")
            #expect(sales.first == sale)
        }
    }

    @Test("the answer tells each state in its own words")
    func states() async throws {
        let table: [(SaleReport, String)] = [
            (Self.report(.pending), #"{"id":"s-1","state":"pending","station":"main"}"#),
            (Self.report(.noCard), #"{"id":"s-1","state":"noCard","station":"main"}"#),
            (Self.report(.cancelled), #"{"id":"s-1","state":"cancelled","station":"main"}"#),
            (
                Self.report(.refused(code: "tooOld")),
                #"{"code":"tooOld","id":"s-1","state":"refused","station":"main"}"#
            ),
            (
                Self.credited,
                #"{"credited":{"available":{"PTS":259000000},"event":"k1-0000002a-7","#
                    + #""granted":{"PTS":9000000}},"id":"s-1","state":"credited","station":"main"}"#
            ),
        ]
        try await TestServer.use { server in
            for (report, text) in table {
                server.service.report(report)
                let answer = try await server.till("GET", "/v1/sales/s-1")
                #expect(answer.status == 200)
                #expect(answer.text == text + "\n")
            }
        }
    }

    @Test("a flow that cannot look is 503, never an unknown sale")
    func busy() async throws {
        try await TestServer.use { server in
            server.service.with { $0.answersQuestions = false }
            for (method, target) in [("GET", "/v1/sales/a"), ("POST", "/v1/sales/a/cancel")] {
                let answer = try await server.till(method, target)
                #expect(answer.status == 503)
                #expect(answer.errorCode == "storageUnavailable")
            }
        }
    }

    @Test("an unknown sale is 404, to read and to cancel")
    func unknownSale() async throws {
        try await TestServer.use { server in
            for (method, target) in [("GET", "/v1/sales/a"), ("POST", "/v1/sales/a/cancel")] {
                let answer = try await server.till(method, target)
                #expect(answer.status == 404)
                #expect(answer.errorCode == "unknownSale")
            }
        }
    }

    @Test("a sale is cancelled with or without an empty body, never with another")
    func cancel() async throws {
        try await TestServer.use { server in
            server.service.report(Self.report(.cancelled))
            #expect(try await server.till("POST", "/v1/sales/s-1/cancel").status == 200)
            #expect(try await server.till("POST", "/v1/sales/s-1/cancel", body: "{}").status == 200)
            let odd = try await server.till("POST", "/v1/sales/s-1/cancel", body: #"{"why":1}"#)
            #expect(odd.status == 400)
            #expect(odd.errorField == "why")
            #expect(server.service.with { $0.cancelled } == ["s-1", "s-1"])
        }
    }

    @Test("the wait is a whole number of seconds from 0 to 30")
    func waits() async throws {
        try await TestServer.use { server in
            server.service.report(Self.credited)
            for (wait, status) in [
                ("0", 200), ("1", 200), ("30", 200), ("31", 400), ("-1", 400), ("1.5", 400),
                ("", 400), ("99999999999999999999", 400), ("%31", 200), ("+1", 400),
            ] {
                let answer = try await server.till("GET", "/v1/sales/s-1?wait=\(wait)")
                #expect(answer.status == status, "\(wait)")
            }
            #expect(server.service.with { $0.waitSeconds } == [0, 1, 30, 1])
        }
    }

    @Test("a long poll ends with the sale")
    func longPoll() async throws {
        try await TestServer.use { server in
            server.service.report(Self.report(.pending))
            async let answer = server.till("GET", "/v1/sales/s-1?wait=30")
            let isWaiting = try await eventually { server.service.with { $0.waiting } == 1 }
            #expect(isWaiting)
            server.service.report(Self.credited)
            #expect(try await answer.json?["state"] == .string("credited"))
        }
    }

    @Test("a client that goes away frees its long poll")
    func clientGone() async throws {
        try await TestServer.use { server in
            server.service.report(Self.report(.pending))
            let request = server.request(
                "GET",
                "/v1/sales/s-1?wait=30",
                token: TestServer.token
            )
            let port = server.port
            let client = try await offPool {
                let client = try RawClient(port: port)
                client.send(request)
                return client
            }
            #expect(try await eventually { server.service.with { $0.waiting } == 1 })
            client.close()
            #expect(try await eventually { server.service.with { $0.abandonedWaits } == 1 })
        }
    }

    @Test("64 long polls wait, the next is 503, and plain reading still works")
    func pollBound() async throws {
        try await TestServer.use { server in
            server.service.report(Self.report(.pending))
            let target = "/v1/sales/s-1?wait=30"
            let request = server.request("GET", target, token: TestServer.token)
            let port = server.port
            let clients = try await offPool {
                try (0..<HTTPLimits.waitingPollsMaximum).map { _ in
                    let client = try RawClient(port: port)
                    client.send(request)
                    return client
                }
            }
            let most = HTTPLimits.waitingPollsMaximum
            #expect(try await eventually { server.service.with { $0.waiting } == most })
            let over = try await server.till("GET", target)
            #expect(over.status == 503)
            #expect(over.errorCode == "busy")
            #expect(try await server.till("GET", "/v1/sales/s-1").status == 200)
            for client in clients { client.close() }
            #expect(try await eventually { server.service.with { $0.waiting } == 0 })
        }
    }
}
