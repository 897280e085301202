import Testing

@testable import SmartCard

@Suite("ATR")
struct ATRTests {
    @Test("takes apart what ISO 7816-3 allows")
    func parts() throws {
        let contact = try #require(ATR(hex("3B6800000073C84012009000")))
        #expect(contact.historical == hex("0073C84012009000"))
        #expect(!contact.isContactless)
        #expect(contact.storage == nil)
        let bare = try #require(ATR(hex("3B00")))
        #expect(bare.historical.isEmpty)
        let storage = try #require(ATR(hex("3B8F8001804F0CA0000003060300030000000068")))
        #expect(storage.isContactless)
        #expect(storage.storage == StorageCard(standard: 3, name: 3))
    }

    @Test(
        "refuses what is cut, too long, or has a wrong check byte",
        arguments: [
            "", "3B", "00", "3BFF", "3B8F8001", "3B8180018081", "3B81800180", "3B818001808000",
            "3C8180018080", "3B8F8001804F0CA000000306030003000000006800",
        ]
    )
    func refused(_ text: String) {
        #expect(ATR(hex(text)) == nil)
    }

    @Test("any single changed bit of a contactless ATR is noticed, or moves it out of the form")
    func everyBit() {
        let whole = hex("3B8F8001804F0CA0000003060300030000000068")
        for index in whole.indices {
            for bit in 0..<8 {
                var changed = whole
                changed[index] ^= 1 << UInt8(bit)
                #expect(ATR(changed)?.storage == nil, "byte \(index) bit \(bit)")
            }
        }
    }

    @Test("every length of historical bytes fits, whatever the bytes")
    func historicalLengths() {
        for count in 0...15 {
            var bytes: [UInt8] = [0x3B, 0x80 | UInt8(count), 0x80, 0x01]
            bytes += (0..<count).map { UInt8(truncatingIfNeeded: $0 * 37) }
            bytes.append(bytes.dropFirst().reduce(0, ^))
            #expect(ATR(bytes)?.historical.count == count)
            #expect(ATR(Array(bytes.dropLast())) == nil)
            #expect(ATR(bytes + [0]) == nil)
        }
    }

    private func hex(_ text: String) -> [UInt8] { Hexadecimal.bytes(text) ?? [] }
}

@Suite("UID")
struct UIDTests {
    @Test("keeps its bytes in order for every length")
    func roundTrip() throws {
        for count in 1...16 {
            let bytes = (0..<count).map { UInt8(0xF0 &+ $0) }
            let uid = try #require(UID(bytes))
            #expect(uid.bytes == bytes)
            #expect(uid.reversed.bytes == bytes.reversed())
            #expect(Hexadecimal.bytes(uid.hex) == bytes)
        }
        #expect(UID([]) == nil)
        #expect(UID([UInt8](repeating: 1, count: 17)) == nil)
    }

    @Test("numbers that differ in length only are different")
    func lengthCounts() {
        #expect(UID([1, 2, 3, 4]) != UID([1, 2, 3, 4, 0]))
        #expect(UID([1, 2, 3, 4]) == UID([1, 2, 3, 4][...]))
    }

    @Test("hexadecimal text is read with blanks and colons, and refused when it is none")
    func hexadecimal() {
        #expect(Hexadecimal.bytes("04:a1 B2") == [0x04, 0xA1, 0xB2])
        #expect(Hexadecimal.bytes("") == [])
        for wrong in ["0", "0x", "04G1", "0 4", "04-A1", "é"] {
            #expect(Hexadecimal.bytes(wrong) == nil, "\(wrong)")
        }
    }
}

@Suite("Answers")
struct ResponseAPDUTests {
    @Test(
        "each answer to the number's command has one meaning",
        arguments: [
            (
                "04A1B2C3D4E5F69000",
                UIDCommand.Meaning.identifier([4, 161, 178, 195, 212, 229, 246])
            ),
            ("7B2C90E49000", .identifier([0x7B, 0x2C, 0x90, 0xE4])),
            ("", .removed), ("90", .removed), ("9000", .garbage), ("04A1B29000", .garbage),
            ("6C07", .askAgain(expectedCount: 7)), ("6C00", .garbage), ("046C07", .garbage),
            ("6A81", .notSupported), ("6D00", .notSupported), ("6300", .garbage),
            ("04A1B2C3D4E5F66282", .garbage), ("04A1B2C3", .garbage), ("DEAD", .garbage),
        ]
    )
    func meanings(_ text: String, _ meaning: UIDCommand.Meaning) {
        #expect(UIDCommand.meaning(of: Hexadecimal.bytes(text) ?? []) == meaning)
    }

    @Test("random answers of every length never trap")
    func fuzz() {
        var random = SeededRandom(seed: 0xAB0DE)
        for _ in 0..<20_000 {
            var answer = (0..<random.below(40)).map { _ in UInt8(random.below(256)) }
            if random.below(2) == 0, answer.count >= 2 {
                answer.replaceSubrange(0..<2, with: [0x90, 0])
            }
            if case .identifier(let uid) = UIDCommand.meaning(of: answer) {
                #expect(answer == uid + [0x90, 0x00], "seed \(random.seed)")
                #expect([4, 7, 8, 10].contains(uid.count))
            }
        }
    }
}
