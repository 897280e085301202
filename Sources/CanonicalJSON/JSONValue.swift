/// One JSON value, as RFC 8259 knows it.
///
/// Strings compare as Swift compares them, by canonical equivalence; their bytes are kept, and
/// ``canonicalBytes()`` writes them as they were.
package enum JSONValue: Hashable, Sendable {
    /// The literal `null`.
    case null
    /// The literal `true` or `false`.
    case bool(Bool)
    /// A number without fraction and exponent.
    case integer(Int64)
    /// A number with a fraction or an exponent, as its text: never a binary float.
    case decimal(String)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object; the order of its members carries no meaning.
    case object([String: JSONValue])

    /// The truth value; nil: this is something else.
    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The integer; nil: this is something else, also a number with a fraction.
    package var integer: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// The string; nil: this is something else.
    package var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The elements; nil: this is not an array.
    package var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members; nil: this is not an object.
    package var object: [String: JSONValue]? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The member of an object; nil: there is none, or this is not an object.
    package subscript(key: String) -> JSONValue? { object?[key] }
}

/// The bounds of what a parser accepts.
package struct JSONLimits: Hashable, Sendable {
    /// Bytes of a whole document.
    package var maximumBytes: Int
    /// Arrays and objects inside one another; the parser never recurses further.
    package var maximumDepth: Int
    /// Bytes of one number.
    package var maximumNumberBytes: Int

    /// Makes bounds; the defaults are 1 MiB, 64 levels and numbers of 128 bytes.
    package init(
        maximumBytes: Int = 1 << 20,
        maximumDepth: Int = 64,
        maximumNumberBytes: Int = 128
    ) {
        precondition(maximumBytes > 0, "a document has at least one byte")
        precondition((1...512).contains(maximumDepth), "the parser recurses at most 512 levels")
        precondition(maximumNumberBytes >= 20, "every 64-bit integer must fit")
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumNumberBytes = maximumNumberBytes
    }
}
