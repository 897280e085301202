extension ReportExport {
    /// The table as CSV (RFC 4180, but with line feeds): a line of names, then the rows.
    ///
    /// Groups of people have a last column `group`, which says what became of the row. A name that
    /// a spreadsheet would take for a formula gets an apostrophe in front.
    package var csv: String {
        var names = table.columns.map(\.name)
        if table.isGrouped { names.append("group") }
        var lines = [names]
        for (row, mark) in zip(table.rows, marks) {
            var fields = row.cells.map(Self.field)
            if table.isGrouped { fields.append(mark.rawValue) }
            lines.append(fields)
        }
        return lines.map { $0.joined(separator: ",") + "\n" }.joined()
    }

    private static func field(_ cell: ReportTable.Cell) -> String {
        guard case .text(let name) = cell else { return cell.text }
        let isFormula = name.utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false
        let text = isFormula ? "'" + name : name
        guard text.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
