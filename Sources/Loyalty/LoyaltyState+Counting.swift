extension LoyaltyState {
    /// Counts a purchase for ladders, velocities and histories.
    mutating func countPurchase(_ number: Int32, _ account: Int32) {
        let record = purchases[Int(number)]
        // Without units, as without lines, nothing can come back and nothing is left.
        let visits: Int64 = record.unitsLeft > 0 ? 1 : 0
        undo.note(.paid(account, visits: UInt8(visits), record.paidLeft))
        let (spend, overflow) =
            accountTable[Int(account)].spend.addingReportingOverflow(record.paidLeft)
        if overflow { work.isOutOfRange = true }
        accountTable[Int(account)].spend = spend
        accountTable[Int(account)].visits += visits
        if registry.needsSpendSeries {
            count(record.paidLeft, of: number, at: record.at, in: .spend(account))
        }
        if registry.needsVisitSeries {
            count(visits, of: number, at: record.at, in: .visits(account))
        }
        if visits > 0, !registry.velocityPeriods.isEmpty {
            countVelocity(account, work.sale.moment, by: 1)
        }
        guard !registry.historyCategories.isEmpty else { return }
        for line in lines(of: record) {
            countHistory(line.category, Int64(line.quantity), of: number, record, account)
        }
    }

    /// Counts a purchase in the periods of velocities, or takes it back (below zero).
    mutating func countVelocity(_ account: Int32, _ moment: LocalMoment, by amount: Int64) {
        for period in CountPeriod.allCases where registry.velocityPeriods.contains(period) {
            use(purchaseKey(account, period, moment), by: amount)
        }
    }

    /// Counts units of a category that a rule looks for in the history.
    mutating func countHistory(
        _ category: Int32,
        _ units: Int64,
        of number: Int32,
        _ record: PurchaseRecord,
        _ account: Int32
    ) {
        guard registry.historyCategories.contains(category) else { return }
        let key = HistoryKey(account: account, category: category)
        count(units, of: number, at: record.at, in: .history(key))
    }
}
