import KioskPage
import Testing

@Suite struct ServerFuzzTests {
    @Test("random and mutated requests never stop the server, and are never answered 500")
    func fuzz() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed: seed)
        var deadlines = HTTPDeadlines()
        deadlines.headMilliseconds = 50
        deadlines.bodyMilliseconds = 50
        deadlines.idleMilliseconds = 50
        deadlines.drainMilliseconds = 50
        deadlines.answerMilliseconds = 200
        try await TestServer.use(tray: FakeTray(), deadlines: deadlines) { server in
            let corpus = [
                server.request("GET", "/config") + server.request("GET", "/"),
                server.request("GET", "/v1/sales/a?wait=1", token: TestServer.token),
                server.request(
                    "POST",
                    "/v1/sales",
                    token: TestServer.token,
                    body: SaleTexts.full
                ),
                server.request(
                    "POST",
                    "/action",
                    fields: ["X-Kopilka-Page: 1", "Transfer-Encoding: chunked"]
                ) + "5\r\n{\"a\":\r\n2\r\n1}\r\n0\r\n\r\n",
            ].map { Array($0.utf8) }
            let texts = (0..<300).map { _ in Self.mutation(of: corpus, using: &random) }
            let port = server.port
            let answers = try await offPool {
                try texts.map { bytes in
                    let client = try RawClient(port: port)
                    client.send(bytes)
                    client.finish()
                    return try client.readToEnd()
                }
            }
            for answer in answers where !answer.isEmpty {
                let text = String(decoding: answer, as: UTF8.self)
                #expect(text.hasPrefix("HTTP/1.1 "), "seed \(seed)")
                #expect(!text.hasPrefix("HTTP/1.1 500"), "seed \(seed)")
            }
            #expect(answers.contains { !$0.isEmpty })
            #expect(try await server.ask("GET", "/config").status == 200)
        }
    }

    private static func mutation(
        of corpus: [[UInt8]],
        using random: inout SeededRandom
    ) -> [UInt8] {
        if Int.random(in: 0..<10, using: &random) == 0 {
            return (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        var bytes = corpus.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(contentsOf: Array("\r\n".utf8), at: index)
            default: bytes.removeSubrange(index..<min(bytes.count, index + 20))
            }
            if bytes.isEmpty { bytes = [0] }
        }
        return bytes
    }
}
