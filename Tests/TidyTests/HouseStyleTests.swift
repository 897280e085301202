import Foundation
import Testing

/// What neither the compiler nor the formatter holds.
@Suite struct HouseStyleTests {
    @Test("no file is longer than 400 lines, no function longer than 70")
    func lengths() {
        let opening =
            #/^( *)(?:@\w+(?:\([^)]*\))? )*(?:(?:package|private|fileprivate|public|static|mutating|consuming|borrowing|override|final|nonisolated|convenience) )*(?:func |init[(?<]|deinit)/#
        for file in Tree.sources + Tree.tests {
            #expect(file.lines.count <= 401, "\(file) has \(file.lines.count) lines")
            var start: (line: Int, indent: Substring)?
            for (number, line) in file.lines.enumerated() {
                if let match = line.firstMatch(of: opening) {
                    start = (number, match.1)
                } else if let open = start, line == open.indent + "}" {
                    let length = number - open.line + 1
                    #expect(length <= 70, "\(file):\(open.line + 1) is \(length) lines long")
                    start = nil
                }
            }
        }
    }

    @Test("every package declaration is documented")
    func documentation() {
        let declaration =
            #/^\s*(?:@\w+(?:\([^)]*\))? )*package (?!import)(?!init\(from)[^\n]*\b(func|init|var|let|struct|class|enum|protocol|actor|typealias|static|subscript)\b/#
        for file in Tree.sources {
            for (number, line) in file.lines.enumerated() where line.contains(declaration) {
                var above = number - 1
                while above >= 0, file.lines[above].trimmed.hasPrefix("@") { above -= 1 }
                let documented = above >= 0 && file.lines[above].trimmed.hasPrefix("///")
                #expect(documented, "\(file):\(number + 1) has no documentation")
            }
        }
    }

    @Test("nothing is left for later, and every unchecked promise has its proof beside it")
    func promises() {
        let later = ["TO" + "DO", "FIX" + "ME"]
        for file in Tree.sources + Tree.tests {
            for (number, line) in file.lines.enumerated() {
                for word in later {
                    #expect(!line.contains(word), "\(file):\(number + 1) says \(word)")
                }
                guard line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)"),
                    !line.trimmed.hasPrefix("//"), !file.path.hasPrefix("Tests/TidyTests")
                else { continue }
                let context = file.lines[max(0, number - 12)...number]
                #expect(
                    context.contains { $0.trimmed.hasPrefix("//") },
                    "\(file):\(number + 1) promises without a proof"
                )
            }
        }
    }

    @Test("no task sleeps by itself, which would start libdispatch's timer of one second")
    func sleeps() {
        for file in Tree.sources {
            for (number, line) in file.lines.enumerated()
            where !line.trimmed.hasPrefix("//") {
                #expect(!line.contains("Task.sleep"), "\(file):\(number + 1) sleeps in a task")
            }
        }
    }

    @Test("every page has one title")
    func titles() {
        #expect(!Tree.pages.isEmpty)
        for page in Tree.pages {
            var isCode = false
            var titles = 0
            for line in page.lines {
                if line.hasPrefix("```") { isCode.toggle() }
                if !isCode && line.hasPrefix("# ") { titles += 1 }
            }
            #expect(titles == 1, "\(page) has \(titles) titles")
        }
    }
}

extension Substring {
    var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
