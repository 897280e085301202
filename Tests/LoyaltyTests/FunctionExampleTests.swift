import Foundation
import Testing

@testable import Loyalty

@Suite("The worked examples of functions")
struct FunctionExampleTests {
    @Test("of rounding are met")
    func rounding() throws {
        let examples = try VectorFile().functions.filter { $0["fn"] as? String == "round" }
        #expect(examples.count == 6)
        for example in examples {
            let input = try VectorFile.cast(example["in"], VectorFile.Object.self)
            let mode = try Rounding(rawValue: VectorFile.cast(input["mode"], String.self))
                .orThrow("mode")
            let result = mode.rounded(
                Int128(try VectorFile.cast(input["num"], Int64.self)),
                over: Int128(try VectorFile.cast(input["den"], Int64.self)),
                to: try VectorFile.cast(input["quantum"], Int64.self)
            )
            #expect(result == example["out"] as? Int64, "\(example)")
        }
    }

    @Test("of expiry instants are met")
    func expiries() throws {
        let examples = try VectorFile().functions.filter { $0["fn"] as? String == "expiry" }
        #expect(examples.count == 5)
        for example in examples {
            let input = try VectorFile.cast(example["in"], VectorFile.Object.self)
            let holidays = try (input["holidays"] as? [String] ?? []).map {
                try VectorFile.date($0)
            }
            let calendar = ProgrammeCalendar(zone: moscowZone, holidays: Set(holidays))
            let end = calendar.end(
                of: try VectorFile.period(input["spec"]),
                from: try VectorFile.instant(input["at"])
            )
            #expect(try end == VectorFile.instant(example["out"]), "\(example)")
        }
    }
}
