import CCrypto

/// The 32 random bytes that key the hashes of a programme's credentials.
///
/// Prints and reflects as hidden, so that it reaches no log by accident.
package struct SecretKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// Length of a key in bytes.
    package static let byteCount = 32

    /// The key itself; for the secret file only.
    package let bytes: [UInt8]

    /// Takes a key that was stored, exactly 32 bytes; otherwise nil.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    private init(random bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// A new key from the system's random source.
    package static func random() -> SecretKey {
        SecretKey(random: randomBytes(count: byteCount))
    }

    /// What a log would see of it.
    package var description: String { "SecretKey(hidden)" }

    /// What a dump would see of it.
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// HMAC-SHA-256 of a message under this key, 32 bytes.
    ///
    /// RFC 2104.
    package func hmacSHA256(_ message: [UInt8]) -> [UInt8] {
        Cryptography.hmacSHA256(key: bytes, message: message)
    }
}

/// HMAC-SHA-256 of a message under a key of any length, 32 bytes.
///
/// RFC 2104, two digests: libcrypto's own `HMAC` looks its parts up by name at each call, which
/// takes many times as long as both.
package func hmacSHA256(key: [UInt8], message: [UInt8]) -> [UInt8] {
    let blockByteCount = 64
    let short = key.count > blockByteCount ? SHA256.digest(key) : key
    let block = short + [UInt8](repeating: 0, count: blockByteCount - short.count)
    var inner = SHA256Stream()
    inner.update(block.map { $0 ^ 0x36 })
    inner.update(message)
    var outer = SHA256Stream()
    outer.update(block.map { $0 ^ 0x5C })
    outer.update(inner.finish())
    return outer.finish()
}

/// Whether two byte strings are the same, in a time that depends on their lengths only.
///
/// For tokens and authentication codes. Wraps `CRYPTO_memcmp`.
package func areEqualInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return unsafe left.withUnsafeBytes { leftBytes in
        unsafe right.withUnsafeBytes { rightBytes in
            unsafe CRYPTO_memcmp(leftBytes.baseAddress, rightBytes.baseAddress, leftBytes.count)
                == 0
        }
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
