import EventFormat
import Loyalty
import Testing

@Suite("RFC 3339 times")
struct InstantTests {
    @Test(
        "are read with any offset",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T03:00:00+03:00", 0),
            ("1969-12-31T19:00:00-05:00", 0), ("1970-01-01T00:00:00-00:00", 0),
            ("2000-02-29T23:59:59Z", 951_868_799), ("2026-01-31T12:34:56+05:45", 1_769_842_196),
            ("2038-01-19T03:14:08Z", 2_147_483_648), ("1900-03-01T00:00:00Z", -2_203_891_200),
            ("2023-06-01T10:00:00.999999999Z", 1_685_613_600),
            ("0001-01-01T00:00:00Z", -62_135_596_800),
            ("9999-12-31T23:59:59Z", 253_402_300_799),
        ] as [(String, Int64)]
    )
    func reads(text: String, seconds: Int64) {
        #expect(EventFormat.instant(from: text) == Instant(unixSeconds: seconds))
    }

    @Test(
        "that are not such times are refused",
        arguments: [
            "", "2026", "2026-01-31", "2026-01-31T12:00:00", "2026-01-31 12:00:00Z",
            "2026-01-31t12:00:00z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
            "2026-04-31T00:00:00Z", "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z",
            "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z", "2026-06-30T23:59:60Z", "2026-01-01T00:00:00+24:00",
            "2026-01-01T00:00:00+03", "2026-01-01T00:00:00+0300", "2026-01-01T00:00:00+03:60",
            "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.1234567890Z", "0000-01-01T00:00:00Z",
            "2026-01-01T00:00:00Zx", " 2026-01-01T00:00:00Z", "+2026-01-01T00:00:00Z",
            "２026-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
            "2026-1-1T00:00:00Z", "2026-01-01T00:00:00",
        ]
    )
    func refuses(text: String) {
        #expect(EventFormat.instant(from: text) == nil)
    }

    @Test("are written so that they read back, every day of 801 years and at random seconds")
    func roundTrip() {
        var second: Int64 = -12_622_780_800  // 1570-01-01
        var previous = ""
        for _ in 0..<292_559 {
            let text = EventFormat.text(Instant(unixSeconds: second))
            #expect(previous < text)
            #expect(EventFormat.instant(from: text)?.unixSeconds == second)
            previous = text
            second += 86_400
        }
        for _ in 0..<10_000 {
            let second = Int64.random(in: -62_135_596_800...253_402_300_799)
            let text = EventFormat.text(Instant(unixSeconds: second))
            #expect(EventFormat.instant(from: text)?.unixSeconds == second, "\(second)")
        }
    }

    @Test(
        "outside the years 0 to 9999 are written with a sign, for every 64-bit second",
        arguments: [
            (Int64.max, "+292277026596-12-04T15:30:07Z"),
            (.min, "-292277022657-01-27T08:29:52Z"),
            (253_402_300_800, "+10000-01-01T00:00:00Z"), (-62_167_219_201, "-0001-12-31T23:59:59Z"),
        ]
    )
    func writesExtremes(seconds: Int64, text: String) {
        #expect(EventFormat.text(Instant(unixSeconds: seconds)) == text)
    }
}
