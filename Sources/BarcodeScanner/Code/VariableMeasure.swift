/// The regions whose layout of variable-measure numbers is published.
///
/// Such a number carries a price, weight or count. No rule is world-wide: which one applies is
/// configuration.
package enum VariableMeasureRegion: String, CaseIterable, Sendable {
    case denmark = "dk"
    case estonia = "ee"
    case finland = "fi"
    case germany = "de"
    case greatBritain = "gb"
    case latvia = "lv"
    case lithuania = "lt"
    case norway = "no"
    case sweden = "se"
}

/// What a restricted-circulation number of a region says.
package struct VariableMeasure: Hashable, Sendable {
    /// What the field counts.
    package enum Quantity: String, Hashable, Sendable { case price, weight, count }

    /// The item inside the shop: the digits between prefix and verifier.
    package let item: String
    /// What the field counts.
    package let quantity: Quantity
    /// The field's digits as a number; the decimal point stands `decimals` from the right.
    package let value: Int
    /// Digits after the decimal point, 0 to 3.
    ///
    /// Weights are kilograms, prices the region's currency.
    package let decimals: Int
    /// False when the field has a verifier digit and it is wrong.
    package let isVerified: Bool

    /// Reads `number` by the region's layout; nil when the region gives its prefix no meaning.
    ///
    /// Sources: the rules that gs1.dk, gs1-germany.de, gs1uk.org, gs1lv.org, gs1.se publish.
    package init?(_ number: GTIN13, region: VariableMeasureRegion) {
        let digits = number.digits
        let prefix = Int(digits[0]) * 10 + Int(digits[1])
        guard let rule = Self.rule(prefix: prefix, region: region) else { return nil }
        let field = digits[(12 - rule.fieldDigits)..<12]
        let itemEnd = 12 - rule.fieldDigits - (rule.hasVerifier ? 1 : 0)
        item = ASCII.text(digits[2..<itemEnd])
        quantity = rule.quantity
        value = field.reduce(0) { $0 * 10 + Int($1) }
        decimals = rule.decimals
        isVerified = !rule.hasVerifier || CheckDigit.priceVerifier(field) == digits[itemEnd]
    }

    private struct Rule {
        let quantity: Quantity
        let fieldDigits: Int
        let decimals: Int
        var hasVerifier = false
    }

    private static func rule(prefix: Int, region: VariableMeasureRegion) -> Rule? {
        switch (region, prefix) {
        case (.denmark, 21...24): Rule(quantity: .price, fieldDigits: 6, decimals: 2)
        case (.denmark, 26), (.denmark, 28): Rule(quantity: .weight, fieldDigits: 6, decimals: 3)
        case (.denmark, 27): Rule(quantity: .weight, fieldDigits: 5, decimals: 3)
        case (.germany, 22...23):
            Rule(quantity: .price, fieldDigits: 5, decimals: 2, hasVerifier: true)
        case (.germany, 25...26):
            Rule(quantity: .count, fieldDigits: 5, decimals: 0, hasVerifier: true)
        case (.germany, 28...29):
            Rule(quantity: .weight, fieldDigits: 5, decimals: 3, hasVerifier: true)
        case (.greatBritain, 20):
            Rule(quantity: .price, fieldDigits: 4, decimals: 2, hasVerifier: true)
        case (.estonia, 23...25), (.finland, 23...25), (.latvia, 23...25), (.lithuania, 23...25),
            (.norway, 23...25), (.sweden, 23...25):
            Rule(quantity: .weight, fieldDigits: 4, decimals: 26 - prefix)
        case (.norway, 20...22), (.sweden, 20...22):
            Rule(quantity: .price, fieldDigits: 4, decimals: 22 - prefix)
        default: nil
        }
    }
}
