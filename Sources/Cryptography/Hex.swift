/// Bytes as hexadecimal text.
package enum Hex {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Two lower-case digits for each byte.
    package static func encode(_ bytes: [UInt8]) -> String {
        let count = bytes.count * 2
        return unsafe String(unsafeUninitializedCapacity: count) { output in
            for (index, byte) in bytes.enumerated() {
                unsafe output[index * 2] = digits[Int(byte >> 4)]
                unsafe output[index * 2 + 1] = digits[Int(byte & 15)]
            }
            return count
        }
    }

    /// The bytes of hexadecimal text in either case.
    ///
    /// Nil: an odd number of digits, or anything that is not an ASCII digit.
    package static func decode(_ text: String) -> [UInt8]? {
        let source = Array(text.utf8)
        guard source.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count / 2)
        for index in stride(from: 0, to: source.count, by: 2) {
            guard let high = value(of: source[index]), let low = value(of: source[index + 1])
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
