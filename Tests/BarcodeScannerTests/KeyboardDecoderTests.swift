import BarcodeScanner
import Testing

@Suite("Keyboard decoder")
struct KeyboardDecoderTests {
    private static let gap: UInt64 = 200_000_000

    private func decoder(_ layout: String? = nil) -> KeyboardDecoder {
        KeyboardDecoder(
            layout: layout.flatMap(KeyboardLayout.named),
            gapNanoseconds: Self.gap
        )
    }

    /// Press and release of each usage.
    private func reports(_ usages: [UInt8], modifiers: UInt8 = 0) -> [[UInt8]] {
        usages.flatMap { [[modifiers, 0, $0, 0, 0, 0, 0, 0], [UInt8](repeating: 0, count: 8)] }
    }

    private func row(_ digits: String) -> [UInt8] {
        digits.utf8.map { $0 == 0x30 ? 0x27 : $0 - 0x31 + 0x1E }
    }

    private func keypad(_ digits: String) -> [UInt8] {
        digits.utf8.map { $0 == 0x30 ? 0x62 : $0 - 0x31 + 0x59 }
    }

    private func texts(_ decoder: inout KeyboardDecoder, _ reports: [[UInt8]]) -> [String] {
        reports.flatMap { decoder.take($0, at: 0) }.map {
            $0.damage ?? String(decoding: $0.bytes, as: UTF8.self)
        }
    }

    @Test("digits of the row and of the keypad end with Enter of either")
    func digits() {
        var decoder = decoder()
        #expect(texts(&decoder, reports(row("4006381333931") + [0x28])) == ["4006381333931"])
        #expect(texts(&decoder, reports(keypad("4006381333931") + [0x58])) == ["4006381333931"])
        #expect(decoder.deadline == nil)
    }

    @Test("a scanner set to a layout with shifted digits gives digits when the check digit agrees")
    func shiftedDigits() {
        var decoder = decoder()
        let scan = reports(row("4006381333931"), modifiers: 2) + reports([0x28])
        #expect(texts(&decoder, scan) == ["4006381333931"])
        let wrong = reports(row("4006381333932"), modifiers: 2) + reports([0x28])
        #expect(texts(&decoder, wrong) == ["$))^#*!###(#@"])
        // Half with and half without Shift is what no layout types for digits.
        let mixed =
            reports(row("400638")) + reports(row("1333931"), modifiers: 2) + reports([0x28])
        #expect(texts(&decoder, mixed) == ["400638!###(#!"])
    }

    @Test("the configured layout decides where the check digit cannot")
    func configuredLayout() {
        var french = decoder("fr")
        let scan = reports(row("12345"), modifiers: 2) + reports([0x28])
        #expect(texts(&french, scan) == ["12345"])
        var hungarian = decoder("hu")
        #expect(texts(&hungarian, reports([0x35] + row("12") + [0x28])) == ["012"])
    }

    @Test("keys are edges: a repeated report is one press, two keys in one report are two")
    func edges() {
        var decoder = decoder()
        let held: [UInt8] = [0, 0, 0x1E, 0, 0, 0, 0, 0]
        let two: [UInt8] = [0, 0, 0x1E, 0x1F, 0, 0, 0, 0]
        let second: [UInt8] = [0, 0, 0x1F, 0, 0, 0, 0, 0]
        #expect(texts(&decoder, [held, held, two, two, second] + reports([0x28])) == ["12"])
    }

    @Test("rollover keeps what is held, and reports of another length are none")
    func rollover() {
        var decoder = decoder()
        let held: [UInt8] = [0, 0, 0x1E, 0, 0, 0, 0, 0]
        let full: [UInt8] = [0, 0, 1, 1, 1, 1, 1, 1]
        #expect(texts(&decoder, [held, full, [1], held] + reports([0x28])) == ["1"])
        #expect(decoder.ignoredReports == 2)
    }

    @Test("letters, signs, Alt codes and control characters are typed, never acted on")
    func letters() {
        var decoder = decoder()
        let scan =
            reports([0x30]) + reports([0x08], modifiers: 2) + reports(row("0"))
            + reports([0x04, 0x2D]) + reports([0x28])
        #expect(texts(&decoder, scan) == ["]E0a-"])
        // Alt held, keypad 0 0 5 3, Alt released: the character 5.
        let alt =
            keypad("0053").map { [4, 0, $0, 0, 0, 0, 0, 0] } + [[UInt8](repeating: 0, count: 8)]
        #expect(
            texts(&decoder, alt.flatMap { [$0, [4, 0, 0, 0, 0, 0, 0, 0]] } + reports([0x28]))
                == ["5"]
        )
        let control = reports([0x06], modifiers: 1) + reports(row("1")) + reports([0x28])
        let messages = control.flatMap { decoder.take($0, at: 0) }
        #expect(messages.map(\.bytes) == [[3, 0x31]])
        let gui = reports([0x15], modifiers: 8) + reports([0x28])
        #expect(texts(&decoder, gui) == ["\u{FFFD}"])
    }

    @Test("Caps Lock around a scan changes nothing")
    func capsLock() {
        var decoder = decoder()
        #expect(texts(&decoder, reports([0x39] + row("123") + [0x39, 0x28])) == ["123"])
    }

    @Test("silence ends a code, and is damage once the scanner was seen to send Enter")
    func gap() {
        var decoder = decoder()
        #expect(texts(&decoder, reports(row("123"))).isEmpty)
        #expect(decoder.deadline == Self.gap)
        #expect(decoder.expire(at: Self.gap - 1).isEmpty)
        #expect(decoder.expire(at: Self.gap).map(\.bytes) == [Array("123".utf8)])
        #expect(texts(&decoder, reports(row("45") + [0x28])) == ["45"])
        _ = texts(&decoder, reports(row("678")))
        let late = decoder.take([0, 0, 0x1E, 0, 0, 0, 0, 0], at: Self.gap)
        #expect(late.first?.damage != nil)
        #expect(decoder.expire(at: 2 * Self.gap).count == 1)
    }

    @Test("a keyboard that never ends is stopped at the largest code")
    func endless() {
        var decoder = decoder()
        let one = reports(row("1"))
        for _ in 0..<(BarcodeReading.maximumBytes + 5) { _ = texts(&decoder, one) }
        #expect(texts(&decoder, reports([0x28])) == ["longer than any code"])
    }

    @Test("survives random reports", arguments: [UInt64(11), 12])
    func fuzz(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var decoder = decoder(seed == 11 ? nil : "ir")
        for step in 0..<20_000 {
            let count = step % 50 == 0 ? Int.random(in: 0...20, using: &random) : 8
            let report = (0..<count).map { index in
                index == 0 && step % 3 > 0 ? 0 : UInt8.random(in: 0...255, using: &random)
            }
            for message in decoder.take(report, at: UInt64(step)) {
                _ = message.reading(rules: BarcodeRules())
                #expect(message.firstAt <= message.lastAt, "seed \(seed), step \(step)")
            }
        }
    }
}
