import CanonicalJSON

/// Checks a value against a JSON Schema, as far as the schema of programmes uses the language;
/// a keyword that it does not know is a fault, so nothing is passed over.
struct SchemaChecker {
    let root: JSONValue

    /// The faults of a value, by path.
    func faults(_ value: JSONValue) -> [String] { faults(value, root, "") }

    private static let silent: Set<String> = ["$schema", "$defs", "title", "description"]

    private func faults(_ value: JSONValue, _ schema: JSONValue, _ path: String) -> [String] {
        guard case .object(let keywords) = schema else { return ["\(path): no schema"] }
        return keywords.sorted { $0.key < $1.key }.flatMap { keyword, rule -> [String] in
            if Self.silent.contains(keyword) { return [] }
            return faults(value, keyword, rule, keywords, path)
        }
    }

    private func faults(
        _ value: JSONValue,
        _ keyword: String,
        _ rule: JSONValue,
        _ schema: [String: JSONValue],
        _ path: String
    ) -> [String] {
        switch keyword {
        case "$ref":
            let name = rule.string?.split(separator: "/").last.map { String($0) } ?? ""
            guard let target = root.object?["$defs"]?.object?[name] else {
                return ["\(path): no definition \(name)"]
            }
            return faults(value, target, path)
        case "allOf": return (rule.array ?? []).flatMap { faults(value, $0, path) }
        case "anyOf", "oneOf":
            let fits = (rule.array ?? []).count { faults(value, $0, path).isEmpty }
            let isGood = keyword == "anyOf" ? fits > 0 : fits == 1
            return isGood ? [] : ["\(path): \(keyword) \(fits)"]
        case "type": return isType(value, rule.string ?? "") ? [] : ["\(path): no \(rule)"]
        case "enum": return rule.array?.contains(value) == true ? [] : ["\(path): enum"]
        case "required", "properties", "additionalProperties", "minProperties":
            guard let members = value.object else { return [] }
            return faults(members, keyword, rule, schema, path)
        case "items", "minItems", "maxItems":
            guard let elements = value.array else { return [] }
            return faults(elements, keyword, rule, path)
        case "minimum", "maximum":
            guard let number = value.integer, let bound = rule.integer else { return [] }
            let isGood = keyword == "minimum" ? number >= bound : number <= bound
            return isGood ? [] : ["\(path): \(keyword)"]
        case "minLength", "maxLength", "pattern":
            guard let text = value.string else { return [] }
            return holds(text, keyword, rule) ? [] : ["\(path): \(keyword)"]
        default: return ["\(path): unknown keyword \(keyword)"]
        }
    }

    private func faults(
        _ members: [String: JSONValue],
        _ keyword: String,
        _ rule: JSONValue,
        _ schema: [String: JSONValue],
        _ path: String
    ) -> [String] {
        switch keyword {
        case "required":
            return (rule.array ?? []).compactMap(\.string).filter { members[$0] == nil }
                .map { "\(path): lacks \($0)" }
        case "minProperties":
            return Int64(members.count) < (rule.integer ?? 0) ? ["\(path): too few"] : []
        case "properties":
            return members.flatMap { name, value in
                rule.object?[name].map { faults(value, $0, "\(path).\(name)") } ?? []
            }
        default:
            let others = members.filter { schema["properties"]?.object?[$0.key] == nil }
            return others.flatMap { name, value in
                rule == .bool(false)
                    ? ["\(path): unknown \(name)"] : faults(value, rule, "\(path).\(name)")
            }
        }
    }

    private func faults(
        _ elements: [JSONValue],
        _ keyword: String,
        _ rule: JSONValue,
        _ path: String
    ) -> [String] {
        let count = Int64(elements.count)
        switch keyword {
        case "minItems": return count < (rule.integer ?? 0) ? ["\(path): too short"] : []
        case "maxItems": return count > (rule.integer ?? 0) ? ["\(path): too long"] : []
        default:
            return elements.enumerated().flatMap { faults($1, rule, "\(path)[\($0)]") }
        }
    }

    private func isType(_ value: JSONValue, _ type: String) -> Bool {
        switch value {
        case .object: type == "object"
        case .array: type == "array"
        case .string: type == "string"
        case .integer: type == "integer"
        case .bool: type == "boolean"
        case .decimal, .null: false
        }
    }

    private func holds(_ text: String, _ keyword: String, _ rule: JSONValue) -> Bool {
        let length = Int64(text.unicodeScalars.count)
        switch keyword {
        case "minLength": return length >= (rule.integer ?? 0)
        case "maxLength": return length <= (rule.integer ?? 0)
        default:
            guard let expression = try? Regex(rule.string ?? "(") else { return false }
            return text.contains(expression)
        }
    }
}
