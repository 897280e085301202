/// Writes the canonical form piece by piece, without a tree of values in between.
///
/// The caller keeps the grammar: a name and then its value inside objects, names in the order of
/// their UTF-8 bytes. Debug builds check the order.
package struct CanonicalWriter: Sendable {
    /// What is written so far.
    package private(set) var bytes: [UInt8]

    private var needsComma = false
    /// The last name of each object that is open, an empty text for an array; kept by debug builds.
    private var names: [String?] = []

    /// Begins behind bytes that are there already.
    ///
    /// - Parameter bytes: What the value is appended to; give up the own copy, so that none is made.
    package init(appendingTo bytes: consuming [UInt8] = []) {
        self.bytes = bytes
    }

    /// Makes room for so many bytes in all.
    package mutating func reserve(_ byteCount: Int) { bytes.reserveCapacity(byteCount) }

    /// Opens an object.
    package mutating func beginObject() { begin(UInt8(ascii: "{")) }

    /// Closes an object.
    package mutating func endObject() { end(UInt8(ascii: "}")) }

    /// Opens an array.
    package mutating func beginArray() { begin(UInt8(ascii: "[")) }

    /// Closes an array.
    package mutating func endArray() { end(UInt8(ascii: "]")) }

    /// Writes the name of the member that follows; within an object each is greater by its bytes.
    package mutating func name(_ name: String) {
        assert(isNext(name), "names are in the order of their bytes, each once")
        separate()
        append(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes the literal `null`.
    package mutating func null() { literal("null") }

    /// Writes a truth value.
    package mutating func bool(_ value: Bool) { literal(value ? "true" : "false") }

    /// Writes an integer.
    package mutating func integer(_ value: Int64) {
        separate()
        bytes.appendDecimal(value)
        needsComma = true
    }

    /// Writes a string.
    package mutating func string(_ text: String) {
        separate()
        append(text)
        needsComma = true
    }

    /// Writes a string of bytes that need no escape, such as a time or digits.
    ///
    /// - Parameter write: Appends the characters between the quotes.
    package mutating func plainString(_ write: (inout [UInt8]) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        let start = bytes.count
        write(&bytes)
        assert(bytes[start...].allSatisfy { !$0.needsEscape }, "a plain string has no escapes")
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }

    /// Writes a value that is there as a tree.
    package mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .integer(let value): integer(value)
        case .decimal(let text):
            precondition(JSONNumber.isDecimal(text), "a decimal holds the text of a JSON number")
            literal(text)
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element) }
            endArray()
        case .object(let members):
            beginObject()
            for (name, value) in members.inCanonicalOrder {
                self.name(name)
                self.value(value)
            }
            endObject()
        }
    }
}

// Steps.
extension CanonicalWriter {
    private mutating func begin(_ bracket: UInt8) {
        assert(opens(isObject: bracket == UInt8(ascii: "{")))
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        assert(closes(isObject: bracket == UInt8(ascii: "}")), "what was opened is closed")
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    private mutating func literal(_ text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    private mutating func append(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        if text.utf8.contains(where: \.needsEscape) {
            appendEscaped(text)
        } else {
            bytes.append(contentsOf: text.utf8)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func appendEscaped(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes += "\\\"".utf8
            case UInt8(ascii: "\\"): bytes += "\\\\".utf8
            case 0x08: bytes += "\\b".utf8
            case 0x09: bytes += "\\t".utf8
            case 0x0A: bytes += "\\n".utf8
            case 0x0C: bytes += "\\f".utf8
            case 0x0D: bytes += "\\r".utf8
            case 0..<0x20:
                bytes += "\\u00".utf8
                bytes.append(Self.hexadecimalDigit(byte >> 4))
                bytes.append(Self.hexadecimalDigit(byte & 15))
            default: bytes.append(byte)
            }
        }
    }

    private static func hexadecimalDigit(_ value: UInt8) -> UInt8 {
        assert(value < 16, "a digit is below 16")
        return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    // For assertions only.

    private mutating func opens(isObject: Bool) -> Bool {
        names.append(isObject ? "" : nil)
        return true
    }

    private mutating func closes(isObject: Bool) -> Bool {
        guard let last = names.popLast() else { return false }
        return (last != nil) == isObject
    }

    private mutating func isNext(_ name: String) -> Bool {
        guard let before = names.last ?? nil else { return false }
        names[names.count - 1] = name
        // The first name may be empty, as what stands for "none yet".
        return before.isEmpty || before.utf8.lexicographicallyPrecedes(name.utf8)
    }
}

extension Dictionary where Key == String {
    /// The members in the order in which the canonical form has them: by the bytes of their names.
    @inlinable
    package var inCanonicalOrder: [(key: String, value: Value)] {
        guard count > 1 else { return Array(self) }
        return sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }
}

extension UInt8 {
    fileprivate var needsEscape: Bool {
        self < 0x20 || self == UInt8(ascii: "\"") || self == UInt8(ascii: "\\")
    }
}

extension [UInt8] {
    /// Appends the decimal digits of a number, with a minus sign where it has one.
    package mutating func appendDecimal(_ value: Int64) {
        if value < 0 { append(UInt8(ascii: "-")) }
        appendDecimal(value.magnitude, width: 1)
    }

    /// Appends the decimal digits of a number, with zeros in front up to a width of at most 20.
    package mutating func appendDecimal(_ value: UInt64, width: Int) {
        precondition((1...20).contains(width), "a number has at most 20 digits")
        var digits = InlineArray<20, UInt8>(repeating: UInt8(ascii: "0"))
        var first = 20
        var rest = value
        while rest > 0 {
            first -= 1
            digits[first] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        for index in Swift.min(first, 20 - width)..<20 { append(digits[index]) }
    }
}
