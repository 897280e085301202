package import StrictDocument

/// What the shop knows of its goods: the category and brand of an article.
///
/// The file is CSV (RFC 4180 without line breaks inside quotes) with the header
/// `gtin,sku,category,brand`; a row has a GTIN, an article number, or both.
package struct GoodsTable: Hashable, Sendable {
    /// What is known of an article.
    package struct Goods: Hashable, Sendable {
        /// Category; nil: none.
        package let category: String?
        /// Brand; nil: none.
        package let brand: String?
    }

    /// The most rows of a table.
    package static let maximumRows = 1_000_000
    /// The most bytes of a file.
    package static let maximumBytes = 256 << 20

    /// Goods by key: a GTIN as its 14 digits (``key(ofGTIN:)``), or an article number.
    package private(set) var goods: [String: Goods] = [:]

    /// A table without goods.
    package init() {}

    /// The key of a GTIN of 8 to 14 digits: the number filled up to 14 digits from the left.
    package static func key(ofGTIN gtin: String) -> String {
        String(repeating: "0", count: max(0, 14 - gtin.utf8.count)) + gtin
    }

    /// Reads a table.
    ///
    /// - Parameters:
    ///   - bytes: The whole file, UTF-8.
    ///   - name: Its name, for problems.
    /// - Throws: ``InvalidDocument`` with the first hundred problems that were found.
    /// - Complexity: O(n) in the number of bytes.
    package init(bytes: [UInt8], name: String) throws(InvalidDocument) {
        let problems = DocumentProblems(file: name)
        var rows = CSVRows(bytes)
        if bytes.count > Self.maximumBytes {
            let mend = "keep it within \(Self.maximumBytes) bytes"
            problems.add(line: 1, "the file is too large", mend: mend)
        } else {
            read(&rows, problems)
        }
        guard problems.isEmpty else { throw InvalidDocument(problems.sorted) }
    }

    private static let header = ["gtin", "sku", "category", "brand"]
    private static let textBytes = 256

    private mutating func read(_ rows: inout CSVRows, _ problems: DocumentProblems) {
        guard case .fields(Self.header)? = rows.next() else {
            let mend = "write `gtin,sku,category,brand` in the first line, with commas"
            problems.add(line: 1, "is not the header of a table of goods", mend: mend)
            return
        }
        while !problems.isFull, let row = rows.next() {
            guard rows.line <= Self.maximumRows + 1 else {
                let mend = "keep it within \(Self.maximumRows) rows"
                problems.add(line: rows.line, "the table has too many rows", mend: mend)
                return
            }
            switch row {
            case .malformed(let message, let mend):
                problems.add(line: rows.line, message, mend: mend)
            case .fields(let fields): insert(fields, line: rows.line, problems)
            }
        }
    }

    private mutating func insert(
        _ fields: [String],
        line: Int,
        _ problems: DocumentProblems
    ) {
        guard fields.count == Self.header.count else {
            let message = "the row has \(fields.count) fields"
            let mend = "write four: gtin,sku,category,brand; an absent one is empty"
            problems.add(line: line, message, mend: mend)
            return
        }
        for (name, field) in zip(Self.header, fields) {
            let isClean = field.unicodeScalars.allSatisfy {
                $0.properties.generalCategory != .control
            }
            guard isClean, field.utf8.count <= Self.textBytes else {
                let mend = "use at most \(Self.textBytes) bytes without control characters"
                problems.add(line: line, path: name, "is not a usable text", mend: mend)
                return
            }
        }
        guard fields[0].isEmpty || Self.isGTIN(fields[0]) else {
            let mend = "write 8, 12, 13 or 14 digits with a right check digit, or leave it empty"
            problems.add(line: line, path: "gtin", "\(quoted(fields[0])) is not a GTIN", mend: mend)
            return
        }
        let keys = [fields[0].isEmpty ? "" : Self.key(ofGTIN: fields[0]), fields[1]]
        guard keys.contains(where: { !$0.isEmpty }) else {
            let mend = "give a GTIN or an article number"
            problems.add(line: line, "the row names no article", mend: mend)
            return
        }
        let entry = Goods(
            category: fields[2].isEmpty ? nil : fields[2],
            brand: fields[3].isEmpty ? nil : fields[3]
        )
        for (name, key) in zip(Self.header, keys) where !key.isEmpty {
            guard goods.updateValue(entry, forKey: key) == nil else {
                let message = "\(quoted(key)) stands in the table already"
                problems.add(line: line, path: name, message, mend: "remove one of the rows")
                continue
            }
        }
    }

    /// Whether the digits are a GTIN with its check digit.
    ///
    /// GS1 General Specifications, section 7.9.
    private static func isGTIN(_ text: String) -> Bool {
        let digits = text.utf8.map { Int($0) - 48 }
        guard [8, 12, 13, 14].contains(digits.count), digits.allSatisfy((0...9).contains) else {
            return false
        }
        let sum = digits.reversed().enumerated()
            .reduce(0) { $0 + $1.element * ($1.offset.isMultiple(of: 2) ? 1 : 3) }
        return sum.isMultiple(of: 10)
    }
}
