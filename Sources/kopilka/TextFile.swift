import Glibc

/// Small text files that people give to commands.
enum TextFile {
    /// The most that is read, in bytes.
    static let maximumBytes = 16 << 20

    /// Reads a whole UTF-8 file.
    ///
    /// - Throws: One sentence that names the file and the reason.
    static func read(_ path: String) throws(CommandFailure) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CommandFailure(
                .usage,
                "cannot read \(path): \(errorText(errno)); check the path and its permissions"
            )
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else {
                throw CommandFailure(.usage, "cannot read \(path): \(errorText(errno))")
            }
            if count == 0 { break }
            bytes += buffer[..<count]
            guard bytes.count <= maximumBytes else {
                throw CommandFailure(
                    .usage,
                    "\(path) is larger than \(maximumBytes) bytes; split it"
                )
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(.usage, "\(path) is not UTF-8 text; save it as UTF-8")
        }
        return text
    }
}
