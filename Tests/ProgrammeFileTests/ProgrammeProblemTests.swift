import ProgrammeFile
import StrictDocument
import Testing

@Suite("Problems of a programme")
struct ProgrammeProblemTests {
    @Test("are none in a good one")
    func good() { #expect(problems(programme([])).isEmpty) }

    @Test(
        "say file, line, path, what and how to mend: the programme",
        arguments: [
            (
                "tzOffsetMin: 180", "",
                "p.yaml:2: the time zone is missing; give exactly one of `timeZone` (such as "
                    + "Europe/Moscow) and `tzOffsetMin`"
            ),
            (
                "tzOffsetMin: 180", "tzOffsetMin: 180\ntimeZone: Europe/Moscow",
                "p.yaml:2: timeZone: the time zone is given twice; give exactly one of "
                    + "`timeZone` (such as Europe/Moscow) and `tzOffsetMin`"
            ),
            (
                "tzOffsetMin: 180", "timeZone: ../../etc/passwd",
                "p.yaml:1: timeZone: is not the name of a time zone; write an IANA name such as "
                    + "Europe/Moscow"
            ),
            (
                "tzOffsetMin: 180", "timeZone: /etc/passwd",
                "p.yaml:1: timeZone: is not the name of a time zone; write an IANA name such as "
                    + "Europe/Moscow"
            ),
            (
                "tzOffsetMin: 180", "timeZone: Europe/Moskow",
                "p.yaml:1: timeZone: the time zone Europe/Moskow is not in /usr/share/zoneinfo; "
                    + "check the name, or install the package tzdata"
            ),
            (
                "tzOffsetMin: 180", "timeZone: tzdata.zi",
                "p.yaml:1: timeZone: is not the name of a time zone; write an IANA name such as "
                    + "Europe/Moscow"
            ),
            (
                "tzOffsetMin: 180", "timeZone: Europe",
                "p.yaml:1: timeZone: the time zone Europe is not in /usr/share/zoneinfo; "
                    + "check the name, or install the package tzdata"
            ),
            (
                "tzOffsetMin: 180", "tzOffsetMin: 900",
                "p.yaml:1: tzOffsetMin: `900` is out of range; give a number from -840 to 840"
            ),
            (
                "tzOffsetMin: 180", "tzOffsetMin: 180\ncurrency: roubles",
                "p.yaml:2: currency: is not a currency code; write three capital letters such as "
                    + "RUB (ISO 4217)"
            ),
            (
                "tzOffsetMin: 180", "tzOffsetMin: 180\nexpiringDay: 5",
                "p.yaml:2: expiringDay: unknown field `expiringDay`; did you mean `expiringDays`? "
                    + fields(
                        "id tzOffsetMin timeZone zoneTable currency pots rules rewards ladders "
                            + "offers velocity partners groups discountStack lateGraceDays "
                            + "maxBackdateDays reinstateDays preActivation expiringDays "
                            + "minAgeYears smsTtlSec smsTries holidays actionSetsTier ranges "
                            + "offlineSpend versions extends overridable"
                    )
            ),
            (
                "tzOffsetMin: 180", "tzOffsetMin: 180\nid: a/b",
                "p.yaml:2: id: `a/b` cannot be an id; use 1 to 64 bytes without spaces and slashes"
            ),
            (
                "tzOffsetMin: 180", "tzOffsetMin: 180\nholidays: [2026-02-29]",
                "p.yaml:2: holidays[0]: `2026-02-29` is not a date; write it as 2027-01-31"
            ),
            (
                "tzOffsetMin: 180", "tzOffsetMin: 180\ngroups: {base: all}",
                "p.yaml:2: groups.base: `all` is not one of the choices; write one of `best` or "
                    + "`sum`"
            ),
            (
                "{cafe: {}}", "{cafe: {}, self: {}}",
                "p.yaml:4: partners.self: a partner cannot be called `self`; choose another id: "
                    + "`self` as a funder means the partner of the purchase"
            ),
        ]
    )
    func ofProgramme(old: String, new: String, message: String) {
        #expect(problems(programme([(old, new)])) == [message])
    }

    @Test(
        "say file, line, path, what and how to mend: pots and lots",
        arguments: [
            (
                "quantum: 10000", "quantum: 0",
                "p.yaml:3: pots.PTS.quantum: `0` is out of range; give a number from 1 to "
                    + "1000000000000000"
            ),
            ("quantum: 10000, ", "", "p.yaml:3: pots.PTS: `quantum` is missing; add it"),
            (
                "minor: 100", "minor: 300",
                "p.yaml:3: pots.PTS.redeem.per: is not a multiple of `minor` (300); choose `per` "
                    + "(micro-points) and `minor` (minor units) so that it is"
            ),
            (
                "quantum: 10000", "quantum: 10000, round: down",
                "p.yaml:3: pots.PTS.round: `down` is not one of the choices; write one of "
                    + "`floor`, `halfUp`, `halfEven` or `ceil`"
            ),
            (
                "quantum: 10000", "quantum: 10000, lot: {expiry: {}}",
                "p.yaml:3: pots.PTS.lot.expiry: says no period; give exactly one of `after`, "
                    + "`workdays` and `at`"
            ),
            (
                "quantum: 10000", "quantum: 10000, lot: {expiry: {after: P1Y, workdays: 3}}",
                "p.yaml:3: pots.PTS.lot.expiry: says more than one period; give exactly one of "
                    + "`after`, `workdays` and `at`"
            ),
            (
                "quantum: 10000", "quantum: 10000, lot: {vest: {workdays: 3, round: endOfDay}}",
                "p.yaml:3: pots.PTS.lot.vest.round: has no meaning beside `workdays`; remove it: "
                    + "only a duration is rounded"
            ),
            (
                "quantum: 10000", "quantum: 10000, lot: {expiry: {after: 1 year}}",
                "p.yaml:3: pots.PTS.lot.expiry.after: `1 year` is not a duration; write an ISO "
                    + "8601 duration of at most a thousand years, such as P1Y, P3D or PT12H"
            ),
            (
                "quantum: 10000", "quantum: 10000, lot: {expiry: {at: 2027-01-01}}",
                "p.yaml:3: pots.PTS.lot.expiry.at: `2027-01-01` is not a time with an offset; "
                    + "write it as 2027-01-01T00:00:00+03:00"
            ),
            (
                "  PTS: {", "  RUB: {quantum: 1}\n  PTS: {",
                "p.yaml:3: pots.RUB: a pot cannot be called like the currency; choose another "
                    + "id: `RUB` names the money"
            ),
        ]
    )
    func ofPots(old: String, new: String, message: String) {
        #expect(problems(programme([(old, new)])) == [message])
    }

    @Test(
        "say file, line, path, what and how to mend: rules",
        arguments: [
            (
                "on: purchase", "on: sale",
                "p.yaml:8: rules[0].on: `sale` is not a trigger; write `purchase`, `enroll`, "
                    + "`activate` or `action:NAME`"
            ),
            (
                "pot: PTS", "pot: STP",
                "p.yaml:8: rules[0].pot: there is no pot `STP`; the pots are `PTS`"
            ),
            (
                "rateBp: 500", "rateBp: 1000001",
                "p.yaml:8: rules[0].amount.rateBp: `1000001` is out of range; give a number from "
                    + "1 to 1000000"
            ),
            (
                "rateBp: 500", "rateBp: -1",
                "p.yaml:8: rules[0].amount.rateBp: `-1` is out of range; give a number from 1 to "
                    + "1000000"
            ),
            (
                "rateBp: 500", "rateBp: 500, fixed: 1",
                "p.yaml:8: rules[0].amount: says more than one amount; give exactly one of "
                    + "`rateBp`, `fixed`, `perUnit`, `perStep`, `fromAttr` or `balanceBp`"
            ),
            (
                "rateBp: 500", "",
                "p.yaml:8: rules[0].amount: says no amount; give exactly one of `rateBp`, "
                    + "`fixed`, `perUnit`, `perStep`, `fromAttr` or `balanceBp`"
            ),
            (
                "{id: s,", "{id: r,",
                "p.yaml:9: rules[1].id: another rule is called `r` already; give each its own id"
            ),
            ("id: s, ", "", "p.yaml:9: rules[1]: `id` is missing; add it"),
            (
                "{rateBp: 500}", "{rateBp: 500}, cap: {day: 9999}",
                "p.yaml:8: rules[0].cap.day: the cap is below the quantum of the pot (10000); "
                    + "raise it: as it is, nothing is ever granted"
            ),
            (
                "{rateBp: 500}", "{rateBp: 500}, cap: {decade: 10000}",
                "p.yaml:8: rules[0].cap.decade: unknown field `decade`; "
                    + fields("event day week month calendarYear lifetime total")
            ),
            (
                "{rateBp: 500}", "{rateBp: 500}, limit: {n: 1}",
                "p.yaml:8: rules[0].limit: `per` is missing; add it"
            ),
            (
                "{rateBp: 500}", "{rateBp: 500}, amout: 1",
                "p.yaml:8: rules[0].amout: unknown field `amout`; did you mean `amount`? "
                    + fields(
                        "id on pot group priority if amount boost discountBp donateBp fund basis "
                            + "round cap limit lot funder to"
                    )
            ),
        ]
    )
    func ofRules(old: String, new: String, message: String) {
        #expect(problems(programme([(old, new)])) == [message])
    }

    @Test("are all found in one pass, in order of their lines")
    func all() {
        let text = programme([
            ("quantum: 10000", "quantum: 0"), ("rateBp: 500", "rateBp: x"),
            ("{id: s,", "{id: 's s',"), ("gte: 5", "gte: 0"),
        ])
        let lines = problems(text).map { $0.split(separator: ":")[1] }
        #expect(lines == ["3", "6", "8", "9"])
    }

    @Test("refuse a programme without pots, and one whose root is a list")
    func roots() {
        #expect(
            problems("tzOffsetMin: 0\npots: {}\n") == [
                "p.yaml:2: pots: holds no pot; add one, such as `PTS: {quantum: 10000}`"
            ]
        )
        #expect(problems("tzOffsetMin: 0\n") == ["p.yaml:1: `pots` is missing; add it"])
        #expect(problems("- 1\n").first?.contains("must be a map") == true)
    }

    @Test(
        "read ISO 8601 durations, and nothing else",
        arguments: [
            ("P1Y", true), ("P1Y2M3W4DT5H6M7S", true), ("PT0S", true), ("P0D", true),
            ("P1000Y", true), ("P1001Y", false), ("P", false), ("PT", false), ("P1YT", false),
            ("1Y", false), ("P1", false), ("PY", false), ("P1D1Y", false), ("P1D1D", false),
            ("P1H", false), ("PT1D", false), ("P-1D", false), ("P1.5D", false), ("p1d", false),
            ("P1DT1H1D", false), ("PT1HT1M", false), ("P999999999999D", false),
            ("PT99999999999H", false), ("P１D", false), ("P1D ", false),
        ]
    )
    func durations(text: String, isGood: Bool) {
        let found = problems(
            programme([("quantum: 10000", "quantum: 10000, lot: {vest: {after: \"\(text)\"}}")])
        )
        #expect(found.isEmpty == isGood)
    }
}
