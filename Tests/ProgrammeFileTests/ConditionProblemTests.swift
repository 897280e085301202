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
                "hours: the hours are empty: 12 is not after 12; write [from, to], from "
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
                "hours: [08:30, 12:00]",
                "hours[0]: a time within an hour is not supported by this version yet; write a "
                    + "full hour such as 08:00"
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
                "first: true",
                "first: field `first` is not supported by this version yet; remove it"
            ),
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
                ", when: {of: visits, gte: 5}", "",
                "p.yaml:6: ladders[0].tiers[0]: a tier without `when` is not supported by this "
                    + "version yet; add `when`, or remove the tier"
            ),
            (
                "of: visits", "of: tenureDays",
                "p.yaml:6: ladders[0].tiers[0].when.of: the measure `tenureDays` is not supported "
                    + "by this version yet; remove the tier, or take another measure"
            ),
            (
                "of: visits", "of: visits, window: P12M",
                "p.yaml:6: ladders[0].tiers[0].when.window: a window that is a duration is not "
                    + "supported by this version yet; write `lifetime` or `calendarYear`"
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
                "p.yaml:6: ladders[0].tiers[1].when: its threshold is not above that of the tier "
                    + "before; list the tiers from low to high"
            ),
            (
                "id: gold", "id: base",
                "p.yaml:6: ladders[0].tiers[0].id: another tier of this ladder is called `base` "
                    + "already; give each its own id"
            ),
            (
                "id: gold", "id: gold, hold: endOfYear",
                "p.yaml:6: ladders[0].tiers[0].hold: field `hold` is not supported by this "
                    + "version yet; remove it"
            ),
            (
                "initial: base", "initial: base, downgrade: never",
                "p.yaml:6: ladders[0].downgrade: field `downgrade` is not supported by this "
                    + "version yet; remove it"
            ),
        ]
    )
    func ofLadders(old: String, new: String, message: String) {
        #expect(problems(programme([(old, new)])) == [message])
    }
}
