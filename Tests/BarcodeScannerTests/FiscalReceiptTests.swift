import BarcodeScanner
import Testing

@Suite("Receipt codes")
struct FiscalReceiptTests {
    /// A code and what it says, or why it says nothing.
    struct Example: Sendable, CustomTestStringConvertible {
        let code: String
        var key = ""
        var kopecks: Int64 = 0
        var kind: FiscalReceipt.Kind = .sale
        var refusal: FiscalReceipt.Refusal?

        var testDescription: String { code }
    }

    private static let drive = "9282000100123456"

    private static func code(
        _ time: String = "20230201T1200",
        _ total: String = "1.00",
        fn: String = drive,
        i: String = "1",
        fp: String = "5",
        n: String = "1"
    ) -> String {
        "t=\(time)&s=\(total)&fn=\(fn)&i=\(i)&fp=\(fp)&n=\(n)"
    }

    static let examples = [
        // X71 and X72 of the worked examples.
        Example(
            code: "t=20230201T120059&s=1.00&fn=9282000100123456&i=1&fp=5&n=2",
            key: "9282000100123456-1-5",
            kopecks: 100,
            kind: .saleReturn
        ),
        Example(
            code: "t=20230201T1200&s=199.9&fn=9282000100123456&i=1234&fp=1&n=1",
            refusal: .total
        ),
        Example(
            code: "n=3&fp=2124438805&i=33647&fn=9999999999999242&s=1000.00&t=20180717T0904",
            key: "9999999999999242-33647-2124438805",
            kopecks: 100_000,
            kind: .purchase
        ),
        Example(
            code: code("20240229T2359", "0.00", i: "0000000012", fp: "00", n: "4"),
            key: "\(drive)-12-0",
            kind: .purchaseReturn
        ),
        Example(
            code: code("20240229T000000", "999999999999.99"),
            key: "\(drive)-1-5",
            kopecks: 99_999_999_999_999
        ),
    ]

    static let refused: [(String, FiscalReceipt.Refusal)] =
        [
            "20230229T1200", "20230431T1200", "20230001T1200", "20231301T1200", "20230100T1200",
            "20230201T2400", "20230201T1260", "20230201T120060", "20230201T12000", "20230201 1200",
            "20230201T12", "21000229T1200", "2023-02-01T1200", "２0230201T1200", "",
        ].map { (code($0), .time) }
        + [
            "1", "1.0", "1.000", ".00", "1.", "-1.00", "+1.00", "1,00", "1.00.00", " 1.00",
            "1e2.00",
            "1000000000000.00", "",
        ].map { (code("20230201T1200", $0), .total) }
        + ["", "928200010012345", "92820001001234567", "928200010012345x"].map {
            (code(fn: $0), .drive)
        }
        + ["", "12345678901", "-1", "1 ", "x"].flatMap {
            [(code(i: $0), .document), (code(fp: $0), .sign)]
        }
        + ["", "0", "5", "9", "11", "01", "x"].map { (code(n: $0), .kind) }
        + [
            ("", .unknownField), ("hello", .unknownField), (code() + "&", .unknownField),
            (code() + "&q=1", .unknownField), (code() + "&T=1", .unknownField),
            (code() + "&n=1", .repeatedField), ("t=1&t=2", .repeatedField),
            ("t=20230201T1200&s=1.00&fn=\(drive)&i=1&fp=5", .missingField), ("n=1", .missingField),
        ]

    @Test("say whose receipt they are, what it came to and which way the money went")
    func table() {
        for example in Self.examples {
            let receipt = Result { () throws(FiscalReceipt.Refusal) in
                try FiscalReceipt(example.code)
            }
            switch receipt {
            case .success(let receipt):
                #expect(example.refusal == nil, "\(example.code)")
                #expect(receipt.key == example.key, "\(example.code)")
                #expect(receipt.totalKopecks == example.kopecks, "\(example.code)")
                #expect(receipt.kind == example.kind, "\(example.code)")
            case .failure(let refusal):
                #expect(refusal == example.refusal, "\(example.code)")
            }
        }
    }

    @Test("that are not as they must be say why, for every reason there is")
    func refusals() {
        for (code, refusal) in Self.refused {
            #expect(throws: refusal, "\(code)") { try FiscalReceipt(code) }
        }
        #expect(Set(Self.refused.map(\.1)) == Set(FiscalReceipt.Refusal.allCases))
    }

    @Test("come out of a scan with the receipt or with what is wrong")
    func scanned() {
        let right = BarcodeReading.parse(Array((Self.code() + "\r").utf8))
        #expect(right.receipt?.key == "\(Self.drive)-1-5")
        #expect(right.receiptRefusal == nil)
        let wrong = BarcodeReading.parse(Array(("]Q1" + Self.code(n: "9")).utf8))
        #expect(wrong.verdict == .invalid)
        #expect(wrong.receipt == nil)
        #expect(wrong.receiptRefusal == .kind)
    }

    @Test("survive random changes: what is read can be written and read again")
    func fuzz() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        let alphabet = Array("tsfnip=&0123456789.T-é \u{0}".utf8)
        var count = 0
        for round in 0..<20_000 {
            var bytes = Array(Self.code("20230201T120059", "123.45", i: "33647").utf8)
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                let byte = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                switch Int.random(in: 0...2, using: &random) {
                case 0: bytes[place] = byte
                case 1: bytes.insert(byte, at: place)
                default: bytes.remove(at: place)
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let receipt = try? FiscalReceipt(text) else { continue }
            count += 1
            let kopecks = String(receipt.totalKopecks % 100 + 100).dropFirst()
            let kinds = FiscalReceipt.Kind.allCases
            let number = (kinds.firstIndex(of: receipt.kind) ?? 9) + 1
            let again = Self.code(
                receipt.time,
                "\(receipt.totalKopecks / 100).\(kopecks)",
                fn: receipt.drive,
                i: receipt.document,
                fp: receipt.sign,
                n: "\(number)"
            )
            #expect((try? FiscalReceipt(again)) == receipt, "seed \(seed), round \(round)")
        }
        // A quarter of the codes is unchanged.
        #expect(count > 2_000, "seed \(seed)")
    }
}
