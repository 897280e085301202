import ArgumentParser
import CanonicalJSON

/// How a command prints: for people, or one JSON object (JSON lines for streams).
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}

/// The option that every printing command takes.
struct FormatOptions: ParsableArguments {
    @Option(help: "text for people, json for programs.")
    var format: OutputFormat = .text
}

extension JSONValue {
    /// An optional string.
    static func text(_ value: String?) -> JSONValue { value.map(JSONValue.string) ?? .null }
}
