import Glibc

/// Why a command could not do its work: one sentence that says what, where and how to mend it.
struct CommandFailure: Error {
    /// The exit status.
    enum Status: Int32 {
        /// A check found something.
        case finding = 1
        /// Wrong input or usage.
        case usage = 2
        /// The environment or a device is in the way.
        case environment = 3
    }

    let status: Status
    let sentence: String

    init(_ status: Status, _ sentence: String) {
        self.status = status
        self.sentence = sentence
    }

    func report() { printError("kopilka: \(sentence)") }
}

/// Writes a line to standard error.
func printError(_ line: String) {
    write(line + "\n", to: STDERR_FILENO)
}

/// Writes a line to standard output at once, also into a pipe.
func printLine(_ line: String) {
    write(line + "\n", to: STDOUT_FILENO)
}

private func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
        let count = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
        if count < 0 && errno == EINTR { continue }
        // Nobody reads any more: there is nobody to tell.
        guard count > 0 else { return }
        bytes = bytes.dropFirst(count)
    }
}

/// The system's words for an errno.
func errorText(_ code: Int32) -> String {
    unsafe String(cString: strerror(code))
}
