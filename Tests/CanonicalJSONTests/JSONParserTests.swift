import CanonicalJSON
import Testing

/// Parses a text with the default limits.
private func parse(_ text: String) throws -> JSONValue {
    try JSONValue.parse(Array(text.utf8))
}

/// The fault that a text meets; nil: it is accepted.
private func fault(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) -> JSONError? {
    do throws(JSONError) {
        _ = try JSONValue.parse(bytes, limits: limits)
        return nil
    } catch {
        return error
    }
}

@Suite("JSON parser")
struct JSONParserTests {
    @Test(
        "accepts every form of RFC 8259",
        arguments: [
            ("null", JSONValue.null), (" true ", .bool(true)), ("\t\r\nfalse\n", .bool(false)),
            ("0", .integer(0)), ("-0", .integer(0)), ("-1", .integer(-1)),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("0.742", .decimal("0.742")), ("1e2", .decimal("1e2")), ("1E+2", .decimal("1E+2")),
            ("-0.0", .decimal("-0.0")), ("0e1", .decimal("0e1")), ("1.5e-7", .decimal("1.5e-7")),
            ("\"\"", .string("")), ("\"a\"", .string("a")),
            (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")),
            (#""\u0041\u00e9\u20AC\uD83d\uDE00""#, .string("Aé€😀")),
            ("\"Копилка 😀\"", .string("Копилка 😀")),
            (#""\uFFFD\uE000""#, .string("\u{FFFD}\u{E000}")),
            ("[]", .array([])), ("[ ]", .array([])),
            ("[1 , 2]", .array([.integer(1), .integer(2)])),
            ("{}", .object([:])), ("{\"\":0}", .object(["": .integer(0)])),
            ("{ \"a\" : [ { } ] }", .object(["a": .array([.object([:])])])),
        ]
    )
    func accepts(text: String, value: JSONValue) throws {
        #expect(try parse(text) == value)
    }

    @Test(
        "refuses what RFC 8259 does not allow, and says what it is",
        arguments: [
            ("", JSONError.Kind.unexpectedEnd), (" ", .unexpectedEnd), ("[", .unexpectedEnd),
            ("[1", .unexpectedEnd), ("{\"a\"", .unexpectedEnd), ("{\"a\":", .unexpectedEnd),
            ("\"a", .unexpectedEnd), (#""\"#, .unexpectedEnd), (#""\u12"#, .unexpectedEnd),
            ("tru", .unexpectedEnd), ("[1,", .unexpectedEnd), (#""\n"#, .unexpectedEnd),
            ("nul1", .unexpectedCharacter), ("True", .unexpectedCharacter),
            ("NaN", .unexpectedCharacter), ("Infinity", .unexpectedCharacter),
            ("+1", .unexpectedCharacter), (".5", .unexpectedCharacter),
            ("'a'", .unexpectedCharacter),
            ("[1,]", .unexpectedCharacter), ("[,1]", .unexpectedCharacter),
            ("[1 2]", .unexpectedCharacter), ("{\"a\":1,}", .unexpectedCharacter),
            ("{a:1}", .unexpectedCharacter), ("{1:1}", .unexpectedCharacter),
            ("{\"a\" 1}", .unexpectedCharacter), ("{\"a\":}", .unexpectedCharacter),
            ("[1}", .unexpectedCharacter), ("\u{FEFF}1", .unexpectedCharacter),
            ("/**/1", .unexpectedCharacter), ("\u{A0}1", .unexpectedCharacter),
            ("-", .badNumber), ("01", .badNumber), ("-01", .badNumber), ("00", .badNumber),
            ("1.", .badNumber), ("1.e1", .badNumber), ("1e", .badNumber), ("1e+", .badNumber),
            ("-a", .badNumber), ("9223372036854775808", .numberOutOfRange),
            ("-9223372036854775809", .numberOutOfRange),
            ("123456789012345678901234567890", .numberOutOfRange),
            (#""\a""#, .badEscape), (#""\u12g4""#, .badEscape), (#""\U0041""#, .badEscape),
            (#""\u-123""#, .badEscape), (#""\'""#, .badEscape),
            (#""\uD800""#, .loneSurrogate), (#""\uDC00""#, .loneSurrogate),
            (#""\uD800\uD800""#, .loneSurrogate), (#""\uD800\u0041""#, .loneSurrogate),
            (#""\uD800x""#, .loneSurrogate), (#""\uDBFF\uE000""#, .loneSurrogate),
            (#"{"a":1,"a":1}"#, .duplicateKey), (#"{"a":1,"\u0061":2}"#, .duplicateKey),
            ("1 1", .trailingContent), ("{}x", .trailingContent),
            ("0x1", .trailingContent), ("1,", .trailingContent), ("-1-", .trailingContent),
        ]
    )
    func refuses(text: String, kind: JSONError.Kind) {
        #expect(fault(Array(text.utf8))?.kind == kind)
    }

    // A loop, not arguments: the characters would end up in the log of the test run.
    @Test("accepts control characters in strings only as escapes")
    func controlCharacters() throws {
        for code in UInt8(0)..<0x20 {
            let digits = (code < 16 ? "000" : "00") + String(code, radix: 16)
            #expect(try parse("\"\\u\(digits)\"") == .string(String(Unicode.Scalar(code))))
            #expect(fault([0x22, code, 0x22])?.kind == .controlCharacter)
            #expect(fault(Array(#""\n"#.utf8) + [code, 0x22])?.kind == .controlCharacter)
        }
        #expect(try parse("\"\u{7F}\"") == .string("\u{7F}"))
        #expect(fault([0x31, 0])?.kind == .trailingContent)
    }

    @Test(
        "refuses bytes that are not UTF-8",
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC3, 0x22], [0x22, 0xC0, 0x80, 0x22],
            [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x80],
            [0xFE, 0xFF, 0x00, 0x31], [0x31, 0xE2, 0x82],
        ] as [[UInt8]]
    )
    func refusesOtherEncodings(bytes: [UInt8]) {
        #expect(fault(bytes)?.kind == .invalidUTF8)
    }

    @Test("says line and column, counted in characters, and repeats no value")
    func saysWhere() throws {
        let error = try #require(fault(Array("{\n \"имя\": 5550001,\n \"é\" 7}".utf8)))
        #expect(error.line == 3 && error.column == 6)
        #expect(error.description == "line 3, column 6: a colon is expected here")
        let duplicate = try #require(fault(Array(#"{"04A1":1,"04A1":1}"#.utf8)))
        #expect(duplicate.offset == 10)
        #expect(!duplicate.description.contains("04A1"))
    }

    @Test("holds every limit exactly")
    func holdsLimits() {
        let limits = JSONLimits(maximumBytes: 40, maximumDepth: 3, maximumNumberBytes: 20)
        #expect(fault(Array(repeating: 0x20, count: 39) + [0x31], limits: limits) == nil)
        let long = fault(Array(repeating: 0x20, count: 40) + [0x31], limits: limits)
        #expect(long?.kind == .tooLarge)
        #expect(fault(Array("[[{}]]".utf8), limits: limits) == nil)
        #expect(fault(Array("[[{\"a\":[]}]]".utf8), limits: limits)?.kind == .tooDeep)
        #expect(fault(Array("[[],[],[],[]]".utf8), limits: limits) == nil)
        let digits = String(repeating: "1", count: 18)
        #expect(fault(Array("0.\(digits)".utf8), limits: limits) == nil)
        #expect(fault(Array("0.1\(digits)".utf8), limits: limits)?.kind == .numberTooLong)
    }

    @Test("does not run out of stack at any depth of input", arguments: ["[", "{\"a\":"])
    func survivesDepth(opening: String) {
        let text = String(repeating: opening, count: 100_000)
        #expect(fault(Array(text.utf8))?.kind == .tooDeep)
        let deepest = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
        #expect(fault(Array(deepest.utf8), limits: JSONLimits(maximumDepth: 512)) == nil)
    }
}
