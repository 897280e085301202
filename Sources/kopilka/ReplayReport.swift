import Loyalty
import Replay

/// What a replay tells people: counts, the first refusals, what every pot and ledger account holds.
struct ReplayReport {
    private static let shownRefusals = 20
    private static let shownAccounts = 50

    private var counts = ReplayCounts()
    private var refusals: [(line: Int64, event: String, code: String)] = []

    /// Counts what became of an event.
    mutating func add(_ answer: Replay.Answer, of event: String, line: Int64) {
        counts.add(answer)
        guard refusals.count < Self.shownRefusals, let code = answer.code else { return }
        refusals.append((line, event, code))
    }

    /// Prints the whole report.
    func print(_ replay: borrowing Replay, _ journal: consuming Journal) {
        printCounts()
        Self.printAccounts(replay)
        let ledger = replay.state.ledgerAccounts
        if !ledger.isEmpty { printLine("Ledger accounts, credit positive:") }
        for entry in ledger {
            let amount = Self.amount(entry.amount, of: entry.commodity, replay.version)
            printLine("  \(entry.account)  \(amount) \(entry.commodity)")
        }
        printLine("Journal: \(journal.count) transactions, digest \(journal.digest)")
    }

    private func printCounts() {
        let refused = counts.refused.values.reduce(0, +)
        printLine(
            "\(counts.events) events: \(counts.applied) applied, \(refused) refused, "
                + "\(counts.duplicates) seen before"
        )
        for (code, count) in counts.refused.sorted(by: { $0.key < $1.key }) {
            printLine("  refused, \(code): \(count)")
        }
        for refusal in refusals {
            printLine("  line \(refusal.line), \(refusal.event): \(refusal.code)")
        }
        let rest = refused - Int64(refusals.count)
        if rest > 0 { printLine("  and \(rest) more; --format json has all") }
    }

    /// Prints the first accounts with balances and tiers.
    static func printAccounts(_ replay: borrowing Replay) {
        let accounts = replay.state.accounts
        printLine("\(accounts.count) accounts:")
        for account in accounts.prefix(shownAccounts) {
            let balances = replay.state.balances(ofAccount: account)
            let tiers = replay.state.tiers(ofAccount: account)
            let parts =
                balances.sorted { $0.key < $1.key }.map { "\($0.key) \(text($0.value))" }
                + tiers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
            printLine("  \(account)  \(parts.isEmpty ? "nothing" : parts.joined(separator: "; "))")
        }
        if accounts.count > shownAccounts {
            printLine("  and \(accounts.count - shownAccounts) more; --format json has all")
        }
    }

    private static func text(_ balance: Balance) -> String {
        var parts = ["\(PointsText.plain(balance.available.micro)) available"]
        for (name, points) in [
            ("pending", balance.pending), ("held", balance.held), ("owed", balance.debt),
        ] where points != .zero {
            parts.append("\(PointsText.plain(points.micro)) \(name)")
        }
        return parts.joined(separator: ", ")
    }

    /// An amount of a pot in points, of money in units of a hundred.
    static func amount(_ amount: Int64, of commodity: String, _ programme: Programme) -> String {
        commodity == programme.currency ? MoneyText.plain(amount) : PointsText.plain(amount)
    }
}

extension Replay.Answer {
    /// The code of a refusal; nil: it is none.
    var code: String? {
        switch self {
        case .decided(.refused(let refusal)): refusal.code
        case .conflict: Refusal.idempotencyConflict.code
        case .decided(.applied), .duplicate: nil
        }
    }

    /// What became of the event, in a word or two.
    var summary: String {
        switch self {
        case .decided(.applied): "applied"
        case .duplicate: "seen before"
        case .decided(.refused), .conflict: "refused (\(code ?? ""))"
        }
    }
}

/// Minor units as a decimal number of major ones, of which a hundred minor units are one.
enum MoneyText {
    /// Without a sign for positive amounts, always with two decimals.
    static func plain(_ minor: Int64) -> String {
        let (whole, rest) = minor.magnitude.quotientAndRemainder(dividingBy: 100)
        return "\(minor < 0 ? "-" : "")\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// With a sign always.
    static func signed(_ minor: Int64) -> String { (minor < 0 ? "" : "+") + plain(minor) }
}
