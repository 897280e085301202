import BarcodeScanner
import Testing

@Suite("Serial assembler")
struct SerialAssemblerTests {
    private static let gap: UInt64 = 200_000_000

    private func texts(_ messages: [ScanMessage]) -> [String] {
        messages.map { $0.damage ?? String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test(
        "every terminator ends a code, wherever the packets are cut",
        arguments: ["\r", "\n", "\r\n", "\u{3}", "\n\r", "\r\r"]
    )
    func terminators(terminator: String) {
        let stream = Array("4006381333931\(terminator)5018374827715\(terminator)".utf8)
        for size in 1...stream.count {
            var assembler = SerialAssembler(gapNanoseconds: Self.gap)
            var messages: [ScanMessage] = []
            for start in stride(from: 0, to: stream.count, by: size) {
                messages += assembler.take(Array(stream[start...].prefix(size)), at: 0)
                messages += assembler.take([], at: 0)
            }
            #expect(texts(messages) == ["4006381333931", "5018374827715"])
            #expect(assembler.deadline == nil)
        }
    }

    @Test("STX begins a code, and cuts one that was not ended")
    func startOfText() {
        var assembler = SerialAssembler(gapNanoseconds: Self.gap)
        #expect(texts(assembler.take([2] + Array("12\u{3}".utf8), at: 0)) == ["12"])
        #expect(texts(assembler.take(Array("12\u{2}34\r".utf8), at: 0)).count == 2)
    }

    @Test("silence ends a code, and is damage once a terminator was seen")
    func gap() {
        var assembler = SerialAssembler(gapNanoseconds: Self.gap)
        #expect(assembler.take(Array("12".utf8), at: 5).isEmpty)
        #expect(assembler.deadline == 5 + Self.gap)
        #expect(texts(assembler.expire(at: 5 + Self.gap)) == ["12"])
        #expect(texts(assembler.take(Array("34\r56".utf8), at: 6)) == ["34"])
        let next = assembler.take(Array("78\r".utf8), at: 6 + Self.gap)
        #expect(next.map { $0.damage == nil } == [false, true])
    }

    @Test("a stream without an end is stopped at the largest code, then read on")
    func endless() {
        var assembler = SerialAssembler(gapNanoseconds: Self.gap)
        let long = [UInt8](repeating: 0x31, count: BarcodeReading.maximumBytes + 1)
        #expect(texts(assembler.take(long + [13], at: 0)) == ["longer than any code"])
        #expect(texts(assembler.take(Array("12\r".utf8), at: 0)) == ["12"])
    }

    @Test("survives random streams and loses nothing between terminators", arguments: [UInt64(21)])
    func fuzz(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let stream = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                UInt8.random(in: 0...31, using: &random)
            }
            var whole = SerialAssembler(gapNanoseconds: Self.gap)
            var parts = SerialAssembler(gapNanoseconds: Self.gap)
            let expected = whole.take(stream + [13], at: 0)
            var got: [ScanMessage] = []
            for byte in stream { got += parts.take([byte], at: 0) }
            got += parts.take([13], at: 0)
            #expect(got == expected, "seed \(seed)")
            for message in got { _ = message.reading(rules: BarcodeRules()) }
        }
    }
}
