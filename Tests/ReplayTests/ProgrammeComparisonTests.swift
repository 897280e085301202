import CanonicalJSON
import Loyalty
import ProgrammeFile
import Testing

@testable import Replay

@Suite("Comparison of programmes")
struct ProgrammeComparisonTests {
    /// A programme of percentages, with a discount or without, and a tier from some spending on.
    private static func programme(rate: Int, discount: Int?, tierFrom: Int) throws -> Programme {
        let price = discount.map {
            #",{"id":"off","on":"purchase","discountBp":\#($0)}"#
        }
        let text = #"""
            {"id":"shop","tzOffsetMin":180,"pots":{"PTS":{"quantum":1000000,
            "redeem":{"per":1000000,"minor":100}}},
            "rules":[{"id":"base","on":"purchase","pot":"PTS","amount":{"rateBp":\#(rate)}}\#
            \#(price ?? "")],
            "ladders":[{"id":"status","initial":"plain","tiers":[{"id":"gold",
            "when":{"of":"spend","gte":\#(tierFrom)}}]}],
            "rewards":[{"id":"card","kind":"item","pot":"PTS","cost":60000000,"sku":"GIFT"}]}
            """#
        return try ProgrammeFile.load(text: text, name: "shop").programme
    }

    private static let history = [
        #"{"id":"a","type":"enroll","at":"2026-01-01T00:00:00Z","member":"M1"}"#,
        #"{"id":"b","type":"enroll","at":"2026-01-01T00:00:00Z","member":"M2"}"#,
        #"{"id":"p","type":"purchase","at":"2026-01-02T00:00:00Z","member":"M1","#
            + #""lines":[{"qty":1,"unit":100000}]}"#,
        #"{"id":"x","type":"redeem","at":"2026-01-03T00:00:00Z","member":"M1","reward":"card"}"#,
        #"{"id":"r","type":"return","at":"2026-01-04T00:00:00Z","ref":"p"}"#,
        #"{"id":"q","type":"purchase","at":"2026-01-05T00:00:00Z","member":"M1","#
            + #""lines":[{"qty":2,"unit":100000}]}"#,
        #"{"id":"q","type":"purchase","at":"2026-01-05T00:00:00Z","member":"M1","#
            + #""lines":[{"qty":2,"unit":100000}]}"#,
    ]

    private static func document(old: Programme, new: Programme) throws -> JSONValue {
        var comparison = ProgrammeComparison(old: old, new: new, keepsChanges: true)
        for (index, line) in history.enumerated() {
            let number = Int64(index + 1)
            let recorded = try RecordedEvent(line: Array(line.utf8), number: number)
            try comparison.take(recorded, line: number)
        }
        var bytes: [UInt8] = []
        try comparison.finish { piece throws(ReplayError) in bytes += piece }
        return try JSONValue.parse(bytes)
    }

    @Test("of a programme with itself finds nothing")
    func nothing() throws {
        let programme = try Self.programme(rate: 500, discount: nil, tierFrom: 150_000)
        let document = try Self.document(old: programme, new: programme)
        #expect(document["accounts"] == .object([:]))
        #expect(document["events"] == .array([]))
        #expect(document["ledger"] == .object([:]))
        #expect(document["new"] == document["old"])
        #expect(document["new"]?["events"] == .integer(7))
        #expect(document["new"]?["duplicates"] == .integer(1))
    }

    @Test("tells points, their value, money, tiers, ledger accounts and answers that differ")
    func everything() throws {
        let document = try Self.document(
            old: Self.programme(rate: 500, discount: nil, tierFrom: 150_000),
            new: Self.programme(rate: 1_000, discount: 2_000, tierFrom: 200_000)
        )
        // Old: 50 points, too few for the gift; the return takes them back; 100 points, 2,000.00.
        // New: 80 points for 800.00, 60 of them spent; the return takes 20 and leaves a debt of 60,
        // which 160 points for 1,600.00 repay.
        // Points that are the same in the end do not stand among what differs.
        let expected =
            #"{"M1":{"paid":{"change":-40000,"new":160000,"old":200000},"#
            + #""tiers":{"status":{"new":"plain","old":"gold"}}}}"#
        #expect(document["accounts"]?.canonicalText() == expected)
        #expect(
            document["ledger"]?.canonicalText()
                == #"{"acc/house":{"PTS":{"change":60000000,"new":60000000,"old":0}},"#
                + #""iss/house":{"PTS":{"change":-60000000,"new":-160000000,"old":-100000000}}}"#
        )
        let ids = (document["events"]?.array ?? []).compactMap { $0["event"]?.string }
        #expect(ids == ["p", "x", "r", "q"])
        let gift = document["events"]?.array?[1]
        #expect(gift?["line"] == .integer(4))
        #expect(gift?["old"]?["error"] == .string("insufficientPoints"))
        #expect(gift?["new"]?["out"] == .object(["item": .string("GIFT")]))
        #expect(document["old"]?["refused"] == .object(["insufficientPoints": .integer(1)]))
        #expect(
            document["totals"]?["paid"]?.canonicalText()
                == #"{"change":-40000,"new":160000,"old":200000}"#
        )
    }
}
