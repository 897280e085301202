import Loyalty

extension CalendarDuration {
    /// Reads an ISO 8601 duration of whole numbers, such as `P1Y2M`, `P3D` or `PT12H`; nil: the
    /// text is not one, or it is longer than the core takes.
    init?(iso8601 text: String) {
        var rest = Substring(text)
        guard rest.popFirst() == "P" else { return nil }
        let halves = rest.split(separator: "T", omittingEmptySubsequences: false)
        guard halves.count <= 2,
            let date = Self.amounts(halves[0], units: "YMWD"),
            let time = Self.amounts(halves.count == 2 ? halves[1] : "", units: "HMS"),
            !date.isEmpty || !time.isEmpty, halves.count == 1 || !time.isEmpty
        else { return nil }
        let months = date["Y", default: 0] * 12 + date["M", default: 0]
        let days = date["W", default: 0] * 7 + date["D", default: 0]
        let seconds =
            time["H", default: 0] * 3600 + time["M", default: 0] * 60 + time["S", default: 0]
        guard months <= Int64(Period.maximumMonths), days <= Int64(Period.maximumDays),
            seconds <= Period.maximumSeconds
        else { return nil }
        self.init(months: Int(months), days: Int(days), seconds: seconds)
    }

    /// The ISO 8601 text, of months, days and seconds only.
    var iso8601: String {
        var text = "P"
        if months > 0 { text += "\(months)M" }
        if days > 0 { text += "\(days)D" }
        return seconds > 0 || text == "P" ? text + "T\(seconds)S" : text
    }

    /// The numbers before their unit letters, which must come in order; nil: malformed.
    private static func amounts(_ text: Substring, units: String) -> [Character: Int64]? {
        var rest = text
        var units = Substring(units)
        var amounts: [Character: Int64] = [:]
        while !rest.isEmpty {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            rest = rest.dropFirst(digits.count)
            // Eleven digits are more than any bound, and times 3600 still fits.
            guard (1...11).contains(digits.count), let value = Int64(digits),
                let unit = rest.popFirst(), let place = units.firstIndex(of: unit)
            else { return nil }
            units = units[units.index(after: place)...]
            amounts[unit] = value
        }
        return amounts
    }
}
