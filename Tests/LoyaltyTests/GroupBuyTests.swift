import Testing

@testable import Loyalty

@Suite("Group buys")
struct GroupBuyTests {
    private static let day = moscow(2023, 2, 1)
    private static let deadline = moscow(2023, 2, 10, 0)

    private static func shop(
        price: Int64 = 70_000,
        min: Int = 3,
        max: Int? = 4,
        members: [String] = ["M1", "M2", "M3", "M4", "M5"]
    ) -> Shop {
        let offer = GroupBuy(
            price: Money(minor: price),
            minBuyers: min,
            maxBuyers: max,
            deadline: deadline,
            platformBp: 5_000,
            merchant: "spa"
        )
        let discount = PersonalDiscount(discountBp: 1, choices: [], period: .day)
        return Shop(
            programme {
                $0.offers = [
                    Offer(id: "g", kind: .groupBuy(offer)),
                    Offer(id: "d", kind: .personalDiscount(discount)),
                ]
            },
            members: members
        )
    }

    private static func join(_ member: String, _ offer: String = "g") -> LoyaltyEvent.Body {
        .join(OfferJoin(who: .member(member), offer: offer))
    }

    @Test("The money waits until there are enough buyers, then it is shared")
    func tipping() {
        var shop = GroupBuyTests.shop()
        let expected: [([String], GroupBuyState)] = [
            (["e6 escrow: cash/M1 RUB -70000, esc/g RUB 70000"], .open),
            (["e7 escrow: cash/M2 RUB -70000, esc/g RUB 70000"], .open),
            (
                [
                    "e8 escrow: cash/M3 RUB -70000, esc/g RUB 70000",
                    "e8 split: due/spa RUB 105000, esc/g RUB -210000, inc/platform RUB 105000",
                ], .tipped
            ),
            (
                [
                    "e9 escrow: cash/M4 RUB -70000, esc/g RUB 70000",
                    "e9 split: due/spa RUB 35000, esc/g RUB -70000, inc/platform RUB 35000",
                ], .tipped
            ),
        ]
        for (index, (postings, state)) in expected.enumerated() {
            let decision = shop.send(GroupBuyTests.join("M\(index + 1)"), at: GroupBuyTests.day)
            #expect(text(decision) == postings)
            guard case .applied(let effect) = decision.outcome else { return }
            #expect(effect.state == state)
            #expect(effect.buyers == index + 1)
        }
        shop.refuses(GroupBuyTests.join("M4"), at: GroupBuyTests.day, .alreadyJoined)
        shop.refuses(GroupBuyTests.join("M5"), at: GroupBuyTests.day, .soldOut)
        shop.refuses(GroupBuyTests.join("M4"), at: GroupBuyTests.deadline, .offerClosed)
        #expect(shop.post(.tick, at: GroupBuyTests.deadline) == [])
    }

    @Test("The odd kopeck of each coupon goes to the merchant")
    func oddKopeck() {
        var shop = GroupBuyTests.shop(price: 69_999, min: 2)
        _ = shop.post(GroupBuyTests.join("M1"), at: GroupBuyTests.day)
        #expect(
            shop.post(GroupBuyTests.join("M2"), at: GroupBuyTests.day).last
                == "e7 split: due/spa RUB 70000, esc/g RUB -139998, inc/platform RUB 69998"
        )
    }

    @Test("Without enough buyers the first tick at the deadline gives the money back, in order")
    func failed() {
        var shop = GroupBuyTests.shop()
        _ = shop.post(GroupBuyTests.join("M2"), at: GroupBuyTests.day)
        _ = shop.post(GroupBuyTests.join("M1"), at: GroupBuyTests.day)
        #expect(shop.post(.tick, at: moscow(2023, 2, 9, 23, 59, 59)) == [])
        // A join at the deadline is too late, with or without the tick.
        shop.refuses(GroupBuyTests.join("M3"), at: GroupBuyTests.deadline, .offerFailed)
        #expect(
            shop.post(.tick, at: GroupBuyTests.deadline) == [
                "e10 refund: cash/M2 RUB 70000, esc/g RUB -70000",
                "e10 refund: cash/M1 RUB 70000, esc/g RUB -70000",
            ]
        )
        #expect(shop.core.ledgerAccounts.isEmpty)
        #expect(shop.post(.tick, at: moscow(2023, 2, 11)) == [])
        shop.refuses(GroupBuyTests.join("M1"), at: moscow(2023, 2, 11), .offerFailed)
        // The money has gone back: who comes late from before the deadline finds it failed.
        shop.refuses(GroupBuyTests.join("M3"), at: GroupBuyTests.day, .offerFailed)
    }

    @Test("A late join that was in time counts as long as the money has not gone back")
    func lateJoin() {
        var shop = GroupBuyTests.shop(min: 2)
        _ = shop.post(GroupBuyTests.join("M1"), at: GroupBuyTests.day)
        _ = shop.effect(.inquiry(.member("M1")), at: moscow(2023, 3, 1))
        #expect(shop.effect(GroupBuyTests.join("M2"), at: GroupBuyTests.day).state == .tipped)
        #expect(shop.post(.tick, at: moscow(2023, 3, 2)) == [])
    }

    @Test("Who was merged into a buyer has bought, and the money goes back where it came from")
    func merged() {
        var shop = GroupBuyTests.shop()
        _ = shop.post(GroupBuyTests.join("M1"), at: GroupBuyTests.day)
        let merge = AccountMerge(from: .member("M1"), into: .member("M2"))
        _ = shop.post(.merge(merge), at: GroupBuyTests.day)
        shop.refuses(GroupBuyTests.join("M2"), at: GroupBuyTests.day, .alreadyJoined)
        #expect(
            shop.post(.tick, at: GroupBuyTests.deadline)
                == ["e9 refund: cash/M1 RUB 70000, esc/g RUB -70000"]
        )
    }

    @Test("An offer that a later version does not have is still given back")
    func versionWithout() {
        var shop = GroupBuyTests.shop()
        _ = shop.post(GroupBuyTests.join("M1"), at: GroupBuyTests.day)
        shop.core.adopt(programme())
        shop.refuses(GroupBuyTests.join("M2"), at: GroupBuyTests.day, .notOffered)
        #expect(
            shop.post(.tick, at: GroupBuyTests.deadline)
                == ["e8 refund: cash/M1 RUB 70000, esc/g RUB -70000"]
        )
    }

    @Test(
        "Each refusal leaves nothing behind",
        arguments: [
            (join("nobody"), .unknownMember), (join("M3", "none"), .notOffered),
            (join("M3", "d"), .notOffered), (join("M1"), .alreadyJoined),
        ] as [(LoyaltyEvent.Body, Refusal)]
    )
    func refusals(_ body: LoyaltyEvent.Body, _ refusal: Refusal) {
        var shop = GroupBuyTests.shop()
        _ = shop.post(GroupBuyTests.join("M1"), at: GroupBuyTests.day)
        shop.refuses(body, at: moscow(2023, 2, 3), refusal)
    }

    @Test("Joining and giving back are taken back with their batch")
    func undone() {
        var shop = GroupBuyTests.shop()
        _ = shop.post(GroupBuyTests.join("M1"), at: GroupBuyTests.day)
        let before = shop.core.stateText()
        shop.core.openBatch()
        _ = shop.post(GroupBuyTests.join("M2"), at: GroupBuyTests.day)
        _ = shop.post(.tick, at: GroupBuyTests.deadline)
        shop.core.undoBatch()
        #expect(shop.core.stateText() == before)
    }
}
