import TapFlow
import Testing

@Suite("Phone numbers")
struct PhoneNumberTests {
    @Test(
        "have one form however they are written, and no form if they are not Russian",
        arguments: [
            // X80, X81 and X83 of the worked examples.
            ("8 (999) 123-45-67", "+79991234567"), ("+7 999 123 45 67", "+79991234567"),
            ("12345", nil),
            ("9991234567", "+79991234567"), ("79991234567", "+79991234567"),
            ("89991234567", "+79991234567"), ("+7(999)123-45-67", "+79991234567"),
            ("8-999-123-45-67", "+79991234567"), (" 8.999.123.45.67 ", "+79991234567"),
            ("8\u{A0}999\u{202F}123\u{2011}45\u{2013}67", "+79991234567"),
            ("8005553535", "+78005553535"), ("7005553535", "+77005553535"),
            ("0000000000", "+70000000000"), ("80000000000", "+70000000000"),
            ("", nil), ("+", nil), ("+7", nil), ("8", nil), ("999123456", nil),
            ("99912345678", nil), ("69991234567", nil), ("899912345678", nil),
            ("+89991234567", nil), ("+9991234567", nil), ("++79991234567", nil),
            ("7+9991234567", nil), ("+7999+1234567", nil), ("+19991234567", nil),
            ("+4915112345678", nil), ("8999123456x", nil), ("8 999 123 45 67 доб. 1", nil),
            ("８9991234567", nil), ("٨9991234567", nil), ("tel:+79991234567", nil),
            ("8\u{0}9991234567", nil), ("8\n9991234567", nil), ("8/9991234567", nil),
        ] as [(String, String?)]
    )
    func table(written: String, canonical: String?) {
        #expect(PhoneNumber(written)?.text == canonical)
    }

    @Test("of ten digits are the same with +7, 7 or 8 before them")
    func canonical() throws {
        for national in stride(from: 10_000_000_000, to: 20_000_000_000, by: 9_999_991) {
            let digits = String(String(national).dropFirst())
            let number = try #require(PhoneNumber(digits))
            #expect(number.text == "+7" + digits)
            #expect(number.canonical == Array(("+7" + digits).utf8))
            for other in ["+7" + digits, "7" + digits, "8" + digits] {
                #expect(PhoneNumber(other) == number)
            }
        }
    }

    @Test("show four digits and no more, whatever prints them")
    func masked() throws {
        let number = try #require(PhoneNumber("89991230067"))
        #expect(number.masked == "+7 *** ***-00-67")
        var dumped = ""
        dump(number, to: &dumped)
        for text in ["\(number)", String(reflecting: number), dumped] {
            #expect(!text.contains("999") && !text.contains("123"), "\(text)")
        }
    }
}
