import StrictDocument
import Testing

@testable import Settings

private let header = "gtin,sku,category,brand\n"

private func table(_ text: String) throws(InvalidDocument) -> GoodsTable {
    try GoodsTable(bytes: Array(text.utf8), name: "goods.csv")
}

private func problems(_ bytes: [UInt8]) -> [String] {
    do throws(InvalidDocument) {
        _ = try GoodsTable(bytes: bytes, name: "goods.csv")
        return []
    } catch {
        return error.problems.map(\.description)
    }
}

@Suite("Goods table")
struct GoodsTableTests {
    @Test("finds an article by its GTIN, whatever its length, and by its number")
    func reads() throws {
        let table = try table(
            "\u{FEFF}" + header
                + "4006381333931,A-1,dairy,\"Brand, \"\"B\"\"\"\r\n\r\n"
                + "96385074,,pets,\n"
                + ",0007,,Own\n"
                + "036000291452,,\"\",\"\""
        )
        let milk = GoodsTable.Goods(category: "dairy", brand: "Brand, \"B\"")
        #expect(
            table.goods == [
                "04006381333931": milk, "A-1": milk,
                "00000096385074": .init(category: "pets", brand: nil),
                "0007": .init(category: nil, brand: "Own"),
                "00036000291452": .init(category: nil, brand: nil),
            ]
        )
        #expect(table.goods[GoodsTable.key(ofGTIN: "4006381333931")] == milk)
        #expect(table.goods[GoodsTable.key(ofGTIN: "04006381333931")] == milk)
    }

    private static let long = String(repeating: "b", count: 257)

    @Test(
        "says line, field, what and how to mend",
        arguments: [
            (
                "4006381333931,a,b\n",
                "goods.csv:2: the row has 3 fields; write four: gtin,sku,category,brand; an "
                    + "absent one is empty"
            ),
            (
                "\n\n4006381333932,,dairy,\n",
                "goods.csv:4: gtin: `4006381333932` is not a GTIN; write 8, 12, 13 or 14 digits "
                    + "with a right check digit, or leave it empty"
            ),
            (
                "400638133393,,dairy,\n",
                "goods.csv:2: gtin: `400638133393` is not a GTIN; write 8, 12, 13 or 14 digits "
                    + "with a right check digit, or leave it empty"
            ),
            (
                ",,dairy,x\n",
                "goods.csv:2: the row names no article; give a GTIN or an article number"
            ),
            (
                ",a,x,\n,a,y,\n",
                "goods.csv:3: sku: `a` stands in the table already; remove one of the rows"
            ),
            (
                "96385074,,x,\n00000096385074,,y,\n",
                "goods.csv:3: gtin: `00000096385074` stands in the table already; remove one of "
                    + "the rows"
            ),
            (
                ",a,\"x,\n",
                "goods.csv:2: a quoted field is not closed rightly; close the quotes, and double "
                    + "a quote inside them"
            ),
            (
                ",a,\"x\"y,\n",
                "goods.csv:2: a quoted field is not closed rightly; close the quotes, and double "
                    + "a quote inside them"
            ),
            (
                ",a,x\"y,\n",
                "goods.csv:2: a quote stands inside a field; put the whole field in quotes, and "
                    + "double the quote inside"
            ),
            (
                ",a,x\ty,\n",
                "goods.csv:2: category: is not a usable text; use at most 256 bytes without "
                    + "control characters"
            ),
            (
                ",a,,\(long)\n",
                "goods.csv:2: brand: is not a usable text; use at most 256 bytes without "
                    + "control characters"
            ),
        ] as [(String, String)]
    )
    func messages(rows: String, message: String) {
        #expect(problems(Array((header + rows).utf8)) == [message])
    }

    @Test("asks for the header, with commas", arguments: ["", "\n", "gtin;sku;category;brand\n"])
    func headers(text: String) {
        let message =
            "goods.csv:1: is not the header of a table of goods; write "
            + "`gtin,sku,category,brand` in the first line, with commas"
        #expect(problems(Array(text.utf8)) == [message])
    }

    @Test("says which row is not UTF-8, and finds several problems, but no more than a hundred")
    func collects() {
        let latin = Array((header + ",a,x,\n,b,").utf8) + [0xE9, 0x2C, 0x0A]
        #expect(
            problems(latin) == [
                "goods.csv:3: the row is not UTF-8 text; save the file as UTF-8"
            ]
        )
        #expect(problems(Array((header + "1\n2\n,c,,\n3\n").utf8)).count == 3)
        let many = String(repeating: "1\n", count: 1_000)
        #expect(problems(Array((header + many).utf8)).count == DocumentProblems.maximumCount)
    }

    @Test("accepts exactly the numbers whose check digit is right")
    func checkDigits() throws {
        for (length, stem) in [(8, "9638507"), (12, "03600029145"), (14, "1061414100041")] {
            let good = (0...9).filter { digit in
                problems(Array((header + "\(stem)\(digit),,c,\n").utf8)).isEmpty
            }
            #expect(good.count == 1, "\(length) digits")
        }
    }

    @Test("meets mutated bytes with a table or with problems, never a trap")
    func fuzz() {
        let seed = UInt64.random(in: 0 ... .max)
        var source = SeededSource(seed: seed)
        let start = Array((header + "4006381333931,A,dairy,\"B, \"\"b\"\"\"\r\n,x,y,z\n").utf8)
        let pieces = Array("\",\r\n;0aé\u{0}".utf8)
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = start
            for _ in 0..<Int.random(in: 1...4, using: &source) {
                let index = Int.random(in: 24..<bytes.count, using: &source)
                switch Int.random(in: 0..<3, using: &source) {
                case 0: bytes[index] = pieces.randomElement(using: &source) ?? 0
                case 1: bytes.remove(at: index)
                default: bytes.insert(pieces.randomElement(using: &source) ?? 0, at: index)
                }
            }
            if problems(bytes).isEmpty { accepted += 1 }
        }
        #expect((1..<20_000).contains(accepted), "seed \(seed)")
    }
}
