import Loyalty

/// A rule such as `EST5EDT,M3.2.0,M11.1.0`: a standard offset and, perhaps, daylight saving time.
///
/// POSIX.1-2017 section 8.3, with the wider times of day of RFC 8536 section 3.3.1.
struct POSIXZone {
    /// Daylight saving time: its offset, and when it begins and ends.
    struct Daylight {
        let offsetSeconds: Int64
        let start: Moment
        let end: Moment
    }

    /// A day of every year and a local time of it.
    struct Moment {
        /// The ways to name a day.
        enum Day {
            /// 1 to 365; 29 February is never counted.
            case julian(Int)
            /// 0 to 365; 29 February is counted.
            case ordinal(Int)
            /// The week (1 to 4, 5: the last) of a month, and the day of the week, 0: Sunday.
            case weekday(month: Int, week: Int, day: Int)
        }

        let day: Day
        /// Seconds after 00:00, -167 to 167 hours.
        let seconds: Int64
    }

    /// Seconds east of UTC.
    let standardOffsetSeconds: Int64
    /// Daylight saving time; nil: none.
    let daylight: Daylight?

    /// Reads a rule; nil: malformed.
    init?(_ text: String) {
        var reader = POSIXZoneReader(text)
        guard reader.skipName(), let west = reader.time(hours: 0...24) else { return nil }
        standardOffsetSeconds = -west
        if reader.isAtEnd {
            daylight = nil
            return
        }
        guard reader.skipName() else { return nil }
        var offset = standardOffsetSeconds + 3600
        if !reader.isAt(",") {
            guard let west = reader.time(hours: 0...24) else { return nil }
            offset = -west
        }
        guard reader.take(","), let start = reader.moment(), reader.take(","),
            let end = reader.moment(), reader.isAtEnd
        else { return nil }
        daylight = Daylight(offsetSeconds: offset, start: start, end: end)
    }

    /// The two changes of a year, in order of time; the end first when both are at one instant.
    func transitions(in year: Int, _ daylight: Daylight) -> [Zone.Transition] {
        let start = Zone.Transition(
            at: daylight.start.instant(in: year, offsetSeconds: standardOffsetSeconds),
            offsetSeconds: daylight.offsetSeconds
        )
        let end = Zone.Transition(
            at: daylight.end.instant(in: year, offsetSeconds: daylight.offsetSeconds),
            offsetSeconds: standardOffsetSeconds
        )
        return start.at < end.at ? [start, end] : [end, start]
    }
}

extension POSIXZone.Moment {
    /// The instant in a year, when the clocks show a given offset.
    func instant(in year: Int, offsetSeconds: Int64) -> Instant {
        let seconds = Int64(dayNumber(in: year)) * 86_400 + self.seconds - offsetSeconds
        return Instant(unixSeconds: seconds)
    }

    private func dayNumber(in year: Int) -> Int {
        let newYear = LocalDate(year: year, month: 1, day: 1).dayNumber
        switch day {
        case .julian(let count):
            let isLeap = LocalDate.isReal(year: year, month: 2, day: 29)
            return newYear + count - 1 + (isLeap && count >= 60 ? 1 : 0)
        case .ordinal(let count): return newYear + count
        case .weekday(let month, let week, let day):
            let first = LocalDate(year: year, month: month, day: 1)
            // `weekday` counts from 1, Monday; the rule counts from 0, Sunday.
            let untilDay = (day - first.weekday % 7 + 7) % 7
            let dayOfMonth = 1 + untilDay + (week - 1) * 7
            let isInMonth = LocalDate.isReal(year: year, month: month, day: dayOfMonth)
            return first.dayNumber + dayOfMonth - 1 - (isInMonth ? 0 : 7)
        }
    }
}

/// Reads the parts of a rule from the left.
private struct POSIXZoneReader {
    private var rest: Substring

    init(_ text: String) { rest = Substring(text) }

    var isAtEnd: Bool { rest.isEmpty }

    func isAt(_ character: Character) -> Bool { rest.first == character }

    mutating func take(_ character: Character) -> Bool {
        guard isAt(character) else { return false }
        rest.removeFirst()
        return true
    }

    /// `EST`, or anything between angle brackets.
    mutating func skipName() -> Bool {
        if take("<") {
            let name = rest.prefix { $0 != ">" }
            rest = rest.dropFirst(name.count)
            return !name.isEmpty && take(">")
        }
        let name = rest.prefix { $0.isASCII && $0.isLetter }
        rest = rest.dropFirst(name.count)
        return name.count >= 3
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix { ("0"..."9").contains($0) }
        guard (1...3).contains(digits.count), let value = Int(digits), range.contains(value) else {
            return nil
        }
        rest = rest.dropFirst(digits.count)
        return value
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func time(hours: ClosedRange<Int>) -> Int64? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard let hour = number(hours) else { return nil }
        var seconds = hour * 3600
        if take(":") {
            guard let minute = number(0...59) else { return nil }
            seconds += minute * 60
            if take(":") {
                guard let second = number(0...59) else { return nil }
                seconds += second
            }
        }
        return Int64(isNegative ? -seconds : seconds)
    }

    /// A day, and the time after a slash; 02:00:00 without one.
    mutating func moment() -> POSIXZone.Moment? {
        guard let day = day() else { return nil }
        guard take("/") else { return POSIXZone.Moment(day: day, seconds: 7200) }
        return time(hours: 0...167).map { POSIXZone.Moment(day: day, seconds: $0) }
    }

    private mutating func day() -> POSIXZone.Moment.Day? {
        if take("J") { return number(1...365).map { .julian($0) } }
        guard take("M") else { return number(0...365).map { .ordinal($0) } }
        guard let month = number(1...12), take("."), let week = number(1...5), take("."),
            let day = number(0...6)
        else { return nil }
        return .weekday(month: month, week: week, day: day)
    }
}
