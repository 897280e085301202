import Testing

@testable import Loyalty

/// Berlin around 2024: summer time from 31 March 01:00 UTC to 27 October 01:00 UTC.
let berlin = Zone(
    initialOffsetSeconds: 3_600,
    transitions: [
        Zone.Transition(at: Instant(unixSeconds: 1_711_846_800), offsetSeconds: 7_200),
        Zone.Transition(at: Instant(unixSeconds: 1_729_990_800), offsetSeconds: 3_600),
    ]
)

/// Sao Paulo around 2018: 4 November begins at 01:00; 17 February 2019 goes back to the 16th.
let saoPaulo = Zone(
    initialOffsetSeconds: -3 * 3_600,
    transitions: [
        Zone.Transition(at: Instant(unixSeconds: 1_541_300_400), offsetSeconds: -2 * 3_600),
        Zone.Transition(at: Instant(unixSeconds: 1_550_368_800), offsetSeconds: -3 * 3_600),
    ]
)

/// Apia: 30 December 2011 never was.
let apia = Zone(
    initialOffsetSeconds: -10 * 3_600,
    transitions: [
        Zone.Transition(at: Instant(unixSeconds: 1_325_239_200), offsetSeconds: 14 * 3_600)
    ]
)

/// Seconds of a local time.
private func local(
    _ year: Int,
    _ month: Int,
    _ day: Int,
    _ hour: Int = 0,
    _ minute: Int = 0
) -> Int64 {
    let days = LocalDate(year: year, month: month, day: day).dayNumber
    return Int64(days * 86_400 + hour * 3_600 + minute * 60)
}

@Suite("Zones")
struct ZoneTests {
    @Test("read a skipped local time with the offset before the gap")
    func gap() {
        // 02:30 with the offset of winter is 01:30 UTC, when the clocks show 03:30.
        let instant = berlin.instant(ofLocalSeconds: local(2024, 3, 31, 2, 30))
        #expect(instant.unixSeconds == local(2024, 3, 31, 1, 30))
        #expect(berlin.localSeconds(of: instant) == local(2024, 3, 31, 3, 30))
        let before = berlin.instant(ofLocalSeconds: local(2024, 3, 31, 1, 59))
        #expect(before.unixSeconds == local(2024, 3, 31, 0, 59))
        let after = berlin.instant(ofLocalSeconds: local(2024, 3, 31, 3, 0))
        #expect(after.unixSeconds == local(2024, 3, 31, 1, 0))
    }

    @Test("take the earlier instant of a local time that comes twice")
    func fold() {
        let instant = berlin.instant(ofLocalSeconds: local(2024, 10, 27, 2, 30))
        #expect(instant.unixSeconds == local(2024, 10, 27, 0, 30))
        let after = berlin.instant(ofLocalSeconds: local(2024, 10, 27, 3, 0))
        #expect(after.unixSeconds == local(2024, 10, 27, 2, 0))
    }

    @Test("begin a day whose midnight is skipped at the change")
    func midnightGap() {
        let day = LocalDate(year: 2018, month: 11, day: 4).dayNumber
        let start = saoPaulo.startOfDay(day)
        #expect(start.unixSeconds == 1_541_300_400)
        #expect(saoPaulo.dayNumber(of: start) == day)
        let lastOfDayBefore = Instant(unixSeconds: start.unixSeconds - 1)
        #expect(saoPaulo.dayNumber(of: lastOfDayBefore) == day - 1)
    }

    @Test("begin a day after the hour before its midnight has come twice")
    func midnightFold() {
        let day = LocalDate(year: 2019, month: 2, day: 17).dayNumber
        let start = saoPaulo.startOfDay(day)
        #expect(start.unixSeconds == 1_550_368_800 + 3_600)
        #expect(saoPaulo.dayNumber(of: Instant(unixSeconds: 1_550_368_800)) == day - 1)
    }

    @Test("begin a day that never was with the day after it")
    func missingDay() {
        let missing = LocalDate(year: 2011, month: 12, day: 30).dayNumber
        #expect(apia.startOfDay(missing).unixSeconds == 1_325_239_200)
        #expect(apia.startOfDay(missing + 1).unixSeconds == 1_325_239_200)
    }

    @Test("find the first instant of every local time, as a search over all offsets does")
    func search() {
        for zone in [berlin, saoPaulo, apia, moscowZone] {
            let offsets = [zone.initialOffsetSeconds] + zone.transitions.map(\.offsetSeconds)
            for transition in zone.transitions {
                for step in Int64(-120)...120 {
                    let wanted = transition.at.unixSeconds + step * 900 + offsets[0]
                    let matches = offsets.map { Instant(unixSeconds: wanted - $0) }
                        .filter { zone.localSeconds(of: $0) == wanted }
                    let found = zone.instant(ofLocalSeconds: wanted)
                    if let first = matches.min() {
                        #expect(found == first)
                    } else {
                        // In a gap: the same distance behind the change as into the gap.
                        #expect(zone.localSeconds(of: found) > wanted)
                        #expect(found >= transition.at || zone.transitions.count > 1)
                    }
                }
            }
        }
    }

    @Test("keep a month's last day and the hour across a change of the clocks")
    func calendarAcrossChange() {
        let calendar = ProgrammeCalendar(zone: berlin, holidays: [])
        let start = berlin.instant(ofLocalSeconds: local(2024, 3, 30, 12))
        let nextDay = calendar.end(of: days(1), from: start)
        #expect(nextDay.unixSeconds - start.unixSeconds == 23 * 3_600)
        let duration = Period.after(CalendarDuration(seconds: 86_400), .exact)
        #expect(calendar.end(of: duration, from: start).unixSeconds - start.unixSeconds == 86_400)
    }

    @Test("leave an instant alone that is shown twice when no days are added")
    func secondOfFold() {
        let calendar = ProgrammeCalendar(zone: berlin, holidays: [])
        let second = Instant(unixSeconds: local(2024, 10, 27, 1, 30))
        #expect(calendar.end(of: days(0), from: second) == second)
        #expect(calendar.adding(days: 0, to: second) == second)
    }

    @Test("are refused when transitions are out of order or offsets impossible")
    func wellFormed() {
        #expect(berlin.isWellFormed && apia.isWellFormed)
        #expect(!Zone(initialOffsetSeconds: 27 * 3_600).isWellFormed)
        let reversed = Array(berlin.transitions.reversed())
        #expect(!Zone(initialOffsetSeconds: 0, transitions: reversed).isWellFormed)
    }
}

@Suite("Periods")
struct PeriodTests {
    @Test(
        "end where the calendar says",
        arguments: [
            (days(3), moscow(2024, 2, 29, 12)),
            (days(3, .startOfDay), moscow(2024, 2, 29, 0)),
            (days(3, .endOfDay), moscow(2024, 3, 1, 0)),
            (days(3, .endOfWeek), moscow(2024, 3, 4, 0)),
            (days(3, .endOfMonth), moscow(2024, 3, 1, 0)),
            (days(3, .endOfYear), moscow(2025, 1, 1, 0)),
            (days(0, .endOfWeek), moscow(2024, 3, 4, 0)),
            (days(6, .endOfWeek), moscow(2024, 3, 4, 0)),
            (days(7, .endOfWeek), moscow(2024, 3, 11, 0)),
            (days(300, .endOfMonth), moscow(2025, 1, 1, 0)),
            (.after(CalendarDuration(months: 12), .exact), moscow(2025, 2, 26, 12)),
            (.after(CalendarDuration(months: 1, days: 3), .exact), moscow(2024, 3, 29, 12)),
            (.after(CalendarDuration(days: 1, seconds: 43_200), .endOfDay), moscow(2024, 2, 29, 0)),
            (.after(CalendarDuration(seconds: 43_199), .endOfDay), moscow(2024, 2, 27, 0)),
            (.workdays(1), moscow(2024, 2, 27, 0)),
            (.workdays(4), moscow(2024, 3, 1, 0)),
            (.workdays(5), moscow(2024, 3, 4, 0)),
            (.workdays(8), moscow(2024, 3, 7, 0)),
            (.workdays(9), moscow(2024, 3, 11, 0)),
            (.at(moscow(2020, 1, 1)), moscow(2020, 1, 1)),
        ]
    )
    func table(period: Period, end: Instant) {
        // Monday, 26 February 2024; 8 March is a holiday.
        let holiday = LocalDate(year: 2024, month: 3, day: 8)
        let calendar = ProgrammeCalendar(zone: moscowZone, holidays: [holiday])
        #expect(calendar.end(of: period, from: moscow(2024, 2, 26)) == end)
    }

    @Test("are bounded, so that no instant overflows")
    func bounds() {
        let most = Period.after(
            CalendarDuration(
                months: Period.maximumMonths,
                days: Period.maximumDays,
                seconds: Period.maximumSeconds
            ),
            .endOfYear
        )
        #expect(most.isWellFormed)
        let calendar = ProgrammeCalendar(zone: moscowZone, holidays: [])
        let end = calendar.end(of: most, from: Instant.supported.upperBound)
        #expect(LocalDate(dayNumber: moscowZone.dayNumber(of: end)).year > 12_900)
        #expect(!Period.workdays(0).isWellFormed)
        #expect(!Period.after(CalendarDuration(days: -1), .exact).isWellFormed)
        #expect(!Period.at(Instant(unixSeconds: .max)).isWellFormed)
    }
}
