import Glibc

/// The right to write one ledger, held by at most one process of the machine.
///
/// The lock belongs to the open file: it ends with the process, however that ends, so a lock file
/// that lies about means nothing. The file names its holder for whoever comes second.
struct LedgerLock: ~Copyable, Sendable {
    private let descriptor: Int32

    /// Takes the lock, or says who has it; does not wait.
    ///
    /// Wraps `flock`.
    ///
    /// - Throws: `.inUse` with the holder's process id; `.noPermission`, `.readOnly`, `.diskFull`.
    init(folder: LedgerFolder) throws(LedgerError) {
        let path = folder.lock
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system(errno, call: "open", path: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let number = errno
            let holder = Self.holder(descriptor)
            _ = Glibc.close(descriptor)
            guard number == EWOULDBLOCK else {
                throw .system(number, call: "flock", path: path)
            }
            throw LedgerError(
                .inUse,
                code: number,
                call: "flock",
                "\(folder.database) is in use by \(holder): stop that process, or name another "
                    + "folder with --state"
            )
        }
        Self.write(Self.ownName(), to: descriptor)
        self.descriptor = descriptor
    }

    deinit {
        // The name goes with the lock; the file stays, because removing it would let two
        // processes lock two files of the same name.
        _ = ftruncate(descriptor, 0)
        _ = Glibc.close(descriptor)
    }

    private static func ownName() -> String {
        let command = CommandLine.arguments.prefix(2)
            .map { argument in
                String(argument.split(separator: "/").last ?? "")
                    .filter { $0.isASCII && !$0.isNewline }
            }
            .joined(separator: " ")
        return "\(getpid())\n\(command.prefix(80))\n"
    }

    /// The name is a courtesy: a full disk must not keep anybody from reading the ledger.
    private static func write(_ text: String, to descriptor: Int32) {
        guard ftruncate(descriptor, 0) == 0 else { return }
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe pread(descriptor, $0.baseAddress, $0.count, 0)
        }
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        let lines = text.split(separator: "\n")
        guard lines.count == 2, Int32(lines[0]) != nil else { return "another process" }
        return "process \(lines[0]) (\(lines[1]))"
    }
}
