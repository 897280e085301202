/// The bearer tokens of the tills.
struct TillTokens: Sendable {
    private struct Entry: Sendable {
        let till: String
        let token: [UInt8]
    }

    /// Shortest token: 16 bytes of text are 96 bits at least when drawn from base64.
    static let bytesMinimum = 16
    /// Longest token.
    static let bytesMaximum = 256

    private let entries: [Entry]

    /// Takes the tokens by till.
    ///
    /// - Throws: `badToken` for a name or token that cannot be, or for a token of two tills.
    init(_ tokens: [String: String]) throws(PageServerError) {
        var entries: [Entry] = []
        for (till, token) in tokens.sorted(by: { $0.key < $1.key }) {
            guard !till.isEmpty, till.utf8.count <= 64 else {
                throw .init(.badToken, "A till's name has 1 to 64 bytes; rename it.")
            }
            let bytes = [UInt8](token.utf8)
            guard
                (Self.bytesMinimum...Self.bytesMaximum).contains(bytes.count),
                bytes.allSatisfy({ (0x21...0x7E).contains($0) })
            else {
                throw .init(
                    .badToken,
                    "The token of till \(till) is not 16 to 256 printable ASCII characters without "
                        + "spaces; make a new one."
                )
            }
            guard !entries.contains(where: { $0.token == bytes }) else {
                throw .init(
                    .badToken,
                    "Till \(till) has the token of another till; give each till its own."
                )
            }
            entries.append(Entry(till: till, token: bytes))
        }
        self.entries = entries
    }

    /// The till whose token this `Authorization` value carries; nil: nobody's.
    ///
    /// Every token is compared to its last byte, whatever differs.
    func till(authorization: String) -> String? {
        let value = [UInt8](authorization.utf8)
        let scheme = [UInt8]("bearer ".utf8)
        guard value.count > scheme.count, zip(value, scheme).allSatisfy({ $0 | 0x20 == $1 }) else {
            return nil
        }
        let presented = Array(value.dropFirst(scheme.count))
        var found: String?
        for entry in entries where Self.isEqual(entry.token, presented) { found = entry.till }
        return found
    }

    /// Compares without a branch on the bytes.
    private static func isEqual(_ known: [UInt8], _ presented: [UInt8]) -> Bool {
        var difference: UInt8 = known.count == presented.count ? 0 : 1
        for index in known.indices {
            difference |= known[index] ^ (index < presented.count ? presented[index] : 0)
        }
        return difference == 0
    }
}
