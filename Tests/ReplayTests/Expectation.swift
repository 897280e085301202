import CanonicalJSON

/// What of a document differs from what a worked example expects.
///
/// Results: named values under `out` must be equal, others may be there. Empty objects may be left
/// out. Whatever else is named must be equal.
enum Expectation {
    static func differences(of document: JSONValue, from expect: JSONValue) -> [String] {
        var differences: [String] = []
        for (name, value) in (expect.object ?? [:]).inCanonicalOrder {
            switch name {
            case "results":
                differences += results(document[name]?.array ?? [], value.array ?? [])
            case "checkpoints":
                for (id, seen) in (value.object ?? [:]).inCanonicalOrder {
                    differences += observations(document[name]?[id], seen, "after \(id): ")
                }
            default: differences += observation(name, document[name], value, "")
            }
        }
        return differences
    }

    private static func observations(
        _ found: JSONValue?,
        _ expected: JSONValue,
        _ label: String
    ) -> [String] {
        (expected.object ?? [:]).inCanonicalOrder.flatMap { name, value in
            observation(name, found?[name], value, label)
        }
    }

    private static func observation(
        _ name: String,
        _ found: JSONValue?,
        _ expected: JSONValue,
        _ label: String
    ) -> [String] {
        if name == "journal" { return journal(found?.array ?? [], expected.array ?? []) }
        let found = found.map(normal) ?? .object([:])
        let expected = normal(expected)
        guard found != expected else { return [] }
        return ["\(label)\(name): \(found.canonicalText()), not \(expected.canonicalText())"]
    }

    private static func journal(_ found: [JSONValue], _ expected: [JSONValue]) -> [String] {
        for (index, pair) in zip(found, expected).enumerated() where pair.0 != pair.1 {
            return [
                "journal \(index + 1): \(pair.0.canonicalText()), not \(pair.1.canonicalText())"
            ]
        }
        guard found.count != expected.count else { return [] }
        return ["journal: \(found.count) transactions, not \(expected.count)"]
    }

    private static func results(_ found: [JSONValue], _ expected: [JSONValue]) -> [String] {
        guard found.count == expected.count else {
            return ["results: \(found.count), not \(expected.count)"]
        }
        return zip(found, expected).flatMap { found, expected in
            (expected.object ?? [:]).inCanonicalOrder.flatMap { name, value -> [String] in
                if name == "out" { return out(found, value) }
                guard found[name] != value else { return [] }
                return ["result \(found.canonicalText()), not \(expected.canonicalText())"]
            }
                + (found["error"] != nil && expected["error"] == nil
                    ? ["result \(found.canonicalText()), not \(expected.canonicalText())"] : [])
        }
    }

    private static func out(_ found: JSONValue, _ expected: JSONValue) -> [String] {
        (expected.object ?? [:]).inCanonicalOrder.compactMap { name, value in
            let value = normal(value)
            let seen = found["out"]?[name].map(normal) ?? .object([:])
            guard seen != value else { return nil }
            let event = found["event"]?.string ?? ""
            return "\(event) \(name): \(seen.canonicalText()), not \(value.canonicalText())"
        }
    }

    /// The value without empty objects in objects.
    private static func normal(_ value: JSONValue) -> JSONValue {
        guard let members = value.object else { return value }
        return .object(members.mapValues(normal).filter { $0.value != .object([:]) })
    }
}
