/// The QR code of a Russian fiscal receipt: `t=...&s=...&fn=...&i=...&fp=...&n=...`.
package struct FiscalReceipt: Hashable, Sendable {
    /// Local date and time, `YYYYMMDDTHHMM` or with seconds.
    package let time: String
    /// The total in kopecks.
    package let totalKopecks: Int64
    /// Number of the fiscal drive, 16 digits.
    package let drive: String
    /// Number of the document in the drive.
    package let document: String
    /// Fiscal sign of the document, up to 10 digits.
    package let sign: String
    /// 1 sale, 2 return of a sale, 3 purchase, 4 return of a purchase.
    package let operation: Int
    /// Whether the time carries seconds.
    package var hasSeconds: Bool { time.utf8.count == 15 }

    /// Whether a text means to be a receipt code, right or not.
    package static func claims(_ text: String) -> Bool {
        text.hasPrefix("t=") && text.contains("&s=") && text.contains("&fn=")
    }

    /// Reads the code; nil when any field is missing, repeated, unknown or malformed.
    package init?(_ text: String) {
        var fields: [Substring: Substring] = [:]
        for pair in text.split(separator: "&", omittingEmptySubsequences: false) {
            guard let equals = pair.firstIndex(of: "=") else { return nil }
            let name = pair[..<equals]
            guard ["t", "s", "fn", "i", "fp", "n"].contains(name), fields[name] == nil else {
                return nil
            }
            fields[name] = pair[pair.index(after: equals)...]
        }
        guard let time = fields["t"], Self.isTime(Array(time.utf8)),
            let total = fields["s"].flatMap(Self.kopecks),
            let drive = fields["fn"], drive.utf8.count == 16, ASCII.digits(drive.utf8) != nil,
            let document = fields["i"], (1...10).contains(document.utf8.count),
            ASCII.digits(document.utf8) != nil,
            let sign = fields["fp"], (1...10).contains(sign.utf8.count),
            ASCII.digits(sign.utf8) != nil,
            let operation = fields["n"], operation.utf8.count == 1,
            let kind = ASCII.digits(operation.utf8)?.first, (1...4).contains(kind)
        else { return nil }
        self.time = String(time)
        totalKopecks = total
        self.drive = String(drive)
        self.document = String(document)
        self.sign = String(sign)
        self.operation = Int(kind)
    }

    /// `YYYYMMDDTHHMM` or `YYYYMMDDTHHMMSS` with parts in range.
    private static func isTime(_ text: [UInt8]) -> Bool {
        guard text.count == 13 || text.count == 15, text[8] == UInt8(ascii: "T"),
            let date = ASCII.digits(text[..<8]), let clock = ASCII.digits(text[9...])
        else { return false }
        func pair(_ digits: [UInt8], _ index: Int) -> UInt8 {
            digits[index] * 10 + digits[index + 1]
        }
        return (1...12).contains(pair(date, 4)) && (1...31).contains(pair(date, 6))
            && pair(clock, 0) <= 23 && pair(clock, 2) <= 59
            && (clock.count == 4 || pair(clock, 4) <= 59)
    }

    /// Roubles, a point, two digits of kopecks; at most 12 digits of roubles.
    private static func kopecks(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...12).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            let digits = ASCII.digits(Array(parts[0].utf8) + Array(parts[1].utf8))
        else { return nil }
        return digits.reduce(0) { $0 * 10 + Int64($1) }
    }
}
