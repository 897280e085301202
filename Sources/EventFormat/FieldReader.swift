import CanonicalJSON

/// Takes the fields out of one JSON object, by name and type, and refuses the others.
struct FieldReader {
    private let path: String
    private let members: [String: JSONValue]
    /// The names that were asked for and are there.
    private var taken: [String] = []

    /// Begins with an object.
    ///
    /// - Parameters:
    ///   - value: The object.
    ///   - path: Where it stands; empty for the whole value.
    /// - Throws: ``EventFormatError`` when the value is something else.
    init(_ value: JSONValue, path: String) throws(EventFormatError) {
        guard let members = value.object else {
            throw EventFormatError(field: path, reason: "must be an object")
        }
        self.path = path
        self.members = members
        taken.reserveCapacity(members.count)
    }

    /// The path of a field of this object.
    func path(of name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    /// Takes a field that need not be there.
    mutating func optional(_ name: String) -> JSONValue? {
        guard let value = members[name] else { return nil }
        assert(!taken.contains(name), "a field is asked for once")
        taken.append(name)
        return value
    }

    /// Takes a field that must be there.
    mutating func required(_ name: String) throws(EventFormatError) -> JSONValue {
        guard let value = optional(name) else { throw fault(name, "is missing") }
        return value
    }

    mutating func requiredText(_ name: String) throws(EventFormatError) -> String {
        try text(try required(name), name)
    }

    mutating func optionalText(_ name: String) throws(EventFormatError) -> String? {
        guard let value = optional(name) else { return nil }
        return try text(value, name)
    }

    mutating func requiredInteger(_ name: String) throws(EventFormatError) -> Int64 {
        guard let value = try required(name).integer else {
            throw fault(name, "must be an integer")
        }
        return value
    }

    mutating func requiredArray(
        _ name: String,
        maximumCount: Int
    ) throws(EventFormatError) -> [JSONValue] {
        guard let elements = try required(name).array else { throw fault(name, "must be an array") }
        guard elements.count <= maximumCount else {
            throw fault(name, "may have at most \(maximumCount) elements")
        }
        return elements
    }

    /// Ends the reading: what is left over is refused.
    ///
    /// - Parameter later: Names that the format knows and this version does not support.
    /// - Throws: ``EventFormatError`` for the first field left over, in order of name.
    func finish(later: Set<String> = []) throws(EventFormatError) {
        guard taken.count < members.count,
            let name = members.keys.filter({ !taken.contains($0) }).min()
        else { return }
        guard later.contains(name) else { throw fault(Self.shown(name), "is not a known field") }
        throw fault(name, "is not supported by this version yet; remove it")
    }

    func fault(_ name: String, _ reason: String) -> EventFormatError {
        EventFormatError(field: path(of: name), reason: reason)
    }

    private func text(_ value: JSONValue, _ name: String) throws(EventFormatError) -> String {
        try Self.text(value, path: path(of: name))
    }

    /// A text within the bounds.
    static func text(_ value: JSONValue, path: String) throws(EventFormatError) -> String {
        guard let text = value.string else {
            throw EventFormatError(field: path, reason: "must be a string")
        }
        if let reason = EventLimits.objection(to: text) {
            throw EventFormatError(field: path, reason: reason)
        }
        return text
    }

    /// A field's name as it may be shown: a name that is not a plain word is not repeated.
    private static func shown(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy { byte in
            byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
        }
        return isPlain && (1...32).contains(name.utf8.count) ? name : "(unreadable name)"
    }
}
