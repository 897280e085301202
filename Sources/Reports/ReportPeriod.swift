package import Loyalty

/// Local dates of the programme's zone, the first and the last one included.
package struct ReportPeriod: Hashable, Sendable {
    /// The first date.
    package let from: LocalDate
    /// The last date.
    package let to: LocalDate

    /// Makes a period; `from` is not after `to`.
    package init(from: LocalDate, to: LocalDate) {
        precondition(from <= to, "a period does not end before it begins")
        self.from = from
        self.to = to
    }

    /// As many days, directly before this period.
    package var preceding: ReportPeriod {
        let days = days
        return ReportPeriod(
            from: LocalDate(dayNumber: days.lowerBound - days.count),
            to: LocalDate(dayNumber: days.lowerBound - 1)
        )
    }

    /// The last second of the period.
    package func end(in zone: Zone) -> Instant {
        // Noon by the offset in force about then: no change of the offset makes it another day.
        let noon = Int64(to.dayNumber) * 86_400 + 43_200
        let offset = zone.offsetSeconds(at: Instant(unixSeconds: noon))
        let midnight = zone.nextMidnight(after: Instant(unixSeconds: noon - offset))
        return Instant(unixSeconds: midnight.unixSeconds - 1)
    }

    /// The days, counted from 1970-01-01.
    var days: ClosedRange<Int> { from.dayNumber...to.dayNumber }
}

/// A month of the local calendar.
struct Month: Hashable, Comparable, Sendable {
    private let number: Int

    /// The month of a day counted from 1970-01-01.
    init(dayNumber: Int) {
        let date = LocalDate(dayNumber: dayNumber)
        number = date.year * 12 + date.month - 1
    }

    static func < (left: Month, right: Month) -> Bool { left.number < right.number }

    /// Its first date.
    var firstDate: LocalDate {
        let (year, month) = number.quotientAndRemainder(dividingBy: 12)
        // Before the year 0 the remainder is negative.
        return month < 0
            ? LocalDate(year: year - 1, month: month + 13, day: 1)
            : LocalDate(year: year, month: month + 1, day: 1)
    }
}
