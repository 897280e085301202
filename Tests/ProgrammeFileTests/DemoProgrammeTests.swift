import Loyalty
import ProgrammeFile
import Testing

/// The demonstration programme, played through the core.
private struct Shop: ~Copyable {
    var state: LoyaltyState
    private var count = 0

    init() throws {
        state = LoyaltyState(programme: try Sample.demo.load().programme)
        let join = Enrollment(member: "M1")
        _ = state.apply(LoyaltyEvent(id: "e0", at: Self.noon, body: .enroll(join)))
    }

    /// 12:00 in Moscow on 2 March 2026.
    static let noon = Instant(unixSeconds: 1_772_442_000)

    /// Buys, hours after the noon; lines are category and kopecks.
    mutating func buy(
        _ lines: [(String?, Int64)],
        hours: Int64 = 0,
        partner: String? = nil
    ) -> Decision {
        count += 1
        let at = Instant(unixSeconds: Self.noon.unixSeconds + hours * 3600)
        let lines = lines.map { category, kopecks in
            ReceiptLine(
                sku: nil,
                quantity: 1,
                unit: Money(minor: kopecks),
                category: category
            )
        }
        let purchase = Purchase(
            buyer: .member("M1"),
            lines: lines,
            partner: partner,
            receipt: "r\(count)"
        )
        return state.apply(LoyaltyEvent(id: "e\(count)", at: at, body: .purchase(purchase)))
    }
}

/// What a purchase granted by rule, in micro-points.
private func grants(_ decision: Decision) -> [String: Int64] {
    guard case .applied(let effect) = decision.outcome else { return [:] }
    return effect.byRule.mapValues(\.micro)
}

@Suite("Demonstration programme")
struct DemoProgrammeTests {
    @Test("grants 5 %, twice that on dairy, nothing on tobacco, and 10 points for coming")
    func basket() throws {
        var shop = try Shop()
        let basket: [(String?, Int64)] = [("dairy", 20_000), ("tobacco", 50_000), (nil, 10_000)]
        let decision = shop.buy(basket)
        #expect(
            grants(decision) == ["base": 15_000_000, "dairy": 10_000_000, "visit": 10_000_000]
        )
        #expect(grants(shop.buy(basket, hours: 1)) == ["base": 15_000_000, "dairy": 10_000_000])
        #expect(grants(shop.buy(basket, hours: 12))["visit"] == 10_000_000)
    }

    @Test("lets the points for coming be spent from the next day on, all for a year")
    func lots() throws {
        var shop = try Shop()
        _ = shop.buy([(nil, 10_000)])
        let summary = shop.state.summary(ofAccount: "M1")
        #expect(summary.balances["PTS"]?.available == Points(micro: 5_000_000))
        #expect(
            summary.coming["PTS"] == [
                DatedPoints(
                    date: LocalDate(year: 2026, month: 3, day: 3),
                    points: Points(micro: 10_000_000)
                )
            ]
        )
        let ends = shop.state.lots(ofAccount: "M1").map(\.expiresAt)
        // 00:00 in Moscow on 3 March 2027: the first instant after the last day.
        #expect(ends.allSatisfy { $0 == Instant(unixSeconds: 1_804_021_200) })
    }

    @Test("grants at most 5,000 points of the percentage a day")
    func cap() throws {
        var shop = try Shop()
        #expect(grants(shop.buy([(nil, 9_900_000)]))["base"] == 4_950_000_000)
        var other = try Shop()
        #expect(grants(other.buy([(nil, 11_000_000)]))["base"] == 5_000_000_000)
    }

    @Test("raises the rate with the status, from the next receipt on")
    func status() throws {
        var shop = try Shop()
        _ = shop.buy([("tobacco", 4_999_999)])
        #expect(shop.state.summary(ofAccount: "M1").tiers["status"] == "friend")
        _ = shop.buy([("tobacco", 1)], hours: 1)
        #expect(shop.state.summary(ofAccount: "M1").tiers["status"] == "gold")
        let gold = shop.buy([(nil, 10_000)], hours: 24)
        #expect(grants(gold)["base-gold"] == 7_000_000 && grants(gold)["base"] == nil)
        _ = shop.buy([("tobacco", 10_000_000)], hours: 25)
        let platinum = shop.buy([(nil, 10_000)], hours: 48)
        #expect(grants(platinum)["base-platinum"] == 10_000_000)
    }

    @Test("grants 10 % at the coffee bar at its expense, whatever the status, and no visit")
    func coffee() throws {
        var shop = try Shop()
        let decision = shop.buy([(nil, 30_000)], partner: "coffee")
        let postings = decision.transactions.flatMap(\.postings)
        #expect(
            postings == [
                Posting(account: "iss/coffee", commodity: "PTS", amount: -30_000_000),
                Posting(account: "mem/M1/avail", commodity: "PTS", amount: 30_000_000),
            ]
        )
    }
}
