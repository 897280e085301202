extension JSONValue {
    /// Parses one document: strict RFC 8259, UTF-8, every member name once in its object.
    ///
    /// - Parameters:
    ///   - bytes: The whole document.
    ///   - limits: The bounds.
    /// - Returns: The value.
    /// - Throws: ``JSONError`` with the line and column of the first fault.
    /// - Complexity: O(n) in the number of bytes.
    package static func parse(
        _ bytes: [UInt8],
        limits: JSONLimits = JSONLimits()
    ) throws(JSONError) -> JSONValue {
        var parser = try JSONParser(bytes, limits: limits)
        return try parser.document()
    }
}

/// A recursive descent over the bytes of one document.
struct JSONParser {
    private let bytes: [UInt8]
    private let limits: JSONLimits
    private var index = 0
    private var depth = 0

    init(_ bytes: [UInt8], limits: JSONLimits) throws(JSONError) {
        guard bytes.count <= limits.maximumBytes else {
            let message = "a document may have at most \(limits.maximumBytes) bytes"
            throw JSONError(.tooLarge, at: 0, in: [], message)
        }
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            let offset = error.byteOffsets.lowerBound
            throw JSONError(.invalidUTF8, at: offset, in: bytes, "these bytes are not UTF-8")
        }
        self.bytes = bytes
        self.limits = limits
    }

    mutating func document() throws(JSONError) -> JSONValue {
        let value = try value()
        skipSpace()
        guard index == bytes.count else {
            throw fault(.trailingContent, "nothing may follow the value")
        }
        return value
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        skipSpace()
        guard index < bytes.count else {
            throw fault(.unexpectedEnd, "the text ends where a value is expected")
        }
        switch bytes[index] {
        case UInt8(ascii: "{"):
            return try nested { parser throws(JSONError) in try parser.object() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let number = try JSONNumber(bytes, from: index, limits: limits)
            index = number.end
            return number.value
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: throw unexpected("a value")
        }
    }

    private mutating func nested(
        _ read: (inout JSONParser) throws(JSONError) -> JSONValue
    ) throws(JSONError) -> JSONValue {
        guard depth < limits.maximumDepth else {
            throw fault(.tooDeep, "at most \(limits.maximumDepth) levels may be nested")
        }
        depth += 1
        let value = try read(&self)
        depth -= 1
        return value
    }

    private mutating func object() throws(JSONError) -> JSONValue {
        index += 1
        var members = [String: JSONValue](minimumCapacity: 8)
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipSpace()
            let start = index
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
                throw unexpected("a member name in double quotes")
            }
            let name = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw unexpected("a colon") }
            guard case nil = members.updateValue(try value(), forKey: name) else {
                index = start
                throw fault(.duplicateKey, "the object has a member of this name already")
            }
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "}")) else { throw unexpected("a comma or a closing brace") }
            return .object(members)
        }
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        index += 1
        var elements: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try value())
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "]")) else { throw unexpected("a comma or a closing bracket") }
            return .array(elements)
        }
    }

    private mutating func literal(
        _ text: StaticString,
        _ value: JSONValue
    ) throws(JSONError) -> JSONValue {
        for byte in text.description.utf8 {
            guard take(byte) else { throw unexpected("the literal `\(text)`") }
        }
        return value
    }
}

// Strings.
extension JSONParser {
    private mutating func string() throws(JSONError) -> String {
        index += 1
        let start = index
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                index += 1
                return String(decoding: bytes[start..<(index - 1)], as: UTF8.self)
            case UInt8(ascii: "\\"): return try escapedString(from: start)
            case 0..<0x20: throw controlCharacter()
            default: index += 1
            }
        }
        throw fault(.unexpectedEnd, "the text ends inside a string")
    }

    /// Reads on from the first backslash of a string.
    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var text = Array(bytes[start..<index])
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                text += Character(try escape()).utf8
            case 0..<0x20: throw controlCharacter()
            default:
                text.append(byte)
                index += 1
            }
        }
        throw fault(.unexpectedEnd, "the text ends inside a string")
    }

    /// Reads one escape, a surrogate pair as one.
    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        let start = index
        index += 1
        guard index < bytes.count else {
            throw fault(.unexpectedEnd, "the text ends inside an escape")
        }
        let letter = bytes[index]
        index += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape(from: start)
        default:
            index = start
            throw fault(.badEscape, "after a backslash one of \" \\ / b f n r t u is expected")
        }
    }

    private mutating func unicodeEscape(from start: Int) throws(JSONError) -> Unicode.Scalar {
        let first = try fourDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            index = start
            throw fault(.loneSurrogate, "this escape is half of a surrogate pair")
        }
        let second = try fourDigits()
        guard UTF16.isTrailSurrogate(second) else {
            index = start
            throw fault(.loneSurrogate, "this escape is half of a surrogate pair")
        }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private mutating func fourDigits() throws(JSONError) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard index < bytes.count else {
                throw fault(.unexpectedEnd, "the text ends inside an escape")
            }
            let byte = bytes[index]
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw fault(.badEscape, "four hexadecimal digits must follow \\u")
            }
            value = value << 4 | UInt16(digit)
            index += 1
        }
        return value
    }
}

// Small steps and faults.
extension JSONParser {
    private mutating func skipSpace() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private func fault(_ kind: JSONError.Kind, _ message: String) -> JSONError {
        JSONError(kind, at: index, in: bytes, message)
    }

    private func unexpected(_ wanted: String) -> JSONError {
        guard index < bytes.count else {
            return fault(.unexpectedEnd, "the text ends where \(wanted) is expected")
        }
        return fault(.unexpectedCharacter, "\(wanted) is expected here")
    }

    private func controlCharacter() -> JSONError {
        fault(.controlCharacter, "a control character inside a string must be escaped")
    }
}
