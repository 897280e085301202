import CanonicalJSON

/// Takes the fields out of one JSON object, by name and type, and refuses the others.
struct FieldReader {
    /// Where an object stands; its text is made only for a fault.
    struct Place {
        /// The field that holds it; empty for the whole value.
        let name: String
        /// Its index there; nil: it is not in an array.
        var index: Int?

        /// As faults show it.
        var path: String { index.map { "\(name)[\($0)]" } ?? name }
    }

    private let place: Place
    private let members: [String: JSONValue]
    /// The names that were asked for and are there.
    private var taken: [String] = []

    /// Begins with an object.
    ///
    /// - Parameters:
    ///   - value: The object.
    ///   - name: The field that holds it; empty for the whole value.
    ///   - index: Its index there; nil: it is not in an array.
    /// - Throws: ``EventFormatError`` when the value is something else.
    init(
        _ value: JSONValue,
        in name: @autoclosure () -> String,
        index: Int? = nil
    ) throws(EventFormatError) {
        let place = Place(name: name(), index: index)
        guard let members = value.object else {
            throw EventFormatError(field: place.path, reason: "must be an object")
        }
        self.place = place
        self.members = members
        taken.reserveCapacity(members.count)
    }

    /// The path of a field of this object.
    func path(of name: String) -> String {
        let path = place.path
        return path.isEmpty ? name : "\(path).\(name)"
    }

    /// The value of a field, without taking it.
    func peek(_ name: String) -> JSONValue? { members[name] }

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

    /// A text that may be empty: what the core judges by itself.
    mutating func requiredFreeText(_ name: String) throws(EventFormatError) -> String {
        try text(try required(name), name, minimum: 0)
    }

    mutating func optionalFreeText(_ name: String) throws(EventFormatError) -> String? {
        guard let value = optional(name) else { return nil }
        return try text(value, name, minimum: 0)
    }

    mutating func requiredInteger(_ name: String) throws(EventFormatError) -> Int64 {
        guard let value = try required(name).integer else {
            throw fault(name, "must be an integer")
        }
        return value
    }

    mutating func optionalInteger(_ name: String) throws(EventFormatError) -> Int64? {
        guard let value = optional(name) else { return nil }
        guard let integer = value.integer else { throw fault(name, "must be an integer") }
        return integer
    }

    mutating func requiredArray(
        _ name: String,
        maximumCount: Int
    ) throws(EventFormatError) -> [JSONValue] {
        try array(try required(name), name, maximumCount: maximumCount)
    }

    mutating func optionalArray(
        _ name: String,
        maximumCount: Int
    ) throws(EventFormatError) -> [JSONValue]? {
        guard let value = optional(name) else { return nil }
        return try array(value, name, maximumCount: maximumCount)
    }

    /// A list of texts; empty when it is absent.
    mutating func texts(_ name: String) throws(EventFormatError) -> [String] {
        guard let values = try optionalArray(name, maximumCount: EventLimits.maximumFlags) else {
            return []
        }
        var texts: [String] = []
        texts.reserveCapacity(values.count)
        for (index, value) in values.enumerated() { texts.append(try text(value, name, at: index)) }
        return texts
    }

    /// One of a few words; nil when it is absent.
    mutating func word<Word>(
        _ name: String,
        _ type: Word.Type
    ) throws(EventFormatError) -> Word?
    where Word: RawRepresentable & CaseIterable, Word.RawValue == String {
        guard let text = try optionalText(name) else { return nil }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw fault(name, "must be one of \(words)")
        }
        return word
    }

    /// Ends the reading: what is left over is refused.
    ///
    /// - Throws: ``EventFormatError`` for the first field left over, in order of name.
    func finish() throws(EventFormatError) {
        guard taken.count < members.count,
            let name = members.keys.filter({ !taken.contains($0) }).min()
        else { return }
        throw fault(Self.shown(name), "is not a known field")
    }

    func fault(_ name: String, _ reason: String) -> EventFormatError {
        EventFormatError(field: path(of: name), reason: reason)
    }
}

// Steps.
extension FieldReader {
    private func array(
        _ value: JSONValue,
        _ name: String,
        maximumCount: Int
    ) throws(EventFormatError) -> [JSONValue] {
        guard let elements = value.array else { throw fault(name, "must be an array") }
        guard elements.count <= maximumCount else {
            throw fault(name, "may have at most \(maximumCount) elements")
        }
        return elements
    }

    /// A text within the bounds.
    func text(
        _ value: JSONValue,
        _ name: String,
        at index: Int? = nil,
        minimum: Int = 1
    ) throws(EventFormatError) -> String {
        guard let text = value.string else {
            throw fault(Place(name: name, index: index).path, "must be a string")
        }
        if let reason = EventLimits.objection(to: text, minimum: minimum) {
            throw fault(Place(name: name, index: index).path, reason)
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

extension EventLimits {
    /// Why a text cannot stand in an event; nil: it can.
    static func objection(to text: String, minimum: Int = 1) -> String? {
        guard (minimum...maximumTextBytes).contains(text.utf8.count) else {
            return "must have \(minimum) to \(maximumTextBytes) bytes"
        }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            return "may not hold control characters"
        }
        return nil
    }
}
