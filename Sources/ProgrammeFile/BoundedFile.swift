private import Glibc

/// Reads small files that are named by other files.
enum BoundedFile {
    /// The bytes of a regular file; nil: it cannot be read, is no file, or is longer than allowed.
    ///
    /// Wraps `open`, `fstat` and `read`.
    static func read(_ path: String, _ maximumBytes: Int) -> [UInt8]? {
        // Without waiting: a named pipe would wait for its writer for ever.
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_size <= maximumBytes
        else { return nil }
        // One more than is there, so that a file that grows meanwhile is noticed.
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
        var count = 0
        while count < bytes.count {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(
                    file,
                    buffer.baseAddress?.advanced(by: count),
                    buffer.count - count
                )
            }
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { return nil }
            if got == 0 { break }
            count += got
        }
        return count < bytes.count ? Array(bytes.prefix(count)) : nil
    }
}
