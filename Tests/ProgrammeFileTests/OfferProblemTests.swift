import ProgrammeFile
import Testing

@Suite("Problems of rewards and offers")
struct OfferProblemTests {
    @Test("are none in a good reward of each kind")
    func goodRewards() {
        let rewards = [
            "{id: a, kind: tender, pot: PTS}", "{id: b, kind: freeItem, pot: PTS, cost: 5}",
            "{id: c, kind: item, pot: PTS, cost: 5, sku: X}", "{id: d, kind: payout, pot: PTS}",
            "{id: e, kind: donate, pot: PTS, partner: cafe}",
        ]
        let line = "rewards: [\(rewards.joined(separator: ", "))]\n"
        #expect(problems(programme([]) + line).isEmpty)
    }

    @Test(
        "name what a reward cannot have, lacks or could never give",
        arguments: [
            (
                "kind: gift, pot: PTS",
                ".kind: `gift` is not one of the choices; write one of "
                    + "`tender`, `freeItem`, `item`, `payout` or `donate`"
            ),
            ("kind: tender", ": `pot` is missing; add it"),
            ("kind: tender, pot: STP", ".pot: there is no pot `STP`; the pots are `PTS`"),
            ("kind: item, pot: PTS", ": `cost` is missing; add it"),
            ("kind: freeItem, pot: PTS", ": `cost` is missing; add it"),
            ("kind: donate, pot: PTS", ": `partner` is missing; add it"),
            (
                "kind: item, pot: PTS, cost: 5, maxShareBp: 5",
                ".maxShareBp: has no meaning beside `kind: item`; remove it"
            ),
            (
                "kind: tender, pot: PTS, auto: true",
                ".auto: has no meaning beside `kind: tender`; remove it"
            ),
            (
                "kind: tender, pot: PTS, step: 0",
                ".step: `0` is out of range; give a number from 1 to 1000000000000000"
            ),
            (
                "kind: tender, pot: PTS, maxShareBp: 10001",
                ".maxShareBp: `10001` is out of range; give a number from 1 to 10000"
            ),
            (
                "kind: item, pot: PTS, cost: 5, step: 2",
                ".cost: is not a multiple of `step` (2); choose `cost` and `step` so that it is"
            ),
            (
                "kind: item, pot: PTS, cost: 5, minPoints: 6",
                ".cost: is below `minPoints` (6); raise it, or lower `minPoints`"
            ),
            (
                "kind: tender, pot: PTS, if: {cat: []}",
                ".if.cat: is empty; name something, or "
                    + "remove the field"
            ),
            (
                "kind: tender, pot: PTS, if: {days: [1]}",
                ".if.days: unknown field `days`; "
                    + fields("cat notCat sku brand")
            ),
        ]
    )
    func ofRewards(reward: String, message: String) {
        let text = programme([]) + "rewards: [{id: a, \(reward)}]\n"
        #expect(problems(text) == ["p.yaml:10: rewards[0]" + message])
    }

    @Test("name a reward whose points have no value")
    func worthless() {
        let text = programme([(", redeem: {per: 1000000, minor: 100}", "")])
        let message =
            "p.yaml:10: rewards[0].pot: its points have no value in money; add `redeem` "
            + "to the pot, or take another kind"
        for kind in ["tender", "payout"] {
            let line = "rewards: [{id: a, kind: \(kind), pot: PTS}]\n"
            #expect(problems(text + line) == [message])
        }
    }

    @Test(
        "name what an offer cannot have, lacks or could never give",
        arguments: [
            (
                "kind: lottery",
                ".kind: `lottery` is not one of the choices; write one of `personalDiscount`, "
                    + "`steps` or `groupBuy`"
            ),
            (
                "kind: personalDiscount, discountBp: 5, choices: [A]",
                ": `per` is missing; add it"
            ),
            (
                "kind: personalDiscount, discountBp: 5, choices: [], per: week",
                ".choices: is empty; name something, or remove the field"
            ),
            (
                "kind: personalDiscount, discountBp: 5, choices: [A], per: birthday",
                ".per: `birthday` is not one of the choices; write one of `day`, `week`, "
                    + "`month`, `calendarYear` or `lifetime`"
            ),
            (
                "kind: personalDiscount, discountBp: 5, choices: [A], per: day, grant: 5",
                ".grant: has no meaning beside `kind: personalDiscount`; remove it"
            ),
            (
                "kind: steps, pot: PTS, grant: 5, steps: []",
                ".steps: is empty; name something, or remove the field"
            ),
            (
                "kind: steps, pot: PTS, grant: 5, steps: [{action: a, fromDate: 2026-01-02, "
                    + "toDate: 2026-01-01}]",
                ".steps[0].toDate: ends before `fromDate` begins; exchange the dates, or "
                    + "remove the step"
            ),
            (
                "kind: groupBuy, priceKop: 5, deadline: 2026-01-01T00:00:00Z, platformBp: 5, "
                    + "merchant: spa",
                ": `minBuyers` is missing; add it"
            ),
            (
                "kind: groupBuy, priceKop: 5, deadline: 2026-01-01T00:00:00Z, minBuyers: 5, "
                    + "merchant: spa",
                ": `platformBp` is missing; add it"
            ),
            (
                "kind: groupBuy, priceKop: 5, deadline: 2026-01-01T00:00:00Z, minBuyers: 5, "
                    + "maxBuyers: 4, platformBp: 0, merchant: spa",
                ".maxBuyers: is below `minBuyers` (5), which is then never reached; raise it, "
                    + "or lower `minBuyers`"
            ),
        ]
    )
    func ofOffers(offer: String, message: String) {
        let text = programme([]) + "offers: [{id: a, \(offer)}]\n"
        #expect(problems(text) == ["p.yaml:10: offers[0]" + message])
    }

    @Test("name ids that stand twice")
    func duplicates() {
        let reward = "{id: a, kind: payout, pot: PTS}"
        let rewards = "rewards: [\(reward), \(reward)]\n"
        let offer = "{id: b, kind: steps, pot: PTS, grant: 5, steps: [{action: x}]}"
        let offers = "offers: [\(offer), \(offer)]\n"
        #expect(
            problems(programme([]) + rewards + offers) == [
                "p.yaml:10: rewards[1].id: another reward is called `a` already; give each its "
                    + "own id",
                "p.yaml:11: offers[1].id: another offer is called `b` already; give each its own "
                    + "id",
            ]
        )
    }
}
