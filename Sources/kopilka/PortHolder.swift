import Glibc
import KioskPage

/// Finds out which process listens where the page wants to.
enum PortHolder {
    /// The server's sentence, with the holder's name where it can be found.
    static func explain(_ error: PageServerError) -> String {
        guard error.kind == .addressInUse, let port = port(in: error.message),
            let holder = holder(ofPort: port)
        else { return error.message }
        return error.message + " It is held by \(holder)."
    }

    private static func port(in message: String) -> Int? {
        message.split { !$0.isNumber }.compactMap { Int($0) }.last { $0 > 255 && $0 < 65_536 }
    }

    /// `process 123 (name)`, from /proc: the socket's inode, then the process that has it open.
    static func holder(ofPort port: Int) -> String? {
        let hex = String(port, radix: 16, uppercase: true)
        let wanted = ":" + String(repeating: "0", count: 4 - hex.count) + hex
        var inode: Substring?
        for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
            guard let text = try? TextFile.read(table) else { continue }
            for line in text.split(separator: "\n").dropFirst() {
                let fields = line.split(separator: " ")
                // Field 3 is the state, 0A is listening; field 9 is the inode.
                guard fields.count > 9, fields[1].hasSuffix(wanted), fields[3] == "0A" else {
                    continue
                }
                inode = fields[9]
            }
        }
        guard let inode else { return nil }
        for pid in Folder.names("/proc").compactMap({ Int($0) }) {
            for descriptor in Folder.names("/proc/\(pid)/fd")
            where Folder.link("/proc/\(pid)/fd/\(descriptor)") == "socket:[\(inode)]" {
                let name = (try? TextFile.read("/proc/\(pid)/comm")) ?? "unknown\n"
                return "process \(pid) (\(name.dropLast()))"
            }
        }
        return nil
    }
}

/// Folders and links of the file system.
enum Folder {
    /// The names in a folder; none when it cannot be read.
    static func names(_ path: String) -> [String] {
        guard let folder = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names
    }

    /// Where a symbolic link leads; nil when it is none.
    static func link(_ path: String) -> String? {
        let limit = 4_096
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            let length = unsafe buffer.withMemoryRebound(to: CChar.self) { target in
                guard let start = target.baseAddress else { return 0 }
                return unsafe readlink(path, start, limit)
            }
            count = max(0, length)
        }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
