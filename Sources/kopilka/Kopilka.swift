import ArgumentParser
import Glibc
import KioskPage

/// The command `kopilka`: `run` is the service, the others are the technician's and the owner's
/// tools.
@main
struct Kopilka: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kopilka",
        abstract: "The loyalty kiosk: taps and scans become points, durably.",
        discussion: """
            Exit status: 0 done, 1 a check found something, 2 wrong input or usage, 3 the \
            environment or a device is in the way.

            Example: kopilka run --config /etc/kopilka/kopilka.yaml
            """,
        version: "0.1.0",
        subcommands: [
            RunCommand.self, DemoCommand.self, DevicesCommand.self, DoctorCommand.self,
            CardCommand.self, BarcodeCommand.self, ProgrammeCommand.self, LedgerCommand.self,
            MemberCommand.self, ReportCommand.self,
        ]
    )

    /// Parses and runs; maps every failure to one sentence and the exit status it deserves.
    ///
    /// On the main actor, so that no task has run when it is said where tasks run.
    @MainActor
    static func main() async {
        TaskThreads.useEventLoops()
        // A peer that is gone is an error of its own call, never the end of the process.
        _ = signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            failure.report()
            Glibc.exit(failure.status.rawValue)
        } catch {
            let status = exitCode(for: error)
            if status == .success || error is CleanExit { exit(withError: error) }
            if let code = error as? ExitCode { Glibc.exit(code.rawValue) }
            printError(fullMessage(for: error))
            Glibc.exit(CommandFailure.Status.usage.rawValue)
        }
    }
}
