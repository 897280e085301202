/// Takes the fields out of one map, by name and type.
///
/// What does not fit is reported and read as absent, so that one pass finds every problem;
/// ``finish(later:)`` then reports the fields that nobody asked for.
package struct DocumentReader {
    /// Whether a field must be there.
    package enum Presence: Sendable {
        /// It must.
        case required
        /// It need not.
        case optional
    }

    /// The node of the map.
    package let node: DocumentNode
    /// Where problems go.
    package let problems: DocumentProblems
    private let members: [DocumentNode.Member]
    private let isMap: Bool
    private var known: [String] = []

    /// Begins with a map; anything else is reported and reads as a map without fields.
    package init(_ node: DocumentNode, _ problems: DocumentProblems) {
        self.node = node
        self.problems = problems
        let members = node.members(problems)
        self.members = members ?? []
        isMap = members != nil
    }

    /// A field's node; nil: it is absent, which is reported when it is required.
    package mutating func field(
        _ name: String,
        _ presence: Presence = .optional
    ) -> DocumentNode? {
        if !known.contains(name) { known.append(name) }
        if let member = members.first(where: { $0.key == name }) { return member.value }
        if presence == .required, isMap {
            problems.add(node, "`\(name)` is missing", mend: "add it")
        }
        return nil
    }

    /// Whether a field is there.
    package func has(_ name: String) -> Bool { members.contains { $0.key == name } }

    /// The text of a field.
    package mutating func text(
        _ name: String,
        _ presence: Presence = .optional,
        maximumBytes: Int = DocumentNode.maximumTextBytes,
        allowsLineBreaks: Bool = false
    ) -> String? {
        field(name, presence)?
            .text(problems, maximumBytes: maximumBytes, allowsLineBreaks: allowsLineBreaks)
    }

    /// The integer of a field.
    package mutating func integer(
        _ name: String,
        _ presence: Presence = .optional,
        in range: ClosedRange<Int64>
    ) -> Int64? {
        field(name, presence)?.integer(problems, in: range)
    }

    /// The integer of a field, as an `Int`.
    package mutating func count(
        _ name: String,
        _ presence: Presence = .optional,
        in range: ClosedRange<Int>
    ) -> Int? {
        let range = Int64(range.lowerBound)...Int64(range.upperBound)
        return integer(name, presence, in: range).map { Int($0) }
    }

    /// The names of the fields that are there, in the order of the file.
    package var names: [String] { members.map(\.key) }

    /// The truth value of a field.
    package mutating func bool(_ name: String) -> Bool? { field(name)?.bool(problems) }

    /// The choice of a field.
    package mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String,
        _ type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        field(name)?.choice(problems, type)
    }

    /// The texts of a list; absent: none.
    package mutating func texts(_ name: String) -> [String] {
        elements(name).compactMap { $0.text(problems) }
    }

    /// The elements of a list; absent: none.
    package mutating func elements(
        _ name: String,
        _ presence: Presence = .optional
    ) -> [DocumentNode] {
        field(name, presence)?.elements(problems) ?? []
    }

    /// The members of a map that has names of the user's choice; absent: none.
    package mutating func entries(
        _ name: String,
        _ presence: Presence = .optional
    ) -> [DocumentNode.Member] {
        field(name, presence)?.members(problems) ?? []
    }

    /// A reader of a field that is a map; nil: it is absent.
    package mutating func map(
        _ name: String,
        _ presence: Presence = .optional
    ) -> DocumentReader? {
        field(name, presence).map { DocumentReader($0, problems) }
    }

    /// Reports a problem of one field, or of the map when the field is absent.
    package func report(_ name: String, _ message: String, mend: String) {
        let value = members.first { $0.key == name }?.value
        problems.add(value ?? node, message, mend: mend)
    }

    /// Reports every field that is not in the table of the format.
    ///
    /// - Parameter fields: The names of all fields of this map.
    package func finish(fields: [String]) {
        for member in members where !fields.contains(member.key) {
            let hint = suggestion(for: member.key, among: fields)
            let mend = hint + "the fields here are \(listed(fields))"
            problems.add(member.keyNode, "unknown field \(quoted(member.key))", mend: mend)
        }
    }

    /// Reports every field that was not asked for.
    ///
    /// - Parameter later: Fields that the format knows and this version does not support; they
    ///   are refused by name, never ignored. An empty list or map asks for nothing and passes.
    package func finish(later: [String] = []) {
        for member in members where !known.contains(member.key) {
            if later.contains(member.key) {
                guard !member.value.isEmptyCollection else { continue }
                problems.add(
                    member.keyNode,
                    "field `\(member.key)` is not supported by this version yet",
                    mend: "remove it"
                )
            } else {
                let hint = suggestion(for: member.key, among: known)
                let mend =
                    known.isEmpty ? "remove it" : hint + "the fields here are \(listed(known))"
                problems.add(member.keyNode, "unknown field \(quoted(member.key))", mend: mend)
            }
        }
    }
}
