import ArgumentParser
import ProgrammeFile

extension ProgrammeCommand {
    /// `kopilka programme schema`.
    struct Schema: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "schema",
            abstract: "Prints the JSON Schema of programme files, for editors.",
            discussion: """
                An editor that knows the schema completes field names and marks what is wrong \
                while it is typed; `programme check` finds more.

                Example: kopilka programme schema > programme.schema.json
                """
        )

        func run() throws {
            printLine(ProgrammeFile.schema())
        }
    }
}
