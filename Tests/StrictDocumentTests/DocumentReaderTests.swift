import StrictDocument
import Testing

private enum Colour: String, CaseIterable {
    case red
    case green
}

/// Reads a map with one function and gives the problems as text.
private func problems(
    _ text: String,
    _ read: (inout DocumentReader) -> Void
) throws -> [String] {
    let problems = DocumentProblems(file: "x.yaml")
    let root = try StrictDocument.parse(Array(text.utf8), file: "x.yaml")
    var reader = DocumentReader(root, problems)
    read(&reader)
    reader.finish(later: ["rewards"])
    return problems.sorted.map(\.description)
}

@Suite("Document reader")
struct DocumentReaderTests {
    @Test(
        "takes an integer only when it is written as one",
        arguments: [
            ("5", 5, nil), ("0", 0, nil), ("-7", -7, nil), ("-0", 0, nil),
            ("100", 100, nil),
            ("101", nil, "`101` is out of range; give a number from -10 to 100"),
            (
                "99999999999999999999", nil,
                "`99999999999999999999` is out of range; give a number from -10 to 100"
            ),
            ("0123", nil, "must be a whole number; remove the zero in front"),
            ("\"5\"", nil, "must be a whole number; remove the quotes: they make it a text"),
            (
                "1e1", nil,
                "must be a whole number; write digits only, without spaces, dots or letters"
            ),
            (
                "12:30:00", nil,
                "must be a whole number; write digits only, without spaces, dots or letters"
            ),
            (
                "1_0", nil,
                "must be a whole number; write digits only, without spaces, dots or letters"
            ),
            (
                "+5", nil,
                "must be a whole number; write digits only, without spaces, dots or letters"
            ),
            (
                "--5", nil,
                "must be a whole number; write digits only, without spaces, dots or letters"
            ),
            ("", nil, "must be a whole number; write a whole number"),
            ("[5]", nil, "must be a whole number; write a whole number"),
        ] as [(String, Int64?, String?)]
    )
    func integers(text: String, value: Int64?, message: String?) throws {
        var read: Int64?
        let found = try problems("n: \(text)\n") { read = $0.integer("n", in: -10...100) }
        #expect(read == value)
        #expect(found == (message.map { ["x.yaml:1: n: \($0)"] } ?? []))
    }

    @Test(
        "takes a plain scalar as its text, whatever YAML would make of it",
        arguments: ["no", "on", "0123", "1e3", "12:30:00", "null", "~", "2026-01-01", "true"]
    )
    func texts(text: String) throws {
        var read: String?
        #expect(try problems("t: \(text)\n") { read = $0.text("t") }.isEmpty)
        #expect(read == text)
    }

    @Test(
        "says what is wrong with a value",
        arguments: [
            ("t:\n", "x.yaml:1: t: has no value; give a text, or remove the field"),
            ("t: ''\n", "x.yaml:1: t: is empty; give a text, or remove the field"),
            ("t: [a]\n", "x.yaml:1: t: must be a text; write one text, not a list or a map"),
            ("t: \"a\\e\"\n", "x.yaml:1: t: holds a control character; remove it"),
            ("t: abcdefghi\n", "x.yaml:1: t: is too long; shorten it to at most 8 bytes"),
            (
                "b: yes\n",
                "x.yaml:1: b: must be true or false; write true or false, without quotes"
            ),
            (
                "b: \"true\"\n",
                "x.yaml:1: b: must be true or false; write true or false, without quotes"
            ),
            (
                "c: gren\n",
                "x.yaml:1: c: `gren` is not one of the choices; did you mean `green`? "
                    + "write one of `red` or `green`"
            ),
            (
                "l: a\n",
                "x.yaml:1: l: must be a list; write [a, b], or one `- a` on each line"
            ),
            ("m: a\n", "x.yaml:1: m: must be a map; write `name: value` lines, indented"),
            (
                "\n\ntt: x\n",
                "x.yaml:3: tt: unknown field `tt`; did you mean `t`? "
                    + "the fields here are `t`, `b`, `c`, `l` or `m`"
            ),
            (
                "entirely: x\n",
                "x.yaml:1: entirely: unknown field `entirely`; "
                    + "the fields here are `t`, `b`, `c`, `l` or `m`"
            ),
            (
                "rewards: [x]\n",
                "x.yaml:1: rewards: field `rewards` is not supported by this version yet; "
                    + "remove it"
            ),
            ("- a\n", "x.yaml:1: must be a map; write `name: value` lines, indented"),
        ]
    )
    func messages(text: String, message: String) throws {
        let found = try problems(text) { reader in
            _ = reader.text("t", maximumBytes: 8)
            _ = reader.bool("b")
            _ = reader.choice("c", Colour.self)
            _ = reader.texts("l")
            _ = reader.map("m")
        }
        #expect(found == [message])
    }

    @Test("finds every problem in one pass, in order of the lines, with its path")
    func collects() throws {
        let text = "list:\n  - {n: x}\n  - {n: 500, m: 1}\nmore: {deep: {n: 1}}\n"
        let found = try problems(text) { reader in
            for element in reader.elements("list", .required) {
                var inner = DocumentReader(element, reader.problems)
                _ = inner.integer("n", .required, in: 0...9)
                inner.finish()
            }
            if var more = reader.map("more") {
                _ = more.field("deep")
                _ = more.text("name", .required)
                more.finish()
            }
            _ = reader.text("id", .required)
        }
        #expect(
            found == [
                "x.yaml:1: `id` is missing; add it",
                "x.yaml:2: list[0].n: must be a whole number; "
                    + "write digits only, without spaces, dots or letters",
                "x.yaml:3: list[1].n: `500` is out of range; give a number from 0 to 9",
                "x.yaml:3: list[1].m: unknown field `m`; did you mean `n`? the fields here are `n`",
                "x.yaml:4: more: `name` is missing; add it",
            ]
        )
    }

    @Test("passes an empty list of what is not supported yet: it asks for nothing")
    func passesEmpty() throws {
        #expect(try problems("rewards: []\n") { _ in }.isEmpty)
        #expect(try problems("rewards: {}\n") { _ in }.isEmpty)
        #expect(try problems("reward: []\n") { _ in }.count == 1)
    }

    @Test("keeps at most a hundred problems")
    func boundsProblems() throws {
        let text = (0..<300).map { "k\($0): 1\n" }.joined()
        #expect(try problems(text) { _ in }.count == DocumentProblems.maximumCount)
    }

    @Test(
        "suggests a name only when it is close",
        arguments: [
            ("qunatum", "did you mean `quantum`? "), ("Quantum", "did you mean `quantum`? "),
            ("quantums", "did you mean `quantum`? "), ("rounding", ""), ("q", ""),
        ]
    )
    func suggests(key: String, hint: String) throws {
        let found = try problems("\(key): 1\n") { reader in
            _ = reader.field("quantum")
            _ = reader.field("cap")
        }
        #expect(
            found == [
                "x.yaml:1: \(key): unknown field `\(key)`; \(hint)"
                    + "the fields here are `quantum` or `cap`"
            ]
        )
    }
}
