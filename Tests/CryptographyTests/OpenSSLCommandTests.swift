import Glibc
import Testing

@testable import Cryptography

/// The same answers as the `openssl` command, where there is one.
@Suite struct OpenSSLCommandTests {
    static let command = "/usr/bin/openssl"
    static let isPresent = unsafe access(command, X_OK) == 0

    @Test("agrees with openssl dgst", .enabled(if: isPresent))
    func digest() {
        for length in [0, 1, 63, 64, 65, 1000] {
            let message = randomBytes(count: length)
            let key = SecretKey.random()
            let hash = run("dgst -sha256 -r", on: message)
            #expect(hash.hasPrefix(Hex.encode(SHA256.digest(message)) + " "))
            let keyed = "dgst -sha256 -r -mac HMAC -macopt hexkey:\(Hex.encode(key.bytes))"
            let code = run(keyed, on: message)
            #expect(code.hasPrefix(Hex.encode(key.hmacSHA256(message)) + " "))
        }
    }

    /// Runs the command with these bytes on its standard input and returns what it printed.
    private func run(_ arguments: String, on input: [UInt8]) -> String {
        let octal = input.map { byte in
            "\\" + String(repeating: "0", count: byte < 8 ? 2 : byte < 64 ? 1 : 0)
                + String(byte, radix: 8)
        }
        let line = "printf '\(octal.joined())' | \(Self.command) \(arguments)"
        guard let pipe = unsafe popen(line, "r") else {
            Issue.record("the shell cannot be started")
            return ""
        }
        defer { unsafe pclose(pipe) }
        var printed: [UInt8] = []
        while printed.count < 4096 {
            let byte = unsafe fgetc(pipe)
            guard let byte = UInt8(exactly: byte) else { break }
            printed.append(byte)
        }
        return String(decoding: printed, as: UTF8.self)
    }
}
