/// The calendar of a programme: its zone and its holidays.
struct ProgrammeCalendar: Sendable {
    /// The zone that decides days, weeks, months and years.
    let zone: Zone
    /// Day numbers that are not working days.
    private let holidays: Set<Int>

    /// Makes a calendar; the zone must be well formed.
    init(zone: Zone, holidays: Set<LocalDate>) {
        precondition(zone.isWellFormed, "transitions are in order of time, offsets within 26 hours")
        self.zone = zone
        self.holidays = Set(holidays.map(\.dayNumber))
    }

    /// The end of a period that begins at an instant.
    func end(of period: Period, from start: Instant) -> Instant {
        switch period {
        case .at(let instant): instant
        case .workdays(let count): zone.startOfDay(workday(count, after: zone.dayNumber(of: start)))
        case .after(let duration, let edge): round(start: start, plus: duration, to: edge)
        }
    }

    /// An instant moved by local days, the time of day kept.
    func adding(days: Int, to start: Instant) -> Instant {
        guard days != 0 else { return start }
        let local = zone.localSeconds(of: start) + Int64(days) * secondsInDay
        return zone.instant(ofLocalSeconds: local)
    }

    /// The first instant of a local year.
    func startOfYear(_ year: Int) -> Instant {
        zone.startOfDay(LocalDate(year: year, month: 1, day: 1).dayNumber)
    }

    private func round(
        start: Instant,
        plus duration: CalendarDuration,
        to edge: Period.Edge
    ) -> Instant {
        let end = adding(duration, to: start)
        let day = zone.dayNumber(of: end)
        switch edge {
        case .exact: return end
        case .startOfDay: return zone.startOfDay(day)
        case .endOfDay: return zone.startOfDay(day + 1)
        case .endOfWeek: return zone.startOfDay(day + 8 - LocalDate.weekday(dayNumber: day))
        case .endOfMonth:
            let date = LocalDate(dayNumber: day)
            let first = LocalDate(year: date.year, month: date.month, day: 1)
            return zone.startOfDay(first.adding(months: 1).dayNumber)
        case .endOfYear: return startOfYear(LocalDate(dayNumber: day).year + 1)
        }
    }

    /// The calendar part first: months, then days, on the local calendar; then the seconds.
    func adding(_ duration: CalendarDuration, to start: Instant) -> Instant {
        var end = start
        // Without a calendar part the local time is left alone: it could name an earlier instant.
        if duration.months != 0 || duration.days != 0 {
            let local = zone.localSeconds(of: start)
            let day = local.flooredQuotient(by: secondsInDay)
            let date = LocalDate(dayNumber: Int(day)).adding(months: duration.months)
            let newDay = Int64(date.dayNumber + duration.days)
            end = zone.instant(ofLocalSeconds: local + (newDay - day) * secondsInDay)
        }
        return Instant(unixSeconds: end.unixSeconds + duration.seconds)
    }

    /// The n-th day after a day that is neither Saturday, Sunday nor a holiday.
    private func workday(_ count: Int, after start: Int) -> Int {
        var day = start
        var left = count
        while left > 0 {
            day += 1
            let isWorkday = LocalDate.weekday(dayNumber: day) <= 5 && !holidays.contains(day)
            left -= isWorkday ? 1 : 0
        }
        return day
    }
}

extension Period {
    /// Whether the parts are small enough that no supported instant can overflow.
    var isWellFormed: Bool {
        switch self {
        case .at(let instant): Instant.supported.contains(instant)
        case .workdays(let count): (1...Period.maximumWorkdays).contains(count)
        case .after(let duration, _):
            (0...Period.maximumMonths).contains(duration.months)
                && (0...Period.maximumDays).contains(duration.days)
                && (0...Period.maximumSeconds).contains(duration.seconds)
        }
    }

    /// Most months of a duration: a thousand years.
    package static let maximumMonths = 12_000
    /// Most days of a duration: a thousand years.
    package static let maximumDays = 366_000
    /// Most seconds of a duration: a thousand years.
    package static let maximumSeconds: Int64 = 31_622_400_000
    /// Most working days of a period: ten years.
    package static let maximumWorkdays = 3_660
}

extension Instant {
    /// What the core takes: the years 1 to 9999, as RFC 3339 can write them.
    package static let supported =
        Instant(unixSeconds: -62_135_596_800)...Instant(unixSeconds: 253_402_300_799)
}
