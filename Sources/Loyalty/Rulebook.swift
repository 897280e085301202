/// A programme as the core runs it: ids resolved to indices, rules in firing order.
///
/// Pots and rules keep their numbers over changes of the programme, so that what an account holds
/// and has used stays valid; the numbers come from `Registry`.
struct Rulebook: Sendable {
    /// A rule.
    struct CompiledRule: Sendable {
        let id: String
        /// Number of the rule over all programmes.
        let number: Int
        let pot: Int
        let quantum: Int64
        let round: Rounding
        let amount: Amount
        let filter: LineFilter?
        let condition: CompiledCondition
        let caps: [Cap]
        let limit: Limit?
        /// The `best` contest that it takes part in; nil: its group adds up.
        let contest: Int?
        let priority: Int
        let vest: Period?
        let expiry: Period?
        let isExpiryFromVest: Bool
        /// Who pays; nil: the event's partner.
        let funder: String?
    }

    /// How much a rule grants, ready for one multiplication.
    enum Amount: Sendable {
        /// The basis in minor units, times the first, over the second, in micro-points.
        case rate(Int128, Int128)
        case fixed(Int64)
        case perUnit(Int64)
        case perStep(minor: Int64, grant: Int64)
    }

    /// A ladder; rank 0 is the initial tier.
    struct CompiledLadder: Sendable {
        let id: String
        let tierIDs: [String]
        let benefits: [[String]]
        /// The thresholds of the ranks from 1 on.
        let thresholds: [CompiledThreshold]
    }

    /// A threshold.
    struct CompiledThreshold: Sendable {
        let measure: NextTier.Measure
        /// Index of the pot, for `earned`.
        let pot: Int
        let isInYear: Bool
        let atLeast: Int64
    }

    let calendar: ProgrammeCalendar
    /// In firing order.
    let rules: [CompiledRule]
    let contestCount: Int
    let ladders: [CompiledLadder]
    /// Partners that do not take part.
    let absentPartners: Set<ByteText>
    let maxBackdateDays: Int?
    let lateGraceDays: Int
    let expiringDays: Int
    /// Whether any threshold counts the calendar year.
    let countsYears: Bool

    /// Resolves a programme; its pots and rules are registered already.
    ///
    /// A programme that the file's validation lets through meets every precondition here.
    init(_ programme: Programme, registry: Registry) {
        precondition(!programme.pots.isEmpty, "a programme has a pot")
        precondition(programme.lateGraceDays >= 0 && programme.expiringDays >= 0)
        precondition((programme.maxBackdateDays ?? 0) >= 0)
        calendar = ProgrammeCalendar(zone: programme.zone, holidays: programme.holidays)
        let quanta = programme.pots.values.map(\.quantum)
        precondition(quanta.allSatisfy { $0 > .zero }, "the quantum of a pot is above zero")
        let ladders = programme.ladders.map { Rulebook.compile($0, registry: registry) }
        self.ladders = ladders
        countsYears = ladders.contains { $0.thresholds.contains(where: \.isInYear) }
        var contests: [Contest: Int] = [:]
        let ordered = programme.rules.sorted { ByteText($0.id) < ByteText($1.id) }
        rules = ordered.map { rule in
            var contest: Int?
            if programme.groups[rule.group] == .best {
                let key = Contest(group: rule.group, pot: rule.pot ?? "")
                contest = contests[key, default: contests.count]
                contests[key] = contest
            }
            return Rulebook.compile(
                rule,
                in: programme,
                contest: contest,
                ladders: ladders,
                registry: registry
            )
        }
        precondition(Set(ordered.map { ByteText($0.id) }).count == rules.count, "ids are unique")
        contestCount = contests.count
        let absent = programme.partners.filter { !$0.value.participates }
        absentPartners = Set(absent.keys.map { ByteText($0) })
        maxBackdateDays = programme.maxBackdateDays
        lateGraceDays = programme.lateGraceDays
        expiringDays = programme.expiringDays
    }

    /// A group that keeps its best grant, in one pot.
    private struct Contest: Hashable {
        let group: String
        let pot: String
    }
}

/// Numbers for names, in order of first appearance; a number is never given to another name.
struct NameTable: Sendable {
    /// The names by number.
    private(set) var names: [String] = []
    private var numbers: [ByteText: Int] = [:]

    /// How many there are.
    var count: Int { names.count }

    /// The number of a name that is there.
    func index(of name: String) -> Int {
        guard let number = numbers[ByteText(name)] else {
            preconditionFailure("'\(name)' is not in the programme")
        }
        return number
    }

    /// The number of a name; nil: not there.
    func existingIndex(of name: String) -> Int? { numbers[ByteText(name)] }

    /// The number of a name, which is added when it is new.
    mutating func insert(_ name: String) -> Int {
        let key = ByteText(name)
        if let number = numbers[key] { return number }
        numbers[key] = names.count
        names.append(name)
        return names.count - 1
    }
}

/// The numbers of pots and rules over all programmes of a history.
struct Registry: Sendable {
    /// Pots by id.
    private(set) var pots = NameTable()
    /// Rules by id.
    private(set) var rules = NameTable()

    /// Adds what is new in a programme, in order of the bytes of the ids.
    mutating func register(_ programme: Programme) {
        for id in programme.pots.keys.sortedByBytes() { _ = pots.insert(id) }
        for id in programme.rules.map(\.id).sortedByBytes() { _ = rules.insert(id) }
    }
}
