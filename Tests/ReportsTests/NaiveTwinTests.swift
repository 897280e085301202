import Loyalty
import Testing

@testable import Reports

/// Random histories against the slow twin.
@Suite struct NaiveTwinTests {
    @Test("the reports of receipts are those of a twin that looks at the whole history each time")
    func receipts() {
        let first = UInt64.random(in: 0..<1 << 32)
        for seed in first..<first + 400 {
            let history = RandomHistory(seed: seed, events: 60).history
            let receipts = NaiveTwin(entries: history.entries).receipts
            let options = Made.options("2026-02-15", "2026-03-20", previousFrom: "2026-01-20")
            let (from, to) = (options.period.from, options.period.to)
            let now = receipts.filter { $0.day >= from && $0.day <= to }
            let before = receipts.filter {
                $0.day >= Made.date("2026-01-20") && $0.day < from
            }
            let buyers = Dictionary(grouping: now.filter { $0.member != nil }) { $0.member }
            let previous = Set(before.compactMap(\.member))
            let gone = previous.filter { buyers[$0] == nil }

            let purchases = history.only(.repeatPurchase, options)
            #expect(purchases["members"] == .number(Int128(buyers.count)), "seed \(seed)")
            let again = buyers.values.count { $0.count >= 2 }
            #expect(purchases["repeatMembers"] == .number(Int128(again)), "seed \(seed)")
            let churn = history.only(.churn, options)
            #expect(churn["previousMembers"] == .number(Int128(previous.count)), "seed \(seed)")
            #expect(churn["goneMembers"] == .number(Int128(gone.count)), "seed \(seed)")
            let means = history.only(.receipts, options)
            for (kind, isMember) in [("member", true), ("other", false)] {
                let mine = now.filter { ($0.member != nil) == isMember }
                let minor = mine.reduce(0) { $0 + $1.minor }
                #expect(means["\(kind)Receipts"] == .number(Int128(mine.count)), "seed \(seed)")
                #expect(means["\(kind)Kop"] == .number(minor), "seed \(seed)")
            }
        }
    }
}
