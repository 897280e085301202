/// The identifier that a contactless card names itself by: up to 16 bytes, most significant first.
///
/// It identifies and never authenticates. Its text form is masked, so that a card number cannot
/// slip into a log through string interpolation; `hex` is the one way to the digits.
package struct UID: Hashable, Sendable {
    /// The longest identifier that can be held, in bytes.
    package static let maximumCount = 16

    /// The first eight bytes, left-aligned; missing bytes are zero.
    package let high: UInt64
    /// The next eight bytes, left-aligned; missing bytes are zero.
    package let low: UInt64
    /// Number of bytes, 1 to 16.
    package let count: UInt8

    /// Makes an identifier of 1 to 16 bytes; nil for any other number.
    package init?(_ bytes: some Collection<UInt8>) {
        guard (1...UID.maximumCount).contains(bytes.count) else { return nil }
        var words: (UInt64, UInt64) = (0, 0)
        for (index, byte) in bytes.enumerated() {
            let shifted = UInt64(byte) << UInt64(56 - 8 * (index % 8))
            if index < 8 { words.0 |= shifted } else { words.1 |= shifted }
        }
        high = words.0
        low = words.1
        count = UInt8(bytes.count)
    }

    /// The byte at `index`, 0 to `count` - 1.
    package subscript(index: Int) -> UInt8 {
        precondition((0..<Int(count)).contains(index), "UID byte index out of range")
        let word = index < 8 ? high : low
        return UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * (index % 8)))
    }

    /// The bytes, most significant first.
    package var bytes: [UInt8] { (0..<Int(count)).map { self[$0] } }

    /// The same bytes in the opposite order.
    package var reversed: UID {
        guard let turned = UID(bytes.reversed()) else { preconditionFailure("same count") }
        return turned
    }

    /// Upper-case hexadecimal digits, most significant byte first.
    ///
    /// Sensitive: never log it.
    package var hex: String { Hexadecimal.text(bytes) }
}

extension UID: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The length only: the number itself stays out of every text.
    package var description: String { "UID(\(count) bytes)" }

    /// The same masked text.
    package var debugDescription: String { description }

    /// Nothing to see for `dump`.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// Hexadecimal text of this target: ATRs in messages, identifiers in `card identify`.
package enum Hexadecimal {
    /// Upper-case digits without separators.
    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var out: [UInt8] = []
        for byte in bytes {
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Bytes of a text of digit pairs; blanks and colons between pairs are allowed.
    ///
    /// Nil: not hex.
    package static func bytes(_ text: String) -> [UInt8]? {
        var out: [UInt8] = []
        var half: UInt8?
        for character in text.utf8 {
            guard let value = digit(character) else {
                let isSeparator = character == 0x20 || character == 0x3A
                guard isSeparator, half == nil else { return nil }
                continue
            }
            if let first = half {
                out.append(first << 4 | value)
                half = nil
            } else {
                half = value
            }
        }
        return half == nil ? out : nil
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case 0x30...0x39: character - 0x30
        case 0x41...0x46: character - 0x41 + 10
        case 0x61...0x66: character - 0x61 + 10
        default: nil
        }
    }
}
