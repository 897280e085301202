import ArgumentParser
import CanonicalJSON
import Glibc

/// `kopilka demo`: the kiosk on virtual hardware, for a machine without a reader.
///
/// Starts the virtual hardware (a private pcscd with our driver, scripted cards, scripted scanners
/// under umockdev), then the real service with the environment that leads there. A virtual reader
/// is never reported as hardware.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Runs the kiosk on virtual readers and cards, through the real pcscd and libusb.",
        discussion: """
            Example: kopilka demo --virtual-hardware Tests/VirtualHardware --port 7333
            """
    )

    @Option(help: "Folder of the virtual hardware.")
    var virtualHardware: String = "Tests/VirtualHardware"

    @Option(help: "JSON lines of members to import when the ledger is empty.")
    var members: String?

    @OptionGroup var service: ServiceOptions

    func run() async throws {
        let folder = try service.state.folder
        try folder.prepare()
        if let members, !folder.hasLedger {
            let importer = try ChildProcess(
                [Self.ownPath(), "member", "import", members, "--state", folder.path],
                isPiped: false
            )
            let status = importer.wait()
            guard status == 0 else { throw ExitCode(status) }
        }
        let hardware = try ChildProcess(
            [virtualHardware + "/bench", "serve", "--folder", Self.runtimeFolder()],
            isPiped: true
        )
        guard let ready = hardware.readLine(limit: 65_536) else {
            let status = hardware.wait()
            throw CommandFailure(
                .environment,
                "the virtual hardware did not start (exit status \(status)); its message is above"
            )
        }
        let (variables, control) = try Self.parse(ready)
        var arguments = [Self.ownPath(), "run", "--demo-control", control]
        arguments += ["--demo-parent", String(getpid())]
        arguments += service.arguments(folder: folder)
        let kiosk = try ChildProcess(arguments, variables: variables, isPiped: false)
        Self.forwardSignals(to: kiosk.pid)
        let status = kiosk.wait()
        hardware.signal(SIGTERM)
        _ = hardware.wait()
        if status != 0 { throw ExitCode(status) }
    }

    private static func parse(
        _ line: String
    ) throws(CommandFailure) -> (variables: [String: String], control: String) {
        guard let value = try? JSONValue.parse(Array(line.utf8)), case .object(let object) = value,
            case .string(let control)? = object["control"],
            case .object(let pairs)? = object["environment"]
        else {
            throw CommandFailure(.environment, "the virtual hardware answered something unknown")
        }
        var variables: [String: String] = [:]
        for (name, value) in pairs {
            if case .string(let text) = value { variables[name] = text }
        }
        return (variables, control)
    }

    /// Ctrl-C reaches the kiosk by the terminal as well; a signal that is sent to this process
    /// alone must reach it too.
    private static func forwardSignals(to pid: pid_t) {
        unsafe kioskPID = pid
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number) { number in
                let pid = unsafe kioskPID
                if pid > 0 { kill(pid, number == SIGHUP ? SIGTERM : number) }
            }
        }
    }

    private static func ownPath() -> String { Folder.link("/proc/self/exe") ?? "kopilka" }

    /// A folder for sockets: short, because a socket's path is at most 107 bytes long.
    private static func runtimeFolder() -> String { "/tmp/kopilka-demo-\(getpid())" }
}

// Written once before the handlers are installed, read by them: a plain word.
private nonisolated(unsafe) var kioskPID: pid_t = 0
