/// The QR code of a Russian fiscal receipt: `t=...&s=...&fn=...&i=...&fp=...&n=...`, each field
/// once, in any order.
package struct FiscalReceipt: Hashable, Sendable {
    /// What the money was for, field `n`.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// 1: the shop sold.
        case sale
        /// 2: goods came back to the shop.
        case saleReturn
        /// 3: the shop bought.
        case purchase
        /// 4: the shop gave back what it had bought.
        case purchaseReturn
    }

    /// Why a text is no receipt code.
    package enum Refusal: String, Error, Hashable, Sendable, CaseIterable {
        /// A part without `=`, or a field that receipts do not have.
        case unknownField
        /// A field stands twice.
        case repeatedField
        /// A field is missing.
        case missingField
        /// `t` is not a date of the calendar and a time of the day.
        case time
        /// `s` is not roubles, a point and two digits.
        case total
        /// `fn` is not 16 digits.
        case drive
        /// `i` is not 1 to 10 digits.
        case document
        /// `fp` is not 1 to 10 digits.
        case sign
        /// `n` is not 1, 2, 3 or 4.
        case kind
    }

    /// Local date and time, `YYYYMMDDTHHMM` or with seconds.
    package let time: String
    /// The total in kopecks, 0 to 10^14 - 1.
    package let totalKopecks: Int64
    /// Number of the fiscal drive, 16 digits.
    package let drive: String
    /// Number of the document in the drive, 1 to 10 digits without zeros in front.
    package let document: String
    /// Fiscal sign of the document, 1 to 10 digits without zeros in front.
    package let sign: String
    /// What the money was for.
    package let kind: Kind

    /// What no two receipts share, `fn-i-fp`: however many zeros the code puts in front of a number,
    /// one receipt has one key.
    package var key: String { "\(drive)-\(document)-\(sign)" }

    /// Whether the time carries seconds.
    package var hasSeconds: Bool { time.utf8.count == 15 }

    /// Whether a text means to be a receipt code, right or not.
    package static func claims(_ text: String) -> Bool {
        text.hasPrefix("t=") && text.contains("&s=") && text.contains("&fn=")
    }

    /// Reads the code.
    ///
    /// - Throws: The first thing that is wrong; of the values in the order t, s, fn, i, fp, n.
    package init(_ text: String) throws(Refusal) {
        let fields = try Self.fields(of: Array(text.utf8))
        guard Self.isTime(fields[0]) else { throw .time }
        guard let total = Self.kopecks(fields[1]) else { throw .total }
        guard fields[2].count == 16, ASCII.digits(fields[2]) != nil else { throw .drive }
        guard let document = Self.number(fields[3]) else { throw .document }
        guard let sign = Self.number(fields[4]) else { throw .sign }
        guard fields[5].count == 1, let code = ASCII.digits(fields[5])?.first,
            (1...4).contains(code)
        else { throw .kind }
        time = String(decoding: fields[0], as: UTF8.self)
        totalKopecks = total
        drive = String(decoding: fields[2], as: UTF8.self)
        self.document = document
        self.sign = sign
        kind = Kind.allCases[Int(code) - 1]
    }

    private static let names = ["t", "s", "fn", "i", "fp", "n"].map { Array($0.utf8) }

    /// The values of the six fields in the order of `names`.
    private static func fields(of text: [UInt8]) throws(Refusal) -> [ArraySlice<UInt8>] {
        var fields = [ArraySlice<UInt8>?](repeating: nil, count: names.count)
        for pair in text.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false) {
            guard let equals = pair.firstIndex(of: UInt8(ascii: "=")),
                let place = names.firstIndex(where: { pair[..<equals].elementsEqual($0) })
            else { throw .unknownField }
            guard fields[place] == nil else { throw .repeatedField }
            fields[place] = pair[(equals + 1)...]
        }
        let found = fields.compactMap(\.self)
        guard found.count == names.count else { throw .missingField }
        return found
    }

    /// `YYYYMMDDTHHMM` or `YYYYMMDDTHHMMSS`, a day that the calendar has.
    private static func isTime(_ field: ArraySlice<UInt8>) -> Bool {
        let text = Array(field)
        guard text.count == 13 || text.count == 15, text[8] == UInt8(ascii: "T"),
            let date = ASCII.digits(text[..<8]), let clock = ASCII.digits(text[9...])
        else { return false }
        func pair(_ digits: [UInt8], _ index: Int) -> Int {
            Int(digits[index]) * 10 + Int(digits[index + 1])
        }
        let year = pair(date, 0) * 100 + pair(date, 2)
        let days = daysInMonth(pair(date, 4), year: year)
        return pair(date, 6) >= 1 && pair(date, 6) <= days
            && pair(clock, 0) <= 23 && pair(clock, 2) <= 59
            && (clock.count == 4 || pair(clock, 4) <= 59)
    }

    /// 28 to 31; 0: no such month.
    private static func daysInMonth(_ month: Int, year: Int) -> Int {
        switch month {
        case 1, 3, 5, 7, 8, 10, 12: return 31
        case 4, 6, 9, 11: return 30
        case 2:
            let isLeap =
                year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
            return isLeap ? 29 : 28
        default: return 0
        }
    }

    /// Roubles, a point, two digits of kopecks; at most 12 digits of roubles.
    private static func kopecks(_ field: ArraySlice<UInt8>) -> Int64? {
        let point = UInt8(ascii: ".")
        let parts = field.split(separator: point, omittingEmptySubsequences: false)
        guard parts.count == 2, (1...12).contains(parts[0].count), parts[1].count == 2,
            let digits = ASCII.digits(parts[0] + parts[1])
        else { return nil }
        return digits.reduce(0) { $0 * 10 + Int64($1) }
    }

    /// A number of 1 to 10 digits without zeros in front.
    private static func number(_ field: ArraySlice<UInt8>) -> String? {
        guard (1...10).contains(field.count), let digits = ASCII.digits(field) else { return nil }
        return String(digits.reduce(UInt64(0)) { $0 * 10 + UInt64($1) })
    }
}
