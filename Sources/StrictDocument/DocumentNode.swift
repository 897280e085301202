/// One node of a document: its place and its content.
///
/// A document that was laid over another one holds nodes of both files.
package struct DocumentNode: Sendable {
    /// The kinds of content.
    package enum Content: Sendable {
        /// A scalar: its text, and whether it was written without quotes.
        case scalar(String, isPlain: Bool)
        /// A list.
        case list([DocumentNode])
        /// A map, in the order of the file; every key once.
        case map([Member])
    }

    /// One key of a map with its value.
    package struct Member: Sendable {
        /// Makes a member.
        package init(key: String, keyNode: DocumentNode, value: DocumentNode) {
            self.key = key
            self.keyNode = keyNode
            self.value = value
        }

        /// The key.
        package let key: String
        /// The place of the key; its path is that of the value.
        package let keyNode: DocumentNode
        /// The value.
        package let value: DocumentNode
    }

    /// The name of the file that it stands in.
    package let file: String
    /// Line from 1.
    package let line: Int
    /// Column in characters from 1.
    package let column: Int
    /// Where in the document: `rules[2].amount`; empty for the whole.
    package let path: String
    /// What stands there.
    package let content: Content

    /// Whether this is a list or a map without anything in it.
    package var isEmptyCollection: Bool {
        switch content {
        case .scalar: false
        case .list(let elements): elements.isEmpty
        case .map(let members): members.isEmpty
        }
    }

    init(file: String, line: Int, column: Int, path: String, content: Content) {
        self.file = file
        self.line = line
        self.column = column
        self.path = path
        self.content = content
    }

    /// The same place with other content.
    package func with(_ content: Content) -> DocumentNode {
        DocumentNode(file: file, line: line, column: column, path: path, content: content)
    }
}

/// Reading a node as a value of one type; what does not fit is reported, and nil returned.
extension DocumentNode {
    /// The most bytes of a text, unless its field says otherwise.
    package static let maximumTextBytes = 256

    /// The text of a scalar, quoted or not, of 1 to `maximumBytes` bytes, without control
    /// characters; line breaks only when they are allowed.
    package func text(
        _ problems: DocumentProblems,
        maximumBytes: Int = DocumentNode.maximumTextBytes,
        allowsLineBreaks: Bool = false
    ) -> String? {
        guard case .scalar(let text, let isPlain) = content else {
            problems.add(self, "must be a text", mend: "write one text, not a list or a map")
            return nil
        }
        guard !text.isEmpty else {
            let message = isPlain ? "has no value" : "is empty"
            problems.add(self, message, mend: "give a text, or remove the field")
            return nil
        }
        guard text.utf8.count <= maximumBytes else {
            let mend = "shorten it to at most \(maximumBytes) bytes"
            problems.add(self, "is too long", mend: mend)
            return nil
        }
        let isClean = text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.generalCategory != .control || (allowsLineBreaks && scalar == "\n")
        }
        guard isClean else {
            problems.add(self, "holds a control character", mend: "remove it")
            return nil
        }
        return text
    }

    /// An integer: digits, perhaps after a minus sign, not quoted, no zero in front.
    ///
    /// YAML's other spellings (`0x10`, `1_000`, `1e3`, `12:30`) are refused rather than guessed.
    package func integer(_ problems: DocumentProblems, in range: ClosedRange<Int64>) -> Int64? {
        guard case .scalar(let text, let isPlain) = content, !(isPlain && text.isEmpty) else {
            reportNoInteger(problems, mend: "write a whole number")
            return nil
        }
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
        let isNumber =
            text.utf8.count - digits.count <= 1 && !digits.isEmpty
            && digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isNumber else {
            reportNoInteger(problems, mend: "write digits only, without spaces, dots or letters")
            return nil
        }
        guard isPlain else {
            reportNoInteger(problems, mend: "remove the quotes: they make it a text")
            return nil
        }
        guard digits.count == 1 || digits.first != UInt8(ascii: "0") else {
            reportNoInteger(problems, mend: "remove the zero in front")
            return nil
        }
        guard let value = Int64(text), range.contains(value) else {
            let mend = "give a number from \(range.lowerBound) to \(range.upperBound)"
            problems.add(self, "\(quoted(text)) is out of range", mend: mend)
            return nil
        }
        return value
    }

    /// A truth value: `true` or `false`, not quoted; YAML's `yes`, `no`, `on`, `off` are refused.
    package func bool(_ problems: DocumentProblems) -> Bool? {
        switch content {
        case .scalar("true", isPlain: true): return true
        case .scalar("false", isPlain: true): return false
        default:
            problems.add(self, "must be true or false", mend: "write true or false, without quotes")
            return nil
        }
    }

    /// One of the raw values of an enumeration.
    package func choice<Choice: RawRepresentable & CaseIterable>(
        _ problems: DocumentProblems,
        _: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        choice(problems, among: Array(Choice.allCases))
    }

    /// One of some raw values of an enumeration.
    package func choice<Choice: RawRepresentable>(
        _ problems: DocumentProblems,
        among choices: [Choice]
    ) -> Choice? where Choice.RawValue == String {
        guard let text = text(problems) else { return nil }
        if let choice = choices.first(where: { $0.rawValue == text }) { return choice }
        let names = choices.map(\.rawValue)
        problems.add(
            self,
            "\(quoted(text)) is not one of the choices",
            mend: suggestion(for: text, among: names) + "write one of \(listed(names))"
        )
        return nil
    }

    /// The elements of a list, at most `maximumCount`.
    package func elements(
        _ problems: DocumentProblems,
        maximumCount: Int = 1_000
    ) -> [DocumentNode]? {
        guard case .list(let elements) = content else {
            problems.add(self, "must be a list", mend: "write [a, b], or one `- a` on each line")
            return nil
        }
        guard elements.count <= maximumCount else {
            problems.add(self, "is too long", mend: "give at most \(maximumCount) elements")
            return nil
        }
        return elements
    }

    /// The members of a map, at most `maximumCount`.
    package func members(
        _ problems: DocumentProblems,
        maximumCount: Int = 1_000
    ) -> [Member]? {
        guard case .map(let members) = content else {
            problems.add(self, "must be a map", mend: "write `name: value` lines, indented")
            return nil
        }
        guard members.count <= maximumCount else {
            problems.add(self, "is too long", mend: "give at most \(maximumCount) members")
            return nil
        }
        return members
    }

    private func reportNoInteger(_ problems: DocumentProblems, mend: String) {
        problems.add(self, "must be a whole number", mend: mend)
    }
}
