import CanonicalJSON

extension ProgrammeFile {
    /// The JSON Schema (draft 2020-12) of programme files, for editors: one line of JSON.
    ///
    /// It is made of the table by which files are read, so it knows the same fields. It cannot
    /// know everything that loading checks: names that refer to one another, for example.
    package static func schema() -> String { ProgrammeSchema.document.canonicalText() }
}

/// Turns the table of the format into a JSON Schema.
enum ProgrammeSchema {
    /// The whole schema.
    static var document: JSONValue {
        var definitions: [String: JSONValue] = [:]
        for form in ProgrammeFormat.all.dropFirst() { definitions[form.name] = .object(json(form)) }
        var members = json(ProgrammeFormat.programme, isWhole: true)
        members["$schema"] = .string("https://json-schema.org/draft/2020-12/schema")
        members["title"] = .string("Kopilka loyalty programme")
        members["$defs"] = .object(definitions)
        return .object(members)
    }

    /// One map.
    ///
    /// A whole file that extends another one, or that only lists versions, need not have the
    /// fields of a programme itself.
    private static func json(_ form: MapForm, isWhole: Bool = false) -> [String: JSONValue] {
        var properties: [String: JSONValue] = [:]
        for field in form.fields {
            var members = json(field.shape)
            members["description"] = .string(field.about)
            properties[field.name] = .object(members)
        }
        var members: [String: JSONValue] = [
            "type": .string("object"),
            "description": .string(form.about),
            "additionalProperties": .bool(false),
            "properties": .object(properties),
        ]
        let required = JSONValue.array(form.fields.filter(\.isRequired).map { .string($0.name) })
        if isWhole {
            let others = ["extends", "versions"].map(requires)
            members["anyOf"] = .array([.object(["required": required])] + others)
        } else if required != .array([]) {
            members["required"] = required
        }
        let choices = form.alternatives.map { names in
            JSONValue.object(["oneOf": .array(names.map(requires))])
        }
        if !choices.isEmpty { members["allOf"] = .array(choices) }
        return members
    }

    private static func requires(_ name: String) -> JSONValue {
        .object(["required": .array([.string(name)])])
    }

    private static func json(_ shape: Shape) -> [String: JSONValue] {
        switch shape {
        case .text:
            return [
                "type": .string("string"), "minLength": .integer(1),
                "maxLength": .integer(256),
            ]
        case .identifier:
            return ["type": .string("string"), "pattern": .string("^[^\\s/]{1,64}$")]
        case .pattern(let expression):
            return ["type": .string("string"), "pattern": .string(expression)]
        case .integer(let range):
            return [
                "type": .string("integer"), "minimum": .integer(range.lowerBound),
                "maximum": .integer(range.upperBound),
            ]
        case .flag: return ["type": .string("boolean")]
        case .choice(let words):
            return ["type": .string("string"), "enum": .array(words.map(JSONValue.string))]
        case .list(let element, let minimum):
            return list(element, minimum: minimum, maximum: nil)
        case .tuple(let element, let count):
            return list(element, minimum: count, maximum: count)
        case .table(let value, let minimum):
            return [
                "type": .string("object"), "additionalProperties": .object(json(value)),
                "minProperties": .integer(Int64(minimum)),
            ]
        case .form(let name): return ["$ref": .string("#/$defs/\(name)")]
        }
    }

    private static func list(
        _ element: Shape,
        minimum: Int,
        maximum: Int?
    ) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            "type": .string("array"), "items": .object(json(element)),
            "minItems": .integer(Int64(minimum)),
        ]
        members["maxItems"] = maximum.map { .integer(Int64($0)) }
        return members
    }
}
