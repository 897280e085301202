import CCrypto

/// How libcrypto computes SHA-256, looked up once: each computation would look it up again, which
/// takes longer than a short message does.
@safe
struct DigestMethod: @unchecked Sendable {
    // Proof for unchecked: a fetched method is never changed, libcrypto lets any thread use it, and
    // it lives as long as the process.
    private let pointer: OpaquePointer

    /// Wraps `EVP_MD_fetch`.
    private init(_ name: String) {
        guard let method = unsafe EVP_MD_fetch(nil, name, nil) else {
            preconditionFailure("libcrypto cannot compute \(name): EVP_MD_fetch failed")
        }
        unsafe pointer = method
    }

    static let sha256 = DigestMethod("SHA256")

    /// Starts a message in a context; false: libcrypto cannot.
    ///
    /// Wraps `EVP_DigestInit_ex`.
    func start(_ context: OpaquePointer) -> Bool {
        unsafe EVP_DigestInit_ex(context, pointer, nil) == 1
    }

    /// The digest of bytes that are all at hand; false: libcrypto cannot.
    ///
    /// Wraps `EVP_Digest`.
    func digest(
        _ message: UnsafeBufferPointer<UInt8>,
        into output: UnsafeMutableBufferPointer<UInt8>
    ) -> Bool {
        let status = unsafe EVP_Digest(
            message.baseAddress,
            message.count,
            output.baseAddress,
            nil,
            pointer,
            nil
        )
        return status == 1
    }
}

/// SHA-256 of bytes that are all at hand.
///
/// FIPS 180-4. Blocks only for the computation.
package enum SHA256 {
    /// Length of a digest in bytes.
    package static let digestByteCount = 32

    /// The digest of a span, 32 bytes.
    ///
    /// Wraps `EVP_Digest`.
    package static func digest(_ bytes: borrowing Span<UInt8>) -> [UInt8] {
        unsafe bytes.withUnsafeBufferPointer { message in
            let result = unsafe [UInt8](unsafeUninitializedCapacity: digestByteCount) {
                output,
                count in
                let isDone = unsafe DigestMethod.sha256.digest(message, into: output)
                // It fails only when memory is exhausted: no digest can be right then.
                precondition(isDone, "libcrypto cannot compute SHA-256: EVP_Digest failed")
                count = digestByteCount
            }
            return result
        }
    }

    /// The digest of an array, 32 bytes.
    package static func digest(_ bytes: [UInt8]) -> [UInt8] {
        digest(bytes.span)
    }

    /// The digest of a text's UTF-8 bytes, 32 bytes.
    package static func digest(_ text: String.UTF8View) -> [UInt8] {
        digest(Array(text).span)
    }
}

/// SHA-256 of bytes that arrive in pieces.
///
/// Belongs to one thread at a time.
@safe
package struct SHA256Stream: ~Copyable {
    // Owned by this value alone, freed in deinit, never handed out.
    private let context: OpaquePointer

    /// Starts an empty message.
    ///
    /// Wraps `EVP_DigestInit_ex`.
    package init() {
        let made = unsafe EVP_MD_CTX_new()
        guard let made = unsafe made, unsafe DigestMethod.sha256.start(made) else {
            preconditionFailure("libcrypto cannot compute SHA-256: EVP_DigestInit_ex failed")
        }
        unsafe context = made
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// Adds a piece of the message.
    ///
    /// Wraps `EVP_DigestUpdate`.
    package mutating func update(_ bytes: borrowing Span<UInt8>) {
        let status = unsafe bytes.withUnsafeBufferPointer {
            unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count)
        }
        precondition(status == 1, "libcrypto cannot compute SHA-256: EVP_DigestUpdate failed")
    }

    /// Adds a piece of the message.
    package mutating func update(_ bytes: [UInt8]) {
        update(bytes.span)
    }

    /// Ends the message.
    ///
    /// Wraps `EVP_DigestFinal_ex`.
    ///
    /// - Returns: The digest of all pieces, 32 bytes.
    package consuming func finish() -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: SHA256.digestByteCount) { output, count in
            let status = unsafe EVP_DigestFinal_ex(context, output.baseAddress, nil)
            precondition(status == 1, "libcrypto cannot compute SHA-256: EVP_DigestFinal_ex failed")
            count = SHA256.digestByteCount
        }
    }
}
