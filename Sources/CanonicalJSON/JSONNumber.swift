/// One number of a document: where it ends and what it is.
struct JSONNumber {
    /// The value: `.integer` or `.decimal`.
    let value: JSONValue
    /// Offset of the first byte after it.
    let end: Int

    /// Reads the number that begins at `start` with a digit or a minus sign.
    ///
    /// - Throws: ``JSONError`` of kind badNumber, numberOutOfRange or numberTooLong.
    init(_ bytes: [UInt8], from start: Int, limits: JSONLimits) throws(JSONError) {
        var index = start
        if index < bytes.count, bytes[index] == UInt8(ascii: "-") { index += 1 }
        let firstDigit = index
        index = Self.skipDigits(bytes, index)
        guard index > firstDigit else {
            throw JSONError(.badNumber, at: index, in: bytes, "a digit is expected here")
        }
        guard bytes[firstDigit] != UInt8(ascii: "0") || index == firstDigit + 1 else {
            throw JSONError(
                .badNumber,
                at: firstDigit,
                in: bytes,
                "a number may not begin with a zero that another digit follows"
            )
        }
        let integerEnd = index
        index = try Self.skipFraction(bytes, index)
        index = try Self.skipExponent(bytes, index)
        guard index - start <= limits.maximumNumberBytes else {
            throw JSONError(
                .numberTooLong,
                at: start,
                in: bytes,
                "a number may have at most \(limits.maximumNumberBytes) characters"
            )
        }
        end = index
        if index > integerEnd {
            value = .decimal(String(decoding: bytes[start..<index], as: UTF8.self))
        } else if let integer = Self.integer(bytes, start, firstDigit, index) {
            value = .integer(integer)
        } else {
            throw JSONError(
                .numberOutOfRange,
                at: start,
                in: bytes,
                "an integer must lie between \(Int64.min) and \(Int64.max)"
            )
        }
    }

    private static func skipDigits(_ bytes: [UInt8], _ start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index] &- UInt8(ascii: "0") < 10 { index += 1 }
        return index
    }

    private static func skipFraction(_ bytes: [UInt8], _ start: Int) throws(JSONError) -> Int {
        guard start < bytes.count, bytes[start] == UInt8(ascii: ".") else { return start }
        let end = skipDigits(bytes, start + 1)
        guard end > start + 1 else {
            throw JSONError(.badNumber, at: end, in: bytes, "a digit must follow the decimal point")
        }
        return end
    }

    private static func skipExponent(_ bytes: [UInt8], _ start: Int) throws(JSONError) -> Int {
        guard start < bytes.count, bytes[start] | 0x20 == UInt8(ascii: "e") else { return start }
        var index = start + 1
        if index < bytes.count,
            bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-")
        {
            index += 1
        }
        let end = skipDigits(bytes, index)
        guard end > index else {
            throw JSONError(.badNumber, at: end, in: bytes, "a digit must follow the exponent sign")
        }
        return end
    }

    private static func integer(
        _ bytes: [UInt8],
        _ start: Int,
        _ firstDigit: Int,
        _ end: Int
    ) -> Int64? {
        let isNegative = firstDigit > start
        var value: Int64 = 0
        for byte in bytes[firstDigit..<end] {
            let digit = Int64(byte - UInt8(ascii: "0"))
            let (shifted, overflowed) = value.multipliedReportingOverflow(by: 10)
            // Counted below zero when negative, so that the least integer needs no special case.
            let (next, overflowedAgain) =
                isNegative
                ? shifted.subtractingReportingOverflow(digit)
                : shifted.addingReportingOverflow(digit)
            guard !overflowed, !overflowedAgain else { return nil }
            value = next
        }
        return value
    }
}
