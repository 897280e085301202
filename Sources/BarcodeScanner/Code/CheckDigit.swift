/// Check digits of the GS1 number family.
package enum CheckDigit {
    /// The check digit that completes `digits`.
    ///
    /// Weights 3 and 1 alternate from the right, which is the same rule for every GTIN length.
    /// GS1 General Specifications, section 7.9.1.
    ///
    /// - Parameter digits: Values 0 to 9, the check digit not included.
    /// - Returns: 0 to 9.
    package static func gs1(_ digits: ArraySlice<UInt8>) -> UInt8 {
        var sum = 0
        var weight = 3
        for digit in digits.reversed() {
            precondition(digit <= 9, "a digit is 0 to 9")
            sum += Int(digit) * weight
            weight = 4 - weight
        }
        return UInt8((10 - sum % 10) % 10)
    }

    /// Whether the last of `digits` is the check digit of those before it.
    package static func isRight(_ digits: ArraySlice<UInt8>) -> Bool {
        guard let last = digits.last else { return false }
        return gs1(digits.dropLast()) == last
    }

    /// The verifier digit of a price or weight field of 4 or 5 digits; nil for another length.
    ///
    /// GS1 General Specifications, sections 7.9.2 to 7.9.4. Five digits: the verifier is the digit
    /// whose own 5- product completes the sum to ten, so 14685 gives 6, not 7.
    package static func priceVerifier(_ digits: ArraySlice<UInt8>) -> UInt8? {
        let values = digits.map(Int.init)
        guard values.allSatisfy({ (0...9).contains($0) }) else { return nil }
        switch values.count {
        case 4:
            let sum =
                twoMinus[values[0]] + twoMinus[values[1]] + three[values[2]] + fiveMinus[values[3]]
            return UInt8(sum * 3 % 10)
        case 5:
            let sum =
                fivePlus[values[0]] + twoMinus[values[1]] + fiveMinus[values[2]]
                + fivePlus[values[3]] + twoMinus[values[4]]
            return fiveMinus.firstIndex(of: (10 - sum % 10) % 10).map(UInt8.init)
        default:
            return nil
        }
    }

    /// Whether ten characters are an ISBN-10 (ISO 2108: weights 10 to 1, sum divisible by 11).
    ///
    /// - Parameter text: ASCII; the last may be `X` for 10.
    /// - Returns: False for any other length or character.
    package static func isISBN10(_ text: [UInt8]) -> Bool {
        guard text.count == 10 else { return false }
        var sum = 0
        for (index, byte) in text.enumerated() {
            let value: Int
            switch byte {
            case ASCII.zero...ASCII.nine: value = Int(byte - ASCII.zero)
            case UInt8(ascii: "X") where index == 9: value = 10
            default: return false
            }
            sum += value * (10 - index)
        }
        return sum % 11 == 0
    }

    // Weighted products of GS1 General Specifications, table 7.9.2-1, indexed by the digit.
    private static let twoMinus = [0, 2, 4, 6, 8, 9, 1, 3, 5, 7]
    private static let three = [0, 3, 6, 9, 2, 5, 8, 1, 4, 7]
    private static let fivePlus = [0, 5, 1, 6, 2, 7, 3, 8, 4, 9]
    private static let fiveMinus = [0, 5, 9, 4, 8, 3, 7, 2, 6, 1]
}

/// Bytes that have a name here.
enum ASCII {
    static let nul: UInt8 = 0x00
    static let startOfText: UInt8 = 0x02
    static let endOfText: UInt8 = 0x03
    static let endOfTransmission: UInt8 = 0x04
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let escape: UInt8 = 0x1B
    static let groupSeparator: UInt8 = 0x1D
    static let space: UInt8 = 0x20
    static let zero: UInt8 = 0x30
    static let nine: UInt8 = 0x39
    static let delete: UInt8 = 0x7F

    static func isControl(_ byte: UInt8) -> Bool { byte < space || byte == delete }

    /// Values 0 to 9 of a text that is digits and nothing else; nil otherwise, and for no digit.
    static func digits(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard !text.isEmpty else { return nil }
        var values: [UInt8] = []
        values.reserveCapacity(text.count)
        for byte in text {
            guard (zero...nine).contains(byte) else { return nil }
            values.append(byte - zero)
        }
        return values
    }

    /// The text of digits 0 to 9.
    static func text(_ digits: some Sequence<UInt8>) -> String {
        String(decoding: digits.map { $0 + zero }, as: UTF8.self)
    }
}
