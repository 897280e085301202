package import Loyalty

/// Points that the shop owes, by pot and by the month of their last usable day.
///
/// Postings do not name lots, so it is made from the open lots of the state that the journal folds
/// to. Debt is what members owe, and is not in it.
package struct LiabilityReport: Sendable {
    /// When points end.
    private enum End: Hashable, Comparable, Sendable {
        case month(Month)
        case never
        /// Set aside by a hold, which keeps them from ending.
        case held
    }

    private struct Key: Hashable, Comparable, Sendable {
        let pot: ByteKey
        let end: End

        static func < (left: Key, right: Key) -> Bool {
            left.pot == right.pot ? left.end < right.end : left.pot < right.pot
        }
    }

    private struct Sum: Sendable {
        var accounts = 0
        var micro: Int128 = 0
        /// The account that was counted last.
        var last = -1
    }

    private let period: ReportPeriod
    private let zone: Zone
    private let values: [ByteKey: Pot.Redeem]
    private var sums: [Key: Sum] = [:]
    private var accountCount = 0

    /// Begins with nothing owed.
    ///
    /// - Parameters:
    ///   - options: The period, at whose end the state stands.
    ///   - pots: The pots of the programme, by id.
    package init(options: ReportOptions, pots: [String: Pot]) {
        period = options.period
        zone = options.zone
        var values: [ByteKey: Pot.Redeem] = [:]
        for (id, pot) in pots { values[ByteKey(id)] = pot.redeem }
        self.values = values
    }

    /// Begins with the next account.
    package mutating func beginAccount() { accountCount += 1 }

    /// Takes points of an open lot of the account.
    ///
    /// - Parameters:
    ///   - pot: The pot's id.
    ///   - remaining: What is left.
    ///   - expiresAt: The first unusable instant; nil: never.
    package mutating func takeLot(pot: String, remaining: Points, expiresAt: Instant?) {
        guard let expiresAt else { return add(remaining, pot, .never) }
        let last = Instant(unixSeconds: expiresAt.unixSeconds - 1)
        add(remaining, pot, .month(Month(dayNumber: zone.localDate(of: last).dayNumber)))
    }

    /// Takes points of the account that are set aside.
    package mutating func takeHeld(pot: String, points: Points) { add(points, pot, .held) }

    private mutating func add(_ points: Points, _ pot: String, _ end: End) {
        guard points != .zero else { return }
        let key = Key(pot: ByteKey(pot), end: end)
        sums[key, default: Sum()].micro += Int128(points.micro)
        guard sums[key]?.last != accountCount else { return }
        sums[key]?.last = accountCount
        sums[key]?.accounts += 1
    }

    /// The report, after the last account.
    package func table() -> ReportTable {
        var rows: [ReportTable.Row] = []
        for pot in Set(sums.keys.map(\.pot)).sorted() {
            let ofPot = sums.filter { $0.key.pot == pot }.sorted { $0.key < $1.key }
            for (key, sum) in ofPot {
                rows.append(row(pot, Self.cell(key.end), sum, .people(sum.accounts)))
            }
            var total = Sum()
            total.micro = ofPot.reduce(0) { $0 + $1.value.micro }
            rows.append(row(pot, .text("total"), total, .total))
        }
        return ReportTable(
            .liability,
            period,
            columns: [
                .init("pot", .text, isKey: true), .init("month", .text, isKey: true),
                .init("accounts", .count), .init("pointsMicro", .micro),
                .init("valueKop", .minor),
            ],
            rows: rows
        )
    }

    private func row(
        _ pot: ByteKey,
        _ month: ReportTable.Cell,
        _ sum: Sum,
        _ group: ReportTable.Group
    ) -> ReportTable.Row {
        let value = values[pot].flatMap {
            Quotient.mean(sum.micro * Int128($0.minor.minor), per: Int128($0.per.micro))
        }
        // An account may have points in several months: the counts do not add up.
        let accounts: ReportTable.Cell =
            group == .total ? .none : .number(Int128(sum.accounts))
        return ReportTable.Row(
            cells: [.text(pot.text), month, accounts, .number(sum.micro), .init(value)],
            group: group
        )
    }

    private static func cell(_ end: End) -> ReportTable.Cell {
        switch end {
        case .month(let month): .month(month.firstDate)
        case .never: .text("never")
        case .held: .text("held")
        }
    }
}
