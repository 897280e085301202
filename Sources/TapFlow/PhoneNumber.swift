/// A Russian telephone number in its one canonical form, `+7` and ten digits.
///
/// Its text form is masked, so that a number cannot slip into a log or onto a page through string
/// interpolation; `text` is the one way to the digits.
package struct PhoneNumber: Hashable, Sendable {
    /// The ten digits after `+7` as one number, 0 to 10^10 - 1.
    private let national: UInt64

    /// Reads a number as people write it: ten digits, or eleven that begin with 8, 7 or `+7`.
    ///
    /// Blanks, no-break spaces, hyphens, dashes, parentheses and points may stand anywhere but
    /// before the plus. Nil: any other length, character or country.
    package init?(_ text: String) {
        var digits: [UInt8] = []
        var hasPlus = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "0"..."9": digits.append(UInt8(scalar.value - 0x30))
            case "+" where digits.isEmpty && !hasPlus: hasPlus = true
            case " ", "\u{A0}", "\u{2007}", "\u{2009}", "\u{202F}", "-", "\u{2010}"..."\u{2014}",
                "(", ")", ".":
                continue
            default: return nil
            }
            guard digits.count <= 11 else { return nil }
        }
        switch (digits.count, digits.first) {
        case (11, 7),
            (11, 8) where !hasPlus:
            digits.removeFirst()
        case (10, _) where !hasPlus: break
        default: return nil
        }
        national = digits.reduce(0) { $0 * 10 + UInt64($1) }
    }

    /// `+7` and the ten digits.
    ///
    /// Sensitive: never log or show it.
    package var text: String { "+7" + String(national + 10_000_000_000).dropFirst() }

    /// The bytes that a phone credential is made from: `text` in ASCII.
    ///
    /// Sensitive.
    package var canonical: [UInt8] { Array(text.utf8) }

    /// What people may see of it: `+7 *** ***-45-67`.
    package var masked: String {
        let last = String(national % 10_000 + 10_000).dropFirst()
        return "+7 *** ***-\(last.prefix(2))-\(last.suffix(2))"
    }
}

extension PhoneNumber: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The masked number.
    package var description: String { masked }

    /// The masked number.
    package var debugDescription: String { masked }

    /// Nothing to see for `dump`.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
