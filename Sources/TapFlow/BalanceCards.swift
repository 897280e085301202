import BalanceCache
import Loyalty

/// Turns what the core and the cache know into what a customer reads.
struct BalanceCards: Sendable {
    /// The pot that the screen speaks of: the first by id that has a value, else the first.
    let pot: String
    /// Pots in the order of their cache lines.
    let pots: [String]
    /// The ladder that the screen speaks of.
    private let ladder: Ladder?
    private let terms: Pot
    private let currency: String

    init(programme: Programme) {
        pots = programme.pots.keys.sorted()
        precondition(!pots.isEmpty && pots.count <= 16, "a programme has 1 to 16 pots")
        let valued = pots.first { programme.pots[$0]?.redeem != nil }
        pot = valued ?? pots[0]
        terms = programme.pots[pot] ?? Pot(quantum: Points(micro: 1))
        ladder = programme.ladders.first
        currency = programme.currency
    }

    /// The balance of an account, whole.
    func card(_ summary: AccountSummary) -> BalanceCard {
        let balance = summary.balances[pot] ?? Balance()
        var card = headline(
            available: balance.available.micro,
            pending: balance.pending.micro,
            debt: balance.debt.micro
        )
        if let ladder {
            card.tier = summary.tiers[ladder.id] ?? ladder.initial
            card.nextTier = summary.next[ladder.id].map {
                BalanceCard.NextTier(tier: $0.tier, measure: $0.measure.rawValue, need: $0.need)
            }
        }
        card.benefits = summary.benefits
        card.coming = Self.dated(summary.coming[pot])
        card.expiring = Self.dated(summary.expiring[pot])
        return card
    }

    /// The same balance, its amounts as the cache has them.
    func card(_ record: BalanceRecord, details summary: AccountSummary) -> BalanceCard {
        var card = card(summary)
        assert(record.available == card.availableMicro, "the cache shows what the core holds")
        let headline = headline(
            available: record.available,
            pending: record.pending,
            debt: record.debt
        )
        card.availableMicro = headline.availableMicro
        card.pendingMicro = headline.pendingMicro
        card.debtMicro = headline.debtMicro
        card.valueMinor = headline.valueMinor
        return card
    }

    /// The record of one pot for the cache.
    func record(
        _ summary: AccountSummary,
        pot: Int,
        nextExpiry: Instant?,
        version: UInt32
    ) -> BalanceRecord {
        let balance = summary.balances[pots[pot]] ?? Balance()
        let tier = ladder.flatMap { ladder in
            ladder.tiers.firstIndex { $0.id == summary.tiers[ladder.id] }
        }
        return BalanceRecord(
            available: balance.available.micro,
            pending: balance.pending.micro,
            held: balance.held.micro,
            debt: balance.debt.micro,
            nextChangeAtUnixSeconds: summary.nextChangeAt?.unixSeconds ?? .max,
            nextExpiryAtUnixSeconds: nextExpiry?.unixSeconds ?? .max,
            tier: UInt8(clamping: tier.map { $0 + 1 } ?? 0),
            status: 0,
            pot: UInt8(pot),
            version: version
        )
    }

    private func headline(available: Int64, pending: Int64, debt: Int64) -> BalanceCard {
        var card = BalanceCard()
        card.availableMicro = available
        card.pendingMicro = pending
        card.debtMicro = debt
        card.currency = currency
        card.quantumMicro = terms.quantum.micro
        if let redeem = terms.redeem, available >= 0 {
            // Rounded down: the screen never promises more than there is.
            let product = available.multipliedFullWidth(by: redeem.minor.minor)
            let (quotient, _) = redeem.per.micro.dividingFullWidth(product)
            card.valueMinor = quotient
        }
        return card
    }

    private static func dated(_ entries: [DatedPoints]?) -> [BalanceCard.Dated] {
        (entries ?? []).prefix(FlowLimits.datedEntries).map {
            BalanceCard.Dated(date: text($0.date), pointsMicro: $0.points.micro)
        }
    }

    /// A date as `YYYY-MM-DD`.
    private static func text(_ date: LocalDate) -> String {
        func padded(_ number: Int, _ width: Int) -> String {
            let plain = String(number)
            return String(repeating: "0", count: max(0, width - plain.count)) + plain
        }
        return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
    }
}
