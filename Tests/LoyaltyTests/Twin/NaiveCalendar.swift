import Loyalty

/// Local time, counted out with ordinary arithmetic: days are numbered from 1970-01-01, day 0.
struct NaiveCalendar {
    let zone: Zone
    let holidays: Set<LocalDate>

    /// Seconds east of UTC at an instant.
    func offset(_ instant: Int64) -> Int64 {
        var offset = zone.initialOffsetSeconds
        for transition in zone.transitions {
            if transition.at.unixSeconds > instant { break }
            offset = transition.offsetSeconds
        }
        return offset
    }

    /// The local day of an instant.
    func day(_ instant: Int64) -> Int {
        Int(NaiveCalendar.floored(instant + offset(instant), 86_400))
    }

    /// Seconds since local midnight.
    func second(_ instant: Int64) -> Int64 {
        let local = instant + offset(instant)
        return local - NaiveCalendar.floored(local, 86_400) * 86_400
    }

    /// The local date of an instant.
    func date(_ instant: Int64) -> LocalDate { NaiveCalendar.date(day(instant)) }

    /// The instant of a local time: the earlier one where clocks go back; where they go forward,
    /// as late as it would be had they not.
    func instant(_ day: Int, _ second: Int64) -> Int64 {
        let local = Int64(day) * 86_400 + second
        if zone.transitions.isEmpty { return local - zone.initialOffsetSeconds }
        var best: Int64?
        var before = zone.initialOffsetSeconds
        var inGap: Int64?
        for transition in zone.transitions {
            let old = local - before
            if offset(old) == before { best = min(best ?? old, old) }
            let new = local - transition.offsetSeconds
            if old >= transition.at.unixSeconds && new < transition.at.unixSeconds { inGap = old }
            before = transition.offsetSeconds
        }
        let last = local - before
        if offset(last) == before { best = min(best ?? last, last) }
        return best ?? inGap ?? last
    }

    /// The first instant of a local day.
    func start(_ day: Int) -> Int64 {
        var first = instant(day, 0)
        for transition in zone.transitions {
            let at = transition.at.unixSeconds
            if at < first && self.day(at) == day { first = at }
        }
        return first
    }

    /// The instant a duration later: months, then days, by the local clock; then seconds.
    func adding(_ duration: CalendarDuration, to instant: Int64) -> Int64 {
        var day = self.day(instant)
        if duration.months == 0 && duration.days == 0 { return instant + duration.seconds }
        if duration.months != 0 {
            let date = NaiveCalendar.date(day)
            let count = date.year * 12 + date.month - 1 + duration.months
            let year = Int(NaiveCalendar.floored(Int64(count), 12))
            let month = count - year * 12 + 1
            let last = NaiveCalendar.length(year, month)
            day = NaiveCalendar.number(year, month, min(date.day, last))
        }
        return self.instant(day + duration.days, second(instant)) + duration.seconds
    }

    /// The end of a period that begins at an instant.
    func end(_ period: Period, from start: Int64) -> Int64 {
        switch period {
        case .at(let instant): instant.unixSeconds
        case .workdays(let count): workday(count, after: day(start))
        case .after(let duration, let edge): edge_(edge, of: adding(duration, to: start))
        }
    }

    private func edge_(_ edge: Period.Edge, of instant: Int64) -> Int64 {
        let day = self.day(instant)
        let date = NaiveCalendar.date(day)
        switch edge {
        case .exact: return instant
        case .startOfDay: return start(day)
        case .endOfDay: return start(day + 1)
        case .endOfWeek: return start(day + 8 - NaiveCalendar.weekday(day))
        case .endOfMonth:
            let isLast = date.month == 12
            return start(
                NaiveCalendar.number(
                    isLast ? date.year + 1 : date.year,
                    isLast ? 1 : date.month + 1,
                    1
                )
            )
        case .endOfYear: return start(NaiveCalendar.number(date.year + 1, 1, 1))
        }
    }

    private func workday(_ count: Int, after day: Int) -> Int64 {
        var day = day
        var left = count
        while left > 0 {
            day += 1
            let isFree = holidays.contains(NaiveCalendar.date(day))
            if NaiveCalendar.weekday(day) <= 5 && !isFree { left -= 1 }
        }
        return start(day)
    }

    /// The end of a tier's hold that begins at an instant.
    func end(_ hold: Tier.Hold, from start: Int64) -> Int64 {
        switch hold {
        case .duration(let duration): adding(duration, to: start)
        case .endOfYear: self.start(NaiveCalendar.number(date(start).year + 1, 1, 1))
        case .endOfNextYear: self.start(NaiveCalendar.number(date(start).year + 2, 1, 1))
        }
    }

    /// Whether two instants lie in the same span of counting; birthdays are judged elsewhere.
    func isSame(_ period: CountPeriod, _ one: Int64, _ other: Int64) -> Bool {
        if period == .lifetime { return true }
        let (first, second) = (day(one), day(other))
        if period == .day { return first == second }
        if period == .week {
            return first - NaiveCalendar.weekday(first) == second - NaiveCalendar.weekday(second)
        }
        let (date, otherDate) = (NaiveCalendar.date(first), NaiveCalendar.date(second))
        if date.year != otherDate.year { return false }
        return period == .calendarYear || date.month == otherDate.month
    }
}

// MARK: Dates

extension NaiveCalendar {
    /// The quotient towards minus infinity.
    static func floored(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }

    /// Whether a year has a 29 February.
    static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// The days of a month.
    static func length(_ year: Int, _ month: Int) -> Int {
        if month == 2 { return isLeap(year) ? 29 : 28 }
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
    }

    private static func daysBefore(year: Int) -> Int {
        let past = Int64(year - 1)
        let leaps = floored(past, 4) - floored(past, 100) + floored(past, 400)
        return Int(past * 365 + leaps)
    }

    /// The number of a date.
    static func number(_ year: Int, _ month: Int, _ day: Int) -> Int {
        var count = daysBefore(year: year) - 719_162
        var past = 1
        while past < month {
            count += length(year, past)
            past += 1
        }
        return count + day - 1
    }

    /// The number of a date.
    static func number(_ date: LocalDate) -> Int { number(date.year, date.month, date.day) }

    /// The date of a day.
    static func date(_ day: Int) -> LocalDate {
        var year = 1970 + Int(floored(Int64(day), 366))
        while number(year + 1, 1, 1) <= day { year += 1 }
        var left = day - number(year, 1, 1)
        var month = 1
        while left >= length(year, month) {
            left -= length(year, month)
            month += 1
        }
        return LocalDate(year: year, month: month, day: left + 1)
    }

    /// 1 for a Monday to 7 for a Sunday; day 0 was a Thursday.
    static func weekday(_ day: Int) -> Int {
        Int((Int64(day) + 3) - floored(Int64(day) + 3, 7) * 7) + 1
    }

    /// The day on which a birthday is kept in a year.
    static func birthday(_ birthday: LocalDate, in year: Int) -> Int {
        if birthday.month == 2 && birthday.day == 29 && !isLeap(year) { return number(year, 2, 28) }
        return number(year, birthday.month, birthday.day)
    }

    /// The latest birthday whose span, which opens some days before it, has begun on a day.
    static func occurrence(_ birthday: LocalDate, opens before: Int, on day: Int) -> Int {
        var year = date(day).year + 1
        while NaiveCalendar.birthday(birthday, in: year) - before > day { year -= 1 }
        return NaiveCalendar.birthday(birthday, in: year)
    }
}
