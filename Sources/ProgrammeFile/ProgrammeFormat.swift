import Loyalty

/// What may stand in one place of a programme file.
indirect enum Shape: Sendable {
    /// A text of 1 to 256 bytes.
    case text
    /// An id: up to 64 bytes without spaces and slashes.
    case identifier
    /// A text of a form; the expression is one of ECMA 262, anchored.
    case pattern(String)
    /// A whole number.
    case integer(ClosedRange<Int64>)
    /// `true` or `false`.
    case flag
    /// One of some words.
    case choice([String])
    /// A list of at least so many elements.
    case list(Shape, minimum: Int = 0)
    /// A list of exactly so many elements.
    case tuple(Shape, count: Int)
    /// A map with names of the owner's choice, at least so many.
    case table(Shape, minimum: Int = 0)
    /// A map with the fields of a form.
    case form(String)
}

/// One field of a map.
struct FieldForm: Sendable {
    /// Its name.
    let name: String
    /// What may stand in it.
    let shape: Shape
    /// Whether it must be there.
    let isRequired: Bool
    /// What it means, for people who write programmes in an editor.
    let about: String
}

/// All fields of one kind of map.
///
/// The decoder refuses what is not in this table, and the schema for editors is made of it.
struct MapForm: Sendable {
    /// The name by which other fields refer to it.
    let name: String
    /// What it is.
    let about: String
    /// Its fields, in the order in which people are told them.
    let fields: [FieldForm]
    /// Sets of fields of which exactly one must be there.
    let alternatives: [[String]]

    init(
        _ name: String,
        _ about: String,
        oneOf alternatives: [[String]] = [],
        _ fields: [FieldForm]
    ) {
        self.name = name
        self.about = about
        self.fields = fields
        self.alternatives = alternatives
    }

    /// The names of the fields.
    var names: [String] { fields.map(\.name) }
}

/// Every map of a programme file with every field.
enum ProgrammeFormat {
    /// All forms; the first is the whole file.
    static let all: [MapForm] =
        [programme, version, base] + potForms + ruleForms + conditionForms + ladderForms
        + rewardForms + offerForms + otherForms

    /// The names of a form's fields.
    static func fields(of form: String) -> [String] {
        guard let names = names[form] else { preconditionFailure("form '\(form)' is in the table") }
        return names
    }

    private static let names = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0.names) })

    /// A field that must be there.
    static func must(_ name: String, _ shape: Shape, _ about: String) -> FieldForm {
        FieldForm(name: name, shape: shape, isRequired: true, about: about)
    }

    /// A field that may be there.
    static func may(_ name: String, _ shape: Shape, _ about: String) -> FieldForm {
        FieldForm(name: name, shape: shape, isRequired: false, about: about)
    }

    /// The raw values of an enumeration.
    static func choice<Choice: RawRepresentable & CaseIterable>(_: Choice.Type) -> Shape
    where Choice.RawValue == String {
        .choice(Choice.allCases.map(\.rawValue))
    }

    /// `2027-01-31`.
    static let date = Shape.pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    /// `2027-01-31T12:00:00+03:00`.
    static let instant = Shape.pattern(
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$"
    )
    /// `P1Y2M3W4DT5H6M7S`.
    static let duration = Shape.pattern(
        "^P(?=.)([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?(T(?=.)([0-9]+H)?([0-9]+M)?([0-9]+S)?)?$"
    )
    /// `08:30`, up to `24:00`.
    static let timeOfDay = Shape.pattern("^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")
    /// Micro-points above zero.
    static let points = Shape.integer(ProgrammeLimits.points)
    /// Micro-points, zero allowed.
    static let pointsOrNone = Shape.integer(ProgrammeLimits.pointsOrNone)
    /// Minor units of money above zero.
    static let money = Shape.integer(ProgrammeLimits.money)
    /// Minor units of money, zero allowed.
    static let moneyOrNone = Shape.integer(ProgrammeLimits.moneyOrNone)
    /// A share in basis points above zero, up to the whole.
    static let share = Shape.integer(ProgrammeLimits.share)
    /// Counts above zero.
    static let count = Shape.integer(ProgrammeLimits.count)
    /// Days, zero allowed.
    static let days = Shape.integer(ProgrammeLimits.days)
    /// A list of texts that holds at least one.
    static let texts = Shape.list(.text, minimum: 1)
    /// The spans of limits without birthdays.
    static let spans = Shape.choice(CountPeriodChoices.plain.map(\.rawValue))
}
