/// A trade item number in its 13-digit form, with a right check digit.
///
/// EAN-13, UPC-A and UPC-E carry the same number; EAN-8 is padded with zeros on the left.
package struct GTIN13: Hashable, Sendable {
    /// The 13 digits as one number.
    package let value: UInt64

    /// Accepts 13 digits (values 0 to 9) whose check digit is right.
    package init?(digits: some Collection<UInt8>) {
        let digits = ArraySlice(digits)
        guard digits.count == 13, CheckDigit.isRight(digits) else { return nil }
        value = digits.reduce(0) { $0 * 10 + UInt64($1) }
    }

    /// The number of shorter digits, padded with zeros on the left.
    init?(padding digits: [UInt8]) {
        guard digits.count <= 13 else { return nil }
        self.init(digits: [UInt8](repeating: 0, count: 13 - digits.count) + digits)
    }

    /// The 13 digits, values 0 to 9.
    package var digits: [UInt8] {
        var rest = value
        var digits = [UInt8](repeating: 0, count: 13)
        for index in digits.indices.reversed() {
            digits[index] = UInt8(rest % 10)
            rest /= 10
        }
        return digits
    }

    /// The 13 digits as text.
    package var text: String { ASCII.text(digits) }
}

/// UPC-E, the zero-suppressed form of a UPC-A.
package enum UPCE {
    /// Why digits are not a UPC-E.
    package enum Refusal: Error, Hashable, Sendable {
        case length, numberSystem, checksum
    }

    /// The 12 digits that a UPC-E stands for.
    ///
    /// - Parameter digits: 8 (number system, six, check digit) or 6 (number system 0 and the check
    ///   digit are implied). GS1 General Specifications, section 5.2.2.4.2.
    /// - Returns: UPC-A, values 0 to 9, check digit right.
    /// - Throws: `Refusal`; the number system must be 0 or 1.
    package static func expand(_ digits: [UInt8]) throws(Refusal) -> [UInt8] {
        guard digits.count == 8 || digits.count == 6 else { throw .length }
        let system = digits.count == 8 ? digits[0] : 0
        guard system <= 1 else { throw .numberSystem }
        let six = digits.count == 8 ? Array(digits[1...6]) : digits
        let middle: [UInt8]
        switch six[5] {
        case 0...2: middle = [six[0], six[1], six[5], 0, 0, 0, 0, six[2], six[3], six[4]]
        case 3: middle = [six[0], six[1], six[2], 0, 0, 0, 0, 0, six[3], six[4]]
        case 4: middle = [six[0], six[1], six[2], six[3], 0, 0, 0, 0, 0, six[4]]
        default: middle = Array(six[0...4]) + [0, 0, 0, 0, six[5]]
        }
        let body = [system] + middle
        let check = CheckDigit.gs1(body[...])
        if digits.count == 8, digits[7] != check { throw .checksum }
        return body + [check]
    }
}
