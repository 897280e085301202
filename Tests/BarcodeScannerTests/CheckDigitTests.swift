import BarcodeScanner
import Testing

@Suite("Check digits")
struct CheckDigitTests {
    private let number: [UInt8] = [4, 0, 0, 6, 3, 8, 1, 3, 3, 3, 9, 3, 1]

    /// X01, X02, X04, X05 and X07 of the worked examples; all zeros are right, only no card.
    @Test(
        "of the worked examples are right or wrong, and a wrong length is said to be one",
        arguments: [
            ("4006381333931", true, 1), ("4006381333932", false, 1), ("2990000000019", true, 9),
            ("400638133393", false, nil), ("0000000000000", true, 0),
        ] as [(String, Bool, UInt8?)]
    )
    func workedExamples(text: String, isRight: Bool, check: UInt8?) {
        let digits = text.utf8.map { $0 - 0x30 }
        #expect((GTIN13(digits: digits) != nil) == isRight)
        let reading = BarcodeReading.parse(Array(text.utf8), hint: .ean13)
        if let check {
            #expect(CheckDigit.gs1(digits.dropLast()) == check)
            #expect(CheckDigit.isRight(digits[...]) == isRight)
            #expect(reading.reason?.hasPrefix("length") != true)
        } else {
            #expect(reading.verdict == .invalid)
            #expect(reading.reason?.hasPrefix("length") == true)
        }
    }

    @Test("every single wrong digit is seen")
    func singleErrors() {
        #expect(CheckDigit.isRight(number[...]))
        for place in number.indices {
            for digit in UInt8(0)...9 where digit != number[place] {
                var wrong = number
                wrong[place] = digit
                #expect(!CheckDigit.isRight(wrong[...]), "place \(place), digit \(digit)")
            }
        }
    }

    @Test("a swap of neighbours is missed exactly where they differ by five")
    func transpositions() {
        var missed = 0
        for first in UInt8(0)...9 {
            for second in UInt8(0)...9 where first != second {
                var body: [UInt8] = [4, 0, 0, 6, first, second, 1, 3, 3, 3, 9, 3]
                body.append(CheckDigit.gs1(body[...]))
                body.swapAt(4, 5)
                guard CheckDigit.isRight(body[...]) else { continue }
                missed += 1
                #expect(max(first, second) - min(first, second) == 5)
            }
        }
        #expect(missed == 10)
    }

    @Test(
        "every body has exactly one check digit, whatever its length",
        arguments: [7, 11, 12, 13]
    )
    func uniqueness(length: Int) {
        var random = SeededGenerator(seed: UInt64(length))
        for _ in 0..<2_000 {
            let body = (0..<length).map { _ in UInt8.random(in: 0...9, using: &random) }
            let right = (UInt8(0)...9).filter { CheckDigit.isRight((body + [$0])[...]) }
            #expect(right == [CheckDigit.gs1(body[...])], "seed \(length)")
        }
    }

    @Test("the verifier digits of prices are those of the corpus")
    func priceVerifiers() throws {
        #expect(CheckDigit.priceVerifier([2, 8, 7, 5]) == 9)
        #expect(CheckDigit.priceVerifier([1, 4, 6, 8, 5]) == 6)
        #expect(CheckDigit.priceVerifier([1, 4, 6]) == nil)
        #expect(CheckDigit.priceVerifier([1, 4, 6, 10]) == nil)
        let rows = try Fixtures.rows("ean13.csv").filter { $0["hint"]?.hasPrefix("PRICE") == true }
        #expect(rows.count == 25)
        for row in rows {
            let digits = Array((row["input"] ?? "").utf8).map { $0 - 0x30 }
            let verifier = CheckDigit.priceVerifier(digits[...])
            #expect("verifier=\(verifier ?? 99)" == row["extra"], "row \(row["id"] ?? "?")")
        }
    }

    @Test("every UPC-E stands for a UPC-A with the same check digit, and only for one")
    func upcE() throws {
        var canonical = 0
        for value in stride(from: 0, to: 1_000_000, by: 499) {
            var rest = value
            var six = [UInt8](repeating: 0, count: 6)
            for index in six.indices.reversed() {
                six[index] = UInt8(rest % 10)
                rest /= 10
            }
            for system in UInt8(0)...1 {
                let implied = try UPCE.expand(six)
                let long = try UPCE.expand([system] + six + [checkDigit(system, six)])
                #expect(long.count == 12 && CheckDigit.isRight(long[...]))
                if system == 0 { #expect(long == implied) }
                if let short = Self.compress(long) {
                    canonical += short == six ? 1 : 0
                    #expect(try UPCE.expand([system] + short + [long[11]]) == long)
                } else {
                    Issue.record("\(long) has no UPC-E")
                }
            }
        }
        #expect(canonical > 3_000)
        #expect(throws: UPCE.Refusal.length) { try UPCE.expand([0, 1, 2]) }
        #expect(throws: UPCE.Refusal.numberSystem) { try UPCE.expand([2, 0, 0, 0, 0, 0, 0, 0]) }
        #expect(throws: UPCE.Refusal.checksum) { try UPCE.expand([0, 0, 8, 7, 0, 4, 4, 1]) }
    }

    private func checkDigit(_ system: UInt8, _ six: [UInt8]) -> UInt8 {
        (UInt8(0)...9).first { (try? UPCE.expand([system] + six + [$0])) != nil } ?? 99
    }

    /// The shortest form of a UPC-A by the rules of the specification, written independently.
    private static func compress(_ long: [UInt8]) -> [UInt8]? {
        let maker = Array(long[1...5])
        let item = Array(long[6...10])
        if maker[2] <= 2, maker[3...4].allSatisfy({ $0 == 0 }), item[0...1].allSatisfy({ $0 == 0 })
        {
            return [maker[0], maker[1], item[2], item[3], item[4], maker[2]]
        }
        if maker[3...4].allSatisfy({ $0 == 0 }), item[0...2].allSatisfy({ $0 == 0 }) {
            return [maker[0], maker[1], maker[2], item[3], item[4], 3]
        }
        if maker[4] == 0, item[0...3].allSatisfy({ $0 == 0 }) {
            return [maker[0], maker[1], maker[2], maker[3], item[4], 4]
        }
        guard item[4] >= 5, item[0...3].allSatisfy({ $0 == 0 }) else { return nil }
        return maker + [item[4]]
    }
}
