import Loyalty

/// The three forms of a Russian word after a number: 1 балл, 2 балла, 5 баллов.
struct RussianForms {
    let one: String
    let few: String
    let many: String

    init(_ one: String, _ few: String, _ many: String) {
        self.one = one
        self.few = few
        self.many = many
    }

    /// The form for a whole number, by its last digits; 11 to 14 take the last form.
    func form(_ count: Int64) -> String {
        let count = count.magnitude
        if (11...14).contains(count % 100) { return many }
        switch count % 10 {
        case 1: return one
        case 2...4: return few
        default: return many
        }
    }

    static let points = RussianForms("балл", "балла", "баллов")
}

// Exact decimal numbers; a no-break space for thousands and a decimal comma in Russian.
extension Said {
    /// A number with its last digits behind the decimal point, zeros at the end left out.
    ///
    /// - Parameters:
    ///   - value: The number times ten to the power of `digits`.
    ///   - digits: How many digits may stand behind the point.
    ///   - shown: How many stand there at least, when any does.
    /// - Returns: The number as each language writes it.
    static func decimal(_ value: Int64, digits: Int, shown: Int = 0) -> Said {
        var text = String(value.magnitude)
        if text.count <= digits {
            text = String(repeating: "0", count: digits + 1 - text.count) + text
        }
        let whole = text.dropLast(digits)
        var fraction = text.suffix(digits)
        let isWhole = fraction.allSatisfy { $0 == "0" }
        while fraction.last == "0", isWhole || fraction.count > shown { fraction.removeLast() }
        let sign = value < 0 ? "-" : ""
        let groups = grouped(whole)
        return Said(
            sign + groups.joined(separator: "\u{A0}") + (fraction.isEmpty ? "" : ",\(fraction)"),
            sign + groups.joined(separator: ",") + (fraction.isEmpty ? "" : ".\(fraction)")
        )
    }

    /// A whole number.
    static func integer(_ value: Int64) -> Said { decimal(value, digits: 0) }

    private static func grouped(_ digits: Substring) -> [Substring] {
        var rest = digits
        var groups: [Substring] = []
        while rest.count > 3 {
            groups.insert(rest.suffix(3), at: 0)
            rest = rest.dropLast(3)
        }
        return [rest] + groups
    }

    /// A whole number and the word that it counts.
    static func count(_ value: Int64, _ ru: RussianForms, _ one: String, _ many: String) -> Said {
        let number = integer(value)
        return Said("\(number.ru) \(ru.form(value))", "\(number.en) \(value == 1 ? one : many)")
    }

    /// An amount of points, exact: `1 балл`, `0,5 балла`.
    static func points(_ points: Points) -> Said {
        let number = decimal(points.micro, digits: 6)
        let isWhole = points.micro.isMultiple(of: 1_000_000)
        let forms = RussianForms.points
        let ru = isWhole ? forms.form(points.micro / 1_000_000) : forms.few
        let en = points.micro == 1_000_000 ? "point" : "points"
        return Said("\(number.ru) \(ru)", "\(number.en) \(en)")
    }

    /// A share in basis points: `5 %`.
    static func percent(_ basisPoints: Int64) -> Said {
        let number = decimal(basisPoints, digits: 2)
        return Said("\(number.ru)\u{A0}%", "\(number.en)%")
    }

    /// A ratio: a decimal number where it is exact, else a fraction.
    static func ratio(_ numerator: Int64, _ denominator: Int64) -> Said {
        for (digits, power) in [(0, 1), (1, 10), (2, 100), (3, 1_000)] as [(Int, Int64)]
        where (numerator * power).isMultiple(of: denominator) {
            return decimal(numerator * power / denominator, digits: digits)
        }
        return Said(both: "\(numerator)/\(denominator)")
    }

    /// An amount of money: `1 000 ₽`, `0,50 ₽`.
    static func money(_ money: Money, _ currency: String) -> Said {
        let digits = minorDigits[currency] ?? 2
        let number = decimal(money.minor, digits: digits, shown: digits)
        guard currency != "RUB" else { return Said("\(number.ru)\u{A0}₽", "₽\(number.en)") }
        return Said("\(number.ru)\u{A0}\(currency)", "\(currency)\u{A0}\(number.en)")
    }

    /// Digits behind the point where they are not two (ISO 4217).
    private static let minorDigits: [String: Int] = {
        let none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
        let three = "BHD IQD JOD KWD LYD OMR TND"
        var digits: [String: Int] = [:]
        for code in none.split(separator: " ") { digits[String(code)] = 0 }
        for code in three.split(separator: " ") { digits[String(code)] = 3 }
        return digits
    }()
}
