extension LocalDate {
    /// Whether the parts are a date of the Gregorian calendar, which is extended to all years.
    package static func isReal(year: Int, month: Int, day: Int) -> Bool {
        (1...12).contains(month) && day >= 1 && day <= daysInMonth(year: year, month: month)
    }

    /// The length of a month, 28 to 31.
    static func daysInMonth(year: Int, month: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The date of a day counted from 1970-01-01, which is day 0.
    package init(dayNumber: Int) {
        // Years begin in March here, so that the leap day is the last day of a year; an era is the
        // 400 years after which the calendar repeats.
        let shifted = dayNumber + 719_468
        let era = shifted.flooredQuotient(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        self.init(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
            month: month,
            day: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        )
    }

    /// Days since 1970-01-01, which is day 0.
    package var dayNumber: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = shiftedYear.flooredQuotient(by: 400)
        let yearOfEra = shiftedYear - era * 400
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The day of the week, 1 (Monday) to 7 (Sunday).
    package var weekday: Int { LocalDate.weekday(dayNumber: dayNumber) }

    /// The day of the week of a day number, 1 (Monday) to 7 (Sunday); 1970-01-01 was a Thursday.
    static func weekday(dayNumber: Int) -> Int {
        dayNumber + 3 - weekNumber(dayNumber: dayNumber) * 7 + 1
    }

    /// Weeks, from Monday on, since the week of 1970-01-01, which is week 0.
    static func weekNumber(dayNumber: Int) -> Int {
        (dayNumber + 3).flooredQuotient(by: 7)
    }

    /// The date as many months later; the day clamps to the month's last.
    func adding(months: Int) -> LocalDate {
        let total = year * 12 + (month - 1) + months
        let newYear = total.flooredQuotient(by: 12)
        let newMonth = total - newYear * 12 + 1
        let last = LocalDate.daysInMonth(year: newYear, month: newMonth)
        return LocalDate(year: newYear, month: newMonth, day: min(day, last))
    }

    private static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }
}

extension BinaryInteger {
    /// The quotient towards minus infinity, by a divisor above zero.
    func flooredQuotient(by divisor: Self) -> Self {
        assert(divisor > 0)
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
