import CanonicalJSON
package import Loyalty

extension EventFormat {
    /// Reads an RFC 3339 time with any offset.
    ///
    /// Fractions of a second (up to 9 digits) are cut off: the core counts whole seconds. A leap
    /// second (`:60`) is refused.
    ///
    /// - Parameter text: `2026-01-31T12:00:00+03:00`, `2026-01-31T09:00:00Z`.
    /// - Returns: The instant; nil: the text is not such a time, or lies outside the years
    ///   1 to 9999 of UTC.
    package static func instant(from text: String) -> Instant? {
        var reader = TimestampReader(text)
        guard let date = reader.date(), reader.take("T"),
            let hour = reader.number(digits: 2, in: 0...23), reader.take(":"),
            let minute = reader.number(digits: 2, in: 0...59), reader.take(":"),
            let second = reader.number(digits: 2, in: 0...59), reader.skipFraction(),
            let offset = reader.offsetSeconds(), reader.isAtEnd
        else { return nil }
        let seconds = Int64(date.dayNumber) * 86_400 + hour * 3600 + minute * 60 + second
        // Its offset may carry a time over the edge of the years that UTC text can be read in.
        let instant = Instant(unixSeconds: seconds - offset)
        return Instant.supported.contains(instant) ? instant : nil
    }

    /// Reads a date such as `2026-01-31` of the years 1 to 9999; nil: the text is not one.
    package static func date(from text: String) -> LocalDate? {
        var reader = TimestampReader(text)
        guard let date = reader.date(), reader.isAtEnd else { return nil }
        return date
    }

    /// The RFC 3339 text of an instant in UTC, such as `2026-01-31T09:00:00Z`.
    ///
    /// Years outside 0 to 9999, which RFC 3339 cannot express, are written with a sign, as
    /// ISO 8601 extends them; ``instant(from:)`` does not read those.
    package static func text(_ instant: Instant) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(24)
        append(instant, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// The text of a local date, such as `2026-01-31`.
    package static func text(_ date: LocalDate) -> String {
        var text: [UInt8] = []
        append(date, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// The RFC 3339 text of an instant with the offset of a zone, such as
    /// `2026-01-31T12:00:00+03:00`.
    ///
    /// RFC 3339 knows no seconds of an offset: they are cut off, and the text is still the instant.
    package static func text(_ instant: Instant, in zone: Zone) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(32)
        append(instant, in: zone, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends what ``text(_:)-(Instant)`` gives.
    package static func append(_ instant: Instant, to text: inout [UInt8]) {
        appendLocal(instant.unixSeconds, to: &text)
        text.append(UInt8(ascii: "Z"))
    }

    /// Appends what ``text(_:in:)`` gives.
    package static func append(_ instant: Instant, in zone: Zone, to text: inout [UInt8]) {
        let minutes = zone.offsetSeconds(at: instant) / 60
        appendLocal(instant.unixSeconds + minutes * 60, to: &text)
        text.append(minutes < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        text.appendDecimal((minutes / 60).magnitude, width: 2)
        text.append(UInt8(ascii: ":"))
        text.appendDecimal((minutes % 60).magnitude, width: 2)
    }

    /// Appends date and time of day of seconds since the beginning of 1970.
    private static func appendLocal(_ seconds: Int64, to text: inout [UInt8]) {
        var (days, secondOfDay) = seconds.quotientAndRemainder(dividingBy: 86_400)
        if secondOfDay < 0 {
            days -= 1
            secondOfDay += 86_400
        }
        assert((0..<86_400).contains(secondOfDay), "the remainder lies within one day")
        let date = LocalDate(dayNumber: Int(days))
        if date.year > 9999 { text.append(UInt8(ascii: "+")) }
        append(date, to: &text)
        text.append(UInt8(ascii: "T"))
        text.appendDecimal((secondOfDay / 3600).magnitude, width: 2)
        text.append(UInt8(ascii: ":"))
        text.appendDecimal((secondOfDay / 60 % 60).magnitude, width: 2)
        text.append(UInt8(ascii: ":"))
        text.appendDecimal((secondOfDay % 60).magnitude, width: 2)
    }

    /// Appends the text of a local date, such as `2026-01-31`.
    static func append(_ date: LocalDate, to text: inout [UInt8]) {
        if date.year < 0 { text.append(UInt8(ascii: "-")) }
        text.appendDecimal(UInt64(date.year.magnitude), width: 4)
        text.append(UInt8(ascii: "-"))
        text.appendDecimal(UInt64(date.month.magnitude), width: 2)
        text.append(UInt8(ascii: "-"))
        text.appendDecimal(UInt64(date.day.magnitude), width: 2)
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

    mutating func date() -> LocalDate? {
        guard let year = number(digits: 4, in: 1...9999), take("-"),
            let month = number(digits: 2, in: 1...12), take("-"),
            let day = number(digits: 2, in: 1...31),
            LocalDate.isReal(year: Int(year), month: Int(month), day: Int(day))
        else { return nil }
        return LocalDate(year: Int(year), month: Int(month), day: Int(day))
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
