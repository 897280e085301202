import Glibc
import Synchronization

/// The knowledge that this process has a database open through SQLite.
///
/// POSIX takes away every lock of a process on a file when the process closes any descriptor of
/// that file, whoever opened it. SQLite's locks on the database keep other programs from removing
/// the log under us, so a database that is open must never be opened and closed here by any other
/// means. Whoever wants to look at a database's bytes therefore asks first, and holds the answer.
struct LedgerClaim: ~Copyable, Sendable {
    private struct File: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    /// How many connections' owners hold each file.
    ///
    /// Looking at a file's bytes happens inside the lock, so that nobody opens the file meanwhile.
    private static let holders = Mutex<[File: Int]>([:])

    private let file: File

    /// Claims the database of a folder for a connection that is about to be opened.
    ///
    /// Looks at its bytes first unless this process has it open and so has looked already. Nil:
    /// there is no database.
    ///
    /// - Throws: What ``LedgerFile/inspect(_:)`` throws.
    static func take(_ folder: LedgerFolder) throws(LedgerError) -> LedgerClaim? {
        try holders.withLock { holders throws(LedgerError) in
            if let file = identity(of: folder.database), holders[file] != nil {
                holders[file, default: 0] += 1
                return LedgerClaim(file: file)
            }
            guard try LedgerFile.inspect(folder) == .ledger,
                let file = identity(of: folder.database)
            else { return nil }
            holders[file] = 1
            return LedgerClaim(file: file)
        }
    }

    deinit {
        let file = file
        Self.holders.withLock { holders in
            let count = holders[file, default: 1] - 1
            holders[file] = count == 0 ? nil : count
        }
    }

    private init(file: File) {
        self.file = file
    }

    private static func identity(of path: String) -> File? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        return File(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }
}
