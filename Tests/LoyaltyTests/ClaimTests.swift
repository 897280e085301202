import Testing

@testable import Loyalty

@Suite("Claims")
struct ClaimTests {
    private static func claim(
        _ choice: String,
        _ offer: String = "mine",
        by member: String = "M1"
    ) -> LoyaltyEvent.Body {
        .claim(OfferClaim(who: .member(member), offer: offer, choice: choice))
    }

    private static func shop(
        _ period: CountPeriod = .week,
        change: (inout PersonalDiscount) -> Void = { $0.starts = .nextWeek }
    ) -> Shop {
        var discount = PersonalDiscount(
            discountBp: 2_000,
            choices: ["MILK", "BREAD"],
            period: period
        )
        change(&discount)
        let steps = StepsOffer(pot: "PTS", grant: points(1), steps: [.init(action: "a")])
        return Shop(
            programme { [discount] programme in
                programme.offers = [
                    Offer(id: "mine", kind: .personalDiscount(discount)),
                    Offer(id: "steps", kind: .steps(steps)),
                ]
            },
            members: ["M1", "M2"]
        )
    }

    private static func milk(_ unit: Int64) -> [ReceiptLine] {
        [ReceiptLine(sku: "MILK", quantity: 1, unit: Money(minor: unit)), line(10_000)]
    }

    @Test("A claim counts the ISO week after, from Monday's midnight to the next one's")
    func nextWeek() {
        var shop = ClaimTests.shop()
        let effect = shop.effect(ClaimTests.claim("MILK"), at: moscow(2023, 3, 1))
        #expect(effect.from == moscow(2023, 3, 6, 0))
        #expect(effect.to == moscow(2023, 3, 13, 0))
        for (instant, net) in [
            (moscow(2023, 3, 5, 23, 59, 59), 20_000), (moscow(2023, 3, 6, 0), 18_000),
            (moscow(2023, 3, 12, 23, 59, 59), 18_000), (moscow(2023, 3, 13, 0), 20_000),
        ] as [(Instant, Int64)] {
            guard case .applied(let sale) = shop.buy(ClaimTests.milk(10_000), at: instant).outcome
            else { return }
            #expect(sale.net == Money(minor: net))
        }
    }

    @Test("A claim that counts at once ends with its own week, also on a Sunday")
    func atOnce() {
        var shop = ClaimTests.shop { $0.starts = .atOnce }
        let sunday = moscow(2023, 3, 5, 23, 59, 59)
        let effect = shop.effect(ClaimTests.claim("MILK"), at: sunday)
        #expect(effect.from == sunday)
        #expect(effect.to == moscow(2023, 3, 6, 0))
        let monday = shop.effect(ClaimTests.claim("BREAD"), at: moscow(2023, 3, 6, 0))
        #expect(monday.to == moscow(2023, 3, 13, 0))
    }

    @Test(
        "Claims count by account in the span of their own day",
        arguments: [
            (.day, moscow(2023, 3, 1, 23, 59, 59), moscow(2023, 3, 2, 0)),
            (.week, moscow(2023, 3, 5, 23, 59, 59), moscow(2023, 3, 6, 0)),
            (.month, moscow(2023, 3, 31, 23, 59, 59), moscow(2023, 4, 1, 0)),
            (.calendarYear, moscow(2023, 12, 31, 23, 59, 59), moscow(2024, 1, 1, 0)),
            (.lifetime, moscow(2043, 1, 1), nil),
        ] as [(CountPeriod, Instant, Instant?)]
    )
    func limits(_ period: CountPeriod, _ last: Instant, _ next: Instant?) {
        var shop = ClaimTests.shop(period) { $0.count = 2 }
        _ = shop.effect(
            .enroll(Enrollment(member: "M3", account: "M1")),
            at: moscow(2023, 2, 1)
        )
        _ = shop.effect(ClaimTests.claim("MILK"), at: moscow(2023, 3, 1))
        _ = shop.effect(ClaimTests.claim("MILK", by: "M3"), at: moscow(2023, 3, 1))
        shop.refuses(ClaimTests.claim("BREAD"), at: last, .offerLimit)
        _ = shop.effect(ClaimTests.claim("BREAD", by: "M2"), at: last)
        if let next { _ = shop.effect(ClaimTests.claim("BREAD"), at: next) }
    }

    @Test(
        "Each refusal leaves nothing behind",
        arguments: [
            (claim("MILK", by: "nobody"), .unknownMember),
            (claim("MILK", "none"), .notOffered),
            (claim("MILK", "steps"), .notOffered),
            (claim("CAVIAR"), .offerLimit),
            (claim("MILK"), .offerLimit),
            (claim("CAVIAR", by: "M2"), .notOffered),
            (claim("milk", by: "M2"), .notOffered),
        ] as [(LoyaltyEvent.Body, Refusal)]
    )
    func refusals(_ body: LoyaltyEvent.Body, _ refusal: Refusal) {
        var shop = ClaimTests.shop()
        _ = shop.effect(ClaimTests.claim("MILK"), at: moscow(2023, 3, 1))
        shop.refuses(body, at: moscow(2023, 3, 2), refusal)
    }
}
