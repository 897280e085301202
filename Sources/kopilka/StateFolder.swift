import ArgumentParser
import Cryptography
import Glibc

/// The option that says where a kiosk keeps what it knows.
struct StateOptions: ParsableArguments {
    @Option(
        help: """
            Folder of the ledger and the secret. Default: $STATE_DIRECTORY, else \
            $XDG_STATE_HOME/kopilka, else ~/.local/state/kopilka.
            """
    )
    var state: String?

    /// The folder that holds.
    var folder: StateFolder {
        get throws(CommandFailure) {
            if let state {
                guard !state.isEmpty else {
                    throw CommandFailure(.usage, "--state is empty; name a folder")
                }
                return StateFolder(path: state)
            }
            if let given = environment("STATE_DIRECTORY") { return StateFolder(path: given) }
            if let base = environment("XDG_STATE_HOME") {
                return StateFolder(path: base + "/kopilka")
            }
            guard let home = environment("HOME") else {
                throw CommandFailure(
                    .environment,
                    "no state folder is known, because HOME is not set; give --state DIR"
                )
            }
            return StateFolder(path: home + "/.local/state/kopilka")
        }
    }
}

/// A variable of the environment; nil when unset or empty.
func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
}

/// The folder of one kiosk: `ledger.sqlite`, `secret.key`, `till-tokens/`, mode 0700.
struct StateFolder {
    let path: String

    /// Makes the folder and its parents where they are missing.
    ///
    /// - Throws: A failure that names the folder and the permission it needs.
    func prepare() throws(CommandFailure) {
        var partial = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            partial += part + "/"
            guard partial != "/", unsafe mkdir(partial, 0o700) != 0, errno != EEXIST else {
                continue
            }
            let code = errno
            // A parent that exists but may not be written answers EACCES or EROFS here only when
            // it is really missing below; an existing one is found by the check at the end.
            if unsafe access(partial, F_OK) == 0 { continue }
            throw Self.failure("cannot make the state folder \(partial)", code)
        }
        guard unsafe access(path, R_OK | W_OK | X_OK) == 0 else {
            throw Self.failure("cannot write in the state folder \(path)", errno)
        }
    }

    private static func failure(_ what: String, _ code: Int32) -> CommandFailure {
        CommandFailure(
            .environment,
            "\(what): \(errorText(code)); give the user that runs kopilka write permission there, "
                + "or choose another folder with --state DIR"
        )
    }

    // MARK: The secret

    /// Reads `secret.key`, or makes it when there is neither a secret nor a ledger yet.
    func secret() throws(CommandFailure) -> SecretKey {
        let file = path + "/secret.key"
        if let bytes = try read(file, limit: SecretKey.byteCount + 1) {
            guard let key = SecretKey(bytes: bytes) else {
                throw CommandFailure(
                    .environment,
                    "\(file) does not hold \(SecretKey.byteCount) bytes; put the programme's "
                        + "secret back from its backup, no card resolves without it"
                )
            }
            return key
        }
        guard unsafe access(path + "/ledger.sqlite", F_OK) != 0 else {
            throw CommandFailure(
                .environment,
                "\(file) is missing but there is a ledger; put the programme's secret back from "
                    + "its backup, no card resolves without it"
            )
        }
        let key = SecretKey.random()
        try write(key.bytes, to: file)
        return key
    }

    /// The bearer token of a till, made at first use.
    func token(till: String) throws(CommandFailure) -> String {
        let folder = path + "/till-tokens"
        if unsafe mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw Self.failure("cannot make \(folder)", errno)
        }
        let file = folder + "/" + till
        if let bytes = try read(file, limit: 256) {
            let text = String(decoding: bytes.filter { $0 > 0x20 && $0 < 0x7F }, as: UTF8.self)
            if text.utf8.count >= 32 { return text }
            throw CommandFailure(
                .environment,
                "\(file) holds no usable token; delete it and start again to have a new one made"
            )
        }
        let token = Hex.encode(randomBytes(count: 24))
        try write(Array((token + "\n").utf8), to: file)
        return token
    }

    // MARK: Files

    /// A small file's bytes; nil when there is none.
    private func read(_ file: String, limit: Int) throws(CommandFailure) -> [UInt8]? {
        let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw Self.failure("cannot read \(file)", errno)
        }
        defer { close(descriptor) }
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            let length = unsafe Glibc.read(descriptor, buffer.baseAddress, limit)
            failure = length < 0 ? errno : 0
            count = max(0, length)
        }
        guard failure == 0 else { throw Self.failure("cannot read \(file)", failure) }
        return bytes
    }

    /// Writes a small file that appears whole or not at all, mode 0600, durable.
    private func write(_ bytes: [UInt8], to file: String) throws(CommandFailure) {
        let partial = file + ".new"
        let descriptor = unsafe open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("cannot write \(file)", errno) }
        let written = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        }
        let isDurable = written == bytes.count && fsync(descriptor) == 0
        let code = errno
        close(descriptor)
        guard isDurable, unsafe rename(partial, file) == 0 else {
            unsafe unlink(partial)
            throw Self.failure("cannot write \(file)", isDurable ? errno : code)
        }
        let folder = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            close(folder)
        }
    }
}
