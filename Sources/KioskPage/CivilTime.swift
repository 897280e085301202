/// Times as the till writes them (RFC 3339) and as the flow takes them (Unix seconds).
enum CivilTime {
    /// Reads `2026-05-31T14:05:09.250+03:00`; parts of a second are dropped.
    ///
    /// - Returns: Unix seconds of a year from 1970 to 9999; nil for anything else, a leap second
    ///   and a date without offset included.
    static func unixSeconds(_ text: String) -> Int64? {
        var scanner = Scanner(bytes: Array(text.utf8))
        guard
            let year = scanner.digits(4), scanner.take("-"),
            let month = scanner.digits(2), scanner.take("-"),
            let day = scanner.digits(2), scanner.take("T") || scanner.take("t"),
            let hour = scanner.digits(2), scanner.take(":"),
            let minute = scanner.digits(2), scanner.take(":"),
            let second = scanner.digits(2), scanner.fraction(),
            let offset = scanner.offsetSeconds(), scanner.isAtEnd,
            year >= 1970, (1...12).contains(month), day >= 1,
            day <= daysInMonth(year: year, month: month),
            hour <= 23, minute <= 59, second <= 59
        else { return nil }
        let days = daysSinceEpoch(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
        return seconds >= 0 ? seconds : nil
    }

    private static func isLeap(_ year: Int64) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func daysInMonth(year: Int64, month: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01, by counting leap days of the whole years before.
    private static func daysSinceEpoch(year: Int64, month: Int64, day: Int64) -> Int64 {
        precondition(year >= 1970, "checked by the caller")
        let past = year - 1
        let leapDays = (past / 4 - past / 100 + past / 400) - (1969 / 4 - 1969 / 100 + 1969 / 400)
        var days = (year - 1970) * 365 + leapDays
        for earlier in 1..<12 where Int64(earlier) < month {
            days += daysInMonth(year: year, month: Int64(earlier))
        }
        return days + day - 1
    }

    private struct Scanner {
        let bytes: [UInt8]
        var position = 0

        var isAtEnd: Bool { position == bytes.count }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard position < bytes.count, bytes[position] == UInt8(ascii: character) else {
                return false
            }
            position += 1
            return true
        }

        mutating func digits(_ count: Int) -> Int64? {
            guard position + count <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[position..<position + count] {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - UInt8(ascii: "0"))
            }
            position += count
            return value
        }

        /// Passes `.` and 1 to 9 digits, if they are there; false: the fraction is malformed.
        mutating func fraction() -> Bool {
            guard take(".") else { return true }
            var count = 0
            while digits(1) != nil { count += 1 }
            return (1...9).contains(count)
        }

        mutating func offsetSeconds() -> Int64? {
            if take("Z") || take("z") { return 0 }
            let sign: Int64
            if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
            guard
                let hours = digits(2), take(":"), let minutes = digits(2),
                hours <= 23, minutes <= 59
            else { return nil }
            return sign * (hours * 3_600 + minutes * 60)
        }
    }
}
