import Testing

@testable import Loyalty

@Suite("A return")
struct ReturnTests {
    private func effect(_ decision: Decision) -> Effect? {
        guard case .applied(let effect) = decision.outcome else { return nil }
        return effect
    }

    private func refusal(_ decision: Decision) -> Refusal? {
        guard case .refused(let refusal) = decision.outcome else { return nil }
        return refusal
    }

    @Test("unit by unit sums to the whole, in money, points and fee")
    func whole() {
        for quantity in Int64(1)...7 {
            var shop = Shop(
                programme([rule()]) { programme in
                    var partner = Partner()
                    partner.feeBp = 195
                    programme.partners["cafe"] = partner
                }
            )
            let goods = ReceiptLine(sku: "A", quantity: quantity, unit: Money(minor: 3_337))
            _ = shop.buy([goods, line(100)], at: moscow(2023, 2, 1), partner: "cafe")
            var refund: Int64 = 0
            for _ in 0..<quantity {
                let lines = [Return.Line(number: 1, quantity: 1)]
                let answer = shop.send(
                    .returned(Return(purchase: "e2", lines: lines)),
                    at: moscow(2023, 2, 2)
                )
                refund += effect(answer)?.refund?.minor ?? 0
            }
            #expect(refund == quantity * 3_337)
            let rest = shop.send(.returned(Return(purchase: "e2")), at: moscow(2023, 2, 3))
            #expect(effect(rest)?.refund == Money(minor: 100))
            #expect(shop.balance() == Balance())
            #expect(shop.core.ledgerAccounts.isEmpty)
        }
    }

    @Test("of more than was bought, of an unknown line or of nothing is refused")
    func refusals() {
        var shop = Shop(programme([rule()]))
        _ = shop.buy([line(10_000)], at: moscow(2023, 2, 1))
        let before = Observation(shop.core)
        let cases: [(String, [Return.Line]?, Refusal)] = [
            ("nope", nil, .unknownReceipt),
            ("e2", [Return.Line(number: 2, quantity: 1)], .overReturn),
            ("e2", [Return.Line(number: 0, quantity: 1)], .overReturn),
            ("e2", [Return.Line(number: 1, quantity: -1)], .overReturn),
            ("e2", [.init(number: 1, quantity: 1), .init(number: 1, quantity: 1)], .overReturn),
            ("e2", [Return.Line(number: 1, quantity: .max)], .overReturn),
            ("e2", [Return.Line(number: 1, quantity: 0)], .nothingToReturn),
            ("e2", [], .nothingToReturn),
        ]
        for (purchase, lines, expected) in cases {
            let body = LoyaltyEvent.Body.returned(Return(purchase: purchase, lines: lines))
            #expect(refusal(shop.send(body, at: moscow(2023, 2, 2))) == expected)
            #expect(Observation(shop.core) == before)
        }
    }

    @Test("judges a boost by the group's winner on what is left")
    func boost() {
        var small = rule("small", .fixed(points(10)))
        small.group = "promo"
        var big = rule("big", .rateBp(1_000))
        big.group = "promo"
        let twice = Rule(
            id: "twice",
            work: .boost(pot: "PTS", Rule.Boost(group: "promo", numerator: 2, denominator: 1))
        )
        var shop = Shop(programme([small, big, twice]) { $0.groups["promo"] = .best })
        _ = shop.buy([line(20_000), line(5_000)], at: moscow(2023, 2, 1))
        #expect(shop.balance().available == points(50))
        let lines = [Return.Line(number: 1, quantity: 1)]
        let answer = shop.send(
            .returned(Return(purchase: "e2", lines: lines)),
            at: moscow(2023, 2, 2)
        )
        // 5 % would be 5 points: the fixed 10 win, and are doubled.
        #expect(effect(answer)?.clawedBack["PTS"] == points(30))
        #expect(shop.balance().available == points(20))
    }

    @Test("is judged by the version of its purchase")
    func version() {
        let later = programme([rule("base", .rateBp(1_000))])
        var shop = Shop(
            programme([rule()]) { programme in
                programme.versions = [
                    ProgrammeVersion(from: moscow(2023, 3, 1, 0), programme: later)
                ]
            }
        )
        _ = shop.buy([line(100_000), line(100_000)], at: moscow(2023, 2, 28, 23, 59, 59))
        _ = shop.buy([line(100_000)], at: moscow(2023, 3, 1, 0))
        #expect(shop.balance().available == points(200))
        let lines = [Return.Line(number: 1, quantity: 1)]
        let answer = shop.send(
            .returned(Return(purchase: "e2", lines: lines)),
            at: moscow(2023, 3, 2)
        )
        #expect(effect(answer)?.clawedBack["PTS"] == points(50))
    }
}
