package import CanonicalJSON
import EventFormat
import Loyalty

extension ReportExport {
    /// The table as one object: `report`, `from`, `to`, `rows`, and for groups of people
    /// `internal` and `suppressed`.
    package var json: JSONValue {
        var object: [String: JSONValue] = [
            "report": .string(table.report.rawValue),
            "from": .string(EventFormat.text(table.period.from)),
            "to": .string(EventFormat.text(table.period.to)),
            "rows": .array(zip(table.rows, marks).map(json)),
        ]
        if table.isGrouped {
            object["internal"] = .bool(isInternal)
            object["suppressed"] = .integer(Int64(marks.count { $0 == .suppressed }))
        }
        return .object(object)
    }

    private func json(_ row: ReportTable.Row, _ mark: Mark) -> JSONValue {
        var object: [String: JSONValue] = [:]
        for (column, cell) in zip(table.columns, row.cells) { object[column.name] = json(cell) }
        if table.isGrouped { object["group"] = .string(mark.rawValue) }
        return .object(object)
    }

    private func json(_ cell: ReportTable.Cell) -> JSONValue {
        switch cell {
        case .none: .null
        // JSON's readers keep 64 bits at most: what is beyond them stays exact as a text.
        case .number(let value): Int64(exactly: value).map(JSONValue.integer) ?? .string("\(value)")
        case .text, .date, .month: .string(cell.text)
        }
    }
}

extension ReportTable.Cell {
    /// The value as it stands in JSON and CSV; empty: there is none.
    var text: String {
        switch self {
        case .none: ""
        case .number(let value): value.description
        case .text(let text): text
        case .date(let date): EventFormat.text(date)
        case .month(let first): String(EventFormat.text(first).dropLast(3))
        }
    }
}
