import Testing

@testable import Replay

@Suite("Byte spool")
struct ByteSpoolTests {
    @Test(
        "gives back what it was given, from memory and from its file",
        arguments: [1 << 20, 1, 700]
    )
    func parts(memoryBytes: Int) throws {
        let seed = UInt64.random(in: 0 ... .max)
        var source = SeededSource(seed: seed)
        var spool = ByteSpool(memoryBytes: memoryBytes)
        var all: [UInt8] = []
        for _ in 0..<300 {
            let count = Int.random(in: 0...500, using: &source)
            let piece = (0..<count).map { _ in UInt8.random(in: 0...255, using: &source) }
            try spool.append(piece)
            all += piece
            #expect(spool.count == Int64(all.count))
            let end = Int.random(in: 0...all.count, using: &source)
            let start = Int.random(in: 0...end, using: &source)
            #expect(try Self.read(spool, start..<end) == Array(all[start..<end]), "seed \(seed)")
        }
        #expect(try Self.read(spool, 0..<all.count) == all, "seed \(seed)")
    }

    @Test("hands out pieces of a bounded size, also from its file")
    func pieces() throws {
        var spool = ByteSpool(memoryBytes: 100_000)
        let bytes = [UInt8](repeating: 7, count: 99_999)
        for _ in 0..<5 { try spool.append(bytes) }
        var total = 0
        try spool.read(0..<spool.count) { piece throws(ReplayError) in
            #expect((1...ReplayLimits.pieceBytes).contains(piece.count))
            total += piece.count
        }
        #expect(total == 499_995)
    }

    @Test("says what to do when there is no room")
    func noFolder() throws {
        var spool = ByteSpool(memoryBytes: 10, folder: "/nowhere/at/all")
        try spool.append(Array("0123456789".utf8))
        do throws(ReplayError) {
            try spool.append([0])
            Issue.record("accepted")
        } catch {
            #expect(error.description.contains("--format text"))
        }
    }

    private static func read(
        _ spool: borrowing ByteSpool,
        _ range: Range<Int>
    ) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try spool.read(Int64(range.lowerBound)..<Int64(range.upperBound)) {
            piece throws(ReplayError) in bytes += piece
        }
        return bytes
    }
}

/// A small reproducible generator (splitmix64).
struct SeededSource: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
