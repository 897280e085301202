import Loyalty

// Dates, times and spans in the words of a calendar.
extension Said {
    /// A date: `28.02.2023`, `28 Feb 2023`.
    static func date(_ date: LocalDate) -> Said {
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let parts = [date.day, date.month].map { $0 < 10 ? "0\($0)" : "\($0)" }
        let year = String(repeating: "0", count: max(0, 4 - "\(date.year)".count)) + "\(date.year)"
        return Said(
            "\(parts[0]).\(parts[1]).\(year)",
            "\(date.day) \(months[date.month - 1]) \(year)"
        )
    }

    /// A moment by the clocks of a zone: `00:00 01.01.2030`.
    static func clock(_ instant: Instant, in zone: Zone) -> Said {
        let local = instant.unixSeconds + zone.offsetSeconds(at: instant)
        let second = Int(((local % 86_400) + 86_400) % 86_400)
        var time = TimeOfDay.text(second / 60)
        if second % 60 != 0 { time += second % 60 < 10 ? ":0\(second % 60)" : ":\(second % 60)" }
        return Said("\(time) ", "\(time) on ") + date(zone.localDate(of: instant))
    }

    /// Times of day, the second one excluded.
    static func hours(_ minutes: Range<Int>) -> Said {
        let (from, to) = (
            TimeOfDay.text(minutes.lowerBound), TimeOfDay.text(minutes.upperBound)
        )
        return Said("с \(from) до \(to)", "from \(from) to \(to)")
    }

    /// First and last date, each of which may be missing.
    static func dates(_ from: LocalDate?, _ to: LocalDate?) -> Said? {
        switch (from, to) {
        case (nil, nil): nil
        case (let from?, nil): Said("с ", "from ") + date(from)
        case (nil, let to?):
            Said("по ", "until ") + date(to) + Said(" включительно", " inclusive")
        case (let from?, let to?):
            Said("с ", "from ") + date(from) + Said(" по ", " to ") + date(to)
                + Said(" включительно", " inclusive")
        }
    }

    /// A day of the week, 1 is Monday.
    static func weekday(_ day: Int) -> Said {
        let days = [
            Said("понедельник", "Monday"), Said("вторник", "Tuesday"), Said("среда", "Wednesday"),
            Said("четверг", "Thursday"), Said("пятница", "Friday"), Said("суббота", "Saturday"),
            Said("воскресенье", "Sunday"),
        ]
        return days[day - 1]
    }

    /// A duration after `через`: `1 год 6 месяцев`, `5 минут`.
    static func duration(_ duration: CalendarDuration) -> Said {
        let seconds = duration.seconds
        let parts: [(Int64, RussianForms, String)] = [
            (Int64(duration.months / 12), RussianForms("год", "года", "лет"), "year"),
            (Int64(duration.months % 12), RussianForms("месяц", "месяца", "месяцев"), "month"),
            (Int64(duration.days), RussianForms("день", "дня", "дней"), "day"),
            (seconds / 3600, RussianForms("час", "часа", "часов"), "hour"),
            (seconds / 60 % 60, RussianForms("минуту", "минуты", "минут"), "minute"),
            (seconds % 60, RussianForms("секунду", "секунды", "секунд"), "second"),
        ]
        let said = parts.filter { $0.0 > 0 }.map { count($0.0, $0.1, $0.2, $0.2 + "s") }
        return said.isEmpty ? Said("0 секунд", "0 seconds") : joined(said, " ")
    }

    /// The end of a period, as an adverb: `через 1 год, в конце того дня`.
    static func period(_ period: Period, in zone: Zone) -> Said {
        switch period {
        case .at(let instant): return Said("в ", "at ") + clock(instant, in: zone)
        case .workdays(let count):
            let ordinal = Said("\(count)-го", englishOrdinal(count))
            return Said("в начале ", "at the start of the ") + ordinal
                + Said(" рабочего дня после этого", " working day after that")
        case .after(let duration, let edge):
            let isNothing = duration == CalendarDuration()
            let end = Said.edge(edge, isSame: isNothing)
            guard !isNothing else { return end ?? Said("сразу", "at once") }
            let start = Said("через ", "after ") + Said.duration(duration)
            return end.map { start + Said(both: ", ") + $0 } ?? start
        }
    }

    private static func edge(_ edge: Period.Edge, isSame: Bool) -> Said? {
        let (he, she) = isSame ? ("того же", "той же") : ("того", "той")
        let that = isSame ? "the same" : "that"
        return switch edge {
        case .exact: nil
        case .startOfDay: Said("в начале \(he) дня", "at the start of \(that) day")
        case .endOfDay: Said("в конце \(he) дня", "at the end of \(that) day")
        case .endOfWeek: Said("в конце \(she) недели", "at the end of \(that) week")
        case .endOfMonth: Said("в конце \(he) месяца", "at the end of \(that) month")
        case .endOfYear: Said("в конце \(he) года", "at the end of \(that) year")
        }
    }

    private static func englishOrdinal(_ count: Int) -> String {
        if (11...13).contains(count % 100) { return "\(count)th" }
        switch count % 10 {
        case 1: return "\(count)st"
        case 2: return "\(count)nd"
        case 3: return "\(count)rd"
        default: return "\(count)th"
        }
    }
}
