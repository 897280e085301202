import CanonicalJSON

/// Takes the fields of one JSON object, one after another, and refuses whatever is left.
struct JSONFields {
    private let values: [String: JSONValue]
    private let prefix: String
    private var taken: Set<String> = []

    /// Opens an object.
    ///
    /// - Parameters:
    ///   - value: The value that must be an object.
    ///   - path: Its own path; empty for the whole body.
    /// - Throws: 400 `wrongType`.
    init(_ value: JSONValue, path: String = "") throws(APIError) {
        guard let object = value.object else {
            throw Self.wrongType(path.isEmpty ? nil : path, "an object")
        }
        values = object
        prefix = path.isEmpty ? "" : path + "."
    }

    /// Reads a whole body.
    ///
    /// - Throws: 400 `malformedJSON` with the place, or `wrongType`.
    static func body(_ bytes: [UInt8]) throws(APIError) -> JSONFields {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue.parse(
                bytes,
                limits: JSONLimits(maximumBytes: HTTPLimits.bodyBytesMaximum, maximumDepth: 8)
            )
        } catch {
            throw APIError(
                400,
                "malformedJSON",
                "The body is not JSON: \(error.description); send one JSON object."
            )
        }
        return try JSONFields(value)
    }

    /// The path of a field, as errors name it.
    func path(_ name: String) -> String { prefix + name }

    /// A field of any type; nil when absent or null.
    mutating func optional(_ name: String) -> JSONValue? {
        taken.insert(name)
        let value = values[name]
        return value == .null ? nil : value
    }

    /// A field of any type.
    ///
    /// - Throws: 400 `missingField`.
    mutating func required(_ name: String) throws(APIError) -> JSONValue {
        guard let value = optional(name) else {
            throw APIError(
                400,
                "missingField",
                "The field '\(path(name))' is missing; add it.",
                field: path(name)
            )
        }
        return value
    }

    /// A text of 1 to `maximum` bytes without control characters; nil when absent.
    ///
    /// - Throws: 400 `wrongType` or `badField`.
    mutating func optionalText(_ name: String, maximum: Int) throws(APIError) -> String? {
        guard let value = optional(name) else { return nil }
        guard let text = value.string else { throw Self.wrongType(path(name), "a string") }
        guard
            (1...maximum).contains(text.utf8.count),
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else {
            throw badField(name, "must be 1 to \(maximum) bytes without control characters")
        }
        return text
    }

    /// A text of 1 to `maximum` bytes without control characters.
    ///
    /// - Throws: 400 `missingField`, `wrongType` or `badField`.
    mutating func text(_ name: String, maximum: Int) throws(APIError) -> String {
        _ = try required(name)
        guard let text = try optionalText(name, maximum: maximum) else {
            preconditionFailure("a required field is there")
        }
        return text
    }

    /// An integer within a range.
    ///
    /// - Throws: 400 `missingField` or `wrongType`; 422 `amountOutOfRange`.
    mutating func integer(_ name: String, in range: ClosedRange<Int64>) throws(APIError) -> Int64 {
        let value: JSONValue = try required(name)
        guard let integer = value.integer else {
            throw Self.wrongType(path(name), "a whole number")
        }
        guard range.contains(integer) else {
            throw APIError(
                422,
                "amountOutOfRange",
                "The field '\(path(name))' must be from \(range.lowerBound) to "
                    + "\(range.upperBound); correct it.",
                field: path(name)
            )
        }
        return integer
    }

    /// Refuses the object if a field was not taken.
    ///
    /// - Throws: 400 `unknownField`, naming the first in order.
    func refuseOthers() throws(APIError) {
        guard let name = values.keys.filter({ !taken.contains($0) }).min() else { return }
        guard Self.isPlainName(name) else {
            throw APIError(
                400,
                "unknownField",
                "A field of \(prefix.isEmpty ? "the body" : "'\(prefix.dropLast())'") has a name "
                    + "that is no field of ours; leave it out."
            )
        }
        throw APIError(
            400,
            "unknownField",
            "The field '\(path(name))' is unknown; leave it out or correct its name.",
            field: path(name)
        )
    }

    /// A refusal of a field whose value cannot be.
    func badField(_ name: String, _ rule: String) -> APIError {
        APIError(
            400,
            "badField",
            "The field '\(path(name))' \(rule); correct it.",
            field: path(name)
        )
    }

    /// A refusal of a value of the wrong type.
    static func wrongType(_ path: String?, _ wanted: String) -> APIError {
        let what = path.map { "The field '\($0)'" } ?? "The body"
        return APIError(400, "wrongType", "\(what) must be \(wanted); correct it.", field: path)
    }

    /// Only plain words are repeated in an answer: a name could be a card number.
    static func isPlainName(_ name: String) -> Bool {
        let digits = name.utf8.count { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return (1...40).contains(name.utf8.count) && digits < 4
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
