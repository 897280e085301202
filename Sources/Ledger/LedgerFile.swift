import GRDB
import Glibc

/// What lies at the database's place, judged before SQLite may touch it.
///
/// A file that is not ours must stay as it is, byte for byte, and SQLite changes a file merely by
/// opening it for writing: it replays logs and shortens them. So the first look is at the header's
/// own bytes, and the second through a connection that cannot write.
enum LedgerFile {
    /// "KOPL": marks a database as a ledger of this program.
    static let applicationID: Int32 = 0x4B4F_504C

    /// What a look at the place found.
    enum Finding: Hashable {
        /// Nothing lies there.
        case absent
        /// A ledger of this version or an older one.
        case ledger
    }

    /// Looks at the database without changing anything.
    ///
    /// - Throws: `.notADatabase`, `.foreign`, `.newerVersion`, `.damaged`, `.noPermission`, `.io`.
    static func inspect(_ folder: LedgerFolder) throws(LedgerError) -> Finding {
        let path = folder.database
        guard let header = try header(of: path) else {
            guard try header(of: folder.log) == nil else {
                throw LedgerError(
                    .damaged,
                    "\(path) is missing, but its log \(folder.log) is there: put the database "
                        + "back beside it, or restore the newest backup into an empty folder"
                )
            }
            return .absent
        }
        try judge(header, path: path)
        return .ledger
    }

    /// Checks the marks as the connection sees them, log included.
    static func check(_ db: Database, path: String) throws {
        let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        let version = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        try judge(application: application, version: version, path: path)
    }

    private static let magic = Array("SQLite format 3\u{0}".utf8)
    private static let headerByteCount = 100

    private static func judge(_ header: [UInt8], path: String) throws(LedgerError) {
        guard !header.isEmpty else {
            // A new ledger gets its name only when it is whole, so an empty one was cut off.
            throw LedgerError(
                .damaged,
                "\(path) is empty, its content was lost: restore the newest backup, or move the "
                    + "file away to begin a new ledger"
            )
        }
        guard header.count == headerByteCount, header.starts(with: magic) else {
            throw .notADatabase(path: path)
        }
        // SQLite database file format, section 1.3: application id and user version.
        try judge(
            application: bigEndian(header[68..<72]),
            version: bigEndian(header[60..<64]),
            path: path
        )
    }

    private static func judge(
        application: Int32,
        version: Int32,
        path: String
    ) throws(LedgerError) {
        guard application == applicationID else {
            throw LedgerError(
                .foreign,
                "\(path) is a database of another program, it was left untouched: name another "
                    + "folder with --state"
            )
        }
        guard version <= LedgerSchema.version else {
            throw LedgerError(
                .newerVersion,
                "\(path) was written by a newer kopilka (ledger version \(version), this one knows "
                    + "\(LedgerSchema.version)), it was left untouched: install the newer kopilka"
            )
        }
        guard version > 0 else {
            throw LedgerError(
                .damaged,
                "\(path) has no ledger version: restore the newest backup"
            )
        }
    }

    private static func bigEndian(_ bytes: ArraySlice<UInt8>) -> Int32 {
        Int32(bitPattern: bytes.reduce(0) { $0 << 8 | UInt32($1) })
    }

    /// The first bytes of a file, fewer where it is shorter; nil: there is none.
    private static func header(of path: String) throws(LedgerError) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let number = errno
            if number == ENOENT { return nil }
            throw .system(number, call: "open", path: path)
        }
        defer { _ = Glibc.close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: headerByteCount)
        let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe pread(descriptor, $0.baseAddress, $0.count, 0)
        }
        guard count >= 0 else { throw .system(errno, call: "pread", path: path) }
        return Array(bytes.prefix(count))
    }
}
