import Testing

@testable import Loyalty

@Suite("Local dates")
struct LocalDateTests {
    @Test("count days as a walk through the calendar does, over eight hundred years")
    func walk() {
        var (year, month, day) = (1599, 12, 31)
        var weekday = 5
        let first = LocalDate(year: year, month: month, day: day).dayNumber
        for number in first...(first + 800 * 366) {
            let date = LocalDate(dayNumber: number)
            guard date == LocalDate(year: year, month: month, day: day),
                date.dayNumber == number, date.weekday == weekday
            else {
                Issue.record("\(year)-\(month)-\(day) is day \(number)")
                return
            }
            day += 1
            if !LocalDate.isReal(year: year, month: month, day: day) {
                (month, day) = (month + 1, 1)
            }
            if month == 13 { (year, month) = (year + 1, 1) }
            weekday = weekday % 7 + 1
        }
    }

    @Test("know the days that everybody knows")
    func known() {
        #expect(LocalDate(year: 1970, month: 1, day: 1).dayNumber == 0)
        #expect(LocalDate(year: 1970, month: 1, day: 1).weekday == 4)
        #expect(LocalDate(year: 2000, month: 3, day: 1).dayNumber == 11_017)
        #expect(LocalDate(year: 2024, month: 2, day: 29).weekday == 4)
        #expect(LocalDate(year: 1, month: 1, day: 1).dayNumber == -719_162)
        #expect(LocalDate(dayNumber: -719_163) == LocalDate(year: 0, month: 12, day: 31))
        #expect(Instant.supported.lowerBound.unixSeconds == -719_162 * 86_400)
        let end = LocalDate(year: 10_000, month: 1, day: 1).dayNumber
        #expect(Instant.supported.upperBound.unixSeconds == Int64(end) * 86_400 - 1)
    }

    @Test(
        "are real or not",
        arguments: [
            (2024, 2, 29, true), (2023, 2, 29, false), (1900, 2, 29, false), (2000, 2, 29, true),
            (2023, 4, 31, false), (2023, 12, 31, true), (2023, 13, 1, false), (2023, 0, 1, false),
            (2023, 1, 0, false), (2023, 1, 32, false),
        ]
    )
    func reality(year: Int, month: Int, day: Int, isReal: Bool) {
        #expect(LocalDate.isReal(year: year, month: month, day: day) == isReal)
    }

    @Test("clamp to the month's last day when months are added")
    func months() {
        let date = LocalDate(year: 2024, month: 1, day: 31)
        #expect(date.adding(months: 1) == LocalDate(year: 2024, month: 2, day: 29))
        #expect(date.adding(months: 13) == LocalDate(year: 2025, month: 2, day: 28))
        #expect(date.adding(months: 12) == LocalDate(year: 2025, month: 1, day: 31))
        #expect(date.adding(months: 11) == LocalDate(year: 2024, month: 12, day: 31))
        #expect(
            LocalDate(year: 2024, month: 2, day: 29).adding(months: 36)
                == LocalDate(year: 2027, month: 2, day: 28)
        )
    }

    @Test("number weeks from Monday on, and months and years from their first day")
    func spans() {
        for number in -2_000...2_000 {
            let zone = Zone(initialOffsetSeconds: 0)
            let midnight = Int64(number) * 86_400
            let before = LocalMoment(Instant(unixSeconds: midnight - 1), in: zone)
            let moment = LocalMoment(Instant(unixSeconds: midnight), in: zone)
            let date = LocalDate(dayNumber: number)
            let begins: [(CapPeriod, Bool)] = [
                (.day, true), (.week, moment.weekday == 1), (.month, date.day == 1),
                (.calendarYear, date.month == 1 && date.day == 1), (.lifetime, false),
            ]
            for (period, isFirst) in begins {
                let step = moment.ordinal(of: period) - before.ordinal(of: period)
                #expect(step == (isFirst ? 1 : 0), "\(period) of day \(number)")
            }
        }
    }
}
