import Glibc

/// Room in the write-ahead log's file ahead of what is written.
///
/// A commit that makes the file longer waits for the file system to note its new length and blocks
/// too: measured, 0.2 to 0.3 ms for `fdatasync` instead of 0.07 to 0.12. So opening makes the file
/// longer with zeros; SQLite overwrites them, and takes what it has not written for no frame, as
/// neither salt nor checksum fit. No lock of SQLite lies on the log, so it may be opened and closed
/// here; see ``LedgerClaim``.
struct LogRoom: Sendable {
    /// The log's file.
    let path: String

    /// The log's header, and the size of a page with its own: SQLite file format, section 4.1.
    private static let headerByteCount = 32
    private static let frameByteCount = 24 + 4_096
    private static let blockByteCount = 1 << 16

    /// How many times the room must fit on the disk, so that it takes nobody's last space.
    private static let spareFactor = 16

    /// Makes the file at least as long as a log of so many pages, when the disk has plenty of
    /// space.
    ///
    /// Must not run beside a commit, whose pages it could overwrite: whoever calls it holds the
    /// ledger's lock and has not committed yet. Only saves time, so that a failure is left for the
    /// commit to find. Blocks for the disk. Wraps `pwrite`.
    func extend(toPages pages: Int) {
        precondition(pages >= 0, "a log has no fewer pages than none")
        let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { _ = Glibc.close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return }
        var end = Int(status.st_size)
        let target = Self.headerByteCount + pages * Self.frameByteCount
        guard end < target, hasSpace(descriptor, byteCount: (target - end) * Self.spareFactor)
        else { return }
        let zeros = [UInt8](repeating: 0, count: Self.blockByteCount)
        while end < target {
            let count = min(zeros.count, target - end)
            let written = unsafe zeros.withUnsafeBytes {
                unsafe pwrite(descriptor, $0.baseAddress, count, off_t(end))
            }
            guard written > 0 else { break }
            end += written
        }
        _ = fdatasync(descriptor)
    }

    private func hasSpace(_ descriptor: Int32, byteCount: Int) -> Bool {
        var disk = statvfs()
        guard unsafe fstatvfs(descriptor, &disk) == 0 else { return false }
        return UInt64(disk.f_bavail) * UInt64(disk.f_frsize) >= UInt64(byteCount)
    }
}
