// The canonical form is what digests are taken of: the same value gives the same bytes on every
// machine and in every version.

extension JSONValue {
    /// The canonical form: member names sorted by their UTF-8 bytes, no spaces, only `"`, `\` and
    /// control characters escaped, other characters as UTF-8, decimals as their text.
    ///
    /// - Complexity: O(n log n) in the number of members.
    package func canonicalBytes() -> [UInt8] {
        var writer = CanonicalWriter()
        writer.reserve(256)
        writer.value(self)
        return writer.bytes
    }

    /// The canonical form as text.
    package func canonicalText() -> String {
        String(decoding: canonicalBytes(), as: UTF8.self)
    }
}

extension JSONNumber {
    /// Whether a text is a JSON number with a fraction or an exponent, and nothing else.
    static func isDecimal(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let limits = JSONLimits(maximumNumberBytes: max(20, bytes.count))
        guard let number = try? JSONNumber(bytes, from: 0, limits: limits) else { return false }
        if case .decimal = number.value { return number.end == bytes.count }
        return false
    }
}
