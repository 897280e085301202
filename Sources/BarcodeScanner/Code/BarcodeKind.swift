/// What kind of code was read; the raw value is the name people use.
package enum BarcodeKind: String, Hashable, Sendable {
    case ean13 = "EAN-13"
    case ean8 = "EAN-8"
    case upcA = "UPC-A"
    case upcE = "UPC-E"
    case gtin14 = "GTIN-14"
    case isbn13 = "ISBN-13"
    case isbn10 = "ISBN-10"
    case ismn13 = "ISMN-13"
    case issn13 = "ISSN-13"
    case gs1Code128 = "GS1-128"
    case gs1DataBar = "GS1 DataBar"
    case gs1DataMatrix = "GS1 DataMatrix"
    case gs1QR = "GS1 QR"
    case code128 = "Code 128"
    case code39 = "Code 39"
    case code93 = "Code 93"
    case codabar = "Codabar"
    case itf = "ITF"
    case qr = "QR"
    case dataMatrix = "Data Matrix"
    case pdf417 = "PDF417"
    case aztec = "Aztec"
    case maxiCode = "MaxiCode"
}

/// The three characters `]cm` by which a scanner says what symbology it read.
///
/// ISO/IEC 15424; vendors use `]X` and `]Z` for their own.
package struct SymbologyIdentifier: Hashable, Sendable {
    /// The symbology letter.
    package let code: UInt8
    /// The modifier, a digit or letter.
    package let modifier: UInt8

    /// Takes the identifier at the start of `text`; nil when there is none.
    package init?(_ text: some Collection<UInt8>) {
        let start = Array(text.prefix(3))
        guard start.count == 3, start[0] == UInt8(ascii: "]"), Self.isLetter(start[1]),
            Self.isLetter(start[2]) || (ASCII.zero...ASCII.nine).contains(start[2])
        else { return nil }
        code = start[1]
        modifier = start[2]
    }

    /// The identifier as text, for example `]E0`.
    package var text: String {
        String(decoding: [UInt8(ascii: "]"), code, modifier], as: UTF8.self)
    }

    /// Whether the message answers a command instead of carrying a scan.
    ///
    /// Honeywell answers with `]X0` and `]Z6` in the same report as scans.
    package var isCommandReply: Bool { text == "]X0" || text == "]Z6" }

    /// What the identifier means for the reading.
    enum Meaning: Hashable {
        case eanOrUPC, addOnAlone, ean13WithAddOn, ean13, ean8, upcA, upcE
        case elementString(BarcodeKind), data(BarcodeKind), qr, itf, reply, unknown
    }

    var meaning: Meaning {
        switch text {
        case "]E0": return .eanOrUPC
        case "]E1", "]E2": return .addOnAlone
        case "]E3": return .ean13WithAddOn
        case "]E4": return .ean8
        case "]C1": return .elementString(.gs1Code128)
        case "]d2": return .elementString(.gs1DataMatrix)
        case "]Q3", "]Q4": return .elementString(.gs1QR)
        // Zebra's own letters for what AIM calls ]E0 and ]E4.
        case "]X9": return .ean13
        case "]XC": return .ean8
        case "]Xg": return .upcA
        case "]Xk": return .upcE
        case "]X0", "]Z6": return .reply
        default: break
        }
        switch code {
        case UInt8(ascii: "e"): return .elementString(.gs1DataBar)
        case UInt8(ascii: "C"): return .data(.code128)
        case UInt8(ascii: "A"): return .data(.code39)
        case UInt8(ascii: "G"): return .data(.code93)
        case UInt8(ascii: "F"): return .data(.codabar)
        case UInt8(ascii: "I"): return .itf
        case UInt8(ascii: "Q"): return .qr
        case UInt8(ascii: "d"): return .data(.dataMatrix)
        case UInt8(ascii: "L"): return .data(.pdf417)
        case UInt8(ascii: "z"): return .data(.aztec)
        case UInt8(ascii: "U"): return .data(.maxiCode)
        default: return .unknown
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}

/// What is known beforehand about a code: from the scanner's settings or the field it fills.
package enum BarcodeHint: String, CaseIterable, Hashable, Sendable {
    case ean13 = "EAN13"
    case ean13WithTwo = "EAN13+2"
    case ean13WithFive = "EAN13+5"
    case ean8 = "EAN8"
    case upcA = "UPCA"
    case upcE = "UPCE"
    case itf14 = "ITF14"
    case qr = "QR"
    /// A person typed it: blanks and hyphens between digits are allowed.
    case typed = "TYPED"
    /// A price or weight field of four digits, for checks of the verifier digit.
    case price4 = "PRICE4"
    /// The same with five digits.
    case price5 = "PRICE5"
}

/// How this shop's scanners and numbers differ from plain ones.
package struct BarcodeRules: Hashable, Sendable {
    /// Code-ID characters that the scanner is set to send before each code; empty for none.
    package var codePrefix: String
    /// Whether the scanner is set not to send the check digit of EAN-13; it is added here.
    package var addsCheckDigit: Bool
    /// The region whose variable-measure layout holds; nil when none is checked.
    package var region: VariableMeasureRegion?

    /// Rules of a shop; by default those of plain codes.
    package init(
        codePrefix: String = "",
        addsCheckDigit: Bool = false,
        region: VariableMeasureRegion? = nil
    ) {
        self.codePrefix = codePrefix
        self.addsCheckDigit = addsCheckDigit
        self.region = region
    }
}
