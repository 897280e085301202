import Glibc

/// The lines of a stream of bytes, one after the other, in bounded memory.
///
/// Reads block. The descriptor stays the caller's.
package struct EventLines: ~Copyable {
    /// The number of the line that was given last, from 1; 0 before the first.
    package private(set) var number: Int64 = 0

    private let descriptor: Int32
    private let maximumBytes: Int
    private var buffer: [UInt8] = []
    /// What of `buffer` was given already.
    private var start = 0
    /// What of `buffer` is known to hold no end of a line.
    private var searched = 0
    private var isAtEnd = false

    /// Begins with what can be read from a descriptor.
    package init(descriptor: Int32, maximumBytes: Int = ReplayLimits.lineBytes) {
        precondition(maximumBytes > 0, "a line has bytes")
        self.descriptor = descriptor
        self.maximumBytes = maximumBytes
    }

    /// The next line that is not blank, without its end; nil: there is none.
    ///
    /// - Throws: ``ReplayError`` when a line is longer than the bound or the system cannot read.
    package mutating func next() throws(ReplayError) -> [UInt8]? {
        while let line = try nextOfAny() {
            if line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) {
                return Array(line)
            }
        }
        return nil
    }

    private mutating func nextOfAny() throws(ReplayError) -> ArraySlice<UInt8>? {
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                let line = buffer[start..<end]
                start = end + 1
                searched = start
                return try counted(line)
            }
            searched = buffer.count
            if isAtEnd {
                guard start < buffer.count else { return nil }
                let line = buffer[start...]
                start = buffer.count
                return try counted(line)
            }
            guard buffer.count - start <= maximumBytes else { throw tooLong() }
            try fill()
        }
    }

    private mutating func counted(
        _ line: ArraySlice<UInt8>
    ) throws(ReplayError) -> ArraySlice<UInt8> {
        guard line.count <= maximumBytes else { throw tooLong() }
        number += 1
        return line
    }

    private func tooLong() -> ReplayError {
        ReplayError(line: number + 1, reason: "a line may have at most \(maximumBytes) bytes")
    }

    private mutating func fill() throws(ReplayError) {
        buffer.removeSubrange(..<start)
        searched -= start
        start = 0
        let old = buffer.count
        buffer.append(contentsOf: repeatElement(0, count: ReplayLimits.pieceBytes))
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes {
                unsafe read(descriptor, $0.baseAddress?.advanced(by: old), $0.count - old)
            }
            if count < 0, errno == EINTR { continue }
            buffer.removeSubrange((old + max(count, 0))...)
            guard count >= 0 else {
                let words = unsafe String(cString: strerror(errno))
                throw ReplayError(line: number + 1, reason: "cannot be read: \(words)")
            }
            isAtEnd = count == 0
            return
        }
    }
}
