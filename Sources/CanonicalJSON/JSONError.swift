/// Why a text is not acceptable JSON, and where.
///
/// The message never quotes a value of the document: values may be identifiers of people.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of fault.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// More bytes than the limit.
        case tooLarge
        /// More levels than the limit.
        case tooDeep
        /// Bytes that are not UTF-8.
        case invalidUTF8
        /// The text ends inside a value.
        case unexpectedEnd
        /// A character that may not stand here.
        case unexpectedCharacter
        /// A number that RFC 8259 does not allow.
        case badNumber
        /// An integer outside the signed 64-bit range.
        case numberOutOfRange
        /// A number with more bytes than the limit.
        case numberTooLong
        /// An escape that RFC 8259 does not know.
        case badEscape
        /// Half of a surrogate pair.
        case loneSurrogate
        /// A control character inside a string, not escaped.
        case controlCharacter
        /// A member name that the object has already.
        case duplicateKey
        /// Something after the value.
        case trailingContent
    }

    /// What is wrong.
    package let kind: Kind
    /// Byte offset of the fault, from 0.
    package let offset: Int
    /// Line of the fault, from 1.
    package let line: Int
    /// Column of the fault in Unicode scalars, from 1.
    package let column: Int
    /// One clause that says what is wrong and what would be right.
    package let message: String

    /// The fault with its place.
    package var description: String { "line \(line), column \(column): \(message)" }

    init(_ kind: Kind, at offset: Int, in bytes: [UInt8], _ message: String) {
        self.kind = kind
        self.offset = offset
        self.message = message
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.line = line
        self.column = column
    }
}
