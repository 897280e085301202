/// The rows of a CSV text, one line each; empty lines are passed over.
struct CSVRows: IteratorProtocol {
    /// One row.
    enum Row: Equatable {
        /// Its fields, quotes removed.
        case fields([String])
        /// It breaks the rules; what, and how to mend it.
        case malformed(String, mend: String)
    }

    /// The line of the row that was given last, from 1.
    private(set) var line = 0
    private let bytes: [UInt8]
    private var index = 0

    /// Begins with a whole file; a byte order mark is passed over.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    mutating func next() -> Row? {
        while index < bytes.count {
            line += 1
            let start = index
            while index < bytes.count, bytes[index] != UInt8(ascii: "\n") { index += 1 }
            var end = index
            index += 1
            if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
            if end > start { return Self.row(bytes[start..<end]) }
        }
        return nil
    }

    private static func row(_ line: ArraySlice<UInt8>) -> Row {
        guard (try? UTF8Span(validating: line.span)) != nil else {
            return .malformed("the row is not UTF-8 text", mend: "save the file as UTF-8")
        }
        var fields: [String] = []
        var index = line.startIndex
        while true {
            var field: [UInt8] = []
            if index < line.endIndex, line[index] == UInt8(ascii: "\"") {
                guard let end = readQuoted(line, from: index, into: &field) else {
                    let mend = "close the quotes, and double a quote inside them"
                    return .malformed("a quoted field is not closed rightly", mend: mend)
                }
                index = end
            } else {
                let end = line[index...].firstIndex(of: UInt8(ascii: ",")) ?? line.endIndex
                field = Array(line[index..<end])
                guard !field.contains(UInt8(ascii: "\"")) else {
                    let mend = "put the whole field in quotes, and double the quote inside"
                    return .malformed("a quote stands inside a field", mend: mend)
                }
                index = end
            }
            fields.append(String(decoding: field, as: UTF8.self))
            if index == line.endIndex { return .fields(fields) }
            index += 1
        }
    }

    /// Reads a quoted field; gives the index after it, where a comma or the end stands.
    private static func readQuoted(
        _ line: ArraySlice<UInt8>,
        from start: Int,
        into field: inout [UInt8]
    ) -> Int? {
        let quote = UInt8(ascii: "\"")
        var index = start + 1
        while index < line.endIndex {
            if line[index] != quote {
                field.append(line[index])
                index += 1
            } else if index + 1 < line.endIndex, line[index + 1] == quote {
                field.append(quote)
                index += 2
            } else {
                index += 1
                let isEnd = index == line.endIndex || line[index] == UInt8(ascii: ",")
                return isEnd ? index : nil
            }
        }
        return nil
    }
}
