/// The same words in Russian and in English.
struct Said: Hashable {
    var ru: String
    var en: String

    init(_ ru: String, _ en: String) {
        self.ru = ru
        self.en = en
    }

    /// Words that are the same in both languages.
    init(both text: String) { self.init(text, text) }

    /// Nothing.
    static let nothing = Said(both: "")

    static func + (left: Said, right: Said) -> Said {
        Said(left.ru + right.ru, left.en + right.en)
    }

    static func += (left: inout Said, right: Said) { left = left + right }

    /// A name that the owner chose, in the quotes of each language.
    static func name(_ text: String) -> Said { Said("«\(text)»", "\"\(text)\"") }

    /// Names of which any will do: `«a», «b» или «c»`.
    static func anyOf(_ names: [String]) -> Said {
        listed(names.map(name), last: Said(" или ", " or "))
    }

    /// Names that are all meant: `«a», «b» и «c»`.
    static func allOf(_ names: [String]) -> Said {
        listed(names.map(name), last: Said(" и ", " and "))
    }

    /// Words after one another, commas between, and another word before the last.
    static func listed(_ parts: [Said], last: Said = Said(" и ", " and ")) -> Said {
        guard var text = parts.first else { return .nothing }
        for (index, part) in parts.enumerated().dropFirst() {
            text += (index == parts.count - 1 ? last : Said(both: ", ")) + part
        }
        return text
    }

    /// Parts with the same between them.
    static func joined(_ parts: [Said], _ between: String) -> Said {
        Said(
            parts.map(\.ru).joined(separator: between),
            parts.map(\.en).joined(separator: between)
        )
    }

    /// The sentence that begins with a capital letter and ends with a full stop.
    var sentence: Said {
        let capital = { (text: String) in text.prefix(1).uppercased() + text.dropFirst() + "." }
        return Said(capital(ru), capital(en))
    }
}
