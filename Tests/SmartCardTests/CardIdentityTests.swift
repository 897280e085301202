import Glibc
import SmartCard
import Testing

@Suite("Card identity")
struct CardIdentityTests {
    @Test("every row of the card table is answered as the table says")
    func table() throws {
        let rows = try CardTable.rows()
        #expect(rows.count >= 15)
        for row in rows {
            let atr = try #require(Hexadecimal.bytes(row["atr"] ?? ""))
            let uid = try #require(Hexadecimal.bytes(row["uid"] ?? ""))
            let identity = CardIdentity.judge(atr: atr, uid: uid)
            let comment = Comment(rawValue: "row \(row)")
            #expect(identity.technology.rawValue == row["technology"], comment)
            #expect(identity.product == row["product"], comment)
            #expect((identity.identifierKind?.rawValue ?? "") == row["identifierKind"], comment)
            #expect((identity.canonical?.hex ?? "") == row["canonical"], comment)
            #expect(identity.manufacturer == row["manufacturer"], comment)
            #expect(identity.stability.rawValue == row["stability"], comment)
            #expect(String(identity.usable) == row["usable"], comment)
        }
    }

    @Test(
        "four bytes of type A are random after 08, invalid after 88, else fixed",
        arguments: [
            // X08, X10 and X11 of the worked examples.
            ("08A1B2C3", IdentifierStability.random), ("A1B2C3D4", .fixed4),
            ("88A1B2C3", .invalid),
        ]
    )
    func fourBytes(uid: String, stability: IdentifierStability) throws {
        let bytes = try #require(Hexadecimal.bytes(uid))
        for number in ["030001", "030003"] {
            var atr = try #require(Hexadecimal.bytes(Self.atr(number)))
            atr.append(atr.dropFirst().reduce(0, ^))
            #expect(CardIdentity.judge(atr: atr, uid: bytes).stability == stability)
        }
    }

    /// One more rule each, beside the table's rows.
    struct Rule: Sendable {
        let what: String
        let atr: String
        let uid: String?
        let technology: CardTechnology
        let stability: IdentifierStability
        var kind: IdentifierKind?
        var canonical: String?
        var product: String?
        var manufacturer: String?
    }

    static let storage = "3B8F8001804F0CA000000306"

    static let rules: [Rule] = [
        Rule(
            what: "UID3 of 7 bytes is the cascade tag",
            atr: atr("030003"),
            uid: "04A1B288C3D4E5",
            technology: .iso14443aLevel3,
            stability: .invalid,
            kind: .uid7
        ),
        Rule(
            what: "10 bytes led by the cascade tag",
            atr: "3B8180018080",
            uid: "88010203040506070809",
            technology: .iso14443aLevel4,
            stability: .invalid,
            kind: .uid10
        ),
        Rule(
            what: "an unknown maker's double size number is unique",
            atr: atr("030001"),
            uid: "63A1B2C3D4E5F6",
            technology: .iso14443aLevel3,
            stability: .unique,
            kind: .uid7,
            manufacturer: ""
        ),
        Rule(
            what: "type B by its historical bytes",
            atr: "3B8880011C2D9411F7718500BE",
            uid: "A1B2C3D4",
            technology: .iso14443b,
            stability: .random,
            kind: .pupi
        ),
        Rule(
            what: "type B of plain zeros",
            atr: "3B8880010000000033818100",
            uid: "11223344",
            technology: .iso14443b,
            stability: .random,
            kind: .pupi
        ),
        Rule(
            what: "8 historical bytes of an applet are type A",
            atr: "3B8880010073C84013009000",
            uid: "04A1B2C3D4E5F6",
            technology: .iso14443aLevel4,
            stability: .unique,
            kind: .uid7
        ),
        Rule(
            what: "a double size number is never type B",
            atr: "3B8880011C2D9411F7718500BE",
            uid: "04A1B2C3D4E5F6",
            technology: .iso14443aLevel4,
            stability: .unique,
            kind: .uid7
        ),
        Rule(
            what: "a phone's applet bytes",
            atr: "3B8E800180318066B0840C016E0183009000",
            uid: "08112233",
            technology: .iso14443aLevel4,
            stability: .random,
            kind: .uid4
        ),
        Rule(
            what: "tag 4F with another RID is no storage card",
            atr: "3B8F8001804F0CA00000030703000100000000",
            uid: "04A1B2C3D4E5F6",
            technology: .iso14443aLevel4,
            stability: .unique,
            kind: .uid7
        ),
        Rule(
            what: "DESFire as an ACR122U shows it",
            atr: "3B868001067577810280",
            uid: "04112233445566",
            technology: .iso14443aLevel4,
            stability: .unique,
            kind: .uid7,
            product: "MIFARE DESFire",
            manufacturer: "NXP"
        ),
        Rule(
            what: "FeliCa under ACS's private name",
            atr: atr("03F011"),
            uid: "0123456789ABCDEF",
            technology: .felica,
            stability: .unique,
            kind: .idm,
            product: "FeliCa 212K"
        ),
        Rule(
            what: "an IDm made up for the session",
            atr: atr("11003B"),
            uid: "02FE112233445566",
            technology: .felica,
            stability: .random,
            kind: .idm
        ),
        Rule(
            what: "a vicinity number that could be either way round",
            atr: atr("0B0000"),
            uid: "E0040100112233E0",
            technology: .iso15693,
            stability: .ambiguous,
            kind: .uid8,
            product: "ISO 15693 tag"
        ),
        Rule(
            what: "a vicinity number with E0 at neither end",
            atr: atr("0B0014"),
            uid: "1104010011223344",
            technology: .iso15693,
            stability: .invalid,
            kind: .uid8
        ),
        Rule(
            what: "a vicinity number of a wrong length",
            atr: atr("0B0014"),
            uid: "E0040100",
            technology: .iso15693,
            stability: .invalid
        ),
        Rule(
            what: "type B storage card",
            atr: atr("070007"),
            uid: "D0021122",
            technology: .iso14443b,
            stability: .random,
            kind: .pupi,
            product: "SRIX4K"
        ),
        Rule(
            what: "no standard given, the name tells",
            atr: atr("000001"),
            uid: "11223344",
            technology: .iso14443aLevel3,
            stability: .fixed4,
            kind: .uid4
        ),
        Rule(
            what: "nothing given, 4 bytes may be a PUPI",
            atr: atr("000000"),
            uid: "11223344",
            technology: .unknown,
            stability: .ambiguous,
            kind: .uid4
        ),
        Rule(
            what: "nothing given, only type A has 7 bytes",
            atr: atr("000000"),
            uid: "04A1B2C3D4E5F6",
            technology: .unknown,
            stability: .unique,
            kind: .uid7
        ),
        Rule(
            what: "nothing given, 8 bytes may be two things",
            atr: atr("000000"),
            uid: "E004010011223344",
            technology: .unknown,
            stability: .ambiguous,
            kind: .uid8
        ),
        Rule(
            what: "ACS's unknown SAK",
            atr: atr("03FF20"),
            uid: "04A1B2C3D4E5F6",
            technology: .iso14443aLevel3,
            stability: .unique,
            kind: .uid7,
            product: "unknown (SAK 20)"
        ),
        Rule(
            what: "a card with contacts",
            atr: "3B6800000073C84012009000",
            uid: "04A1B2C3D4E5F6",
            technology: .contact,
            stability: .invalid
        ),
        Rule(
            what: "nothing read",
            atr: "3B8180018080",
            uid: nil,
            technology: .iso14443aLevel4,
            stability: .invalid,
            product: "MIFARE DESFire"
        ),
        Rule(
            what: "an empty answer",
            atr: "3B8180018080",
            uid: "",
            technology: .iso14443aLevel4,
            stability: .invalid
        ),
        Rule(
            what: "a wrong check byte",
            atr: "3B8F8001804F0CA000000306030001000000006B",
            uid: "7B2C90E4",
            technology: .unknown,
            stability: .invalid
        ),
        Rule(
            what: "a cut ATR",
            atr: "3B8F8001804F0CA0",
            uid: "7B2C90E4",
            technology: .unknown,
            stability: .invalid
        ),
        Rule(what: "no ATR", atr: "", uid: "7B2C90E4", technology: .unknown, stability: .invalid),
    ]

    /// A storage card's ATR of standard and name; the check byte is added where it is missing.
    static func atr(_ standardAndName: String) -> String { storage + standardAndName + "00000000" }

    @Test("each rule of each technology", arguments: rules)
    func rule(_ rule: Rule) throws {
        var atr = try #require(Hexadecimal.bytes(rule.atr))
        if atr.count >= 4, Array(atr[1...3].suffix(2)) == [0x80, 0x01],
            atr.count == 4 + Int(atr[1] & 15)
        {
            atr.append(atr.dropFirst().reduce(0, ^))
        }
        let uid = try rule.uid.map { try #require(Hexadecimal.bytes($0)) }
        let identity = CardIdentity.judge(atr: atr, uid: uid)
        let comment = Comment(rawValue: rule.what)
        #expect(identity.technology == rule.technology, comment)
        #expect(identity.stability == rule.stability, comment)
        #expect(identity.identifierKind == rule.kind, comment)
        #expect((identity.canonical == nil) == (rule.kind == nil), comment)
        if let product = rule.product { #expect(identity.product == product, comment) }
        if let manufacturer = rule.manufacturer {
            #expect(identity.manufacturer == manufacturer, comment)
        }
    }

    @Test("every first byte of a 4-byte number has one judgement")
    func everyFirstByte() {
        let atr: [UInt8] = [0x3B, 0x81, 0x80, 0x01, 0x80, 0x80]
        var counts: [IdentifierStability: Int] = [:]
        for first in UInt8.min...UInt8.max {
            let identity = CardIdentity.judge(atr: atr, uid: [first, 0x11, 0x22, 0x33])
            counts[identity.stability, default: 0] += 1
            #expect(identity.usable == (identity.stability == .fixed4))
            #expect((identity.credential == nil) == !identity.usable)
        }
        // 08, 88, sixteen of the form xF, and all others.
        #expect(counts == [.random: 1, .invalid: 1, .nonUnique: 16, .fixed4: 238])
    }

    @Test("an unusable card always comes with advice in both languages, a usable one with none")
    func advice() {
        for technology in 0...255 {
            for count in 0...17 {
                var atr = Hexadecimal.bytes(Self.storage) ?? []
                atr += [UInt8(technology), 0, 0, 0, 0, 0, 0]
                atr.append(atr.dropFirst().reduce(0, ^))
                let uid = [UInt8](repeating: 0x21, count: count)
                let identity = CardIdentity.judge(atr: atr, uid: uid)
                #expect(identity.adviceRussian.isEmpty == identity.usable)
                #expect(identity.adviceEnglish.isEmpty == identity.usable)
                #expect(!identity.reason.isEmpty || identity.stability == .unique)
                #expect(identity.canonical == nil || [4, 7, 8, 10].contains(count))
            }
        }
    }

    @Test("no text made of an identity contains the number")
    func masked() throws {
        let identity = CardIdentity.judge(
            atr: [0x3B, 0x81, 0x80, 0x01, 0x80, 0x80],
            uid: [0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6]
        )
        var dumped = ""
        dump(identity, to: &dumped)
        let uid = try #require(identity.canonical)
        for text in ["\(identity)", String(reflecting: identity), "\(uid)", dumped] {
            #expect(!text.uppercased().contains("A1B2"))
            #expect(!text.contains(String(uid.high)))
        }
    }

    @Test("random and mutated ATRs and numbers never trap, and only whole ones are usable")
    func fuzz() {
        var random = SeededRandom(seed: 0x5EED_CA4D)
        let seeds = [
            "3B8F8001804F0CA000000306030001000000006A", "3B8180018080",
            "3B8880011C2D9411F7718500BE",
            "3B6800000073C84012009000",
        ].compactMap(Hexadecimal.bytes)
        for round in 0..<40_000 {
            var atr = seeds[round % seeds.count]
            for _ in 0..<random.below(3) where !atr.isEmpty {
                switch random.below(3) {
                case 0: atr[random.below(atr.count)] = UInt8(random.below(256))
                case 1: atr.remove(at: random.below(atr.count))
                default: atr.insert(UInt8(random.below(256)), at: random.below(atr.count + 1))
                }
            }
            let uid = (0..<random.below(20)).map { _ in UInt8(random.below(256)) }
            let identity = CardIdentity.judge(atr: atr, uid: uid)
            if identity.usable {
                #expect(ATR(atr) != nil, "seed \(random.seed) round \(round)")
                let bytes = identity.canonicalBytes
                #expect(bytes == uid || bytes == uid.reversed())
            }
        }
    }
}

/// The table of cards with whole answers.
enum CardTable {
    static func rows() throws -> [[String: String]] {
        let path = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let text = try #require(TestFile.text("/\(path)/Fixtures/cards.csv"))
        var lines = text.split(whereSeparator: \.isNewline).map { fields(String($0)) }
        let header = lines.removeFirst()
        return lines.map { Dictionary(zip(header, $0), uniquingKeysWith: { one, _ in one }) }
    }

    private static func fields(_ line: String) -> [String] {
        var fields = [""]
        var isQuoted = false
        for character in line {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: fields.append("")
            default: fields[fields.count - 1].append(character)
            }
        }
        return fields
    }
}
