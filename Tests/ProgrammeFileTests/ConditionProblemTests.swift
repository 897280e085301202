import ProgrammeFile
import Testing

@Suite("Problems of conditions and ladders")
struct ConditionProblemTests {
    @Test(
        "say file, line, path, what and how to mend: conditions",
        arguments: [
            (
                "fromDate: 2026-02-02, toDate: 2026-02-01",
                "toDate: ends before `fromDate` begins; exchange the dates, or remove the rule"
            ),
            (
                "hours: [12:00, 12:00]",
                "hours: the hours are empty: 12:00 is not after 12:00; write [from, to], from "
                    + "inclusive, to exclusive, such as [\"08:00\", \"12:00\"]"
            ),
            (
                "hours: [\"12:00\"]",
                "hours: must hold two times of day; write [from, to], from inclusive, to "
                    + "exclusive, such as [\"08:00\", \"12:00\"]"
            ),
            (
                "hours: [08:00, 24:01]",
                "hours[1]: `24:01` is not a time of day; write [from, to], from inclusive, to "
                    + "exclusive, such as [\"08:00\", \"12:00\"]"
            ),
            (
                "hours: [22:00, 06:00]",
                "hours: the hours are empty: 06:00 is not after 22:00; write [from, to], from "
                    + "inclusive, to exclusive, such as [\"08:00\", \"12:00\"]; for a span over "
                    + "midnight write two rules"
            ),
            (
                "fromDate: 2026-11-23, toDate: 2026-11-24, days: [3, 7]",
                "days: none of these days lies between `fromDate` and `toDate`; change the days "
                    + "or the dates, or remove the rule"
            ),
            (
                "attr: {nights: {}}",
                "attr.nights: asks nothing; give `gte`, `lte` or `eq`, or remove the attribute"
            ),
            (
                "attr: {nights: {gte: 3, lte: 2}}",
                "attr.nights: no value meets all of these bounds; change the bounds, or remove "
                    + "the rule"
            ),
            (
                "attr: {nights: {gte: 3, eq: 2}}",
                "attr.nights: no value meets all of these bounds; change the bounds, or remove "
                    + "the rule"
            ),
            (
                "boughtWithin: {cat: [a], after: P0D}",
                "boughtWithin.after: lasts no time at all; write a duration above zero"
            ),
            ("boughtWithin: {cat: [a]}", "boughtWithin: `after` is missing; add it"),
            (
                "birthdayWithin: {before: 183}",
                "birthdayWithin.before: `183` is out of range; give a number from 0 to 182"
            ),
            (
                "cat: [a, a]", "cat: names something twice; name it once"
            ),
            (
                "partner: [cafe, caffe]",
                "partner[1]: there is no partner `caffe`; did you mean `cafe`? if not, list it "
                    + "under `partners`, as `caffe: {}`"
            ),
            ("days: [0]", "days[0]: `0` is out of range; give a number from 1 to 7"),
            ("days: [1, 1]", "days: names a day twice; name each day once, 1 is Monday"),
            ("cat: []", "cat: is empty; name something, or remove the field"),
            (
                "cat: [a], notCat: [a]",
                "notCat: excludes category `a`, which `cat` asks for; keep it in one of the two"
            ),
            (
                "tier: {club: [gold]}",
                "tier.club: there is no ladder `club`; the ladders are `status`"
            ),
            (
                "tier: {status: [silver]}",
                "tier.status[0]: the ladder has no tier `silver`; its tiers are `base`, `gold`"
            ),
            ("tier: {status: []}", "tier.status: is empty; name a tier, or remove the ladder"),
            (
                "minBasket: 0",
                "minBasket: `0` is out of range; give a number from 1 to 10000000000000"
            ),
        ]
    )
    func ofConditions(condition: String, message: String) {
        let text = programme([("{rateBp: 500}", "{rateBp: 500}, if: {\(condition)}")])
        #expect(problems(text) == ["p.yaml:8: rules[0].if.\(message)"])
    }

    @Test(
        "say file, line, path, what and how to mend: ladders",
        arguments: [
            (
                "of: visits", "of: visits, window: year",
                "p.yaml:6: ladders[0].tiers[0].when.window: `year` is not one of the choices; "
                    + "write `lifetime` or `calendarYear` or an ISO 8601 duration such as P12M"
            ),
            (
                "of: visits", "of: tenureDays, window: P12M",
                "p.yaml:6: ladders[0].tiers[0].when.window: has no meaning beside "
                    + "`of: tenureDays`; remove it"
            ),
            (
                "of: visits", "of: visits, window: P0M",
                "p.yaml:6: ladders[0].tiers[0].when.window: lasts no time at all; write a "
                    + "duration above zero"
            ),
            (
                "of: visits", "of: earned",
                "p.yaml:6: ladders[0].tiers[0].when: `pot` is missing; add it"
            ),
            (
                "of: visits", "of: visits, pot: PTS",
                "p.yaml:6: ladders[0].tiers[0].when.pot: has a meaning only beside `of: earned`; "
                    + "remove it"
            ),
            (
                "gte: 5}}", "gte: 5}}, {id: top, when: {of: visits, gte: 5}}",
                "p.yaml:6: ladders[0].tiers[1].when: its threshold is not above that of a tier "
                    + "before; list the tiers from low to high"
            ),
            (
                "id: gold", "id: base",
                "p.yaml:6: ladders[0].tiers[0].id: another tier of this ladder is called `base` "
                    + "already; give each its own id"
            ),
            (
                "id: gold, when: {of: visits, gte: 5}", "id: gold, hold: endOfYear",
                "p.yaml:6: ladders[0].tiers[0].hold: has no meaning beside a tier without "
                    + "`when`; remove it"
            ),
            (
                "tiers: [{id: gold, when: {of: visits, gte: 5}}]", "tiers: []",
                "p.yaml:6: ladders[0].tiers: is empty; name something, or remove the field"
            ),
            (
                "initial: base", "initial: base, downgrade: down",
                "p.yaml:6: ladders[0].downgrade: `down` is not one of the choices; write one of "
                    + "`recompute`, `oneDown` or `never`"
            ),
        ]
    )
    func ofLadders(old: String, new: String, message: String) {
        #expect(problems(programme([(old, new)])) == [message])
    }
}
