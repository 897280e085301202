import Glibc
import Testing

@testable import KioskPage

@Suite struct CivilTimeTests {
    private static func padded(_ number: Int32, _ width: Int = 2) -> String {
        let text = String(number)
        return String(repeating: "0", count: width - text.count) + text
    }

    @Test("every day from 1970 to 2150 is the day that the C library says")
    func everyDay() {
        var wrong: [String] = []
        for day in 0..<65_745 {
            var seconds = time_t(day * 86_400 + 45_296)
            var parts = unsafe tm()
            _ = unsafe gmtime_r(&seconds, &parts)
            let text =
                unsafe Self.padded(parts.tm_year + 1900, 4) + "-" + Self.padded(parts.tm_mon + 1)
                + "-" + Self.padded(parts.tm_mday) + "T12:34:56Z"
            if CivilTime.unixSeconds(text) != Int64(seconds) { wrong.append(text) }
        }
        #expect(wrong.isEmpty)
    }

    @Test("offsets and fractions")
    func offsets() {
        for (text, seconds) in [
            ("2026-05-31T14:05:09+03:00", 1_780_225_509),
            ("2026-05-31T11:05:09Z", 1_780_225_509), ("2026-05-31t11:05:09z", 1_780_225_509),
            ("2026-05-31T11:05:09.999999999Z", 1_780_225_509),
            ("2026-05-31T05:35:09-05:30", 1_780_225_509), ("1970-01-01T00:00:00Z", 0),
            ("1970-01-01T03:00:00+03:00", 0), ("2000-02-29T00:00:00Z", 951_782_400),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] as [(String, Int64)] {
            #expect(CivilTime.unixSeconds(text) == seconds, "\(text)")
        }
    }

    @Test(
        "what is no such time is refused",
        arguments: [
            "", "2026-05-31", "2026-05-31T14:05:09", "2026-05-31 14:05:09Z", "2026-5-31T14:05:09Z",
            "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z",
            "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-12-31T23:59:60Z",
            "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.1234567890Z", "2026-01-01T00:00:00+3:00",
            "2026-01-01T00:00:00+0300", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00Z ",
            "1969-12-31T23:59:59Z", "1970-01-01T00:00:00+00:01", "20２6-01-01T00:00:00Z",
            "+026-01-01T00:00:00Z", "10000-01-01T00:00:00Z",
        ]
    )
    func refusals(text: String) { #expect(CivilTime.unixSeconds(text) == nil) }
}
