import Glibc
import Replay

/// The events that a person gives to a command: a file of JSON lines, or standard input.
struct EventsInput: ~Copyable {
    /// The name that errors have.
    let name: String
    private let descriptor: Int32
    private var lines: EventLines

    /// Opens a file; `-` is standard input.
    ///
    /// - Throws: One sentence that names the file and the reason.
    init(path: String) throws(CommandFailure) {
        guard path != "-" else {
            name = "standard input"
            descriptor = -1
            lines = EventLines(descriptor: STDIN_FILENO)
            return
        }
        let opened = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else {
            throw CommandFailure(
                .usage,
                "cannot read \(path): \(errorText(errno)); check the path and its permissions"
            )
        }
        name = path
        descriptor = opened
        lines = EventLines(descriptor: opened)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Hands every event to a closure with the number of its line.
    ///
    /// - Throws: One sentence that names the file, the line and the reason.
    mutating func forEach(
        _ body: (RecordedEvent, Int64) throws(ReplayError) -> Void
    ) throws(CommandFailure) {
        do throws(ReplayError) {
            while let line = try lines.next() {
                try body(try RecordedEvent(line: line, number: lines.number), lines.number)
            }
        } catch {
            throw CommandFailure(error, input: name)
        }
    }
}

extension CommandFailure {
    /// A line that is no event is wrong input; a disk that refuses is the environment.
    init(_ error: ReplayError, input: String) {
        guard error.line != nil else {
            self.init(.environment, error.description)
            return
        }
        self.init(.usage, "\(input), \(error.description)")
    }
}

/// Writes bytes to standard output at once; nothing happens when nobody reads any more.
func printBytes(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = unsafe rest.withUnsafeBytes {
            unsafe Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
        }
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
    }
}
