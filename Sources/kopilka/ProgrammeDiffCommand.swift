import ArgumentParser
import Loyalty
import ProgrammeFile
import Replay

extension ProgrammeCommand {
    /// `kopilka programme diff`.
    struct Diff: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "diff",
            abstract: "What a change of rules would have done to a history.",
            discussion: """
                Runs the events against both programmes and tells by account what differs: points \
                of every pot and their value, money paid, tiers; and the events whose answer \
                differs. Exit status 0 whether something differs or not.

                Example: kopilka programme diff old.yaml new.yaml events.jsonl
                """
        )

        @Argument(help: "The programme as it is, YAML or JSON.")
        var old: String

        @Argument(help: "The programme as it might be, YAML or JSON.")
        var new: String

        @Argument(help: "The events, JSON lines; - is standard input.")
        var events: String

        @OptionGroup var output: FormatOptions

        func run() throws {
            var comparison = ProgrammeComparison(
                old: try ProgrammeSource.load(path: old).programme,
                new: try ProgrammeSource.load(path: new).programme,
                keepsChanges: output.format == .json
            )
            var input = try EventsInput(path: events)
            try input.forEach { recorded, line throws(ReplayError) in
                try comparison.take(recorded, line: line)
            }
            guard output.format == .json else { return DiffReport.print(comparison) }
            do throws(ReplayError) {
                try comparison.finish { piece throws(ReplayError) in printBytes(piece) }
            } catch {
                throw CommandFailure(error, input: input.name)
            }
        }
    }
}

/// What a comparison of programmes tells people.
private enum DiffReport {
    private static let shownAccounts = 50

    static func print(_ comparison: borrowing ProgrammeComparison) {
        printLine(
            "\(comparison.oldCounts.events) events, the answer to "
                + "\(comparison.changeCount) of them differs"
        )
        for change in comparison.firstChanges {
            let (old, new) = (change.old.summary, change.new.summary)
            let what = old == new ? "\(old), with other values" : "\(old), then \(new)"
            printLine("  line \(change.line), \(change.event): \(what)")
        }
        let rest = comparison.changeCount - Int64(comparison.firstChanges.count)
        if rest > 0 { printLine("  and \(rest) more; --format json has all") }
        printTotals(comparison)
        printAccounts(comparison)
        for (account, commodities) in comparison.ledgerAccounts.sorted(by: { $0.key < $1.key }) {
            for (commodity, pair) in commodities.sorted(by: { $0.key < $1.key }) {
                let texts = [pair.old, pair.new].map {
                    ReplayReport.amount($0, of: commodity, comparison.new.version)
                }
                printLine("Ledger  \(account)  \(commodity): \(texts[0]), then \(texts[1])")
            }
        }
    }

    private static func printTotals(_ comparison: borrowing ProgrammeComparison) {
        let currency = comparison.new.version.currency
        for (pot, pair) in comparison.totals.sorted(by: { $0.key < $1.key }) {
            printLine("All  \(pot): \(text(pair, currency))")
        }
        printLine("All  paid: \(money(comparison.paidInAll, currency))")
    }

    private static func printAccounts(_ comparison: borrowing ProgrammeComparison) {
        let currency = comparison.new.version.currency
        var shown = 0
        for account in comparison.accounts {
            var lines = comparison.pots(ofAccount: account).sorted { $0.key < $1.key }
                .map { "\(account)  \($0.key): \(text($0.value, currency))" }
            if let paid = comparison.paid[account], !paid.isSame {
                lines.append("\(account)  paid: \(money(paid, currency))")
            }
            for (ladder, tier) in comparison.tiers(ofAccount: account).sorted(by: {
                $0.key < $1.key
            }) {
                lines.append(
                    "\(account)  \(ladder): \(tier.old ?? "nothing"), then \(tier.new ?? "nothing")"
                )
            }
            guard !lines.isEmpty else { continue }
            shown += 1
            if shown <= shownAccounts { for line in lines { printLine(line) } }
        }
        if shown > shownAccounts {
            printLine("and \(shown - shownAccounts) more accounts; --format json has all")
        }
    }

    private static func text(
        _ pair: ProgrammeComparison.PotPair,
        _ currency: String
    ) -> String {
        let points = pair.points
        let text =
            "\(PointsText.plain(points.old)), then \(PointsText.plain(points.new)) points "
            + "(\(PointsText.signed(points.change)))"
        guard pair.value.old != 0 || pair.value.new != 0 else { return text }
        return "\(text), worth \(money(pair.value, currency))"
    }

    private static func money(_ pair: ProgrammeComparison.Pair, _ currency: String) -> String {
        "\(MoneyText.plain(pair.old)), then \(MoneyText.plain(pair.new)) \(currency) "
            + "(\(MoneyText.signed(pair.change)))"
    }
}
