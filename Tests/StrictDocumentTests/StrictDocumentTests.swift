import StrictDocument
import Testing

/// Parses a text; the problem, when it is refused.
private func problem(_ text: String) -> DocumentProblem? { problem(Array(text.utf8)) }

private func problem(_ bytes: [UInt8]) -> DocumentProblem? {
    do throws(DocumentProblem) {
        _ = try StrictDocument.parse(bytes, file: "x.yaml")
        return nil
    } catch {
        return error
    }
}

/// A node as one line of text, for comparison.
private func outline(_ node: DocumentNode) -> String {
    switch node.content {
    case .scalar(let text, let isPlain): isPlain ? text : "'\(text)'"
    case .list(let elements): "[" + elements.map(outline).joined(separator: ",") + "]"
    case .map(let members):
        "{" + members.map { "\($0.key):\(outline($0.value))" }.joined(separator: ",") + "}"
    }
}

@Suite("Strict document")
struct StrictDocumentTests {
    @Test(
        "reads YAML and JSON alike, and leaves plain scalars as they are written",
        arguments: [
            ("a: 1\nb: [x, \"y\"]\n", "{a:1,b:[x,'y']}"),
            ("{\"a\":1,\"b\":[\"x\",{\"c\":null}]}", "{a:1,b:['x',{c:null}]}"),
            ("a: no\nb: 0123\nc: 1e3\nd: 12:30:00\n", "{a:no,b:0123,c:1e3,d:12:30:00}"),
            ("a: ~\nb:\nc: ''\n", "{a:~,b:,c:''}"), ("- 1\n- 2\n", "[1,2]"),
            ("# comment\na: b # more\n", "{a:b}"), ("text\n", "text"),
            ("a: |\n  one\n  two\n", "{a:'one\ntwo\n'}"), ("\u{FEFF}a: 1\n", "{a:1}"),
            ("---\na: 1\n", "{a:1}"), ("a: R&D *\nb: x & y\n", "{a:R&D *,b:x & y}"),
            ("\"é\": 1\n\"e\": 2\n", "{é:1,e:2}"),
        ]
    )
    func reads(text: String, expected: String) throws {
        let node = try StrictDocument.parse(Array(text.utf8), file: "x.yaml")
        #expect(outline(node) == expected)
    }

    @Test(
        "says file, line, path, what and how to mend",
        arguments: [
            ("", "x.yaml:1: the file is empty; write its content, or give another file"),
            (
                "# nothing\n",
                "x.yaml:1: the file is empty; write its content, or give another file"
            ),
            (
                "a: 1\nb: 2\na: 3\n",
                "x.yaml:1: a map holds `a` more than once; keep one of them"
            ),
            (
                "a: 1\n\"a\": 3\n",
                "x.yaml:1: a map holds `a` more than once; keep one of them"
            ),
            (
                "a: &x 1\nb: *x\n",
                "x.yaml:1: a: YAML anchors (`&name`) are not accepted; write the values out"
            ),
            (
                "a: !!int 1\n",
                "x.yaml:1: a: YAML tags (`!name`) are not accepted; remove the tag"
            ),
            (
                "a:\n  - x\n  - !own {b: 1}\n",
                "x.yaml:3: a[1]: YAML tags (`!name`) are not accepted; remove the tag"
            ),
            (
                "a: 1\n---\nb: 2\n",
                "x.yaml:3: a second document begins here; "
                    + "keep one and remove the line `---` and the rest"
            ),
            (
                "? [a, b]\n: 1\n",
                "x.yaml:1: a list or a map cannot be a key; write a name before the colon"
            ),
            (
                "a: *x\n",
                "x.yaml:1: is not valid YAML here (found undefined alias); check the "
                    + "indentation (spaces, no tabs), the colons and the quotes there"
            ),
            (
                "a: 1\n b: 2\n",
                "x.yaml:2: is not valid YAML here (mapping values are not allowed in this "
                    + "context); check the indentation (spaces, no tabs), the colons and the "
                    + "quotes there"
            ),
            (
                "a:\n\tb: 2\n",
                "x.yaml:2: is not valid YAML here (found character that cannot start any "
                    + "token); check the indentation (spaces, no tabs), the colons and the "
                    + "quotes there"
            ),
        ]
    )
    func refuses(text: String, message: String) {
        #expect(problem(text)?.description == message)
    }

    @Test("says on which line the text is not UTF-8, or holds a forbidden character")
    func refusesBytes() {
        #expect(
            problem(Array("a: 1\nb: ".utf8) + [0xE9, 0x0A])?.description
                == "x.yaml:2: this line is not UTF-8 text; save the file as UTF-8"
        )
        let control = problem(Array("a: 1\nb: ".utf8) + [0x01, 0x0A])
        #expect(control?.line == 2)
        #expect(control?.message.hasPrefix("holds a character that YAML does not allow") == true)
        #expect(problem([0xFF, 0xFE, 0x61, 0x00])?.line == 1)
        #expect(problem([0x61, 0x00])?.line == 1)
    }

    @Test("holds its limits exactly")
    func holdsLimits() {
        let list = { (depth: Int) in
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(problem(list(32)) == nil)
        #expect(problem(list(33))?.message == "is nested too deeply")
        #expect(problem(String(repeating: "[", count: 900) + "]") != nil)
        #expect(problem(String(repeating: "{a: ", count: 500_000 / 4))?.line == 1)
        #expect(problem(String(repeating: "- ", count: 20_000))?.line == 1)
        #expect(problem("[" + String(repeating: "1,", count: 99_998) + "1]") == nil)
        #expect(
            problem("[" + String(repeating: "1,", count: 99_999) + "1]")?.message
                == "the file has too many values"
        )
        let comment = { (count: Int) in "a: 1\n#" + String(repeating: "x", count: count - 6) }
        #expect(problem(comment(1 << 20)) == nil)
        #expect(problem(comment(1 << 20 + 1))?.message == "the file is too large")
    }

    @Test("refuses aliases before they can grow, and leaves other asterisks alone")
    func refusesAliases() {
        var bomb = "a0: &a0 [x]\n"
        for level in 1...30 { bomb += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
        bomb += "? *a30\n: 1\n"
        #expect(problem(bomb)?.message == "more than 8 words begin with `*`")
        let harmless = "# " + String(repeating: "*x ", count: 50) + "\n  # *y\na: 2 * 3 * 4\n"
        #expect(problem(harmless) == nil)
        #expect(problem("a: \"*b* and *c*\"\n") == nil)
    }

    @Test("meets random and mutated text with nodes or a problem, in bounded time")
    func fuzz() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var source = SeededSource(seed: seed)
        let pieces = [
            "a", "b: ", "- ", "[", "]", "{", "}", ",", ":", "\n", "  ", "\t", "#", "&x ", "*x ",
            "!t ", "|\n", ">-\n", "'", "\"", "\\", "---\n", "...\n", "? ", "%", "@", "`", "0x1",
            "é", "\u{2028}", "<<: ", "~", "\r\n", "1", "\u{7F}", "\0", "\u{FEFF}",
        ]
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 1...24, using: &source) {
                bytes += (pieces.randomElement(using: &source) ?? "").utf8
            }
            if Int.random(in: 0..<8, using: &source) == 0 {
                bytes.append(UInt8.random(in: 0...255, using: &source))
            }
            if let problem = problem(bytes) {
                #expect(problem.line >= 1 && !problem.mend.isEmpty, "seed \(seed)")
            } else {
                accepted += 1
            }
        }
        #expect(accepted > 100, "seed \(seed)")
    }

    @Test("shows the user's text on one line, cut and without control characters")
    func quotes() {
        #expect(quoted("a\nb\u{1B}[31m") == "`a\u{FFFD}b\u{FFFD}[31m`")
        #expect(quoted("x\u{202E}y") == "`x\u{FFFD}y`")
        #expect(quoted(String(repeating: "ж", count: 41)).count == 43)
    }
}

/// A small reproducible generator (splitmix64).
private struct SeededSource: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
