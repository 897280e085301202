import Yams

/// The bounds of a document.
package enum DocumentLimits {
    /// Bytes of a file.
    package static let maximumBytes = 1 << 20
    /// Lists and maps inside one another.
    package static let maximumDepth = 32
    /// Scalars, lists and maps in all.
    package static let maximumNodes = 100_000
    /// Words that look like an alias, counted before the text is parsed at all.
    ///
    /// Aliases are refused anyway; but the parser expands them while it looks for duplicate keys,
    /// and with so few of them even the worst nesting stays small.
    package static let maximumAliasLikeWords = 8
}

/// Reads one YAML (or JSON) document into nodes that know their place.
///
/// Refused: more than one document, duplicate keys, anchors, aliases, tags, keys that are not
/// texts, bytes that are not UTF-8, and whatever exceeds ``DocumentLimits``.
package enum StrictDocument {
    /// Reads a document.
    ///
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - file: Its name, for problems.
    /// - Returns: The root.
    /// - Throws: The first ``DocumentProblem``; after one of these nothing else can be judged.
    package static func parse(
        _ bytes: [UInt8],
        file: String
    ) throws(DocumentProblem) -> DocumentNode {
        let place = PlaceReporter(file: file)
        guard bytes.count <= DocumentLimits.maximumBytes else {
            let mend = "keep it within \(DocumentLimits.maximumBytes) bytes"
            throw place.problem(line: 1, column: 1, "the file is too large", mend)
        }
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes.span)
        } catch {
            let before = bytes.prefix(error.byteOffsets.lowerBound)
            let line = before.count { $0 == UInt8(ascii: "\n") } + 1
            let mend = "save the file as UTF-8"
            throw place.problem(line: line, column: 1, "this line is not UTF-8 text", mend)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard aliasLikeWords(bytes) <= DocumentLimits.maximumAliasLikeWords else {
            let message = "more than \(DocumentLimits.maximumAliasLikeWords) words begin with `*`"
            let mend = "YAML aliases are not accepted: write the values out"
            throw place.problem(line: 1, column: 1, message, mend)
        }
        return try compose(text, place)
    }

    private static func compose(
        _ text: String,
        _ place: PlaceReporter
    ) throws(DocumentProblem) -> DocumentNode {
        do {
            // The basic resolver: plain scalars keep their text, nothing guesses their type.
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            guard let root = try parser.nextRoot() else {
                let mend = "write its content, or give another file"
                throw place.problem(line: 1, column: 1, "the file is empty", mend)
            }
            var converter = NodeConverter(place: place)
            let node = try converter.convert(root, path: "", depth: 0)
            if let second = try parser.nextRoot() {
                let line = second.mark?.line ?? 1
                let mend = "keep one and remove the line `---` and the rest"
                throw place.problem(line: line, column: 1, "a second document begins here", mend)
            }
            // An anchor lives as long as its parser, and the converter looks for anchors.
            return withExtendedLifetime(parser) { node }
        } catch let problem as DocumentProblem {
            throw problem
        } catch let error as YamlError {
            throw place.problem(error)
        } catch {
            throw place.problem(line: 1, column: 1, "is not readable as YAML", "check the file")
        }
    }

    /// Counts the words that could be aliases; lines that begin with `#` cannot hold any.
    private static func aliasLikeWords(_ bytes: [UInt8]) -> Int {
        var count = 0
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard line.first(where: { $0 != UInt8(ascii: " ") }) != UInt8(ascii: "#") else {
                continue
            }
            var previous = UInt8(ascii: " ")
            for (byte, next) in zip(line, line.dropFirst()) {
                let opens = " \t\r[]{},:\"'-?!&".utf8.contains(previous) || previous >= 0x80
                if byte == UInt8(ascii: "*"), opens, next > 0x20 { count += 1 }
                previous = byte
            }
        }
        return count
    }
}

/// Makes problems of one file.
struct PlaceReporter {
    let file: String

    func problem(
        line: Int,
        column: Int,
        path: String = "",
        _ message: String,
        _ mend: String
    ) -> DocumentProblem {
        DocumentProblem(
            file: file,
            line: line,
            column: column,
            path: path,
            message: message,
            mend: mend
        )
    }

    func problem(_ error: YamlError) -> DocumentProblem {
        let mend = "check the indentation (spaces, no tabs), the colons and the quotes there"
        switch error {
        case .scanner(_, let text, let mark, _), .parser(_, let text, let mark, _),
            .composer(_, let text, let mark, _):
            let message = "is not valid YAML here (\(text))"
            return problem(line: max(1, mark.line), column: max(1, mark.column), message, mend)
        case .duplicatedKeysInMapping(let keys, let context):
            let names = keys.prefix(3).map(quoted).joined(separator: ", ")
            return problem(
                line: max(1, context.mark.line),
                column: max(1, context.mark.column),
                "a map holds \(names) more than once",
                "keep one of them"
            )
        case .reader(let text, let offset, _, let yaml):
            let before = yaml.utf8.prefix(offset ?? 0)
            let line = before.count { $0 == UInt8(ascii: "\n") } + 1
            let message = "holds a character that YAML does not allow (\(text))"
            return problem(line: line, column: 1, message, "remove it")
        default:
            return problem(line: 1, column: 1, "is not readable as YAML", mend)
        }
    }
}
