import Cryptography
import Loyalty
import Testing

@testable import TapFlow

@Suite struct CredentialKeysTests {
    private static let keys: CredentialKeys? = SecretKey(bytes: Array(0..<32))
        .map(CredentialKeys.init)

    @Test("the credential is the HMAC that any auditor can compute")
    func vector() throws {
        // python3: hmac.new(bytes(range(32)), b"uid\0" + bytes.fromhex("04a1b2c3d4e5f6"),
        // hashlib.sha256).hexdigest()[:32]
        let keys = try #require(Self.keys)
        let credential = keys.credential(
            kind: .uid,
            canonical: [0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6]
        )
        #expect(credential.high == 0x108B81C386528331)
        #expect(credential.low == 0xA81D93DEE74F284B)
    }

    @Test("the same bytes as another kind are another credential")
    func kinds() throws {
        let keys = try #require(Self.keys)
        let all = Credential.Kind.allCases.map { keys.credential(kind: $0, canonical: [1, 2, 3]) }
        #expect(Set(all.map(\.high)).count == all.count)
    }
}
