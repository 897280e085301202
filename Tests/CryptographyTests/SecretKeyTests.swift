import Testing

@testable import Cryptography

@Suite struct SecretKeyTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let name: String
        let key: [UInt8]
        let message: [UInt8]
        let code: String
        var testDescription: String { name }
    }

    /// RFC 4231, section 4; case 5 is the truncated one.
    static let vectors = [
        Vector(
            name: "case 1",
            key: Array(repeating: 0x0b, count: 20),
            message: Array("Hi There".utf8),
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        Vector(
            name: "case 2",
            key: Array("Jefe".utf8),
            message: Array("what do ya want for nothing?".utf8),
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        Vector(
            name: "case 3",
            key: Array(repeating: 0xaa, count: 20),
            message: Array(repeating: 0xdd, count: 50),
            code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        Vector(
            name: "case 4",
            key: Array(1...25),
            message: Array(repeating: 0xcd, count: 50),
            code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        Vector(
            name: "case 5",
            key: Array(repeating: 0x0c, count: 20),
            message: Array("Test With Truncation".utf8),
            code: "a3b6167473100ee06e0c796c2955552b"
        ),
        Vector(
            name: "case 6",
            key: Array(repeating: 0xaa, count: 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        Vector(
            name: "case 7",
            key: Array(repeating: 0xaa, count: 131),
            message: Array(
                ("This is a test using a larger than block-size key and a larger than "
                    + "block-size data. The key needs to be hashed before being used by the "
                    + "HMAC algorithm.").utf8
            ),
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ]

    @Test("gives the codes of RFC 4231", arguments: vectors)
    func vector(_ vector: Vector) {
        let code = Hex.encode(hmacSHA256(key: vector.key, message: vector.message))
        #expect(code.hasPrefix(vector.code))
    }

    @Test("takes an empty key and an empty message")
    func empty() {
        // Wikipedia "HMAC", examples: HMAC_SHA256("", "").
        let code = Hex.encode(hmacSHA256(key: [], message: []))
        #expect(code == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test("takes exactly 32 bytes", arguments: [0, 1, 31, 32, 33, 64])
    func length(count: Int) {
        let key = SecretKey(bytes: Array(repeating: 7, count: count))
        #expect((key != nil) == (count == 32))
    }

    @Test("keys differ from each other and key the codes")
    func random() throws {
        let first = SecretKey.random()
        let second = SecretKey.random()
        #expect(first.bytes.count == 32)
        #expect(first.bytes != second.bytes)
        let message = Array("message".utf8)
        #expect(first.hmacSHA256(message) != second.hmacSHA256(message))
        let again = try #require(SecretKey(bytes: first.bytes))
        #expect(again.hmacSHA256(message) == first.hmacSHA256(message))
        #expect(first.hmacSHA256(message) == hmacSHA256(key: first.bytes, message: message))
    }

    @Test("gives each message the same code whatever came before it")
    func order() {
        let key = SecretKey.random()
        let messages = (0..<100).map { [UInt8](repeating: UInt8($0), count: $0) }
        for message in messages + messages.reversed() {
            #expect(key.hmacSHA256(message) == hmacSHA256(key: key.bytes, message: message))
        }
    }

    @Test("serves several threads at once")
    func threads() async {
        let key = SecretKey.random()
        let messages = (0..<64).map { [UInt8](repeating: UInt8($0), count: 64) }
        let expected = messages.map { hmacSHA256(key: key.bytes, message: $0) }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 {
                group.addTask { messages.map(key.hmacSHA256) == expected }
            }
            for await isSame in group { #expect(isSame) }
        }
    }

    @Test("shows nothing of itself in a text")
    func hidden() throws {
        let key = try #require(SecretKey(bytes: Array(repeating: 0xab, count: 32)))
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] {
            #expect(!text.contains("171") && !text.contains("ab"), "\(text)")
        }
    }
}

@Suite struct ConstantTimeComparisonTests {
    @Test("says the same as ordinary comparison")
    func comparison() {
        #expect(areEqualInConstantTime([], []))
        for length in 1...40 {
            let bytes = randomBytes(count: length)
            #expect(areEqualInConstantTime(bytes, bytes))
            #expect(!areEqualInConstantTime(bytes, Array(bytes.dropLast())))
            for index in bytes.indices {
                var other = bytes
                other[index] ^= 1 << UInt8(index % 8)
                #expect(!areEqualInConstantTime(bytes, other))
            }
        }
    }
}

@Suite struct RandomBytesTests {
    @Test("gives as many as asked, and every value of a byte")
    func counts() {
        #expect(randomBytes(count: 0).isEmpty)
        #expect(randomBytes(count: 17).count == 17)
        // One of 256 values missing from 64 KiB: probability below 10^-100.
        #expect(Set(randomBytes(count: 1 << 16)).count == 256)
    }

    @Test("refuses a negative count")
    func negative() async {
        await #expect(processExitsWith: .failure) { _ = randomBytes(count: -1) }
    }
}
