import ArgumentParser
import CanonicalJSON
import Settings
import Technician

/// `kopilka doctor`: what is in the way, each with the command that mends it.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Checks what a kiosk needs; each finding with the command that mends it.",
        discussion: """
            Exit status 1: something is in the way.

            Example: kopilka doctor
            """
    )

    @Option(help: "Configuration. Default: /etc/kopilka/kopilka.yaml, else what is built in.")
    var config: String?

    @OptionGroup var state: StateOptions
    @OptionGroup var output: FormatOptions

    func run() throws {
        let settings = try ConfigurationSource.load(path: config)
        let isVirtual = environment("UMOCKDEV_DIR") != nil
        let survey = DeviceSurvey.take(
            scannerOptions: settings.scannerOptions.adding(virtual: isVirtual)
        )
        var checks = survey.checks
        checks.append(Self.stateCheck(try state.folder))
        for check in checks where output.format == .text { printLine(check.text) }
        let isHealthy = checks.allSatisfy { $0.verdict != .broken }
        if output.format == .json {
            printLine(
                JSONValue.object([
                    "ok": .bool(isHealthy), "checks": .array(checks.map(\.json)),
                ]).canonicalText()
            )
        }
        if !isHealthy { throw ExitCode(CommandFailure.Status.finding.rawValue) }
    }

    private static func stateCheck(_ folder: StateFolder) -> Checkup {
        do throws(CommandFailure) {
            try folder.prepare()
            return Checkup(name: "state folder", verdict: .good, detail: folder.path, mend: nil)
        } catch {
            return Checkup(
                name: "state folder",
                verdict: .broken,
                detail: error.sentence,
                mend: nil
            )
        }
    }
}

extension Checkup {
    var text: String {
        let mark =
            switch verdict {
            case .good: "ok    "
            case .note: "note  "
            case .broken: "MEND  "
            }
        let line = "\(mark)\(name): \(detail)"
        return mend.map { "\(line)\n      $ \($0)" } ?? line
    }

    var json: JSONValue {
        .object([
            "name": .string(name), "verdict": .string(verdict.rawValue),
            "detail": .string(detail), "mend": .text(mend),
        ])
    }
}
