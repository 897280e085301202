import CCrypto
import Synchronization

/// HMAC-SHA-256 under one key, set up once: libcrypto would look up the method and the digest by
/// name and hash the key for each message anew, which takes many times as long as a short message.
final class KeyedMAC: Sendable {
    /// A context of libcrypto that holds the key.
    @safe
    private struct Context: ~Copyable, @unchecked Sendable {
        // Proof for unchecked: owned by this value alone, freed in deinit, never handed out, and
        // used under the lock of its owner only.
        let pointer: OpaquePointer

        /// Wraps `EVP_MAC_fetch`, `EVP_MAC_CTX_new`, `EVP_MAC_CTX_set_params` and `EVP_MAC_init`.
        init(key: [UInt8]) {
            let method = unsafe EVP_MAC_fetch(nil, "HMAC", nil)
            let made = unsafe EVP_MAC_CTX_new(method)
            // The context keeps the method.
            unsafe EVP_MAC_free(method)
            guard let made = unsafe made, unsafe kopilka_mac_use_sha256(made) == 1 else {
                preconditionFailure("libcrypto cannot compute HMAC-SHA-256: EVP_MAC_fetch failed")
            }
            unsafe pointer = made
            // A null key means "the key of before": an empty array must not be one.
            var none: UInt8 = 0
            let status = unsafe withUnsafePointer(to: &none) { placeholder in
                unsafe key.withUnsafeBufferPointer {
                    unsafe EVP_MAC_init(made, $0.baseAddress ?? placeholder, $0.count, nil)
                }
            }
            precondition(status == 1, "libcrypto cannot compute HMAC-SHA-256: EVP_MAC_init failed")
        }

        deinit {
            unsafe EVP_MAC_CTX_free(pointer)
        }
    }

    private let context: Mutex<Context>

    /// Takes a key of any length.
    init(key: [UInt8]) {
        context = Mutex(Context(key: key))
    }

    /// The code of a message, 32 bytes.
    ///
    /// Wraps `EVP_MAC_init`, `EVP_MAC_update` and `EVP_MAC_final`; blocks only for the computation,
    /// one at a time.
    func authenticate(_ message: [UInt8]) -> [UInt8] {
        context.withLock { context in
            unsafe [UInt8](unsafeUninitializedCapacity: SHA256.digestByteCount) { output, count in
                let isDone = unsafe message.withUnsafeBufferPointer { bytes in
                    unsafe EVP_MAC_init(context.pointer, nil, 0, nil) == 1
                        && EVP_MAC_update(context.pointer, bytes.baseAddress, bytes.count) == 1
                        && EVP_MAC_final(
                            context.pointer,
                            output.baseAddress,
                            &count,
                            SHA256.digestByteCount
                        ) == 1
                }
                // It fails only when memory is exhausted: no code can be right then.
                precondition(isDone, "libcrypto cannot compute HMAC-SHA-256: EVP_MAC failed")
            }
        }
    }
}

/// HMAC-SHA-256 of a message under a key of any length, 32 bytes.
///
/// RFC 2104. Wraps libcrypto's `EVP_MAC`; ``SecretKey`` is faster for many messages.
package func hmacSHA256(key: [UInt8], message: [UInt8]) -> [UInt8] {
    KeyedMAC(key: key).authenticate(message)
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
