import ArgumentParser
import CanonicalJSON
import Cryptography
import Loyalty
import ProgrammeFile
import StrictDocument

/// `kopilka programme`: the owner's tools.
struct ProgrammeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "programme",
        abstract: "The rules of the shop, before they go live.",
        discussion: "Example: kopilka programme check docs/programmes/demo/programme.yaml",
        subcommands: [
            Check.self, Explain.self, ReplayHistory.self, Diff.self, Schema.self,
        ]
    )

    /// `kopilka programme check`.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Validates a programme file; names every problem and how to mend it.",
            discussion: """
                Exit status 1: there are problems.

                Example: kopilka programme check docs/programmes/demo/programme.yaml
                """
        )

        @Argument(help: "The programme, YAML or JSON.")
        var file: String

        @OptionGroup var output: FormatOptions

        func run() throws {
            let text = try TextFile.read(file)
            do throws(InvalidDocument) {
                let loaded = try ProgrammeFile.load(text: text, name: file)
                report(loaded)
            } catch {
                report(error.problems)
                throw ExitCode(CommandFailure.Status.finding.rawValue)
            }
        }

        private func report(_ loaded: LoadedProgramme) {
            let hash = Hex.encode(loaded.hash)
            guard output.format == .json else {
                let programme = loaded.programme
                printLine(
                    "OK: \(programme.id), \(counted(programme.pots.count, "pot")), "
                        + "\(counted(programme.rules.count, "rule")), "
                        + "\(counted(programme.ladders.count, "ladder")), hash \(hash)"
                )
                return
            }
            printLine(
                JSONValue.object([
                    "ok": .bool(true), "hash": .string(hash), "problems": .array([]),
                ]).canonicalText()
            )
        }

        private func counted(_ count: Int, _ noun: String) -> String {
            "\(count) \(noun)\(count == 1 ? "" : "s")"
        }

        private func report(_ problems: [DocumentProblem]) {
            guard output.format == .json else {
                for problem in problems { printError(problem.description) }
                return
            }
            let list = problems.map { problem in
                JSONValue.object([
                    "file": .string(problem.file),
                    "line": .integer(Int64(problem.line)),
                    "column": .integer(Int64(problem.column)),
                    "path": .string(problem.path),
                    "message": .string(problem.message),
                    "mend": .string(problem.mend),
                ])
            }
            printLine(
                JSONValue.object(["ok": .bool(false), "problems": .array(list)]).canonicalText()
            )
        }
    }
}
