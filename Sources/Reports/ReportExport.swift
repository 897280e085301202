// What leaves the shop says nothing about a few: with fewer than five people in a row, somebody who
// knows four of them knows the fifth. Where a row is withheld the totals are left out as well,
// because the difference would tell.

/// A table as it may leave the shop.
package struct ReportExport: Hashable, Sendable {
    /// What became of a row.
    package enum Mark: String, Hashable, Sendable {
        /// It is shown.
        case shown
        /// It is about too few people: only its keys are shown.
        case suppressed
        /// It is about too few people and is shown all the same, for use inside the shop.
        case `internal`
        /// It is the sum of the rows above.
        case total
    }

    /// The fewest people that a row may be about.
    package static let leastPeople = 5

    /// The table, suppressed rows without their values.
    package let table: ReportTable
    /// What became of each row.
    package let marks: [Mark]
    /// Whether small groups are shown.
    package let isInternal: Bool

    /// Prepares a table.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - isInternal: Whether small groups are shown, because the file stays in the shop.
    package init(_ table: ReportTable, isInternal: Bool) {
        self.isInternal = isInternal
        let isSmall = table.rows.map { row in
            if case .people(let count) = row.group { count < Self.leastPeople } else { false }
        }
        let isWithheld = !isInternal && isSmall.contains(true)
        var rows: [ReportTable.Row] = []
        var marks: [Mark] = []
        for (row, isSmall) in zip(table.rows, isSmall) {
            if row.group == .total {
                guard !isWithheld else { continue }
                marks.append(.total)
                rows.append(row)
            } else if isSmall, !isInternal {
                marks.append(.suppressed)
                rows.append(Self.withoutValues(row, columns: table.columns))
            } else {
                marks.append(isSmall ? .internal : .shown)
                rows.append(row)
            }
        }
        self.marks = marks
        self.table = ReportTable(
            table.report,
            table.period,
            columns: table.columns,
            rows: rows
        )
    }

    /// How many rows are about too few people.
    package var smallGroupCount: Int {
        marks.count { $0 == .suppressed || $0 == .internal }
    }

    private static func withoutValues(
        _ row: ReportTable.Row,
        columns: [ReportTable.Column]
    ) -> ReportTable.Row {
        let cells = zip(row.cells, columns).map { cell, column in column.isKey ? cell : .none }
        return ReportTable.Row(cells: cells, group: row.group)
    }
}
