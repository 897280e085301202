/// The path and the query of a request, as far as this server uses them.
struct RequestTarget: Hashable, Sendable {
    /// The path as it was sent: no path of ours needs an escape.
    let path: String
    /// Query parameters, decoded.
    let query: [String: String]

    /// Parses an origin-form target.
    ///
    /// - Throws: 400 for another form, a broken escape, or a parameter given twice.
    init(_ text: String) throws(APIError) {
        guard text.hasPrefix("/"), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Self.malformed("a path that starts with / and printable ASCII characters")
        }
        guard let mark = text.firstIndex(of: "?") else {
            path = text
            query = [:]
            return
        }
        path = String(text[..<mark])
        var query: [String: String] = [:]
        for pair in text[text.index(after: mark)...].split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard
                let name = Self.decode(parts[0]),
                let value = parts.count == 2 ? Self.decode(parts[1]) : ""
            else { throw Self.malformed("%HH escapes of UTF-8 text in the query") }
            guard query.updateValue(value, forKey: name) == nil else {
                throw Self.malformed("each query parameter once")
            }
        }
        self.query = query
    }

    /// Refuses parameters that the route does not know.
    ///
    /// - Throws: 400 for any other parameter.
    func allow(_ names: [String]) throws(APIError) {
        guard query.keys.allSatisfy(names.contains) else {
            throw APIError(
                400,
                "unknownParameter",
                names.isEmpty
                    ? "This address takes no query parameters; leave out everything from the ?."
                    : "A query parameter is unknown here; this address takes only "
                        + names.joined(separator: " and ") + "."
            )
        }
    }

    private static func malformed(_ wanted: String) -> APIError {
        APIError(
            400,
            "malformedTarget",
            "The request's address is not understood; send " + wanted + "."
        )
    }

    private static func decode(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(hexDigit),
                    let low = rest.next().flatMap(hexDigit)
                else { return nil }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
