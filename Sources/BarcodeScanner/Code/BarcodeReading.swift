/// One meaning for one scanned code.
///
/// Its texts hold what was scanned, which may be a card number: none of them belongs in a log, and
/// `description` leaves them out.
package struct BarcodeReading: Hashable, Sendable, CustomStringConvertible {
    /// What can be done with the code.
    package enum Verdict: String, Hashable, Sendable {
        /// A trade item number with a right check digit.
        case valid
        /// Nothing that can be trusted; `reason` says why.
        case invalid
        /// Two numbers are possible and nothing says which.
        case ambiguous
        /// Something else than a trade item number: a card number, a receipt, a text.
        case other
    }

    /// Bytes of one code at most: the largest QR code holds 7,089 digits.
    package static let maximumBytes = 7_089

    /// What can be done with the code.
    package let verdict: Verdict
    /// Why, for anything that is not plainly valid; never contains what was scanned.
    package internal(set) var reason: String?
    /// The trade item number of a valid code.
    package internal(set) var gtin13: GTIN13?
    /// What kind of code it is, as far as that is known.
    package internal(set) var kind: BarcodeKind?
    /// What the number may be used for.
    package internal(set) var itemClass: ItemClass?
    /// The organisation that issued the number, or its use.
    package internal(set) var issuer: String?
    /// The two or five digits printed beside the code.
    package internal(set) var addOn: String?
    /// Both numbers of an ambiguous code, EAN-8 first; otherwise empty.
    package internal(set) var candidates: [GTIN13] = []
    /// A well-formed receipt code.
    package internal(set) var receipt: FiscalReceipt?
    /// What is wrong with a receipt code that is not well-formed.
    package internal(set) var receiptRefusal: FiscalReceipt.Refusal?
    /// The scanner's own word for the symbology, when it sent one.
    package internal(set) var symbology: SymbologyIdentifier?
    /// The code without framing and identifier; nil when it is empty or holds control characters.
    ///
    /// Two scans of one card give the same content, so a card of any symbology can be looked up.
    package internal(set) var content: String?

    init(_ verdict: Verdict, _ reason: String? = nil, kind: BarcodeKind? = nil) {
        self.verdict = verdict
        self.reason = reason
        self.kind = kind
    }

    /// A reading of something that never was a whole code: lost, cut or mangled on the way.
    package static func broken(_ reason: String) -> BarcodeReading {
        BarcodeReading(.invalid, reason)
    }

    /// The verdict and the kind, without the code itself.
    package var description: String {
        "\(verdict.rawValue) \(kind?.rawValue ?? "code")\(reason.map { ": \($0)" } ?? "")"
    }

    /// Reads one code as a scanner or a person delivered it.
    ///
    /// Terminators (CR, LF, TAB, NUL, STX, ETX, EOT, blanks) are taken off at the ends. A control
    /// character anywhere else makes the reading invalid; none is ever acted on. Of two whole scans
    /// in one message the first is read; `readings(in:)` gives both.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8, with or without a symbology identifier.
    ///   - hint: What the code must be, when that is known.
    ///   - rules: How this shop's codes differ from plain ones.
    /// - Returns: What the code means; never traps, whatever the bytes are.
    package static func parse(
        _ bytes: [UInt8],
        hint: BarcodeHint? = nil,
        rules: BarcodeRules = BarcodeRules()
    ) -> BarcodeReading {
        let readings = readings(in: bytes, hint: hint, rules: rules)
        var first = readings[0]
        if readings.count > 1, first.reason == nil { first.reason = "two scans, not one" }
        return first
    }

    /// Reads every code of a message in which several scans follow each other with a terminator.
    ///
    /// - Returns: One reading at least.
    package static func readings(
        in bytes: [UInt8],
        hint: BarcodeHint? = nil,
        rules: BarcodeRules = BarcodeRules()
    ) -> [BarcodeReading] {
        let parser = BarcodeParser(hint: hint, rules: rules)
        guard bytes.count <= maximumBytes else {
            return [BarcodeReading(.invalid, "length (more than \(maximumBytes) bytes)")]
        }
        let parts = bytes.split { $0 == ASCII.carriageReturn || $0 == ASCII.lineFeed }
        // Line ends part scans only where each part could be one: a QR text may hold lines.
        let areScans = parts.allSatisfy { part in
            ASCII.digits(part) != nil || SymbologyIdentifier(part) != nil
        }
        guard parts.count > 1, areScans else { return [parser.read(bytes)] }
        return parts.map { parser.read(Array($0)) }
    }

    /// The bytes of a line in which `\r`, `\n`, `\t`, `\\` and `\xNN` stand for themselves.
    ///
    /// - Returns: Nil when a backslash is followed by anything else.
    package static func bytes(escaped line: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = Array(line)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\") else {
                bytes.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "r"): bytes.append(ASCII.carriageReturn)
            case UInt8(ascii: "n"): bytes.append(ASCII.lineFeed)
            case UInt8(ascii: "t"): bytes.append(ASCII.tab)
            case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
            case UInt8(ascii: "x"):
                let hex = rest.prefix(2)
                guard hex.count == 2, !hex.contains(UInt8(ascii: "+")),
                    let value = UInt8(String(decoding: hex, as: UTF8.self), radix: 16)
                else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            default: return nil
            }
        }
        return bytes
    }
}
