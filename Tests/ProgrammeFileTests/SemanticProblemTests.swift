import ProgrammeFile
import Testing

@Suite("Problems of what a programme means")
struct SemanticProblemTests {
    @Test(
        "name rules without effect, and fields that could not be said",
        arguments: [
            (
                ", amount: {rateBp: 500}", "",
                "rules[0]: is a rule without effect; give exactly one of `amount`, `boost`, "
                    + "`discountBp` and `donateBp`"
            ),
            (
                "amount: {rateBp: 500}", "amount: {rateBp: 500}, discountBp: 5",
                "rules[0]: has more than one effect; give exactly one of `amount`, `boost`, "
                    + "`discountBp` and `donateBp`"
            ),
            (
                "pot: PTS, amount: {rateBp: 500}", "pot: PTS, discountBp: 500",
                "rules[0].pot: has no meaning beside `discountBp`; remove it"
            ),
            (
                "pot: PTS, amount: {rateBp: 500}", "discountBp: 500, limit: {n: 1, per: day}",
                "rules[0].limit: has no meaning beside `discountBp`; remove it"
            ),
            (
                "pot: PTS, amount: {rateBp: 500}", "discountBp: 0",
                "rules[0].discountBp: `0` is out of range; give a number from 1 to 10000"
            ),
            (
                "pot: PTS, amount: {rateBp: 500}", "donateBp: 5",
                "rules[0]: `fund` is missing; add it"
            ),
            (
                "amount: {rateBp: 500}", "amount: {rateBp: 500}, fund: x",
                "rules[0].fund: has no meaning beside `amount`; remove it"
            ),
            (
                "{rateBp: 500}", "{rateBp: 500, mul: 2}",
                "rules[0].amount.mul: has no meaning beside `rateBp`; remove it"
            ),
            (
                "{rateBp: 500}", "{balanceBp: 500, mul: 2}",
                "rules[0].amount.mul: has no meaning beside `balanceBp`; remove it"
            ),
            (
                "{rateBp: 500}", "{fixed: 9999}",
                "rules[0].amount: is rounded to nothing: the quantum of the pot is 10000; raise "
                    + "it, or take a finer quantum"
            ),
            (
                "{rateBp: 500}", "{fixed: 4999}, round: halfUp",
                "rules[0].amount: is rounded to nothing: the quantum of the pot is 10000; raise "
                    + "it, or take a finer quantum"
            ),
            (
                "{rateBp: 500}", "{fixed: 5000}, round: halfEven",
                "rules[0].amount: is rounded to nothing: the quantum of the pot is 10000; raise "
                    + "it, or take a finer quantum"
            ),
            (
                "on: purchase", "on: enroll",
                "rules[0].amount.rateBp: joining has none of it, so nothing is ever granted; "
                    + "write `on: purchase`, or remove it"
            ),
            (
                "on: purchase, pot: PTS, amount: {rateBp: 500}",
                "on: action:x, pot: PTS, amount: {fixed: 10000}, if: {minQty: 1}",
                "rules[0].if.minQty: an action has none of it, so nothing is ever granted; "
                    + "write `on: purchase`, or remove it"
            ),
            (
                "on: purchase, pot: PTS, amount: {rateBp: 500}", "on: activate, discountBp: 5",
                "rules[0].discountBp: an activation has no price; write `on: purchase`"
            ),
            (
                "amount: {rateBp: 500}", "boost: {of: base, num: 2, den: 2}",
                "rules[0].boost.num: the boost adds nothing; raise it above `den` (2), or "
                    + "remove the rule"
            ),
            (
                "amount: {rateBp: 500}", "boost: {of: promo, num: 2, den: 1}",
                "rules[0].boost: no rule of group `promo` grants `PTS` on the same event; name "
                    + "a group whose rules do, or remove the rule"
            ),
            (
                "on: purchase, pot: PTS, amount: {rateBp: 500}",
                "on: enroll, pot: PTS, boost: {of: base, num: 2, den: 1}",
                "rules[0].boost: no rule of group `base` grants `PTS` on the same event; name "
                    + "a group whose rules do, or remove the rule"
            ),
        ]
    )
    func ofRules(old: String, new: String, message: String) {
        #expect(problems(programme([(old, new)])) == ["p.yaml:8: " + message])
    }

    @Test("take a fixed grant that is rounded up for what it is")
    func roundedUp() {
        for amount in ["{fixed: 5000}, round: halfUp", "{fixed: 5001}, round: halfEven"] {
            #expect(problems(programme([("{rateBp: 500}", amount)])).isEmpty)
        }
        #expect(problems(programme([("{rateBp: 500}", "{fixed: 1}, round: ceil")])).isEmpty)
    }

    @Test(
        "name conflicting stacking and unknown groups",
        arguments: [
            (
                "{promo: best}", "group: promo, discountBp: 5",
                "p.yaml:8: rules[0].group: conflicting stacking: group `promo` is `best`, but "
                    + "discounts stack as `discountStack` says; take the rule out of the group"
            ),
            (
                "{promo: best}", "group: promo, pot: PTS, boost: {of: base, num: 2, den: 1}",
                "p.yaml:8: rules[0].group: conflicting stacking: group `promo` is `best`, but a "
                    + "boost adds to what its group grants; take the rule out of the group"
            ),
            (
                "{promo: best}", "group: promos, pot: PTS, amount: {rateBp: 5}",
                "p.yaml:10: groups.promo: no rule is in group `promo`; did you mean `promos`? "
                    + "remove it, or name it in a rule"
            ),
        ]
    )
    func ofGroups(groups: String, rule: String, message: String) {
        let text = programme([("pot: PTS, amount: {rateBp: 500}", rule)]) + "groups: \(groups)\n"
        #expect(problems(text) == [message])
    }

    @Test(
        "name everything that could not be meant beside the rules",
        arguments: [
            (
                "velocity: [{max: 3, action: reject}]", "velocity[0]: `per` is missing; add it"
            ),
            (
                "velocity: [{per: day, max: 0, action: reject}]",
                "velocity[0].max: `0` is out of range; give a number from 1 to 1000000"
            ),
            (
                "velocity: [{per: birthday, max: 1, action: reject}]",
                "velocity[0].per: `birthday` is not one of the choices; write one of `day`, "
                    + "`week`, `month` or `calendarYear`"
            ),
            (
                "actionSetsTier: {pay: {ladder: status, tier: silver, for: {after: P1Y}}}",
                "actionSetsTier.pay.tier: the ladder has no tier `silver`; its tiers are "
                    + "`base`, `gold`"
            ),
            (
                "actionSetsTier: {pay: {ladder: club, tier: gold, for: {after: P1Y}}}",
                "actionSetsTier.pay.ladder: there is no ladder `club`; the ladders are `status`"
            ),
            (
                "actionSetsTier: {pay: {ladder: status, tier: base, for: {after: P1Y}}}",
                "actionSetsTier.pay.tier: everybody begins at `base` already; grant a tier "
                    + "above it"
            ),
            (
                "ranges: [{from: 2000000000000, to: 2000000000009, is: card}, "
                    + "{from: 2000000000009, to: 2000000000010, is: coupon}]",
                "ranges[1]: overlaps 2000000000000 to 2000000000009 (`ranges[0]`, line 10); let "
                    + "every number be in one range"
            ),
            (
                "ranges: [{from: 2000000000009, to: 2000000000000, is: card}]",
                "ranges[0].to: is below `from`; exchange the two numbers"
            ),
            (
                "ranges: [{from: 200000000000, to: 2000000000000, is: card}]",
                "ranges[0].from: `200000000000` is not a number of 13 digits; write all 13 "
                    + "digits, without spaces"
            ),
            (
                "offlineSpend: {per: day, max: -1}",
                "offlineSpend.max: `-1` is out of range; give a number from 0 to "
                    + "1000000000000000"
            ),
            (
                "minAgeYears: 0",
                "minAgeYears: `0` is out of range; give a number from 1 to 150"
            ),
            (
                "preActivation: wait",
                "preActivation: `wait` is not one of the choices; write one of `pend` or `reject`"
            ),
        ]
    )
    func ofPolicies(line: String, message: String) {
        #expect(problems(programme([]) + line + "\n") == ["p.yaml:10: " + message])
    }
}
