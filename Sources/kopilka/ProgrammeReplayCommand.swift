import ArgumentParser
import EventFormat
import Loyalty
import ProgrammeFile
import Replay

extension ProgrammeCommand {
    /// `kopilka programme replay`.
    struct ReplayHistory: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "replay",
            abstract: "Runs a history of events against a programme and tells what comes of it.",
            discussion: """
                EVENTS holds one JSON object a line. Exit status 0 also when events were refused: \
                a refusal is a result. Exit status 2: a line is no event; its number and the \
                reason are said.

                Example: kopilka programme replay programme.yaml events.jsonl --format json
                """
        )

        @Argument(help: "The programme, YAML or JSON.")
        var programme: String

        @Argument(help: "The events, JSON lines; - is standard input.")
        var events: String

        @Option(help: "The id of an event after which the state is told too; may be repeated.")
        var checkpoint: [String] = []

        @OptionGroup var output: FormatOptions

        func validate() throws {
            guard checkpoint.count <= ReplayLimits.checkpoints else {
                throw ValidationError("at most \(ReplayLimits.checkpoints) checkpoints")
            }
        }

        func run() throws {
            let loaded = try ProgrammeSource.load(path: programme)
            var input = try EventsInput(path: events)
            switch output.format {
            case .json: try json(loaded.programme, &input)
            case .text: try text(loaded.programme, &input)
            }
        }

        private func json(_ programme: Programme, _ input: inout EventsInput) throws {
            var replay = Replay(programme: programme)
            var document = ReplayDocument(checkpoints: Set(checkpoint))
            try input.forEach { recorded, _ throws(ReplayError) in
                let step = replay.take(recorded)
                try document.add(step, of: recorded.event.id, after: replay)
            }
            warn(document.missingCheckpoints)
            do throws(ReplayError) {
                try document.finish(after: replay) { piece throws(ReplayError) in
                    printBytes(piece)
                }
            } catch {
                throw CommandFailure(error, input: input.name)
            }
        }

        private func text(_ programme: Programme, _ input: inout EventsInput) throws {
            var replay = Replay(programme: programme)
            var journal = JournalWriter(isKept: false)
            var report = ReplayReport()
            var missing = Set(checkpoint)
            try input.forEach { recorded, line throws(ReplayError) in
                let step = replay.take(recorded)
                try journal.append(step.transactions)
                report.add(step.answer, of: recorded.event.id, line: line)
                if missing.remove(recorded.event.id) != nil {
                    printLine("After \(recorded.event.id):")
                    ReplayReport.printAccounts(replay)
                }
            }
            warn(missing)
            do throws(ReplayError) {
                report.print(replay, try journal.finish())
            } catch {
                throw CommandFailure(error, input: input.name)
            }
        }

        private func warn(_ missing: Set<String>) {
            for id in missing.sorted() {
                printError("kopilka: no event has the id \(id); that checkpoint is left out")
            }
        }
    }
}
