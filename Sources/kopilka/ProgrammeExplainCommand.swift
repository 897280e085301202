import ArgumentParser
import CanonicalJSON
import ProgrammeFile

extension ProgrammeCommand {
    /// `kopilka programme explain`.
    struct Explain: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "explain",
            abstract: "Says every rule of a programme as one sentence, in Russian and in English.",
            discussion: "Example: kopilka programme explain docs/programmes/demo/programme.yaml"
        )

        @Argument(help: "The programme, YAML or JSON.")
        var file: String

        @OptionGroup var output: FormatOptions

        func run() throws {
            let loaded = try ProgrammeSource.load(path: file)
            let explanations = ProgrammeFile.explain(loaded.programme)
            guard output.format == .json else {
                for explanation in explanations {
                    printLine(explanation.path)
                    printLine("  \(explanation.ru)")
                    printLine("  \(explanation.en)")
                }
                return
            }
            let list = explanations.map { explanation in
                JSONValue.object([
                    "path": .string(explanation.path),
                    "ru": .string(explanation.ru),
                    "en": .string(explanation.en),
                ])
            }
            printLine(JSONValue.object(["explanations": .array(list)]).canonicalText())
        }
    }
}
