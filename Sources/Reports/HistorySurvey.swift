package import Loyalty

/// The first walk over a history: what later events say about earlier ones.
///
/// A report walks twice, so that it need not keep every receipt until it is known whether it came
/// back. What is kept grows with the people, the returned receipts and those that were taken over.
package struct HistorySurvey: Sendable {
    /// What came back of a purchase.
    struct Returned: Hashable, Sendable {
        /// Units of lines that were named.
        var units: Int128 = 0
        /// Whether all that was left came back.
        var isAll = false
        /// Money given back, before a deduction, minor units.
        var minor: Int128 = 0
    }

    /// Entries that were taken.
    package private(set) var entryCount: Int64 = 0
    /// The earliest instant of an applied event; nil: there is none.
    package private(set) var first: Instant?
    /// The greatest instant of an applied event; nil: there is none.
    package private(set) var last: Instant?

    private(set) var people = People()
    private(set) var returned: [ByteKey: Returned] = [:]
    private(set) var takenOver: Set<ByteKey> = []
    private var unclaimed: UnclaimedReceipts

    /// Begins a survey.
    ///
    /// - Parameter maximumBackdateDays: How many days late an event may come, as the programme
    ///   says; nil: any number, which needs memory for every receipt without a member.
    package init(maximumBackdateDays: Int? = nil) {
        unclaimed = UnclaimedReceipts(maximumBackdateDays: maximumBackdateDays)
    }

    /// Takes the next entry, in the order of the journal.
    package mutating func take(_ entry: HistoryEntry) {
        entryCount += 1
        guard let amounts = entry.applied else { return }
        let event = entry.event
        first = min(first ?? event.at, event.at)
        last = max(last ?? event.at, event.at)
        people.take(event)
        _ = people.named(by: event)
        switch event.body {
        case .returned(let goods): take(goods, amounts)
        case .purchase(let purchase):
            let key = ReceiptKey(
                partner: purchase.partner,
                receipt: purchase.receipt,
                fiscal: purchase.fiscal
            )
            if let key, let receipt = unclaimed.takeOver(key) { takenOver.insert(receipt) }
        case .receipt(let receipt):
            let key = ReceiptKey(
                partner: receipt.partner,
                receipt: receipt.receipt,
                fiscal: receipt.fiscal
            )
            guard let key else { return }
            let clock = last ?? event.at
            unclaimed.add(
                key,
                event: event.id,
                at: event.at.unixSeconds,
                clock: clock.unixSeconds
            )
        default: break
        }
    }

    private mutating func take(_ goods: Return, _ amounts: HistoryEntry.Amounts) {
        var sum = returned[ByteKey(goods.purchase)] ?? Returned()
        sum.minor += Int128(amounts.refund ?? 0) + Int128(amounts.deducted ?? 0)
        if let lines = goods.lines {
            for line in lines { sum.units += Int128(line.quantity) }
        } else {
            sum.isAll = true
        }
        returned[ByteKey(goods.purchase)] = sum
    }
}
