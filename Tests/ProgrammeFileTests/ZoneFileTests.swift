import Loyalty
import Testing

@testable import ProgrammeFile

private let folder = "/usr/share/zoneinfo"

/// Builds a small file: one block of version 1 without content, one of version 2.
private func file(
    times: [Int64],
    types: [UInt8],
    offsets: [Int32],
    footer: String
) -> [UInt8] {
    func big(_ value: some FixedWidthInteger, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    let head = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
    var bytes = head + [UInt8](repeating: 0, count: 24)
    bytes += head
    for count in [0, 0, 0, times.count, offsets.count, 4] { bytes += big(count, 4) }
    for time in times { bytes += big(time, 8) }
    bytes += types
    for offset in offsets { bytes += big(offset, 4) + [0, 0] }
    bytes += Array("UTC\0\n".utf8) + Array(footer.utf8) + Array("\n".utf8)
    return bytes
}

private func zone(_ bytes: [UInt8]) throws(TZifError) -> Zone { try ZoneFile.zone(TZif(bytes)) }

@Suite("Time-zone files")
struct ZoneFileTests {
    @Test(
        "give the offsets that the zone has had and will have",
        arguments: [
            ("Europe/Moscow", 1_300_000_000, 10_800), ("Europe/Moscow", 1_400_000_000, 14_400),
            ("Europe/Moscow", 1_414_274_399, 14_400), ("Europe/Moscow", 1_414_274_400, 10_800),
            ("Europe/Moscow", 7_000_000_000, 10_800),
            // 2100-03-28T01:00:00Z and 2100-10-31T01:00:00Z, far beyond the stored transitions.
            ("Europe/Berlin", 4_109_878_799, 3_600), ("Europe/Berlin", 4_109_878_800, 7_200),
            ("Europe/Berlin", 4_128_627_599, 7_200), ("Europe/Berlin", 4_128_627_600, 3_600),
            ("America/New_York", 1_772_953_199, -18_000),
            ("America/New_York", 1_772_953_200, -14_400),
            ("Asia/Kolkata", 1_700_000_000, 19_800), ("Asia/Kathmandu", 1_700_000_000, 20_700),
            ("UTC", 0, 0), ("Etc/GMT+5", 0, -18_000),
            ("Australia/Sydney", 1_767_225_600, 39_600),
            ("Australia/Sydney", 1_783_000_000, 36_000),
            ("Africa/Casablanca", 1_770_000_000, 3_600),
            ("Europe/Dublin", 1_767_225_600, 0), ("Europe/Dublin", 1_783_000_000, 3_600),
        ] as [(String, Int64, Int64)]
    )
    func offsets(name: String, at: Int64, offset: Int64) throws {
        let zone = try ZoneFile.load(name, folder: folder)
        #expect(zone.offsetSeconds(at: Instant(unixSeconds: at)) == offset)
    }

    @Test("of the whole database are readable, in order, and change at most twice a year")
    func database() throws {
        let names = Self.names(in: try fileBytes("\(folder)/tzdata.zi"))
        #expect(names.count > 300)
        for name in names {
            let zone = try ZoneFile.load(name, folder: folder)
            let pairs = zip(zone.transitions, zone.transitions.dropFirst())
            #expect(pairs.allSatisfy { $0.at < $1.at }, "\(name)")
            #expect(pairs.allSatisfy { $0.offsetSeconds != $1.offsetSeconds }, "\(name)")
            #expect(zone.transitions.count < 1_000, "\(name)")
            let last = zone.transitions.last?.at.unixSeconds ?? 0
            #expect(last < 7_289_654_400, "\(name): nothing is written out after 2200")
        }
    }

    /// The names of the zones in the text form of the database.
    private static func names(in bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            line.hasPrefix("Z ")
                ? line.split(separator: " ").dropFirst().first.map(String.init) : nil
        }
    }

    @Test("keep only changes of the offset, and write the rule out to 2200")
    func merges() throws {
        let plain = try zone(
            file(times: [10, 20, 30], types: [0, 1, 1], offsets: [0, 3600], footer: "AAA-1")
        )
        #expect(
            plain
                == Zone(
                    initialOffsetSeconds: 0,
                    transitions: [.init(at: Instant(unixSeconds: 20), offsetSeconds: 3600)]
                )
        )
    }

    @Test(
        "read every form of the rule for later years",
        arguments: [
            ("<+03>-3", 10_800, nil, nil), ("EST5", -18_000, nil, nil),
            ("<-0330>3:30", -12_600, nil, nil), ("NPT-5:45:30", 20_730, nil, nil),
            // 2026-03-29T01:00:00Z and 2026-10-25T01:00:00Z.
            ("CET-1CEST,M3.5.0,M10.5.0/3", 3_600, 1_774_746_000, 1_792_890_000),
            // 2026-03-08T07:00:00Z and 2026-11-01T06:00:00Z.
            ("EST5EDT,M3.2.0,M11.1.0", -18_000, 1_772_953_200, 1_793_512_800),
            // Winter time below the standard, as Ireland writes it.
            ("IST-1GMT0,M10.5.0,M3.5.0/1", 3_600, 1_792_890_000, 1_774_746_000),
            // Days of the year with and without 29 February, hours beyond the day.
            ("AAA0BBB,J60/0,J61/-1", 0, 1_772_323_200, 1_772_402_400),
            ("AAA0BBB,59/0,60/25", 0, 1_772_323_200, 1_772_496_000),
        ] as [(String, Int64, Int64?, Int64?)]
    )
    func rules(text: String, offset: Int64, start: Int64?, end: Int64?) throws {
        let rule = try #require(POSIXZone(text))
        #expect(rule.standardOffsetSeconds == offset)
        #expect((rule.daylight == nil) == (start == nil))
        guard let daylight = rule.daylight, let start, let end else { return }
        #expect(
            daylight.start.instant(in: 2026, offsetSeconds: offset) == Instant(unixSeconds: start)
        )
        #expect(
            daylight.end.instant(in: 2026, offsetSeconds: daylight.offsetSeconds)
                == Instant(unixSeconds: end)
        )
    }

    @Test(
        "count the days of a leap year with or without 29 February",
        arguments: [
            // 2028-03-01, 2028-02-28, 2028-02-29, 2028-12-31, 2028-02-27 and 2028-03-05.
            ("J60", 1_835_481_600), ("J59", 1_835_308_800), ("59", 1_835_395_200),
            ("J365", 1_861_833_600), ("M2.5.0", 1_835_222_400), ("M3.1.0", 1_835_827_200),
        ] as [(String, Int64)]
    )
    func leapYears(day: String, at: Int64) throws {
        let rule = try #require(POSIXZone("AAA0BBB,\(day)/0,J1"))
        let start = rule.daylight?.start.instant(in: 2028, offsetSeconds: 0)
        #expect(start == Instant(unixSeconds: at))
    }

    @Test(
        "refuse other rules",
        arguments: [
            "", "A", "AB3", "ABC", "ABC25", "ABC-", "ABC3:60", "ABC3DEF", "ABC3DEF,", "<ABC3",
            "<>3", "ABC3DEF,M3.2.0", "ABC3DEF,M13.1.0,M1.1.0", "ABC3DEF,M1.6.0,M2.1.0",
            "ABC3DEF,M1.1.7,M2.1.0", "ABC3DEF,J0,J5", "ABC3DEF,J366,J5", "ABC3DEF,366,5",
            "ABC3DEF,M3.2.0/168,M11.1.0", "ABC3DEF,M3.2.0,M11.1.0x", "ABC3 ", "ABC9999999999999",
        ]
    )
    func refusesRules(text: String) { #expect(POSIXZone(text) == nil) }

    @Test("treat a rule of daylight saving time all year as one offset")
    func allYear() throws {
        let zone = try zone(
            file(times: [0], types: [0], offsets: [-14_400], footer: "WGT3EDT4,0/0,J365/23")
        )
        #expect(zone.transitions.isEmpty && zone.initialOffsetSeconds == -14_400)
    }

    private static let zeros = [UInt8](repeating: 0, count: 44)

    private static let damaged: [(reason: String, bytes: [UInt8])] = [
        ("it is cut off", []),
        ("it is cut off", Array("TZif".utf8)),
        ("it does not begin with TZif", zeros),
        ("it is of version 1, without 64-bit times", Array("TZif".utf8) + zeros),
        (
            "its transitions are not in order",
            file(times: [2, 1], types: [0, 0], offsets: [0], footer: "UTC0")
        ),
        (
            "a transition names no type",
            file(times: [2], types: [1], offsets: [0], footer: "UTC0")
        ),
        (
            "an offset is out of range",
            file(times: [], types: [], offsets: [90_000], footer: "UTC0")
        ),
        (
            "its counts are out of range",
            file(times: [], types: [], offsets: [], footer: "UTC0")
        ),
        (
            "its rule for later years is not readable",
            file(times: [], types: [], offsets: [0], footer: "nonsense!")
        ),
        (
            "its rule contradicts its last transition",
            file(times: [5], types: [0], offsets: [3600], footer: "UTC0")
        ),
        (
            "its last line is missing",
            Array(file(times: [], types: [], offsets: [0], footer: "UTC0").dropLast(6))
        ),
    ]

    @Test("say what is damaged", arguments: damaged)
    func damage(reason: String, bytes: [UInt8]) {
        do throws(TZifError) {
            _ = try zone(bytes)
            Issue.record("the file was accepted")
        } catch {
            #expect(error.reason == reason)
        }
    }

    @Test("meet random and mutated bytes with a zone or an error, never a trap")
    func fuzz() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var source = SeededSource(seed: seed)
        let names = ["Europe/Berlin", "Europe/Moscow", "Africa/Casablanca", "UTC"]
        let files = try names.map { try fileBytes("\(folder)/\($0)") }
        var accepted = 0
        for _ in 0..<4_000 {
            var bytes = files.randomElement(using: &source) ?? []
            for _ in 0..<Int.random(in: 1...4, using: &source) {
                let index = Int.random(in: 0..<bytes.count, using: &source)
                bytes[index] = UInt8.random(in: 0...255, using: &source)
            }
            if Bool.random(using: &source) {
                bytes.removeLast(Int.random(in: 0..<bytes.count, using: &source))
            }
            do throws(TZifError) {
                let zone = try zone(bytes)
                accepted += 1
                #expect(
                    zip(zone.transitions, zone.transitions.dropFirst()).allSatisfy { $0.at < $1.at }
                )
            } catch {
                #expect(!error.reason.isEmpty, "seed \(seed)")
            }
        }
        #expect(accepted > 20, "seed \(seed)")
    }
}
