/// A file that cannot be used, with every problem that was found in it.
package struct InvalidDocument: Error, Hashable, Sendable, CustomStringConvertible {
    /// The problems in order of their lines; at least one.
    package let problems: [DocumentProblem]

    /// Makes the error of a file with problems.
    package init(_ problems: [DocumentProblem]) {
        precondition(!problems.isEmpty, "a file without problems is not invalid")
        self.problems = problems
    }

    /// One problem a line.
    package var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
