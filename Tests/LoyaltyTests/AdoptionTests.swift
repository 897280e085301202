import Testing

@testable import Loyalty

@Suite("A new version of the programme")
struct AdoptionTests {
    private func visits(_ window: Tier.Window, atLeast bound: Int64) -> Ladder {
        let threshold = Tier.Threshold(
            measure: .visits,
            pot: nil,
            window: window,
            atLeast: bound
        )
        return Ladder(id: "v", initial: "new", tiers: [Tier(id: "old", when: threshold)])
    }

    @Test("keeps balances, lots and what is due, and adds pots that sort before the old ones")
    func pots() {
        let old = programme([rule("r", .fixed(points(5)))]) { programme in
            programme.pots["PTS"]?.lot.vest = days(3)
        }
        var shop = Shop(old, members: ["M1", "M2"])
        _ = shop.buy([line(1)], at: moscow(2023, 2, 1), by: "M1")
        _ = shop.buy([line(1)], at: moscow(2023, 2, 1), by: "M2")
        let before = Observation(shop.core)
        let stamps = rule("a", .fixed(points(1))) {
            $0.work = .grant(pot: "AAA", .fixed(points(1)))
        }
        shop.core.adopt(
            programme([stamps]) { $0.pots["AAA"] = Pot(quantum: points(1)) }
        )
        #expect(Observation(shop.core) == before)
        let decision = shop.buy([line(1)], at: moscow(2023, 2, 4), by: "M2")
        #expect(decision.transactions.map(\.kind) == [.vest, .accrue])
        #expect(
            shop.core.balances(ofAccount: "M2") == [
                "AAA": Balance(available: points(1)), "PTS": Balance(available: points(5)),
            ]
        )
        #expect(shop.core.balances(ofAccount: "M1") == ["PTS": Balance(pending: points(5))])
    }

    @Test("shows what a pot that is gone still holds")
    func potGone() {
        var shop = Shop(programme([rule("r", .fixed(points(5)))]))
        _ = shop.earn(1, at: moscow(2023, 2, 1))
        shop.core.adopt(
            programme { $0.pots = ["NEW": Pot(quantum: points(1))] }
        )
        #expect(shop.balance().available == points(5))
        #expect(shop.core.ledgerAccounts.map(\.commodity) == ["PTS"])
    }

    @Test("goes on counting caps and limits of a rule of the same id")
    func caps() {
        func capped(_ cap: Int64) -> Programme {
            programme([
                rule("r", .fixed(points(6))) { rule in
                    rule.caps = [Cap(period: .month, points: points(cap))]
                }
            ])
        }
        var shop = Shop(capped(10))
        #expect(shop.earn(1, at: moscow(2023, 2, 1)) == 6_000_000)
        shop.core.adopt(capped(8))
        #expect(shop.earn(1, at: moscow(2023, 2, 1)) == 2_000_000)
        shop.core.adopt(capped(1))
        #expect(shop.earn(1, at: moscow(2023, 2, 1)) == 0)
    }

    @Test("counts for its ladders what was done under earlier versions")
    func ladders() {
        var shop = Shop(programme())
        _ = shop.earn(1, at: moscow(2022, 12, 31))
        _ = shop.earn(1, at: moscow(2023, 2, 1))
        shop.core.adopt(programme { $0.ladders = [visits(.lifetime, atLeast: 2)] })
        #expect(shop.core.tiers(ofAccount: "M1") == ["v": "old"])
        shop.core.adopt(programme { $0.ladders = [visits(.calendarYear, atLeast: 2)] })
        #expect(shop.core.tiers(ofAccount: "M1") == ["v": "new"])
        shop.core.adopt(programme { $0.ladders = [visits(.calendarYear, atLeast: 1)] })
        #expect(shop.core.summary(ofAccount: "M1").nextChangeAt == moscow(2024, 1, 1, 0))
        #expect(shop.send(.tick, at: moscow(2024, 1, 1, 0)).touchedAccounts == ["M1"])
    }

    @Test("leads to the state that a history under the same versions leads to again")
    func replay() {
        let first = UInt64.random(in: 0..<UInt64.max / 2)
        for seed in first..<first + 50 {
            var one = history(seed: seed)
            let two = history(seed: seed)
            guard Observation(one) == Observation(two) else {
                Issue.record("seed \(seed)")
                return
            }
            // Undo still works across the change.
            var random = RandomSource(seed: seed &+ 1)
            let before = Observation(one)
            one.openBatch()
            for number in 0..<10 { _ = one.apply(event(number + 1_000, &random)) }
            one.undoBatch()
            if Observation(one) != before { Issue.record("seed \(seed): undo") }
        }
    }

    private func history(seed: UInt64) -> LoyaltyState {
        var random = RandomSource(seed: seed)
        var core = LoyaltyState(programme: version(&random))
        for round in 0..<3 {
            for number in 0..<15 { _ = core.apply(event(round * 15 + number, &random)) }
            core.adopt(version(&random))
        }
        return core
    }

    private func version(_ random: inout RandomSource) -> Programme {
        let rules = (0...random.number(0...3)).map { number in
            rule("r\(number)", .fixed(points(Int64(random.number(1...9))))) { rule in
                rule.caps = [Cap(period: .month, points: points(Int64(random.number(1...20))))]
            }
        }
        return programme(rules) { programme in
            programme.pots["PTS"]?.lot.vest = days(random.number(0...3))
            programme.pots["PTS"]?.lot.expiry = days(random.number(1...9))
        }
    }

    private func event(_ number: Int, _ random: inout RandomSource) -> LoyaltyEvent {
        let who = "M\(random.number(1...3))"
        let day = Int64(number / 3 + random.number(0...2)) * 86_400
        let bodies: [LoyaltyEvent.Body] = [
            .enroll(Enrollment(member: who)),
            .purchase(Purchase(buyer: .member(who), lines: [line(10_000)])),
            .purchase(Purchase(buyer: .member(who), lines: [line(500)], receipt: "\(number)")),
            .inquiry(.member(who)),
            .tick,
        ]
        return LoyaltyEvent(
            id: "e\(number)",
            at: Instant(unixSeconds: moscow(2023, 2, 1).unixSeconds + day),
            body: bodies[random.number(0...bodies.count - 1)]
        )
    }
}

@Suite("Batches")
struct BatchLifeTests {
    @Test("that are kept are final, and only one is open at a time")
    func kept() async {
        var shop = Shop(programme([rule("r", .fixed(points(5)))]))
        shop.core.openBatch()
        _ = shop.earn(1, at: moscow(2023, 2, 1))
        _ = shop.earn(1, at: moscow(2023, 2, 1))
        shop.core.keepBatch()
        #expect(shop.balance().available == points(10))
        shop.core.openBatch()
        shop.core.undoBatch()
        #expect(shop.balance().available == points(10))
        await #expect(processExitsWith: .failure) {
            var core = LoyaltyState(programme: programme())
            core.openBatch()
            core.openBatch()
        }
        await #expect(processExitsWith: .failure) {
            var core = LoyaltyState(programme: programme())
            core.keepBatch()
        }
        await #expect(processExitsWith: .failure) {
            var core = LoyaltyState(programme: programme())
            core.undoBatch()
        }
    }

    @Test("undo a member, a card, a receipt and an expiry in the middle of a long history")
    func undone() {
        var shop = Shop(
            programme([rule("r", .fixed(points(5)))]) { programme in
                programme.pots["PTS"]?.lot.vest = days(1)
                programme.pots["PTS"]?.lot.expiry = days(20)
            }
        )
        for day in 0..<60 {
            let at = Instant(unixSeconds: moscow(2023, 2, 1).unixSeconds + Int64(day) * 86_400)
            _ = shop.earn(1, at: at)
            let before = Observation(shop.core)
            let later = Instant(unixSeconds: at.unixSeconds + 86_400 * 7)
            let card = Credential(kind: .pass, high: 3, low: 4)
            shop.core.openBatch()
            _ = shop.send(.enroll(Enrollment(member: "new\(day)")), at: later)
            _ = shop.send(
                .linkCredential(CredentialLink(member: "M1", credential: card)),
                at: later
            )
            _ = shop.buy([line(1)], at: at, receipt: "R")
            _ = shop.send(.tick, at: later)
            _ = shop.buy([line(1)], at: at, by: "nobody")
            #expect(shop.core.members.count == 2)
            shop.core.undoBatch()
            #expect(Observation(shop.core) == before)
        }
    }
}

@Suite("Contracts")
struct ContractTests {
    @Test("of a programme trap where the file's validation let something through")
    func programmes() async {
        await #expect(processExitsWith: .failure) {
            _ = LoyaltyState(programme: programme([rule()]) { $0.pots = [:] })
        }
        await #expect(processExitsWith: .failure) {
            _ = LoyaltyState(programme: programme([rule("r", .rateBp(-1))]))
        }
        await #expect(processExitsWith: .failure) {
            _ = LoyaltyState(programme: programme([rule("same"), rule("same")]))
        }
        await #expect(processExitsWith: .failure) {
            _ = LocalDate(year: 2023, month: 2, day: 29)
        }
    }
}
