import ArgumentParser
import Foundation
import Testing

@testable import kopilka

/// Every command that the documentation shows exists.
@Suite struct CommandTests {
    @Test("every kopilka command shown in README and docs is a command of the binary")
    func commands() throws {
        let shown = #/(?:^|[\s`])kopilka ([a-z]+)(?: ([a-z]+))?/#
        var seen = 0
        for page in Tree.pages {
            for line in page.lines {
                for match in line.matches(of: shown) {
                    guard Self.isCommandLine(line, match.range) else { continue }
                    let name = String(match.1)
                    let command = Kopilka.configuration.subcommands.first {
                        $0._commandName == name
                    }
                    #expect(command != nil, "\(page) shows kopilka \(name)")
                    guard let command, let sub = match.2 else { continue }
                    let children = command.configuration.subcommands
                    guard !children.isEmpty else { continue }
                    seen += 1
                    #expect(
                        children.contains { $0._commandName == String(sub) },
                        "\(page) shows kopilka \(name) \(sub)"
                    )
                }
            }
        }
        #expect(seen > 0, "the pages show no command at all")
    }

    /// Whether the words stand in a code line or in backquotes, and not in a sentence.
    private static func isCommandLine(
        _ line: Substring,
        _ range: Range<Substring.Index>
    ) -> Bool {
        let start = line.trimmingCharacters(in: .whitespaces)
        if start.hasPrefix("kopilka ") || start.hasPrefix("$ kopilka ") { return true }
        return line[range].hasPrefix("`")
    }

    @Test("every command has an example in its help")
    func examples() {
        func check(_ command: any ParsableCommand.Type) {
            let discussion = command.configuration.discussion
            #expect(discussion.contains("Example:"), "\(command._commandName) has no example")
            for child in command.configuration.subcommands { check(child) }
        }
        check(Kopilka.self)
    }
}
