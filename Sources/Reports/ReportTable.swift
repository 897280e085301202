package import Loyalty

/// What a report says: columns, rows, and how many people each row is about.
package struct ReportTable: Hashable, Sendable {
    /// A column.
    package struct Column: Hashable, Sendable {
        /// What the numbers of a column count.
        package enum Unit: Hashable, Sendable {
            /// Not a number, or a date.
            case text
            /// People, receipts, cards.
            case count
            /// Minor units of money.
            case minor
            /// Micro-points.
            case micro
            /// 1/10000.
            case basisPoints
        }

        /// Its name in JSON and CSV.
        package let name: String
        /// What its numbers count.
        package let unit: Unit
        /// Whether it says what a row is about; such a cell is never suppressed.
        package let isKey: Bool

        init(_ name: String, _ unit: Unit, isKey: Bool = false) {
            self.name = name
            self.unit = unit
            self.isKey = isKey
        }
    }

    /// A value.
    package enum Cell: Hashable, Sendable {
        /// There is no value: a rate of nothing, an event without a channel.
        case none
        /// A number in the unit of its column.
        case number(Int128)
        /// A name.
        case text(String)
        /// A local date.
        case date(LocalDate)
        /// A month, by its first date.
        case month(LocalDate)

        /// A number that may be missing.
        init(_ number: Int128?) { self = number.map(Cell.number) ?? .none }
    }

    /// What a row stands for.
    package enum Group: Hashable, Sendable {
        /// The whole shop, a pot or a partner: not a group of people.
        case none
        /// So many people.
        case people(Int)
        /// The sum of the groups above.
        case total
    }

    /// A row.
    package struct Row: Hashable, Sendable {
        /// One for each column.
        package let cells: [Cell]
        /// What it stands for.
        package let group: Group
    }

    /// The report.
    package let report: ReportName
    /// The period that it is about.
    package let period: ReportPeriod
    /// The columns, keys first.
    package let columns: [Column]
    /// The rows in order.
    package let rows: [Row]

    init(_ report: ReportName, _ period: ReportPeriod, columns: [Column], rows: [Row]) {
        for row in rows {
            precondition(row.cells.count == columns.count, "a row has a cell for each column")
        }
        self.report = report
        self.period = period
        self.columns = columns
        self.rows = rows
    }

    /// A table of one row about the whole shop.
    init(_ report: ReportName, _ period: ReportPeriod, _ row: [(Column, Cell)]) {
        self.init(
            report,
            period,
            columns: row.map(\.0),
            rows: [Row(cells: row.map(\.1), group: .none)]
        )
    }

    /// Whether its rows are groups of people.
    package var isGrouped: Bool {
        switch report {
        case .lifetime, .liability, .cards: true
        default: false
        }
    }
}
