/// One thing that is wrong in a configuration file: where, what, and how to mend it.
package struct DocumentProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's name as the user gave it.
    package let file: String
    /// Line from 1.
    package let line: Int
    /// Column in characters from 1.
    package let column: Int
    /// Where in the document: `rules[2].amount.rateBp`; empty for the whole.
    package let path: String
    /// What is wrong.
    package let message: String
    /// What to do about it.
    package let mend: String

    /// Makes a problem.
    package init(
        file: String,
        line: Int,
        column: Int,
        path: String,
        message: String,
        mend: String
    ) {
        self.file = file
        self.line = line
        self.column = column
        self.path = path
        self.message = message
        self.mend = mend
    }

    /// `FILE:LINE: PATH: what; how to mend`.
    package var description: String {
        "\(file):\(line): \(path.isEmpty ? "" : path + ": ")\(message); \(mend)"
    }
}

/// Collects the problems of one file, so that its author sees all of them at once.
///
/// Used by one thread while one file is read.
package final class DocumentProblems {
    /// The most problems that are kept; later ones would be consequences of the first.
    package static let maximumCount = 100

    /// The file's name as the user gave it.
    package let file: String
    private var problems: [DocumentProblem] = []

    /// Begins without problems.
    package init(file: String) { self.file = file }

    /// Whether nothing is wrong so far.
    package var isEmpty: Bool { problems.isEmpty }

    /// The problems in order of their lines, those of other files last.
    package var sorted: [DocumentProblem] {
        problems.sorted { left, right in
            let isOther = (left.file != file, right.file != file)
            if isOther.0 != isOther.1 { return isOther.1 }
            if left.file != right.file { return left.file < right.file }
            return (left.line, left.column, left.path) < (right.line, right.column, right.path)
        }
    }

    /// Whether no more problems are kept, so that it is no use to look for them.
    package var isFull: Bool { problems.count >= Self.maximumCount }

    /// Adds a problem at a node.
    package func add(_ node: DocumentNode, _ message: String, mend: String) {
        add(
            DocumentProblem(
                file: node.file,
                line: node.line,
                column: node.column,
                path: node.path,
                message: message,
                mend: mend
            )
        )
    }

    /// Adds a problem at a place of a file that has no nodes.
    package func add(
        line: Int,
        column: Int = 1,
        path: String = "",
        _ message: String,
        mend: String
    ) {
        add(
            DocumentProblem(
                file: file,
                line: line,
                column: column,
                path: path,
                message: message,
                mend: mend
            )
        )
    }

    /// Adds a problem that was found elsewhere.
    package func add(_ problem: DocumentProblem) {
        guard !isFull else { return }
        problems.append(problem)
    }
}

/// A piece of the user's text as it may stand in a message: on one line, without control
/// characters, cut after 40 characters.
package func quoted(_ text: String) -> String {
    let limit = 40
    var shown = ""
    for scalar in text.unicodeScalars.prefix(limit) {
        let isPlain = scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value)
        let isDirection = (0x200B...0x202E).contains(scalar.value) || scalar.value == 0xFEFF
        shown.unicodeScalars.append(isPlain && !isDirection ? scalar : "\u{FFFD}")
    }
    return "`\(shown)\(text.unicodeScalars.count > limit ? "…" : "")`"
}
