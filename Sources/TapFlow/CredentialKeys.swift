package import Cryptography
package import Loyalty

/// Turns raw identifiers into credentials: the raw UID or barcode stops here.
///
/// A credential is the first 16 bytes of HMAC-SHA-256 over the kind's name, a zero byte and the
/// canonical bytes, keyed by the programme's secret; PostgreSQL, Python and an auditor who holds
/// the secret can compute it as well.
package struct CredentialKeys: Sendable {
    private let secret: SecretKey

    /// Makes it from the programme's secret.
    package init(secret: SecretKey) { self.secret = secret }

    /// The credential of an identifier.
    ///
    /// - Parameters:
    ///   - kind: Where the identifier came from.
    ///   - canonical: Its canonical bytes, 1 to 64: a UID most significant byte first, the ASCII
    ///     digits of a barcode.
    /// - Returns: Kind and keyed hash.
    package func credential(kind: Credential.Kind, canonical: [UInt8]) -> Credential {
        precondition((1...64).contains(canonical.count), "an identifier has 1 to 64 bytes")
        let digest = secret.hmacSHA256(Array(kind.rawValue.utf8) + [0] + canonical)
        precondition(digest.count == 32)
        return Credential(
            kind: kind,
            high: Self.word(digest[0..<8]),
            low: Self.word(digest[8..<16])
        )
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
