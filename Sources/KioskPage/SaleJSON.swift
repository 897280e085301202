import CanonicalJSON
import TapFlow

/// Reads a sale as a till posts it.
enum SaleJSON {
    /// Greatest amount of money in a field: 10^13 minor units.
    static let amountMaximum: Int64 = 10_000_000_000_000
    /// Greatest quantity in thousandths.
    static let quantityMaximum: Int64 = 1_000_000_000
    /// Most lines of a sale.
    static let linesMaximum = 1_000
    /// Bytes of an id, a key, a name.
    static let textBytesMaximum = 64

    /// Reads the body of `POST /v1/sales`.
    ///
    /// - Throws: 400 for a shape that cannot be, 422 for a value that cannot be.
    static func sale(_ body: [UInt8], currency: String) throws(APIError) -> SaleRequest {
        var fields = try JSONFields.body(body)
        let id = try saleID(&fields)
        let station = try fields.text("station", maximum: textBytesMaximum)
        var sale = SaleRequest(id: id, station: station, lines: [])
        sale.atUnixSeconds = try instant(&fields)
        sale.receipt = try fields.optionalText("receipt", maximum: textBytesMaximum)
        sale.fiscal = try fields.optionalText("fiscal", maximum: textBytesMaximum)
        sale.partner = try fields.optionalText("partner", maximum: textBytesMaximum)
        sale.presented = try credential(&fields)
        try checkCurrency(&fields, currency)
        let lines = try fields.required("lines")
        try fields.refuseOthers()
        guard let lines = lines.array else {
            throw JSONFields.wrongType("lines", "an array of lines")
        }
        guard (1...linesMaximum).contains(lines.count) else {
            throw fields.badField("lines", "must have 1 to \(linesMaximum) lines")
        }
        for (index, value) in lines.enumerated() {
            sale.lines.append(try line(value, path: "lines[\(index)]"))
        }
        return sale
    }

    /// Whether a text can be the id of a sale; `.`, `..` and `events` mean something in an address.
    static func isSaleID(_ text: some StringProtocol) -> Bool {
        (1...textBytesMaximum).contains(text.utf8.count)
            && ![".", "..", "events"].contains(String(text))
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    private static func saleID(_ fields: inout JSONFields) throws(APIError) -> String {
        let id = try fields.text("id", maximum: textBytesMaximum)
        guard isSaleID(id) else {
            throw fields.badField(
                "id",
                "must be 1 to 64 of A-Z a-z 0-9 . _ - and not '.', '..' or 'events'"
            )
        }
        return id
    }

    private static func instant(_ fields: inout JSONFields) throws(APIError) -> Int64? {
        guard let text = try fields.optionalText("at", maximum: textBytesMaximum) else {
            return nil
        }
        guard let seconds = CivilTime.unixSeconds(text) else {
            throw fields.badField(
                "at",
                "must be a time with its offset, such as 2026-05-31T14:05:09+03:00"
            )
        }
        return seconds
    }

    private static func credential(
        _ fields: inout JSONFields
    ) throws(APIError) -> SaleRequest.Presented? {
        guard let value = fields.optional("credential") else { return nil }
        var inner = try JSONFields(value, path: "credential")
        let barcode = try inner.text("barcode", maximum: textBytesMaximum)
        try inner.refuseOthers()
        guard barcode.utf8.count == 13, let check = barcode.utf8.last, isDigits(barcode) else {
            throw inner.badField("barcode", "must be 13 digits")
        }
        guard checkDigit(barcode.utf8.dropLast()) == check else {
            throw APIError(
                422,
                "badBarcode",
                "The check digit of 'credential.barcode' is wrong; scan the card again.",
                field: "credential.barcode"
            )
        }
        return .barcode(barcode)
    }

    private static func checkCurrency(
        _ fields: inout JSONFields,
        _ currency: String
    ) throws(APIError) {
        guard let sent = try fields.optionalText("currency", maximum: textBytesMaximum) else {
            return
        }
        guard sent == currency else {
            throw APIError(
                422,
                "currencyMismatch",
                "The field 'currency' must be \(currency), the programme's; convert nothing, ask "
                    + "the owner.",
                field: "currency"
            )
        }
    }

    private static func line(_ value: JSONValue, path: String) throws(APIError) -> SaleRequest.Line
    {
        var fields = try JSONFields(value, path: path)
        let quantity = try quantityThousandths(&fields)
        let unit = try fields.integer("unitMinor", in: 0...amountMaximum)
        let total = try fields.integer("totalMinor", in: 0...amountMaximum)
        var line = SaleRequest.Line(
            quantityThousandths: quantity,
            unitMinor: unit,
            totalMinor: total
        )
        line.gtin = try fields.optionalText("gtin", maximum: textBytesMaximum)
        if let gtin = line.gtin, !(8...14).contains(gtin.utf8.count) || !isDigits(gtin) {
            throw fields.badField("gtin", "must be 8 to 14 digits")
        }
        line.sku = try fields.optionalText("sku", maximum: textBytesMaximum)
        line.category = try fields.optionalText("category", maximum: textBytesMaximum)
        line.brand = try fields.optionalText("brand", maximum: textBytesMaximum)
        try fields.refuseOthers()
        let wanted = (Int128(quantity) * Int128(unit) + 500) / 1_000
        guard (wanted - 1...wanted + 1).contains(Int128(total)) else {
            throw APIError(
                422,
                "totalMismatch",
                "The field '\(fields.path("totalMinor"))' is not quantity times unitMinor (within "
                    + "one minor unit); send the prices after the discount.",
                field: fields.path("totalMinor")
            )
        }
        return line
    }

    /// A quantity, as a number or as a string: digits, at most 3 of them after the point.
    private static func quantityThousandths(_ fields: inout JSONFields) throws(APIError) -> Int64 {
        let text: String
        switch try fields.required("quantity") {
        case .integer(let integer): text = String(integer)
        case .decimal(let raw), .string(let raw): text = raw
        default:
            throw JSONFields.wrongType(fields.path("quantity"), "a number such as 0.742")
        }
        guard let thousandths = thousandths(text) else {
            throw fields.badField(
                "quantity",
                "must be a number such as 2 or 0.742: at most 3 decimals, no sign, no exponent"
            )
        }
        guard (1...quantityMaximum).contains(thousandths) else {
            throw APIError(
                422,
                "amountOutOfRange",
                "The field '\(fields.path("quantity"))' must be from 0.001 to 1000000; correct it.",
                field: fields.path("quantity")
            )
        }
        return thousandths
    }

    /// A decimal number in thousandths: `2` is 2,000 and `0.742` is 742.
    ///
    /// Nil for any other form, nothing is rounded. A number too large for its type is given as the
    /// greatest there is.
    static func thousandths(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard
            (1...2).contains(parts.count), let whole = parts.first, !whole.isEmpty,
            isDigits(whole), whole.utf8.count == 1 || !whole.hasPrefix("0")
        else { return nil }
        let decimals = parts.count == 2 ? parts[1] : "0"
        guard (1...3).contains(decimals.utf8.count), isDigits(decimals) else { return nil }
        let padded = decimals + String(repeating: "0", count: 3 - decimals.utf8.count)
        guard let units = Int64(whole), let rest = Int64(padded) else { return .max }
        let (scaled, overflow) = units.multipliedReportingOverflow(by: 1_000)
        guard !overflow, scaled <= .max - rest else { return .max }
        return scaled + rest
    }

    private static func isDigits(_ text: some StringProtocol) -> Bool {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    /// GS1 General Specifications, check digit: weights 3 and 1 from the right.
    private static func checkDigit(_ digits: some BidirectionalCollection<UInt8>) -> UInt8 {
        var sum = 0
        for (index, digit) in digits.reversed().enumerated() {
            sum += Int(digit - UInt8(ascii: "0")) * (index.isMultiple(of: 2) ? 3 : 1)
        }
        return UInt8(ascii: "0") + UInt8((10 - sum % 10) % 10)
    }
}
