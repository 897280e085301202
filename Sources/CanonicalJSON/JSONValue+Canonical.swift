// The canonical form is what digests are taken of: the same value gives the same bytes on every
// machine and in every version.

extension JSONValue {
    /// The canonical form: member names sorted by their UTF-8 bytes, no spaces, only `"`, `\` and
    /// control characters escaped, other characters as UTF-8, decimals as their text.
    ///
    /// - Complexity: O(n log n) in the number of members.
    package func canonicalBytes() -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(256)
        append(to: &output)
        return output
    }

    /// The canonical form as text.
    package func canonicalText() -> String {
        String(decoding: canonicalBytes(), as: UTF8.self)
    }

    private func append(to output: inout [UInt8]) {
        switch self {
        case .null: output += "null".utf8
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .integer(let value): output += String(value).utf8
        case .decimal(let text):
            precondition(Self.isDecimal(text), "a decimal holds the text of a JSON number")
            output += text.utf8
        case .string(let text): Self.append(text, to: &output)
        case .array(let elements):
            output.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                element.append(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members): Self.append(members, to: &output)
        }
    }

    private static func append(_ members: [String: JSONValue], to output: inout [UInt8]) {
        let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        output.append(UInt8(ascii: "{"))
        for (index, member) in sorted.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            append(member.key, to: &output)
            output.append(UInt8(ascii: ":"))
            member.value.append(to: &output)
        }
        output.append(UInt8(ascii: "}"))
    }

    private static func append(_ text: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        let isPlain = text.utf8.allSatisfy { byte in
            byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
        }
        if isPlain {
            output += text.utf8
        } else {
            appendEscaped(text, to: &output)
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func appendEscaped(_ text: String, to output: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): output += "\\\"".utf8
            case UInt8(ascii: "\\"): output += "\\\\".utf8
            case 0x08: output += "\\b".utf8
            case 0x09: output += "\\t".utf8
            case 0x0A: output += "\\n".utf8
            case 0x0C: output += "\\f".utf8
            case 0x0D: output += "\\r".utf8
            case 0..<0x20:
                output += "\\u00".utf8
                output.append(hexadecimalDigit(byte >> 4))
                output.append(hexadecimalDigit(byte & 15))
            default: output.append(byte)
            }
        }
    }

    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        assert(value < 16, "a digit is below 16")
        return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func isDecimal(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let limits = JSONLimits(maximumNumberBytes: max(20, bytes.count))
        guard let number = try? JSONNumber(bytes, from: 0, limits: limits) else { return false }
        if case .decimal = number.value { return number.end == bytes.count }
        return false
    }
}
