package import Loyalty

extension EventFormat {
    /// Reads an RFC 3339 time with any offset.
    ///
    /// Fractions of a second (up to 9 digits) are cut off: the core counts whole seconds. A leap
    /// second (`:60`) is refused.
    ///
    /// - Parameter text: `2026-01-31T12:00:00+03:00`, `2026-01-31T09:00:00Z`.
    /// - Returns: The instant; nil: the text is not such a time of the years 1 to 9999.
    package static func instant(from text: String) -> Instant? {
        var reader = TimestampReader(text)
        guard let year = reader.number(digits: 4, in: 1...9999), reader.take("-"),
            let month = reader.number(digits: 2, in: 1...12), reader.take("-"),
            let day = reader.number(digits: 2, in: 1...31), reader.take("T"),
            let hour = reader.number(digits: 2, in: 0...23), reader.take(":"),
            let minute = reader.number(digits: 2, in: 0...59), reader.take(":"),
            let second = reader.number(digits: 2, in: 0...59), reader.skipFraction(),
            let offset = reader.offsetSeconds(), reader.isAtEnd,
            day <= CivilDate.daysInMonth(month, of: year)
        else { return nil }
        let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
        return Instant(unixSeconds: days * 86_400 + hour * 3600 + minute * 60 + second - offset)
    }

    /// The RFC 3339 text of an instant in UTC, such as `2026-01-31T09:00:00Z`.
    ///
    /// Years outside 0 to 9999, which RFC 3339 cannot express, are written with a sign, as
    /// ISO 8601 extends them; ``instant(from:)`` does not read those.
    package static func text(_ instant: Instant) -> String {
        var (days, secondOfDay) = instant.unixSeconds.quotientAndRemainder(dividingBy: 86_400)
        if secondOfDay < 0 {
            days -= 1
            secondOfDay += 86_400
        }
        assert((0..<86_400).contains(secondOfDay), "the remainder lies within one day")
        let date = CivilDate(daysSinceEpoch: days)
        var text = (0...9999).contains(date.year) ? "" : date.year < 0 ? "-" : "+"
        text += padded(date.year.magnitude, to: 4) + "-"
        text += padded(date.month.magnitude, to: 2) + "-"
        text += padded(date.day.magnitude, to: 2) + "T"
        text += padded((secondOfDay / 3600).magnitude, to: 2) + ":"
        text += padded((secondOfDay / 60 % 60).magnitude, to: 2) + ":"
        return text + padded((secondOfDay % 60).magnitude, to: 2) + "Z"
    }

    /// The text of a local date, such as `2026-01-31`.
    package static func text(_ date: LocalDate) -> String {
        let year = padded(date.year.magnitude, to: 4)
        return (date.year < 0 ? "-" : "") + year + "-" + padded(date.month.magnitude, to: 2) + "-"
            + padded(date.day.magnitude, to: 2)
    }

    private static func padded(_ value: some UnsignedInteger, to width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

/// A date of the proleptic Gregorian calendar.
private struct CivilDate {
    let year: Int64
    let month: Int64
    let day: Int64

    init(year: Int64, month: Int64, day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Counts in years that begin on 1 March, so that the leap day is the last of its year, and
    /// in eras of 400 years, which all have 146,097 days.
    init(daysSinceEpoch: Int64) {
        let shifted = daysSinceEpoch + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    var daysSinceEpoch: Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    static func daysInMonth(_ month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// Reads the parts of a time from the left.
private struct TimestampReader {
    private let text: String.UTF8View
    private var index: String.UTF8View.Index

    init(_ string: String) {
        text = string.utf8
        index = text.startIndex
    }

    var isAtEnd: Bool { index == text.endIndex }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard !isAtEnd, UInt32(text[index]) == character.value else { return false }
        index = text.index(after: index)
        return true
    }

    private mutating func digit() -> Int64? {
        guard !isAtEnd else { return nil }
        let value = text[index] &- UInt8(ascii: "0")
        guard value < 10 else { return nil }
        index = text.index(after: index)
        return Int64(value)
    }

    mutating func number(digits: Int, in range: ClosedRange<Int64>) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return range.contains(value) ? value : nil
    }

    /// Skips an optional fraction of 1 to 9 digits; false: it is malformed.
    mutating func skipFraction() -> Bool {
        guard take(".") else { return true }
        var count = 0
        while digit() != nil { count += 1 }
        return (1...9).contains(count)
    }

    mutating func offsetSeconds() -> Int64? {
        if take("Z") { return 0 }
        let sign: Int64 = take("+") ? 1 : -1
        guard sign == 1 || take("-"), let hours = number(digits: 2, in: 0...23), take(":"),
            let minutes = number(digits: 2, in: 0...59)
        else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
