import Glibc

/// The folder of one ledger: its paths, and how it comes to be.
struct LedgerFolder: Hashable, Sendable {
    /// The folder, without a slash at its end.
    let path: String

    init(_ path: String) {
        precondition(!path.isEmpty, "a ledger needs a folder")
        var path = path
        while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path
    }

    /// The database.
    var database: String { "\(path)/ledger.sqlite" }
    /// SQLite's write-ahead log of the database.
    var log: String { "\(database)-wal" }
    /// The database while it is being made; it gets its name when it is whole.
    var unfinished: String { "\(path)/ledger.sqlite.new" }
    /// The file whose lock says that a process writes here.
    var lock: String { "\(path)/kopilka.lock" }

    /// Makes the folder, and those above it, for this user alone; leaves an existing one as it is.
    ///
    /// Wraps `mkdir`.
    func make() throws(LedgerError) {
        var end = path.startIndex
        while end < path.endIndex {
            let next = path.index(after: end)
            end = path[next...].firstIndex(of: "/") ?? path.endIndex
            let part = String(path[..<end])
            guard unsafe mkdir(part, 0o700) != 0 else { continue }
            let number = errno
            // A parent may exist and still answer EACCES or EROFS: only its absence matters.
            guard number != EEXIST, !Self.isFolder(part) else { continue }
            throw .system(number, call: "mkdir", path: part)
        }
        guard Self.isFolder(path) else {
            throw .system(ENOTDIR, call: "stat", path: path)
        }
    }

    /// Which file the database is now; nil: there is none.
    ///
    /// SQLite goes on writing to a file that was removed or replaced, and never says so. Wraps
    /// `stat`, which leaves SQLite's locks alone.
    var identity: FileIdentity? {
        var status = stat()
        guard unsafe stat(database, &status) == 0 else { return nil }
        return FileIdentity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }

    /// Makes the names in the folder durable.
    ///
    /// Blocks for the disk. Wraps `fsync`.
    func synchronize() throws(LedgerError) {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(errno, call: "open", path: path) }
        defer { _ = Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system(errno, call: "fsync", path: path) }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}

/// A file as the file system knows it, whatever its name.
struct FileIdentity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64
}
