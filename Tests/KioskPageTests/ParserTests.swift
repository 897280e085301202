import Testing

@testable import KioskPage

@Suite struct ParserTests {
    private static func target(_ text: String) -> RequestTarget? {
        try? RequestTarget(text)
    }

    @Test("an address is a path and parameters, each once")
    func targets() {
        #expect(Self.target("/events?station=a%20b+c&x")?.query == ["station": "a b c", "x": ""])
        #expect(Self.target("/events?")?.query == [:])
        #expect(Self.target("/a?b=c=d")?.query == ["b": "c=d"])
        #expect(Self.target("/%D0%B0")?.path == "/%D0%B0")
        #expect(Self.target("/?a=%D0%B0")?.query == ["a": "а"])
        for text in [
            "", "*", "a", "http://a/", "/ ", "/\u{7F}", "/а", "/?a=%", "/?a=%1", "/?a=%G0",
            "/?a=%FF", "/?a=1&a=2", "/?a&a", "/?%61=1&a=2",
        ] {
            #expect(Self.target(text) == nil, "\(text)")
        }
    }

    @Test("every address has its endpoint and back")
    func endpoints() {
        #expect(Endpoint(path: "/v1/sales/A.b_c-9") == .sale(id: "A.b_c-9"))
        #expect(Endpoint(path: "/v1/sales/events") == .saleEvents)
        #expect(Endpoint(path: "/v1/sales/cancel") == .sale(id: "cancel"))
        #expect(Endpoint(path: "/v1/sales/a/cancel") == .cancelSale(id: "a"))
        #expect(Endpoint(path: "/v1/sales/events/cancel") == nil)
        #expect(Endpoint(path: "/v1/sales/../cancel") == nil)
        #expect(Endpoint(path: "/v1/sales/" + String(repeating: "a", count: 64)) != nil)
        #expect(Endpoint(path: "/v1/sales/" + String(repeating: "a", count: 65)) == nil)
    }

    @Test("a token is found among others, and only whole")
    func tokens() throws {
        let tokens = try TillTokens(["a": "0123456789abcdef", "b": "0123456789abcdeF"])
        #expect(tokens.till(authorization: "Bearer 0123456789abcdef") == "a")
        #expect(tokens.till(authorization: "BEARER 0123456789abcdeF") == "b")
        let whole = "Bearer 0123456789abcdef"
        for count in 0..<whole.count {
            #expect(tokens.till(authorization: String(whole.prefix(count))) == nil)
        }
        for index in 7..<whole.utf8.count {
            var bytes = Array(whole.utf8)
            bytes[index] ^= 1
            #expect(tokens.till(authorization: String(decoding: bytes, as: UTF8.self)) == nil)
        }
        #expect(tokens.till(authorization: whole + "\u{0}") == nil)
        #expect(try TillTokens([:]).till(authorization: whole) == nil)
    }

    @Test("random bytes as an address or a time never trap")
    func fuzz() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed: seed)
        var wrong = 0
        for _ in 0..<10_000 {
            var bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? UInt8.random(in: 0...255, using: &random)
                    : Array("/?&=%+-:.TZ0123456789".utf8).randomElement(using: &random) ?? 0
            }
            bytes.insert(UInt8(ascii: "/"), at: 0)
            let text = String(decoding: bytes, as: UTF8.self)
            if let target = Self.target(text) {
                if target.path.utf8.contains(UInt8(ascii: "?")) { wrong += 1 }
            }
            let time = String(decoding: bytes.dropFirst(), as: UTF8.self)
            if let seconds = CivilTime.unixSeconds(time), seconds < 0 { wrong += 1 }
        }
        #expect(wrong == 0, "seed \(seed)")
    }
}
