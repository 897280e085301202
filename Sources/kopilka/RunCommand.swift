import ArgumentParser
import CPlatform
import Logging
import ServiceLifecycle
import UnixSignals

/// `kopilka run`: the service.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs the kiosk with the readers and scanners that are plugged in.",
        discussion: """
            Prints the address of the page and what it found; ends on Ctrl-C or SIGTERM.

            Example: kopilka run --state /var/lib/kopilka --port 7333
            """
    )

    @OptionGroup var service: ServiceOptions

    @Option(help: .hidden)
    var demoControl: String?

    @Option(help: .hidden)
    var demoParent: Int32?

    func run() async throws {
        // The virtual hardware ends with the demonstration, so the service on it must as well.
        if let demoParent { cplatform_end_with_parent(demoParent) }
        let kiosk = try Kiosk(service: service, demoControl: demoControl)
        let logger = kiosk.logger
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [kiosk],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        try await group.run()
    }
}
