import CanonicalJSON
import Loyalty
import ProgrammeFile
import StrictDocument
import Testing

/// What is wrong with bytes as a programme, without their lines.
private func messages(_ bytes: [UInt8]) -> [String] {
    do throws(InvalidDocument) {
        _ = try ProgrammeFile.load(bytes: bytes, name: "p.yaml")
        return []
    } catch {
        return error.problems.map(\.message)
    }
}

private func messages(_ text: String) -> [String] { messages(Array(text.utf8)) }

/// A text so many times.
private func times(_ count: Int, _ text: String) -> String { String(repeating: text, count: count) }

@Suite("Bad input")
struct BadInputTests {
    @Test("of 100 MB is refused before it is read any further")
    func large() {
        #expect(messages([UInt8](repeating: 0x20, count: 100 << 20)) == ["the file is too large"])
    }

    @Test("that is not UTF-8 names the line")
    func notUTF8() {
        for wrong: [UInt8] in [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF5]] {
            let bytes = Array("pots:\n  ".utf8) + wrong + Array(": 1\n".utf8)
            #expect(messages(bytes) == ["this line is not UTF-8 text"])
        }
    }

    @Test(
        "of every other kind gives one clear message",
        arguments: [
            ("", "the file is empty"),
            ("# only a comment\n", "the file is empty"),
            ("pots: {A: {quantum: 1}, A: {quantum: 2}}", "a map holds `A` more than once"),
            (#"{"id": "a", "\u0069d": "b"}"#, "a map holds `id` more than once"),
            ("pots: &a {A: 1}", "YAML anchors (`&name`) are not accepted"),
            ("pots: !!map {A: {quantum: 1}}\nid: !name x", "YAML tags (`!name`) are not accepted"),
            ("id: a\n---\nid: b\n", "a second document begins here"),
            ("? [a]\n: 1\n", "a list or a map cannot be a key"),
            (times(40, "["), "is not valid YAML here"),
            (times(40, "[") + times(40, "]"), "is nested too deeply"),
            (times(40, "{a: ") + times(40, "}"), "is nested too deeply"),
            (times(400_000, "["), "is not valid YAML here"),
            (times(400_000, "- "), "is not valid YAML here"),
            (times(200_000, "{a: "), "is not valid YAML here"),
            ("[" + times(110_000, "a,") + "a]", "the file has too many values"),
            ("a: &x [1]\n" + times(9, "b: *x\n"), "more than 8 words begin with `*`"),
            ("id: a\u{0}b", "holds a character that YAML does not allow"),
            ("id: \"a", "is not valid YAML here"),
            ("\tid: a", "is not valid YAML here"),
        ]
    )
    func oneMessage(text: String, start: String) {
        let found = messages(text)
        #expect(found.count == 1 && found.first?.hasPrefix(start) == true, "\(found)")
    }

    @Test("of aliases in aliases does not grow")
    func bomb() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x]\n"
        for level in 1...7 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        #expect(messages(text).count == 1)
        for level in 8...40 {
            text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1), *a\(level - 1)]\n"
        }
        #expect(messages(text) == ["more than 8 words begin with `*`"])
    }

    @Test("with too much of one thing names it")
    func tooMuch() {
        let rule = "{id: r, on: purchase, discountBp: 5},"
        let good = "tzOffsetMin: 0\npots: {P: {quantum: 1}}\n"
        #expect(messages(good + "rules: [" + times(1_001, rule) + "]") == ["is too long"])
        let words = times(257, "ы")
        #expect(
            messages(good + "rules: [{id: \(words), on: purchase, discountBp: 5}]") == [
                "is too long"
            ]
        )
        let problems = messages(good + "rules: [" + times(1_000, "{on: x},") + "]")
        #expect(problems.count == DocumentProblems.maximumCount)
        #expect(
            messages("pots: {P: {quantum: \(times(500, "9"))}}").contains {
                $0.contains("out of range")
            }
        )
        let version =
            "{from: 2027-01-01T00:00:00Z, programme: {tzOffsetMin: 0, pots: {P: {quantum: 1}}}},"
        #expect(messages(good + "versions: [" + times(101, version) + "]") == ["is too long"])
    }

    @Test("that would be too large once its defaults are written out is refused")
    func tooLargeToKeep() {
        let offset = "tzOffsetMin: 0\npots: {P: {quantum: 1}}\nrules:\n"
        let fat = (0..<1_000).map { index in
            let words = (0..<8).map { "w\($0)\(times(118, "x"))" }.joined(separator: ",")
            return "- {id: r\(index), on: purchase, discountBp: 5, if: {cat: [\(words)]}}\n"
        }
        #expect(
            messages(offset + fat.joined()) == [
                "the programme with all defaults is too large to be kept"
            ]
        )
    }

    @Test("of random bytes is refused, and never more")
    func randomBytes() {
        let seed = UInt64.random(in: 0 ... .max)
        var source = SeededSource(seed: seed)
        let pieces = Array(" \n\t:-[]{},#&*!|>'\"%@`?0123456789abz~é\u{0}".utf8)
        for round in 0..<1_000 {
            let count = Int.random(in: 0...200, using: &source)
            let bytes = (0..<count).map { _ in
                round.isMultiple(of: 2)
                    ? UInt8.random(in: 0...255, using: &source)
                    : pieces.randomElement(using: &source) ?? 0
            }
            #expect(!messages(bytes).isEmpty, "seed \(seed), round \(round)")
        }
    }
}

@Suite("Mutated programmes")
struct MutationTests {
    private static let strange: [JSONValue] = [
        .null, .bool(true), .bool(false), .integer(0), .integer(1), .integer(-1), .integer(.max),
        .integer(.min), .integer(10_001), .decimal("0.5"), .decimal("1e3"), .string(""),
        .string("base"), .string("PTS"), .string("house"), .string("self"), .string("purchase"),
        .string("P1Y"), .string("2026-01-31"), .string("\u{202E}"), .array([]), .object([:]),
        .array([.string("a")]), .object(["id": .string("a")]), .object(["after": .string("P0D")]),
    ]

    @Test("load and can be kept and said, or name what is wrong; nothing else happens")
    func mutated() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var source = SeededSource(seed: seed)
        let texts = try Sample.workedExamples().map(\.text) + [Sample.everything.load().text]
        let values = try texts.map { try JSONValue.parse(Array($0.utf8)) }
        let parts = values.flatMap { Self.parts($0) }
        var (loaded, refused) = (0, 0)
        for round in 0..<1_000 {
            var value = values.randomElement(using: &source) ?? .null
            for _ in 0..<Int.random(in: 1...3, using: &source) {
                value = Self.mutated(value, parts, &source)
            }
            let text = value.canonicalText()
            do throws(InvalidDocument) {
                let first = try ProgrammeFile.load(text: text, name: "x")
                loaded += 1
                let again = try ProgrammeFile.load(text: first.text, name: "stored")
                #expect(again == first, "seed \(seed), round \(round): \(text)")
                let sentences = ProgrammeFile.explain(first.programme)
                #expect(sentences.count >= first.programme.rules.count + 1)
            } catch {
                refused += 1
                let isSaid = error.problems.allSatisfy { $0.line > 0 && !$0.mend.isEmpty }
                #expect(isSaid, "seed \(seed), round \(round)")
            }
        }
        #expect(loaded > 25 && refused > 250, "seed \(seed): \(loaded), \(refused)")
    }

    /// Every value inside a value.
    private static func parts(_ value: JSONValue) -> [JSONValue] {
        let inner = value.array ?? value.object.map { Array($0.values) } ?? []
        return [value] + inner.flatMap(parts)
    }

    /// The value with one change somewhere inside.
    private static func mutated(
        _ value: JSONValue,
        _ parts: [JSONValue],
        _ source: inout SeededSource
    ) -> JSONValue {
        if var members = value.object, !members.isEmpty, Int.random(in: 0..<8, using: &source) > 0 {
            guard let key = members.keys.sorted().randomElement(using: &source) else {
                return value
            }
            switch Int.random(in: 0..<8, using: &source) {
            case 0: members[key] = nil
            case 1: members[key + "x"] = members[key]
            default: members[key] = members[key].map { mutated($0, parts, &source) }
            }
            return .object(members)
        }
        if var elements = value.array, !elements.isEmpty, Int.random(in: 0..<8, using: &source) > 0
        {
            let index = Int.random(in: 0..<elements.count, using: &source)
            switch Int.random(in: 0..<8, using: &source) {
            case 0: elements.remove(at: index)
            case 1: elements.append(elements[index])
            default: elements[index] = mutated(elements[index], parts, &source)
            }
            return .array(elements)
        }
        if case .integer(let number) = value, Bool.random(using: &source) {
            return .integer(number &+ Int64.random(in: -2...2, using: &source))
        }
        let pool = Bool.random(using: &source) ? strange : parts
        return pool.randomElement(using: &source) ?? .null
    }
}
