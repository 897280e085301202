import Testing

@testable import Loyalty

@Suite("Amounts beyond their range")
struct AmountRangeTests {
    private static let day = moscow(2023, 2, 1)
    private static let most = Points(micro: .max)

    private static func give(_ amount: Points, to member: String) -> LoyaltyEvent.Body {
        .adjust(Adjustment(who: .member(member), pot: "PTS", points: amount, reason: "test"))
    }

    @Test("Rules and offers whose grants add up beyond it refuse the action")
    func action() {
        let steps = StepsOffer(pot: "PTS", grant: Points(micro: 9), steps: [.init(action: "a")])
        let attribute = Rule.Amount.fromAttribute("n", multiplier: 1, divisor: 1)
        for rules in [["r1", "r2"], ["r1"]] {
            var shop = Shop(
                programme(rules.map { rule($0, attribute) { $0.on = .action("a") } }) {
                    $0.pots["PTS"]?.quantum = Points(micro: 1)
                    $0.offers = [Offer(id: "s", kind: .steps(steps))]
                }
            )
            let action = MemberAction(who: .member("M1"), action: "a", attributes: ["n": .max])
            shop.refuses(.action(action), at: AmountRangeTests.day, .amountOutOfRange)
        }
    }

    @Test("Points that come together beyond it refuse the gift and the merge")
    func together() {
        let attribute = Rule.Amount.fromAttribute("n", multiplier: 1, divisor: 1)
        let gift = rule("r", attribute) { rule in
            rule.on = .action("a")
            rule.funder = "self"
        }
        var shop = Shop(
            programme([gift]) { $0.pots["PTS"]?.quantum = Points(micro: 1) },
            members: ["M1", "M2", "M3"]
        )
        let half = Points(micro: .max / 2 + 1)
        _ = shop.post(AmountRangeTests.give(half, to: "M1"), at: AmountRangeTests.day)
        // The house cannot issue that much more; another partner can still issue.
        shop.refuses(
            AmountRangeTests.give(Points(micro: half.micro + 1), to: "M2"),
            at: AmountRangeTests.day,
            .amountOutOfRange
        )
        let action = MemberAction(
            who: .member("M2"),
            action: "a",
            partner: "B",
            attributes: ["n": half.micro]
        )
        _ = shop.post(.action(action), at: AmountRangeTests.day)
        let transfer = { (amount: Points) in
            LoyaltyEvent.Body.transfer(
                PointsTransfer(from: .member("M1"), to: .member("M2"), pot: "PTS", points: amount)
            )
        }
        shop.refuses(transfer(half), at: AmountRangeTests.day, .amountOutOfRange)
        let merge = { AccountMerge(from: .member($0), into: .member($1)) }
        shop.refuses(.merge(merge("M1", "M2")), at: AmountRangeTests.day, .amountOutOfRange)
        _ = shop.post(transfer(Points(micro: half.micro - 1)), at: AmountRangeTests.day)
        #expect(shop.balance(of: "M2") == Balance(available: AmountRangeTests.most))
        _ = shop.post(.merge(merge("M2", "M3")), at: AmountRangeTests.day)
        #expect(shop.balance(of: "M3") == Balance(available: AmountRangeTests.most))
    }

    @Test("Coupons whose money adds up beyond it are not sold")
    func coupons() {
        let offer = GroupBuy(
            price: Money(minor: .max / 2 + 1),
            minBuyers: 9,
            maxBuyers: nil,
            deadline: moscow(2024, 1, 1),
            platformBp: 10_000,
            merchant: "spa"
        )
        var shop = Shop(
            programme { $0.offers = [Offer(id: "g", kind: .groupBuy(offer))] },
            members: ["M1", "M2"]
        )
        let join = { LoyaltyEvent.Body.join(OfferJoin(who: .member($0), offer: "g")) }
        _ = shop.post(join("M1"), at: AmountRangeTests.day)
        shop.refuses(join("M2"), at: AmountRangeTests.day, .amountOutOfRange)
    }
}
