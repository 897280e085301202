/// What one press contributed to a code.
enum KeySymbol: Hashable {
    case stroke(KeyboardDecoder.Stroke)
    /// A character by its decimal code, typed with Alt on the keypad.
    case code(Int)
    /// A press that types nothing known.
    case unknown

    /// What stands for a press that types nothing known; never a digit.
    private static let replacement: Unicode.Scalar = "\u{FFFD}"

    /// The bytes that the presses typed.
    ///
    /// The digit row needs Shift on some layouts and the scanner may be set to any. So a code made
    /// of the digit row alone, all with or all without Shift, is digits when its check digit agrees;
    /// otherwise the configured layout decides.
    static func text(_ symbols: [KeySymbol], layout: KeyboardLayout?) -> [UInt8] {
        if let digits = rowDigits(symbols), isNumberLength(digits.count),
            CheckDigit.isRight(digits[...])
        {
            return digits.map { $0 + ASCII.zero }
        }
        var text = String.UnicodeScalarView()
        for symbol in symbols { text.append(symbol.scalar(layout)) }
        return Array(String(text).utf8)
    }

    private static func isNumberLength(_ count: Int) -> Bool { [8, 12, 13, 14].contains(count) }

    /// The digits of presses of the digit row and keypad alone, the row all shifted or all not.
    private static func rowDigits(_ symbols: [KeySymbol]) -> [UInt8]? {
        var shifts: Set<Bool> = []
        var digits: [UInt8] = []
        for symbol in symbols {
            guard case .stroke(let stroke) = symbol, !stroke.isControl else { return nil }
            switch stroke.usage {
            case 0x1E...0x27:
                shifts.insert(stroke.isShifted)
                digits.append((stroke.usage - 0x1D) % 10)
            case 0x59...0x62: digits.append((stroke.usage - 0x58) % 10)
            default: return nil
            }
        }
        return shifts.count <= 1 ? digits : nil
    }

    private func scalar(_ layout: KeyboardLayout?) -> Unicode.Scalar {
        switch self {
        case .unknown: return Self.replacement
        case .code(let number):
            // Codes of CP1252 and CP437 agree only below 128.
            return (1..<128).contains(number) ? Unicode.Scalar(UInt8(number)) : Self.replacement
        case .stroke(let stroke):
            if stroke.isControl { return Self.control(stroke.usage) }
            if let layout, let scalar = layout.scalar(stroke.usage, isShifted: stroke.isShifted) {
                return scalar
            }
            return Self.us(stroke.usage, isShifted: stroke.isShifted)
        }
    }

    /// Ctrl and a key: a control character, which makes the code invalid and does nothing else.
    private static func control(_ usage: UInt8) -> Unicode.Scalar {
        let plain = us(usage, isShifted: false).value
        guard (0x40...0x7F).contains(plain) else { return replacement }
        return Unicode.Scalar(UInt8(plain & 0x1F))
    }

    /// The us layout, and the keypad with NumLock taken as on.
    private static func us(_ usage: UInt8, isShifted: Bool) -> Unicode.Scalar {
        switch usage {
        case 0x04...0x1D:
            return Unicode.Scalar(usage - 0x04 + UInt8(ascii: isShifted ? "A" : "a"))
        case 0x1E...0x27: return (isShifted ? shiftedRow : plainRow)[Int(usage - 0x1E)]
        case 0x29: return "\u{1B}"
        case 0x2B: return "\t"
        case 0x2C...0x38:
            return (isShifted ? shiftedPunctuation : plainPunctuation)[Int(usage - 0x2C)]
        case 0x54...0x57: return keypadSigns[Int(usage - 0x54)]
        case 0x59...0x62: return plainRow[Int(usage - 0x59)]
        case 0x63: return "."
        default: return replacement
        }
    }

    private static let plainRow = Array("1234567890".unicodeScalars)
    private static let shiftedRow = Array("!@#$%^&*()".unicodeScalars)
    // Usages 0x2C to 0x38; 0x32 is the non-us number sign key.
    private static let plainPunctuation = Array(" -=[]\\#;'`,./".unicodeScalars)
    private static let shiftedPunctuation = Array(" _+{}|~:\"~<>?".unicodeScalars)
    private static let keypadSigns = Array("/*-+".unicodeScalars)
}

extension KeyboardLayout {
    /// What a key of the digit row or the one before it types; nil for any other key.
    func scalar(_ usage: UInt8, isShifted: Bool) -> Unicode.Scalar? {
        switch usage {
        case 0x1E...0x27: (isShifted ? shifted : plain)[Int(usage - 0x1E)]
        case 0x35: beforeOne[isShifted ? 1 : 0]
        default: nil
        }
    }
}
