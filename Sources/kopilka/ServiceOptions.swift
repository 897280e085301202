import ArgumentParser
import Glibc

/// What `run` and `demo` have in common.
struct ServiceOptions: ParsableArguments {
    @Option(help: "Configuration. Default: /etc/kopilka/kopilka.yaml, else what is built in.")
    var config: String?

    @Option(
        help: "Port of the page on 127.0.0.1; 0 takes a free one. Default: the configuration's."
    )
    var port: Int?

    @Option(help: "File for the stages of each tap, JSON lines without anything personal.")
    var stageLog: String?

    @OptionGroup var state: StateOptions

    /// The same options for another process.
    func arguments(folder: StateFolder) -> [String] {
        var arguments = ["--state", folder.path]
        if let config { arguments += ["--config", config] }
        if let port { arguments += ["--port", String(port)] }
        if let stageLog { arguments += ["--stage-log", stageLog] }
        return arguments
    }

    func validate() throws {
        if let port, !(0...65_535).contains(port) {
            throw ValidationError("--port must be 0 to 65535, not \(port)")
        }
    }
}

extension StateFolder {
    /// Whether there is a ledger already.
    var hasLedger: Bool { unsafe access(path + "/ledger.sqlite", F_OK) == 0 }
}
