import Glibc

/// A program that the demonstration started, with its standard output and input as pipes where
/// asked; ended when this value ends.
struct ChildProcess: ~Copyable {
    /// The process id.
    let pid: pid_t
    /// Where its standard output can be read; -1 when inherited.
    let output: Int32
    /// Where its standard input can be written; -1 when inherited.
    ///
    /// Closing it tells the child to end.
    private let input: Int32

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - arguments: The program's path and its arguments.
    ///   - variables: Added to the environment.
    ///   - isPiped: Whether standard input and output become pipes.
    /// - Throws: A failure that names the program.
    init(
        _ arguments: [String],
        variables: [String: String] = [:],
        isPiped: Bool
    ) throws(CommandFailure) {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        var toChild: [Int32] = [-1, -1]
        var fromChild: [Int32] = [-1, -1]
        if isPiped {
            guard unsafe pipe(&toChild) == 0, unsafe pipe(&fromChild) == 0 else {
                let reason = errorText(errno)
                throw CommandFailure(.environment, "no pipe is left: \(reason)")
            }
            // Only the ends that the child is given may reach it.
            for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            unsafe posix_spawn_file_actions_adddup2(&actions, toChild[0], STDIN_FILENO)
            unsafe posix_spawn_file_actions_adddup2(&actions, fromChild[1], STDOUT_FILENO)
        }
        var pid: pid_t = 0
        let code = unsafe Self.spawn(arguments, variables, &actions, isPiped, &pid)
        if isPiped {
            close(toChild[0])
            close(fromChild[1])
        }
        guard code == 0 else {
            if isPiped {
                close(toChild[1])
                close(fromChild[0])
            }
            throw CommandFailure(
                .environment,
                "cannot start \(arguments[0]): \(errorText(code)); see README.md for what must be "
                    + "installed"
            )
        }
        self.pid = pid
        input = toChild[1]
        output = fromChild[0]
    }

    deinit {
        if input >= 0 { close(input) }
        if output >= 0 { close(output) }
    }

    private static func spawn(
        _ arguments: [String],
        _ variables: [String: String],
        _ actions: inout posix_spawn_file_actions_t,
        _ isPiped: Bool,
        _ pid: inout pid_t
    ) -> Int32 {
        var environment = variables.map { "\($0.key)=\($0.value)" }
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            let text = unsafe String(cString: entry)
            let name = text.prefix { $0 != "=" }
            if variables[String(name)] == nil { environment.append(text) }
            unsafe next += 1
        }
        let argv = unsafe arguments.map { unsafe strdup($0) } + [nil]
        let envp = unsafe environment.map { unsafe strdup($0) } + [nil]
        defer { unsafe (argv + envp).forEach { unsafe free($0) } }
        // A piped child gets a process group of its own: Ctrl-C is for the kiosk, which ends first.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var flags = Int16(POSIX_SPAWN_SETSIGMASK)
        if isPiped {
            flags |= Int16(POSIX_SPAWN_SETPGROUP)
            unsafe posix_spawnattr_setpgroup(&attributes, 0)
        }
        // A worker thread blocks signals that a program wants to hear.
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, flags)
        return unsafe posix_spawnp(&pid, arguments[0], &actions, &attributes, argv, envp)
    }

    /// One line of its standard output, without the line feed; nil at its end or beyond `limit`.
    borrowing func readLine(limit: Int) -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while bytes.count < limit {
            let count = unsafe read(output, &byte, 1)
            if count < 0 && errno == EINTR { continue }
            guard count == 1 else { return nil }
            if byte == 0x0A { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
        return nil
    }

    /// Waits for its end; the exit status, or 128 and the signal.
    borrowing func wait() -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }

    /// Sends it a signal.
    borrowing func signal(_ number: Int32) { kill(pid, number) }
}
