import Foundation
import Testing

@testable import Loyalty

@Suite("The worked examples of loyalty programmes")
struct LoyaltyVectorTests {
    @Test("give the results, balances, lots, accounts and journal that were worked out by hand")
    func vectors() throws {
        let file = try VectorFile()
        #expect(file.vectors.count == 12)
        for vector in file.vectors { try check(vector) }
    }

    @Test("of rounding are met")
    func rounding() throws {
        let examples = try VectorFile().functions.filter { $0["fn"] as? String == "round" }
        #expect(examples.count == 6)
        for example in examples {
            let input = try VectorFile.cast(example["in"], VectorFile.Object.self)
            let mode = try Rounding(rawValue: VectorFile.cast(input["mode"], String.self))
                .orThrow("mode")
            let result = mode.rounded(
                Int128(try VectorFile.cast(input["num"], Int64.self)),
                over: Int128(try VectorFile.cast(input["den"], Int64.self)),
                to: try VectorFile.cast(input["quantum"], Int64.self)
            )
            #expect(result == example["out"] as? Int64, "\(example)")
        }
    }

    @Test("of expiry instants are met")
    func expiries() throws {
        let examples = try VectorFile().functions.filter { $0["fn"] as? String == "expiry" }
        #expect(examples.count == 5)
        for example in examples {
            let input = try VectorFile.cast(example["in"], VectorFile.Object.self)
            let holidays = try (input["holidays"] as? [String] ?? []).map {
                try VectorFile.date($0)
            }
            let calendar = ProgrammeCalendar(zone: moscowZone, holidays: Set(holidays))
            let end = calendar.end(
                of: try VectorFile.period(input["spec"]),
                from: try VectorFile.instant(input["at"])
            )
            #expect(try end == VectorFile.instant(example["out"]), "\(example)")
        }
    }

    private func check(_ vector: VectorFile.Object) throws {
        let id = try VectorFile.cast(vector["id"], String.self)
        let programme = try VectorFile.cast(vector["programme"], VectorFile.Object.self)
        let events = try VectorFile.cast(vector["events"], [VectorFile.Object].self)
        let expect = try VectorFile.cast(vector["expect"], VectorFile.Object.self)
        let results = try VectorFile.cast(expect["results"], [VectorFile.Object].self)
        let checkpoints = expect["checkpoints"] as? [String: VectorFile.Object] ?? [:]
        try #require(events.count == results.count, "\(id)")
        var core = LoyaltyState(programme: try VectorFile.programme(programme))
        var journal: [Transaction] = []
        var seen: Set<String> = []
        for (object, result) in zip(events, results) {
            let event = try VectorFile.event(object)
            // The answer to an id that was seen is the ledger's; the core is not asked.
            guard seen.insert(event.id).inserted else { continue }
            let decision = core.apply(event)
            journal += decision.transactions
            check(decision.outcome, against: result, "\(id) \(event.id)")
            if let checkpoint = checkpoints[event.id] {
                try check(core, against: checkpoint, "\(id) after \(event.id)")
            }
        }
        try check(core, against: expect, id)
        try check(journal, against: VectorFile.cast(expect["journal"], [Any].self), id)
    }

    private func check(
        _ outcome: Outcome,
        against result: VectorFile.Object,
        _ label: String
    ) {
        let out = result["out"] as? VectorFile.Object ?? [:]
        switch outcome {
        case .refused(let refusal):
            #expect(result["status"] as? String == "rejected", "\(label)")
            #expect(result["error"] as? String == refusal.code, "\(label)")
            if case .duplicateReceipt(let of) = refusal {
                #expect(out["of"] as? String == of, "\(label)")
            }
        case .applied(let effect):
            #expect(result["status"] as? String == "applied", "\(label)")
            if let net = out["net"] as? Int64 { #expect(effect.net?.minor == net, "\(label)") }
            if let granted = out["granted"] as? [String: Int64] {
                #expect(effect.granted.mapValues(\.micro) == granted, "\(label)")
            }
            if let byRule = out["byRule"] as? [String: Int64] {
                let sums = effect.byRule.mapValues { $0.values.reduce(0) { $0 + $1.micro } }
                #expect(sums == byRule, "\(label)")
            }
        }
    }

    private func check(
        _ core: borrowing LoyaltyState,
        against expect: VectorFile.Object,
        _ label: String
    ) throws {
        typealias Amounts = [String: [String: Int64]]
        let balances = try VectorFile.cast(expect["balances"], [String: Amounts].self)
        #expect(core.accounts == balances.keys.sorted(), "\(label)")
        for (account, pots) in balances {
            #expect(core.balances(ofAccount: account).mapValues(amounts) == pots, "\(label)")
        }
        for (account, lots) in expect["lots"] as? [String: [VectorFile.Object]] ?? [:] {
            let expected = try lots.map { try lot($0) }
            #expect(core.lots(ofAccount: account) == expected, "\(label)")
        }
        guard expect["accounts"] != nil else { return }
        let accounts = try VectorFile.cast(expect["accounts"], Amounts.self)
        var found: Amounts = [:]
        for entry in core.ledgerAccounts {
            found[entry.account, default: [:]][entry.commodity] = entry.amount
        }
        #expect(found == accounts, "\(label)")
    }

    private func amounts(_ balance: Balance) -> [String: Int64] {
        let all = [
            "avail": balance.available.micro, "pend": balance.pending.micro,
            "held": balance.held.micro, "debt": balance.debt.micro,
        ]
        return all.filter { $0.value != 0 }
    }

    private func lot(_ object: VectorFile.Object) throws -> LotView {
        LotView(
            id: try VectorFile.cast(object["id"], String.self),
            pot: try VectorFile.cast(object["pot"], String.self),
            remaining: Points(micro: try VectorFile.cast(object["rem"], Int64.self)),
            state: try LotView.State(rawValue: VectorFile.cast(object["state"], String.self))
                .orThrow("state"),
            expiresAt: try (object["expiresAt"] as? String).map { try VectorFile.instant($0) }
        )
    }

    private func check(_ journal: [Transaction], against expected: [Any], _ id: String) throws {
        try #require(journal.count == expected.count, "\(id)")
        for (transaction, entry) in zip(journal, expected) {
            let object = try VectorFile.cast(entry, VectorFile.Object.self)
            #expect(transaction.cause == object["ev"] as? String, "\(id)")
            #expect(transaction.kind.rawValue == object["kind"] as? String, "\(id)")
            let postings = try VectorFile.cast(object["p"], [[Any]].self).map { posting in
                Posting(
                    account: try VectorFile.cast(posting[0], String.self),
                    commodity: try VectorFile.cast(posting[1], String.self),
                    amount: try VectorFile.cast(posting[2], Int64.self)
                )
            }
            #expect(transaction.postings == postings, "\(id)")
        }
    }
}
