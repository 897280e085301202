import Loyalty

/// Why the bytes are not a usable TZif file.
struct TZifError: Error, Hashable {
    /// What is wrong, for the end of a sentence.
    let reason: String
}

/// The content of a compiled time-zone file that matters for offsets.
///
/// RFC 8536, version 2 and up.
struct TZif {
    /// Seconds east of UTC before the first transition.
    let initialOffsetSeconds: Int64
    /// The changes, in order of time.
    let transitions: [Zone.Transition]
    /// The rule for the time after them; nil: the file has none.
    let rule: POSIXZone?

    /// Reads a file.
    ///
    /// - Throws: ``TZifError``; also for a zone that counts leap seconds, as POSIX time does not.
    init(_ bytes: [UInt8]) throws(TZifError) {
        var reader = TZifReader(bytes)
        let first = try Header(&reader)
        guard first.version >= UInt8(ascii: "2") else {
            throw TZifError(reason: "it is of version 1, without 64-bit times")
        }
        try reader.pass(first.byteCount(timeBytes: 4))
        let header = try Header(&reader)
        guard header.leapCount == 0 else { throw TZifError(reason: "it counts leap seconds") }
        guard header.timeCount <= ZoneLimits.maximumTransitions, header.typeCount >= 1 else {
            throw TZifError(reason: "its counts are out of range")
        }
        var times: [Int64] = []
        for _ in 0..<header.timeCount { times.append(try reader.integer(bytes: 8)) }
        var types: [Int] = []
        for _ in 0..<header.timeCount { types.append(Int(try reader.integer(bytes: 1) & 0xFF)) }
        var offsets: [Int64] = []
        for _ in 0..<header.typeCount {
            let offset = try reader.integer(bytes: 4)
            guard abs(offset) <= ZoneLimits.maximumOffsetSeconds else {
                throw TZifError(reason: "an offset is out of range")
            }
            offsets.append(offset)
            try reader.pass(2)
        }
        try reader.pass(header.characterCount + header.standardCount + header.universalCount)
        guard types.allSatisfy({ $0 < offsets.count }) else {
            throw TZifError(reason: "a transition names no type")
        }
        guard zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw TZifError(reason: "its transitions are not in order")
        }
        initialOffsetSeconds = offsets[0]
        transitions = zip(times, types).map { time, type in
            Zone.Transition(at: Instant(unixSeconds: time), offsetSeconds: offsets[type])
        }
        let footer = try reader.footer()
        rule = footer.isEmpty ? nil : POSIXZone(footer)
        guard footer.isEmpty || rule != nil else {
            throw TZifError(reason: "its rule for later years is not readable")
        }
    }

    /// The counts of one data block.
    private struct Header {
        let version: UInt8
        let universalCount: Int
        let standardCount: Int
        let leapCount: Int
        let timeCount: Int
        let typeCount: Int
        let characterCount: Int

        init(_ reader: inout TZifReader) throws(TZifError) {
            guard try reader.integer(bytes: 4) == 0x545A_6966 else {
                throw TZifError(reason: "it does not begin with TZif")
            }
            version = UInt8(truncatingIfNeeded: try reader.integer(bytes: 1))
            try reader.pass(15)
            universalCount = try reader.count()
            standardCount = try reader.count()
            leapCount = try reader.count()
            timeCount = try reader.count()
            typeCount = try reader.count()
            characterCount = try reader.count()
        }

        func byteCount(timeBytes: Int) -> Int {
            timeCount * (timeBytes + 1) + typeCount * 6 + characterCount
                + leapCount * (timeBytes + 4) + standardCount + universalCount
        }
    }
}

/// Reads big-endian numbers from the left, never past the end.
private struct TZifReader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func pass(_ count: Int) throws(TZifError) {
        guard count <= bytes.count - index else { throw TZifError(reason: "it is cut off") }
        index += count
    }

    /// A signed number of 1 to 8 bytes.
    mutating func integer(bytes count: Int) throws(TZifError) -> Int64 {
        let start = index
        try pass(count)
        var value: Int64 = bytes[start] >= 0x80 ? -1 : 0
        for byte in bytes[start..<index] { value = value << 8 | Int64(byte) }
        return value
    }

    /// A count, which cannot be above the size of the file.
    mutating func count() throws(TZifError) -> Int {
        let value = try integer(bytes: 4)
        guard (0...Int64(bytes.count)).contains(value) else {
            throw TZifError(reason: "its counts are out of range")
        }
        return Int(value)
    }

    /// The line at the end, which states the rule for later years.
    mutating func footer() throws(TZifError) -> String {
        let rest = bytes[index...]
        guard rest.count >= 2, rest.first == UInt8(ascii: "\n"), rest.last == UInt8(ascii: "\n")
        else { throw TZifError(reason: "its last line is missing") }
        return String(decoding: rest.dropFirst().dropLast(), as: UTF8.self)
    }
}
