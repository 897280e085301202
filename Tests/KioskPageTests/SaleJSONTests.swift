import CanonicalJSON
import TapFlow
import Testing

@testable import KioskPage

@Suite struct SaleJSONTests {
    private static func refusal(_ text: String) -> APIError? {
        do throws(APIError) {
            _ = try SaleJSON.sale(Array(text.utf8), currency: "RUB")
            return nil
        } catch {
            return error
        }
    }

    private static let long = String(repeating: "x", count: 65)

    @Test(
        "a sale that cannot be is refused by its field",
        arguments: [
            ("", 400, "malformedJSON", nil), ("null", 400, "wrongType", nil),
            ("[]", 400, "wrongType", nil), ("{}", 400, "missingField", "id"),
            (#"{"id":"a"}"#, 400, "missingField", "station"),
            (#"{"id":"a","station":"m"}"#, 400, "missingField", "lines"),
            (#"{"id":"a","station":"m","lines":[]}"#, 400, "badField", "lines"),
            (#"{"id":"a","station":"m","lines":{}}"#, 400, "wrongType", "lines"),
            (#"{"id":"a","station":"m","lines":[1]}"#, 400, "wrongType", "lines[0]"),
            (#"{"id":7,"station":"m","lines":[]}"#, 400, "wrongType", "id"),
            (SaleTexts.sale(id: ""), 400, "badField", "id"),
            (SaleTexts.sale(id: "a/b"), 400, "badField", "id"),
            (SaleTexts.sale(id: "ж"), 400, "badField", "id"),
            (SaleTexts.sale(id: "events"), 400, "badField", "id"),
            (SaleTexts.sale(id: ".."), 400, "badField", "id"),
            (SaleTexts.sale(id: long), 400, "badField", "id"),
            (SaleTexts.sale(#""total":1"#), 400, "unknownField", "total"),
            (SaleTexts.sale(#""2000000000008":1"#), 400, "unknownField", nil),
            (SaleTexts.sale(#""\u0000":1"#), 400, "unknownField", nil),
            (SaleTexts.sale(#""at":"2026-05-31"#), 400, "malformedJSON", nil),
            (SaleTexts.sale(#""at":"2026-05-31T14:05:09""#), 400, "badField", "at"),
            (SaleTexts.sale(#""at":1780225509"#), 400, "wrongType", "at"),
            (SaleTexts.sale(#""receipt":"\#(long)""#), 400, "badField", "receipt"),
            (SaleTexts.sale(#""receipt":"a\u0007""#), 400, "badField", "receipt"),
            (SaleTexts.sale(#""fiscal":"""#), 400, "badField", "fiscal"),
            (SaleTexts.sale(#""partner":true"#), 400, "wrongType", "partner"),
            (SaleTexts.sale(#""currency":"EUR""#), 422, "currencyMismatch", "currency"),
            (SaleTexts.sale(#""credential":"2""#), 400, "wrongType", "credential"),
            (SaleTexts.sale(#""credential":{}"#), 400, "missingField", "credential.barcode"),
            (
                SaleTexts.sale(#""credential":{"uid":"04"}"#), 400, "missingField",
                "credential.barcode"
            ),
            (
                SaleTexts.sale(#""credential":{"barcode":"200000000000"}"#), 400, "badField",
                "credential.barcode"
            ),
            (
                SaleTexts.sale(#""credential":{"barcode":"200000000000A"}"#), 400, "badField",
                "credential.barcode"
            ),
            (
                SaleTexts.sale(#""credential":{"barcode":"2000000000009"}"#), 422, "badBarcode",
                "credential.barcode"
            ),
            (
                SaleTexts.sale(#""credential":{"barcode":"2000000000008","pin":1}"#), 400,
                "unknownField", "credential.pin"
            ),
        ] as [(String, Int, String, String?)]
    )
    func refusals(text: String, status: Int, code: String, field: String?) throws {
        let error = try #require(Self.refusal(text))
        #expect(error.status == status)
        #expect(error.code == code)
        #expect(error.field == field)
        #expect(!error.message.contains("20000000"))
        #expect(error.message.hasSuffix("."))
    }

    @Test(
        "a line that cannot be is refused by its field",
        arguments: [
            (#""unitMinor":1,"totalMinor":1"#, 400, "missingField", "quantity"),
            (#""quantity":1,"totalMinor":1"#, 400, "missingField", "unitMinor"),
            (#""quantity":1,"unitMinor":1"#, 400, "missingField", "totalMinor"),
            (#""quantity":true,"unitMinor":1,"totalMinor":1"#, 400, "wrongType", "quantity"),
            (#""quantity":0,"unitMinor":1,"totalMinor":0"#, 422, "amountOutOfRange", "quantity"),
            (
                #""quantity":1000000.001,"unitMinor":0,"totalMinor":0"#, 422, "amountOutOfRange",
                "quantity"
            ),
            (#""quantity":-1,"unitMinor":1,"totalMinor":1"#, 400, "badField", "quantity"),
            (#""quantity":0.0001,"unitMinor":1,"totalMinor":0"#, 400, "badField", "quantity"),
            (#""quantity":1e3,"unitMinor":1,"totalMinor":1000"#, 400, "badField", "quantity"),
            (#""quantity":"1,5","unitMinor":1,"totalMinor":1"#, 400, "badField", "quantity"),
            (#""quantity":1,"unitMinor":1.5,"totalMinor":1"#, 400, "wrongType", "unitMinor"),
            (#""quantity":1,"unitMinor":"1","totalMinor":1"#, 400, "wrongType", "unitMinor"),
            (#""quantity":1,"unitMinor":-1,"totalMinor":1"#, 422, "amountOutOfRange", "unitMinor"),
            (
                #""quantity":1,"unitMinor":10000000000001,"totalMinor":1"#, 422, "amountOutOfRange",
                "unitMinor"
            ),
            (
                #""quantity":1,"unitMinor":1,"totalMinor":10000000000001"#, 422, "amountOutOfRange",
                "totalMinor"
            ),
            (#""quantity":1,"unitMinor":1,"totalMinor":-1"#, 422, "amountOutOfRange", "totalMinor"),
            (
                #""quantity":1,"unitMinor":99999999999999999999,"totalMinor":1"#, 400,
                "malformedJSON",
                nil
            ),
            (#""quantity":2,"unitMinor":100,"totalMinor":202"#, 422, "totalMismatch", "totalMinor"),
            (#""quantity":2,"unitMinor":100,"totalMinor":198"#, 422, "totalMismatch", "totalMinor"),
            (
                #""quantity":1000000,"unitMinor":10000000000000,"totalMinor":10000000000000"#, 422,
                "totalMismatch", "totalMinor"
            ),
            (
                #""quantity":1,"unitMinor":1,"totalMinor":1,"gtin":"1234567""#, 400, "badField",
                "gtin"
            ),
            (
                #""quantity":1,"unitMinor":1,"totalMinor":1,"gtin":"123456789012345""#, 400,
                "badField", "gtin"
            ),
            (
                #""quantity":1,"unitMinor":1,"totalMinor":1,"gtin":46070341"#, 400, "wrongType",
                "gtin"
            ),
            (#""quantity":1,"unitMinor":1,"totalMinor":1,"vat":20"#, 400, "unknownField", "vat"),
        ] as [(String, Int, String, String?)]
    )
    func lineRefusals(line: String, status: Int, code: String, field: String?) throws {
        let error = try #require(Self.refusal(SaleTexts.sale(line: line)))
        #expect(error.status == status)
        #expect(error.code == code)
        #expect(error.field == field.map { "lines[0]." + $0 })
    }

    @Test("1,000 lines are taken, 1,001 are not, and the fault of the last is named")
    func lineCount() throws {
        let line = #"{"quantity":1,"unitMinor":1,"totalMinor":1}"#
        func text(_ lines: [String]) -> String {
            #"{"id":"a","station":"m","lines":["# + lines.joined(separator: ",") + "]}"
        }
        let most = Array(repeating: line, count: SaleJSON.linesMaximum)
        #expect(Self.refusal(text(most)) == nil)
        #expect(Self.refusal(text(most + [line]))?.field == "lines")
        #expect(Self.refusal(text(most.dropLast() + ["{}"]))?.field == "lines[999].quantity")
    }

    @Test("the total may differ by one minor unit from the rounded product, not by two")
    func totals() {
        for (quantity, unit, wanted) in [
            ("0.742", 12_990, 9_639), ("1.5", 1, 2), ("0.5", 1, 1), ("0.499", 1, 0),
            ("0.001", 0, 0), ("1000000", 10_000_000, 10_000_000_000_000),
        ] {
            for difference in -3...3
            where (0...SaleJSON.amountMaximum).contains(
                Int64(wanted + difference)
            ) {
                let total = wanted + difference
                let line = #""quantity":\#(quantity),"unitMinor":\#(unit),"totalMinor":\#(total)"#
                let isTaken = Self.refusal(SaleTexts.sale(line: line)) == nil
                #expect(isTaken == (abs(difference) <= 1), "\(line)")
            }
        }
    }

    @Test("a quantity is read exactly or not at all")
    func quantities() {
        let table: [(String, Int64?)] = [
            ("0", 0), ("1", 1_000), ("0.742", 742), ("0.7", 700), ("0.07", 70), ("12.340", 12_340),
            ("9223372036854775.807", .max), ("9223372036854775.808", .max),
            ("9223372036854775807", .max), ("99999999999999999999999", .max), ("", nil),
            (".", nil), (".5", nil), ("5.", nil), ("1.2.3", nil), ("01", nil), ("00", nil),
            ("-1", nil), ("+1", nil), ("1e2", nil), ("0x1", nil), (" 1", nil), ("1 ", nil),
            ("1.0000", nil), ("١", nil), ("1.-1", nil), ("1,5", nil),
        ]
        for (text, thousandths) in table {
            #expect(SaleJSON.thousandths(text) == thousandths, "\(text)")
        }
        let wrong = (0...20_000).filter { (thousandths: Int64) in
            let rest = String(thousandths % 1_000 + 1_000).dropFirst()
            return SaleJSON.thousandths("\(thousandths / 1_000).\(rest)") != thousandths
        }
        #expect(wrong.isEmpty)
    }

    @Test("random and mutated sales are taken or refused, and never trap")
    func fuzz() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededRandom(seed: seed)
        var taken = 0
        var wrong = 0
        let corpus = [SaleTexts.plain, SaleTexts.full].map { Array($0.utf8) }
        let digits = Array("0123456789.-eE\"{}[],:null".utf8)
        for _ in 0..<10_000 {
            var bytes = corpus[Int.random(in: 0..<corpus.count, using: &random)]
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: index)
                case 2: bytes.insert(digits[index % digits.count], at: index)
                default: bytes[index] = digits[Int.random(in: 0..<digits.count, using: &random)]
                }
            }
            do throws(APIError) {
                let sale = try SaleJSON.sale(bytes, currency: "RUB")
                taken += 1
                if !Self.isSound(sale) { wrong += 1 }
            } catch {
                let tells = error.message.contains("2000000000008")
                if tells || ![400, 422].contains(error.status) { wrong += 1 }
            }
        }
        #expect(wrong == 0, "seed \(seed)")
        #expect(taken > 1_000, "seed \(seed)")
    }

    private static func isSound(_ sale: SaleRequest) -> Bool {
        SaleJSON.isSaleID(sale.id) && (1...SaleJSON.linesMaximum).contains(sale.lines.count)
            && sale.lines.allSatisfy { line in
                let quantity = Int128(line.quantityThousandths) * Int128(line.unitMinor)
                return abs(Int128(line.totalMinor) * 1_000 - quantity) <= 1_500
            }
    }
}
