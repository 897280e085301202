import EventFormat
import Loyalty

extension ReportTable {
    /// The table for people, small groups included: it stays in the shop.
    ///
    /// One row about the whole shop is a list of values, more rows are aligned columns.
    ///
    /// - Parameter currency: What amounts of money are in, such as `RUB`.
    /// - Returns: Lines, each ended by a line feed.
    package func text(currency: String) -> String {
        let from = EventFormat.text(period.from)
        let to = EventFormat.text(period.to)
        let title = "\(report.heading), \(from) to \(to) (both included)"
        let printed = rows.map { row in
            zip(columns, row.cells).map { Self.text($1, $0.unit) }
        }
        let headings = columns.map { Self.heading($0, currency: currency) }
        let lines: [[String]]
        if let only = printed.first, columns.first?.isKey != true {
            lines = zip(headings, only).map { [$0, $1] }
        } else if printed.isEmpty {
            lines = [["nothing to report"]]
        } else {
            lines = [headings] + printed
        }
        let leading = columns.first?.isKey == true ? columns.count { $0.isKey } : 1
        return ([title] + Self.align(lines, leading: leading)).map { $0 + "\n" }.joined()
    }

    /// Pads the cells of every column to one width: the leading ones to the left, numbers right.
    private static func align(_ lines: [[String]], leading: Int) -> [String] {
        let count = lines.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            lines.map { $0[column].count }.max() ?? 0
        }
        return lines.map { cells in
            var line = ""
            for (column, cell) in cells.enumerated() {
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                line += column == 0 ? "" : "  "
                line += column < leading ? cell + padding : padding + cell
            }
            while line.hasSuffix(" ") { line.removeLast() }
            return line
        }
    }

    private static func heading(_ column: Column, currency: String) -> String {
        switch column.unit {
        case .text, .count: column.name
        case .minor: "\(column.name.withoutUnit), \(currency)"
        case .micro: "\(column.name.withoutUnit), points"
        case .basisPoints: "\(column.name.withoutUnit), %"
        }
    }

    private static func text(_ cell: Cell, _ unit: Column.Unit) -> String {
        switch cell {
        case .none: "-"
        case .number(let value):
            switch unit {
            case .minor, .basisPoints: decimal(value, places: 2)
            case .micro: decimal(value, places: 6, isShort: true)
            case .text, .count: value.description
            }
        case .text(let name): printable(name)
        case .date, .month: cell.text
        }
    }

    /// A name without the characters that would break the table or command the terminal.
    private static func printable(_ name: String) -> String {
        var text = ""
        for scalar in name.unicodeScalars {
            let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
            text.unicodeScalars.append(isControl ? " " : scalar)
        }
        return text
    }

    private static func decimal(_ value: Int128, places: Int, isShort: Bool = false) -> String {
        var digits = String(value.magnitude)
        let missing = places + 1 - digits.count
        if missing > 0 { digits = String(repeating: "0", count: missing) + digits }
        var fraction = digits.suffix(places)
        if isShort { while fraction.hasSuffix("0") { fraction.removeLast() } }
        let point = fraction.isEmpty ? "" : "."
        return "\(value < 0 ? "-" : "")\(digits.dropLast(places))\(point)\(fraction)"
    }
}

extension String {
    /// A column's name without the unit at its end, which people read beside it.
    fileprivate var withoutUnit: String {
        for unit in ["Kop", "Micro", "Bp"] where hasSuffix(unit) {
            return String(dropLast(unit.count))
        }
        return self
    }
}
