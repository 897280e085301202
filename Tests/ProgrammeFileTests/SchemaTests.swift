import CanonicalJSON
import ProgrammeFile
import StrictDocument
import Testing

@Suite("Schema of programme files")
struct SchemaTests {
    private let checker: SchemaChecker

    init() throws {
        checker = SchemaChecker(root: try JSONValue.parse(Array(ProgrammeFile.schema().utf8)))
    }

    @Test("accepts every worked example, and the text of everything that loads")
    func accepts() throws {
        for sample in try Sample.workedExamples() {
            let value = try JSONValue.parse(Array(sample.text.utf8))
            #expect(checker.faults(value) == [], "\(sample.name)")
        }
        for sample in try Sample.workedExamples() + Sample.all {
            let value = try JSONValue.parse(Array(sample.load().text.utf8))
            #expect(checker.faults(value) == [], "\(sample.name)")
        }
    }

    @Test("accepts a file that only extends another one, or only lists versions")
    func acceptsParts() throws {
        for text in [
            #"{"extends":"base.yaml","rules":[]}"#,
            #"{"versions":[{"from":"2027-01-01T00:00:00Z","programme":{"pots":{"P":{"quantum":1}}}}]}"#,
        ] {
            #expect(checker.faults(try JSONValue.parse(Array(text.utf8))) == [])
        }
    }

    @Test(
        "refuses what does not load",
        arguments: [
            #"{}"#, #"{"pots":{}}"#, #"{"pots":{"P":{"quantum":0}}}"#,
            #"{"pots":{"P":{"quantum":1}},"rule":[]}"#,
            #"{"pots":{"P":{"quantum":1}},"rules":[{"id":"a","on":"sale","discountBp":5}]}"#,
            #"{"pots":{"P":{"quantum":1}},"rules":[{"id":"a","on":"purchase"}]}"#,
            #"{"pots":{"P":{"quantum":1}},"rules":[{"id":"a","on":"purchase","discountBp":0}]}"#,
            #"{"pots":{"P":{"quantum":1,"lot":{"vest":{}}}}}"#,
            #"{"pots":{"P":{"quantum":1,"lot":{"vest":{"after":"1 year"}}}}}"#,
            #"{"pots":{"P":{"quantum":1}},"holidays":["1 May"]}"#,
            #"{"pots":{"P":{"quantum":1}},"smsTries":"3"}"#,
            #"{"pots":{"P":{"quantum":1}},"velocity":[{"max":1,"action":"reject"}]}"#,
        ]
    )
    func refuses(text: String) throws {
        #expect(!checker.faults(try JSONValue.parse(Array(text.utf8))).isEmpty)
        #expect(!problems(text).isEmpty)
    }

    @Test("has exactly the fields that the reader knows, in every map")
    func sameFields() throws {
        let schema = try #require(checker.root.object)
        var forms = try #require(schema["$defs"]?.object)
        forms["programme"] = checker.root
        let everything = try JSONValue.parse(Array(Sample.everything.load().text.utf8))
        var found: [String: [String]] = [:]
        collect(everything, checker.root, "programme", [], forms, into: &found)
        let extra = try JSONValue.parse(Array(Sample.demo.load().text.utf8))
        var paths: [String: [String]] = [:]
        collect(extra, checker.root, "programme", [], forms, into: &paths)
        // The sample has a fixed offset, and so no table of a zone.
        if let path = paths["zoneTable"] {
            try expectFields(of: "zoneTable", at: path, in: extra, forms)
        }
        for (form, path) in found { try expectFields(of: form, at: path, in: everything, forms) }
        #expect(Set(found.keys).union(["zoneTable"]) == Set(forms.keys))
    }

    /// Puts an unknown field into one map, and reads off the problem which fields are known there.
    private func expectFields(
        of form: String,
        at path: [String],
        in value: JSONValue,
        _ forms: [String: JSONValue]
    ) throws {
        let changed = setting("zzzzzzzzzzzz", to: .integer(1), in: value, at: path[...])
        let message = try #require(
            problems(changed.canonicalText()).first { $0.contains("zzzzzzzzzzzz") }
        )
        let list = try #require(message.split(separator: "the fields here are ").last)
        let known = list.split(whereSeparator: { " `,".contains($0) }).filter { $0 != "or" }
        let inSchema = try #require(forms[form]?.object?["properties"]?.object?.keys)
        #expect(Set(known.map { String($0) }) == Set(inSchema), "\(form)")
    }

    /// Notes for each form the path of one map that has it.
    private func collect(
        _ value: JSONValue,
        _ schema: JSONValue,
        _ form: String?,
        _ path: [String],
        _ forms: [String: JSONValue],
        into found: inout [String: [String]]
    ) {
        guard let keywords = schema.object else { return }
        if let target = keywords["$ref"]?.string?.split(separator: "/").last.map({ String($0) }) {
            if let schema = forms[target] {
                collect(value, schema, target, path, forms, into: &found)
            }
            return
        }
        if let form, value.object != nil, found[form] == nil { found[form] = path }
        for (name, member) in value.object ?? [:] {
            let inner = keywords["properties"]?.object?[name] ?? keywords["additionalProperties"]
            guard let inner else { continue }
            collect(member, inner, nil, path + [name], forms, into: &found)
        }
        for (index, element) in (value.array ?? []).enumerated() {
            guard let inner = keywords["items"] else { continue }
            collect(element, inner, nil, path + ["\(index)"], forms, into: &found)
        }
    }

    @Test("has only fields that are read: a wrong value in any of them is reported there")
    func everyFieldIsRead() throws {
        let schema = try #require(checker.root.object)
        var forms = try #require(schema["$defs"]?.object)
        forms["programme"] = checker.root
        let everything = try JSONValue.parse(Array(Sample.everything.load().text.utf8))
        var found: [String: [String]] = [:]
        collect(everything, checker.root, "programme", [], forms, into: &found)
        for (form, path) in found where form != "versionProgramme" {
            for name in forms[form]?.object?["properties"]?.object?.keys ?? [:].keys {
                let list = JSONValue.array([.array([.array([])])])
                let changed = setting(name, to: list, in: everything, at: path[...])
                let text = changed.canonicalText()
                #expect(problems(text).contains { $0.contains(name) }, "\(form).\(name)")
            }
        }
    }

    private func setting(
        _ name: String,
        to new: JSONValue,
        in value: JSONValue,
        at path: ArraySlice<String>
    ) -> JSONValue {
        guard let step = path.first else {
            var members = value.object ?? [:]
            members[name] = new
            return .object(members)
        }
        let rest = path.dropFirst()
        if var members = value.object {
            members[step] = members[step].map { setting(name, to: new, in: $0, at: rest) }
            return .object(members)
        }
        var elements = value.array ?? []
        if let index = Int(step) {
            elements[index] = setting(name, to: new, in: elements[index], at: rest)
        }
        return .array(elements)
    }
}
