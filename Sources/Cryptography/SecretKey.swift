import CCrypto

/// The 32 random bytes that key the hashes of a programme's credentials.
///
/// Prints and reflects as hidden, so that it reaches no log by accident.
package struct SecretKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// Length of a key in bytes.
    package static let byteCount = 32

    /// The key itself; for the secret file only.
    package let bytes: [UInt8]

    private let mac: KeyedMAC

    /// Takes a key that was stored, exactly 32 bytes; otherwise nil.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(whole: bytes)
    }

    private init(whole bytes: [UInt8]) {
        self.bytes = bytes
        mac = KeyedMAC(key: bytes)
    }

    /// A new key from the system's random source.
    package static func random() -> SecretKey {
        SecretKey(whole: randomBytes(count: byteCount))
    }

    /// What a log would see of it.
    package var description: String { "SecretKey(hidden)" }

    /// What a dump would see of it.
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// HMAC-SHA-256 of a message under this key, 32 bytes.
    ///
    /// RFC 2104. Wraps libcrypto's `EVP_MAC`; callers of one key take turns.
    package func hmacSHA256(_ message: [UInt8]) -> [UInt8] {
        mac.authenticate(message)
    }
}

/// Longest random byte string that is ever asked for, in bytes.
package let maximumRandomByteCount = 1 << 20

/// Random bytes fit for keys, 0 to `maximumRandomByteCount`.
///
/// Traps when the system has no randomness to give: no secret may be made then. Wraps `RAND_bytes`.
package func randomBytes(count: Int) -> [UInt8] {
    precondition((0...maximumRandomByteCount).contains(count), "random byte count out of range")
    guard count > 0 else { return [] }
    return unsafe [UInt8](unsafeUninitializedCapacity: count) { output, filled in
        let status = unsafe RAND_bytes(output.baseAddress, Int32(count))
        precondition(status == 1, "the system's random source failed: RAND_bytes")
        filled = count
    }
}
