import ArgumentParser
import BarcodeScanner
import CanonicalJSON
import Settings
import SmartCard
import TapFlow
import Technician

/// `kopilka devices`: what is plugged in, which role, in which state, and why not if not.
struct DevicesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "What is plugged in, in which role and state, and why not if not.",
        discussion: """
            Reports and ends with status 0, whatever the devices' state; `kopilka doctor` judges.

            Example: kopilka devices --format json
            """
    )

    @Option(help: "Configuration. Default: /etc/kopilka/kopilka.yaml, else what is built in.")
    var config: String?

    @OptionGroup var output: FormatOptions

    func run() throws {
        let settings = try ConfigurationSource.load(path: config)
        let options = try settings.flowOptions(stageLog: nil)
        let isVirtual = environment("UMOCKDEV_DIR") != nil
        let survey = DeviceSurvey.take(
            scannerOptions: settings.scannerOptions.adding(virtual: isVirtual)
        )
        let rows = survey.rows(stations: options.stations, hasVirtualUSB: isVirtual)
        guard output.format == .text else {
            let list = rows.map(\.json)
            printLine(
                JSONValue.object([
                    "hardware": .bool(rows.contains { $0.isHardware && $0.isUsable }),
                    "devices": .array(list),
                ]).canonicalText()
            )
            return
        }
        if rows.isEmpty {
            printLine("no reader and no scanner is plugged in; `kopilka doctor` helps")
        }
        for row in rows { printLine(row.text) }
    }
}
