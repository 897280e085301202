import CanonicalJSON
import Loyalty
import Testing

@testable import Replay

@Suite("Hostile histories")
struct ReplayFuzzTests {
    @Test("of random bytes are refused line by line")
    func noise() {
        let seed = UInt64.random(in: 0 ... .max)
        var source = SeededSource(seed: seed)
        let letters = Array(#"{}[]":,0123456789.-eE\u truefalsn "#.utf8) + [0, 0x7F, 0xC3, 0xFF]
        for _ in 0..<5_000 {
            let line = (0..<Int.random(in: 0...80, using: &source)).map { _ in
                letters.randomElement(using: &source) ?? 0
            }
            #expect(throws: ReplayError.self, "seed \(seed)") {
                try RecordedEvent(line: line, number: 1)
            }
        }
    }

    @Test("of mutated examples are refused or decided, and the books stay balanced")
    func mutations() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var source = SeededSource(seed: seed)
        var decided = 0
        var refusedLines = 0
        for vector in Vector.all {
            var run = Run(try vector.loaded())
            for event in vector.events {
                for line in Self.mutants(of: event, &source) {
                    do throws(ReplayError) {
                        let recorded = try RecordedEvent(line: line, number: 1)
                        let step = run.replay.take(recorded)
                        #expect(Self.isBalanced(step.transactions), "seed \(seed) \(vector.id)")
                        try run.document.add(step, of: recorded.event.id, after: run.replay)
                        decided += 1
                    } catch {
                        #expect(error.line == 1, "seed \(seed)")
                        refusedLines += 1
                    }
                }
            }
            let text = try run.finish()
            let limits = JSONLimits(maximumBytes: 1 << 26)
            #expect(throws: Never.self) { try JSONValue.parse(text, limits: limits) }
        }
        #expect(decided > 500 && refusedLines > 500, "seed \(seed): \(decided), \(refusedLines)")
    }

    private static func isBalanced(_ transactions: [Transaction]) -> Bool {
        transactions.allSatisfy { transaction in
            var sums: [String: Int128] = [:]
            for posting in transaction.postings {
                sums[posting.commodity, default: 0] += Int128(posting.amount)
            }
            return sums.values.allSatisfy { $0 == 0 }
        }
    }

    /// The line as it is, with a byte changed, with a value changed, and once more.
    private static func mutants(
        of event: JSONValue,
        _ source: inout SeededSource
    ) -> [[UInt8]] {
        let line = event.canonicalBytes()
        var changed = line
        let place = Int.random(in: 0..<changed.count, using: &source)
        changed[place] = UInt8.random(in: 0x20...0x7E, using: &source)
        var shorter = line
        shorter.remove(at: Int.random(in: 0..<shorter.count, using: &source))
        var other = mutated(event, &source)
        if var members = other.object, Bool.random(using: &source) {
            members["id"] = .string("\(members["id"]?.string ?? "x")-m")
            other = .object(members)
        }
        return [changed, shorter, other.canonicalBytes(), line]
    }

    /// The value with one of its parts replaced.
    private static func mutated(_ value: JSONValue, _ source: inout SeededSource) -> JSONValue {
        switch value {
        case .object(var members):
            guard let name = members.keys.sorted().randomElement(using: &source),
                let member = members[name]
            else { return value }
            members[name] = mutated(member, &source)
            return .object(members)
        case .array(var elements):
            guard let index = elements.indices.randomElement(using: &source) else {
                return .array([.integer(0)])
            }
            if Int.random(in: 0..<4, using: &source) == 0 {
                elements.append(elements[index])
            } else {
                elements[index] = mutated(elements[index], &source)
            }
            return .array(elements)
        case .integer(let amount):
            let amounts: [Int64] = [
                0, 1, -1, .max, .min, amount &+ 1, amount &* 2, 0 &- amount, 10_000_000_000_000,
                9_000_000_000_000_000_000, 1_000_000, amount / 2,
            ]
            return .integer(amounts.randomElement(using: &source) ?? 0)
        case .string(let text):
            let texts = [
                "M1", "M2", "p1", "h1", "PTS", "house", "", "max", "x", "9999-12-31T23:59:59Z",
                "0001-01-01T00:00:00Z", "2023-02-01T12:00:00+03:00", text + "1",
            ]
            return .string(texts.randomElement(using: &source) ?? text)
        default: return .bool(Bool.random(using: &source))
        }
    }
}
