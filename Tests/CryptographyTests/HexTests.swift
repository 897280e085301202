import Testing

@testable import Cryptography

@Suite struct HexTests {
    @Test("writes and reads back every byte")
    func everyByte() {
        let bytes = Array(UInt8.min...UInt8.max)
        let text = Hex.encode(bytes)
        #expect(text.count == 512)
        #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff"))
        #expect(Hex.decode(text) == bytes)
        #expect(Hex.decode(text.uppercased()) == bytes)
        #expect(Hex.encode([]).isEmpty)
        #expect(Hex.decode("") == [])
    }

    @Test(
        "refuses what is no hexadecimal text",
        arguments: ["0", "0g", "g0", "0x00", " 00", "00 ", "00\n0", "＀０", "éé", "-1", "+1"]
    )
    func refuses(text: String) {
        #expect(Hex.decode(text) == nil)
    }

    @Test("accepts exactly the pairs of ASCII digits")
    func everyPair() {
        let digits = Set("0123456789abcdefABCDEF".utf8)
        for high in UInt8(0)..<128 {
            for low in UInt8(0)..<128 {
                let text = String(decoding: [high, low], as: UTF8.self)
                let isPair = digits.contains(high) && digits.contains(low)
                #expect((Hex.decode(text) != nil) == isPair)
            }
        }
    }
}
