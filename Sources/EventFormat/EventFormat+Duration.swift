import CanonicalJSON
package import Loyalty

extension EventFormat {
    /// Reads an ISO 8601 duration of whole numbers, such as `P1Y2M`, `P3D` or `PT12H`.
    ///
    /// - Returns: The duration; nil: the text is not one, or it is longer than the core takes.
    package static func duration(from text: String) -> CalendarDuration? {
        var rest = text.utf8[...]
        guard rest.popFirst() == UInt8(ascii: "P") else { return nil }
        guard let date = amounts(&rest, units: "YMWD") else { return nil }
        var time: [Int64] = [0, 0, 0]
        if !rest.isEmpty {
            guard rest.popFirst() == UInt8(ascii: "T"), !rest.isEmpty,
                let amounts = amounts(&rest, units: "HMS"), rest.isEmpty
            else { return nil }
            time = amounts
        } else if text.utf8.count == 1 {
            return nil
        }
        // Eleven digits are more than any bound, and times 3600 still fits.
        let months = date[0] * 12 + date[1]
        let days = date[2] * 7 + date[3]
        let seconds = time[0] * 3600 + time[1] * 60 + time[2]
        guard months <= Int64(Period.maximumMonths), days <= Int64(Period.maximumDays),
            seconds <= Period.maximumSeconds
        else { return nil }
        return CalendarDuration(months: Int(months), days: Int(days), seconds: seconds)
    }

    /// The numbers before their unit letters, which come in order, each at most once, up to a `T`
    /// or the end; nil: malformed.
    private static func amounts(_ rest: inout Substring.UTF8View, units: String) -> [Int64]? {
        let letters = Array(units.utf8)
        var amounts = Array(repeating: Int64(0), count: letters.count)
        var next = 0
        while let byte = rest.first, byte != UInt8(ascii: "T") {
            let digits = rest.prefix { $0 &- UInt8(ascii: "0") < 10 }
            rest = rest[digits.endIndex...]
            guard (1...11).contains(digits.count), let value = Int64(Substring(digits)),
                let letter = rest.popFirst(),
                let place = letters[next...].firstIndex(of: letter)
            else { return nil }
            amounts[place] = value
            next = place + 1
        }
        return amounts
    }

    /// Appends the ISO 8601 text of a duration, of months, days and seconds only.
    static func append(_ duration: CalendarDuration, to text: inout [UInt8]) {
        assert(duration.months >= 0 && duration.days >= 0 && duration.seconds >= 0)
        text.append(UInt8(ascii: "P"))
        append(Int64(duration.months), UInt8(ascii: "M"), to: &text)
        append(Int64(duration.days), UInt8(ascii: "D"), to: &text)
        let isNothing = duration.months == 0 && duration.days == 0
        guard duration.seconds > 0 || isNothing else { return }
        text.append(UInt8(ascii: "T"))
        text.appendDecimal(duration.seconds)
        text.append(UInt8(ascii: "S"))
    }

    private static func append(_ amount: Int64, _ unit: UInt8, to text: inout [UInt8]) {
        guard amount > 0 else { return }
        text.appendDecimal(amount)
        text.append(unit)
    }
}
