import Testing

@testable import Cryptography

@Suite struct SHA256Tests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let name: String
        let message: [UInt8]
        let digest: String
        var testDescription: String { name }
    }

    /// FIPS 180-4 examples (NIST, "SHA256.pdf") and a CAVP short message.
    static let vectors = [
        Vector(
            name: "nothing",
            message: [],
            digest: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        ),
        Vector(
            name: "one block",
            message: Array("abc".utf8),
            digest: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        ),
        Vector(
            name: "two blocks",
            message: Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
            digest: "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        Vector(
            name: "one byte",
            message: [0xbd],
            digest: "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b"
        ),
        Vector(
            name: "a million letters",
            message: Array(repeating: UInt8(ascii: "a"), count: 1_000_000),
            digest: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    @Test("gives the published digests at once", arguments: vectors)
    func vector(_ vector: Vector) {
        #expect(Hex.encode(SHA256.digest(vector.message)) == vector.digest)
        #expect(Hex.encode(SHA256.digest(vector.message.span)) == vector.digest)
    }

    @Test("gives the published digests in pieces", arguments: vectors)
    func stream(_ vector: Vector) {
        for pieceByteCount in [1, 3, 55, 64, 65, 1 << 20]
        where vector.message.count / pieceByteCount < 100_000 {
            var stream = SHA256Stream()
            var start = 0
            while start < vector.message.count {
                let end = min(start + pieceByteCount, vector.message.count)
                stream.update(Array(vector.message[start..<end]))
                start = end
            }
            #expect(Hex.encode(stream.finish()) == vector.digest)
        }
    }

    @Test("an abandoned stream leaves nothing behind")
    func abandoned() {
        for _ in 0..<10_000 {
            var stream = SHA256Stream()
            stream.update([1, 2, 3])
        }
        #expect(SHA256.digest("abc".utf8) == SHA256.digest(Array("abc".utf8)))
    }
}
