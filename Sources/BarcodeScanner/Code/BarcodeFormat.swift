/// Names what is wrong with a payload that should have been digits.
enum BarcodeFormat {
    /// The reason, for a payload that is not digits only.
    static func reason(_ payload: [UInt8]) -> String {
        if payload.isEmpty { return "empty" }
        if payload.contains(ASCII.nul) { return "format: NUL inside" }
        if payload.contains(where: ASCII.isControl) { return "format: control character" }
        guard let text = String(validating: payload, as: UTF8.self) else {
            return "format: not UTF-8"
        }
        if let damage = layoutDamage(text) { return damage }
        let scalars = Array(text.unicodeScalars)
        if scalars.allSatisfy({ (0x0660...0x0669).contains($0.value) }) {
            return "format: Arabic-Indic digits"
        }
        if scalars.allSatisfy({ (0x0966...0x096F).contains($0.value) }) {
            return "format: Devanagari digits"
        }
        if scalars.contains(where: { [0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF].contains($0.value) })
        {
            return "format: zero-width space"
        }
        if isSpreadsheetNumber(payload) { return "format: spreadsheet" }
        if payload[0] == UInt8(ascii: "-") || payload[0] == UInt8(ascii: "+"),
            ASCII.digits(payload.dropFirst()) != nil
        {
            return "format: sign"
        }
        return letters(scalars)
    }

    /// Whether a scan was typed through a keyboard layout that changed its digits; names the layout.
    ///
    /// Only what comes back as a number with a right check digit counts, so a text never does.
    static func layoutDamage(_ text: String) -> String? {
        let scalars = Array(text.unicodeScalars)
        guard (8...14).contains(scalars.count) else { return nil }
        for layout in KeyboardLayout.all {
            if comesBack(scalars, layout.plain) {
                return "format: US-layout scan typed into an xkb \(layout.name) keyboard"
            }
            if comesBack(scalars, layout.shifted) {
                return "format: shifted digits of xkb \(layout.name)"
            }
        }
        return nil
    }

    private static func comesBack(_ scalars: [Unicode.Scalar], _ row: [Unicode.Scalar]) -> Bool {
        var values: [UInt8] = []
        for scalar in scalars {
            guard let index = row.firstIndex(of: scalar) else { return false }
            values.append(UInt8((index + 1) % 10))
        }
        return CheckDigit.isRight(values[...])
    }

    /// `5.901234123457E12`: what a spreadsheet makes of a long number.
    private static func isSpreadsheetNumber(_ payload: [UInt8]) -> Bool {
        let parts = payload.split(
            separator: UInt8(ascii: "E"),
            omittingEmptySubsequences: false
        )
        guard parts.count == 2, parts[0].count > 2 else { return false }
        let exponent = parts[1].first == UInt8(ascii: "+") ? parts[1].dropFirst() : parts[1]
        let point = parts[0].dropFirst().first
        return (point == UInt8(ascii: ".") || point == UInt8(ascii: ","))
            && ASCII.digits(parts[0].prefix(1)) != nil && ASCII.digits(parts[0].dropFirst(2)) != nil
            && ASCII.digits(exponent) != nil
    }

    private static func letters(_ scalars: [Unicode.Scalar]) -> String {
        let letters = scalars.filter(\.properties.isAlphabetic)
        if letters.count == scalars.count { return "format: letters" }
        guard letters.count == 1 else {
            return letters.isEmpty ? "format: character that is no digit" : "format: text"
        }
        switch letters[0] {
        case "O": return "format: letter O"
        case "l": return "format: letter l"
        default: return "format: letter"
        }
    }
}
