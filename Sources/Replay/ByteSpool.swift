import Glibc

/// Bytes that are written once and read later: in memory while they are few, then in a file that
/// has no name and ends with the process.
///
/// Belongs to one thread at a time; writing and reading block for the disk.
package struct ByteSpool: ~Copyable {
    /// How many there are.
    package private(set) var count: Int64 = 0

    private let memoryBytes: Int
    private let folder: String
    /// What is not in the file yet.
    private var tail: [UInt8] = []
    /// How many are in the file.
    private var written: Int64 = 0
    /// The file; -1: there is none.
    private var descriptor: Int32 = -1

    /// Makes an empty spool.
    ///
    /// - Parameters:
    ///   - memoryBytes: So many stay in memory.
    ///   - folder: Where the file lies, if there has to be one.
    package init(
        memoryBytes: Int = ReplayLimits.memoryBytes,
        folder: String = ByteSpool.folder
    ) {
        precondition(memoryBytes > 0, "something is kept in memory")
        self.memoryBytes = memoryBytes
        self.folder = folder
    }

    /// The folder that the environment names in `TMPDIR`, else `/var/tmp`.
    package static let folder: String = {
        guard let path = unsafe getenv("TMPDIR") else { return "/var/tmp" }
        return unsafe String(cString: path)
    }()

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Adds bytes.
    ///
    /// - Throws: ``ReplayError`` when the disk refuses them.
    package mutating func append(_ bytes: [UInt8]) throws(ReplayError) {
        tail += bytes
        count += Int64(bytes.count)
        if tail.count > memoryBytes { try flush() }
    }

    /// Gives out a part, in pieces.
    ///
    /// - Throws: ``ReplayError`` when the disk does not give it, or what `emit` throws.
    package func read(
        _ range: Range<Int64>,
        emit: ([UInt8]) throws(ReplayError) -> Void
    ) throws(ReplayError) {
        precondition(range.lowerBound >= 0 && range.upperBound <= count, "the part is there")
        var place = range.lowerBound
        while place < range.upperBound {
            let size = min(Int64(ReplayLimits.pieceBytes), range.upperBound - place)
            if place >= written {
                let first = Int(place - written)
                try emit(Array(tail[first..<first + Int(size)]))
                place += size
            } else {
                let piece = try load(place, Int(min(size, written - place)))
                try emit(piece)
                place += Int64(piece.count)
            }
        }
    }

    private mutating func flush() throws(ReplayError) {
        if descriptor < 0 { try create() }
        var rest = tail[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe pwrite(descriptor, $0.baseAddress, $0.count, off_t(written))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure("write to a file in \(folder)") }
            rest = rest.dropFirst(count)
            written += Int64(count)
        }
        tail.removeAll(keepingCapacity: true)
    }

    private mutating func create() throws(ReplayError) {
        // mkstemp replaces six letters X at the end.
        let blank = String(repeating: "X", count: 6)
        var path = Array("\(folder)/kopilka-replay-\(blank)".utf8CString)
        descriptor = unsafe path.withUnsafeMutableBufferPointer { buffer in
            guard let name = buffer.baseAddress else { return -1 }
            let made = unsafe mkstemp(name)
            if made >= 0 { unsafe unlink(name) }
            return made
        }
        guard descriptor >= 0 else { throw Self.failure("make a file in \(folder)") }
    }

    private func load(_ place: Int64, _ size: Int) throws(ReplayError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: size)
        while true {
            let count = unsafe bytes.withUnsafeMutableBytes {
                unsafe pread(descriptor, $0.baseAddress, $0.count, off_t(place))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure("read from a file in \(folder)") }
            bytes.removeSubrange(count...)
            return bytes
        }
    }

    private static func failure(_ what: String) -> ReplayError {
        let words = unsafe String(cString: strerror(errno))
        return ReplayError(
            line: nil,
            reason: "cannot \(what): \(words); make room, or use --format text, which keeps nothing"
        )
    }
}
