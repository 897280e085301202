import CanonicalJSON
import Foundation
import Loyalty
import ProgrammeFile
import Replay
import Testing

@testable import Reports

/// Reports of histories that were only replayed, against the state that they lead to.
@Suite struct ReplayedHistoryTests {
    /// A worked example of the core.
    struct Example: Sendable, CustomTestStringConvertible {
        let id: String
        let programme: JSONValue
        let events: [JSONValue]

        var testDescription: String { id }
    }

    static let examples: [Example] = {
        let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Vectors/loyalty.json")
        let limits = JSONLimits(maximumBytes: 16 << 20)
        guard let bytes = try? Data(contentsOf: url),
            let file = try? JSONValue.parse(Array(bytes), limits: limits)
        else { return [] }
        return (file["vectors"]?.array ?? []).compactMap { vector in
            guard let id = vector["id"]?.string, let named = vector["programme"],
                let events = vector["events"]?.array
            else { return nil }
            let programme = named.string.flatMap { file["programmes"]?[$0] } ?? named
            return Example(id: id, programme: programme, events: events)
        }
    }()

    @Test("there are worked examples")
    func read() { #expect(Self.examples.count >= 60) }

    /// What an example leads to, and the entries of its history.
    private struct Run: ~Copyable {
        let replay: Replay
        let entries: [HistoryEntry]

        init(_ example: Example) throws {
            var fields = try #require(example.programme.object)
            if fields["id"] == nil { fields["id"] = .string(example.id) }
            let text = JSONValue.object(fields).canonicalText()
            var replay = Replay(programme: try ProgrammeFile.load(text: text, name: "x").programme)
            var entries: [HistoryEntry] = []
            for (index, event) in example.events.enumerated() {
                let recorded = try RecordedEvent(
                    line: event.canonicalBytes(),
                    number: Int64(index + 1)
                )
                let step = replay.take(recorded)
                guard case .decided(let outcome) = step.answer else { continue }
                entries.append(
                    HistoryEntry(
                        event: recorded.event,
                        outcome: outcome,
                        transactions: step.transactions
                    )
                )
            }
            self.replay = replay
            self.entries = entries
        }

        /// From the beginning of computers to the end of the century.
        var options: ReportOptions {
            let period = ReportPeriod(from: Made.date("1970-01-01"), to: Made.date("2099-12-31"))
            return ReportOptions(period: period, zone: replay.zone)
        }

        func table(_ report: ReportName) -> ReportTable {
            HistoryReport.table(report, options: options, entries: entries)
        }

        /// Amounts of the state's accounts with a prefix, by the rest of the name or by commodity.
        func sums(_ prefix: String, byName: Bool) -> [String: Int128] {
            var sums: [String: Int128] = [:]
            for entry in replay.state.ledgerAccounts where entry.account.hasPrefix(prefix) {
                let key = byName ? String(entry.account.dropFirst(prefix.count)) : entry.commodity
                sums[key, default: 0] += Int128(entry.amount)
            }
            return sums.filter { $0.value != 0 }
        }
    }

    /// A column's numbers by the key in the first one, zero left out.
    private func column(_ name: String, of table: ReportTable) throws -> [String: Int128] {
        let index = try #require(table.columns.firstIndex { $0.name == name })
        var sums: [String: Int128] = [:]
        for row in table.rows where row.group != .total {
            if case .number(let value) = row.cells[index], value != 0 {
                sums[row.cells[0].text, default: 0] += value
            }
        }
        return sums
    }

    @Test(
        "points and settlements of the whole history are the accounts of the state",
        arguments: examples
    )
    func accounts(example: Example) throws {
        let run = try Run(example)
        let redemption = run.table(.redemption)
        let issued = run.sums("iss/", byName: false).mapValues { -$0 }
        #expect(try column("issuedMicro", of: redemption) == issued)
        #expect(try column("redeemedMicro", of: redemption) == run.sums("acc/", byName: false))
        #expect(try column("expiredMicro", of: redemption) == run.sums("brk", byName: false))
        let settlement = run.table(.settlement)
        #expect(try column("closingKop", of: settlement) == run.sums("due/", byName: true))
    }

    @Test("liability is what the accounts hold", arguments: examples)
    func liability(example: Example) throws {
        let run = try Run(example)
        var report = LiabilityReport(options: run.options, pots: run.replay.programme.pots)
        var held: [String: Int128] = [:]
        for account in run.replay.state.accounts {
            report.beginAccount()
            for lot in run.replay.state.lots(ofAccount: account) {
                report.takeLot(pot: lot.pot, remaining: lot.remaining, expiresAt: lot.expiresAt)
            }
            for (pot, balance) in run.replay.state.balances(ofAccount: account) {
                report.takeHeld(pot: pot, points: balance.held)
                let parts = [balance.available, balance.pending, balance.held]
                held[pot, default: 0] += parts.reduce(0) { $0 + Int128($1.micro) }
            }
        }
        #expect(try column("pointsMicro", of: report.table()) == held.filter { $0.value != 0 })
    }

    @Test("members are those whom the state calls members", arguments: examples)
    func members(example: Example) throws {
        let run = try Run(example)
        let members = run.replay.state.members.filter { member in
            switch run.replay.state.status(ofMember: member) {
            case .active, .restricted, .blocked: true
            case .issued, .closed, nil: false
            }
        }
        let table = run.table(.inactive)
        #expect(table.rows.first?.cells.first == .number(Int128(members.count)))
        let cohorts = run.table(.lifetime).rows.filter { $0.group == .total }
        // Who left still belongs to a cohort.
        if case .number(let count)? = cohorts.first?.cells[1] {
            #expect(count >= Int128(members.count))
        } else {
            #expect(members.isEmpty)
        }
    }
}
