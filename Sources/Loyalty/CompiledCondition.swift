/// Which lines of a receipt a rule looks at: all given lists must hold.
struct LineFilter: Sendable {
    private let categories: Set<ByteText>
    private let excludedCategories: Set<ByteText>
    private let skus: Set<ByteText>
    private let brands: Set<ByteText>

    /// Makes a filter; nil when the condition lets every line through.
    init?(_ condition: Condition) {
        categories = Set(condition.lines.categories.map { ByteText($0) })
        excludedCategories = Set(condition.lines.excludedCategories.map { ByteText($0) })
        skus = Set(condition.lines.skus.map { ByteText($0) })
        brands = Set(condition.lines.brands.map { ByteText($0) })
        let sets = [categories, excludedCategories, skus, brands]
        if sets.allSatisfy(\.isEmpty) { return nil }
    }

    /// Whether a line passes; without the attribute it fails every list but the excluding one.
    func matches(_ line: ReceiptLine) -> Bool {
        let isExcluded = line.category.map { excludedCategories.contains(ByteText($0)) } ?? false
        return !isExcluded
            && LineFilter.holds(categories, line.category)
            && LineFilter.holds(skus, line.sku)
            && LineFilter.holds(brands, line.brand)
    }

    private static func holds(_ wanted: Set<ByteText>, _ value: String?) -> Bool {
        guard !wanted.isEmpty else { return true }
        return value.map { wanted.contains(ByteText($0)) } ?? false
    }
}

/// What must hold of the receipt and its moment for a rule to fire; lines are the filter's matter.
struct CompiledCondition: Sendable {
    /// A ladder, and whether each of its ranks will do.
    struct TierDemand: Sendable {
        let ladder: Int
        let isAllowed: [Bool]
    }

    /// Minor units of all lines, inclusive.
    let minimumBasket: Int64
    /// Units of the matching lines, inclusive.
    let minimumQuantity: Int64
    private let fromDay: Int
    private let toDay: Int
    /// Bit n: the day n of the week will do.
    private let weekdays: UInt8
    private let hours: Range<Int>
    /// Demands on tiers, all to be met.
    let tiers: [TierDemand]
    private let partners: Set<ByteText>

    /// Resolves a condition.
    init(_ condition: Condition, ladders: [Rulebook.CompiledLadder]) {
        precondition(condition.days.allSatisfy { (1...7).contains($0) }, "days are 1 to 7")
        minimumBasket = condition.minimumBasket?.minor ?? 0
        minimumQuantity = condition.minimumQuantity ?? 0
        fromDay = condition.fromDate?.dayNumber ?? .min
        toDay = condition.toDate?.dayNumber ?? .max
        let everyDay: UInt8 = 0b1111_1110
        weekdays =
            condition.days.isEmpty
            ? everyDay : condition.days.reduce(0) { $0 | (1 << UInt8($1)) }
        hours = condition.minutesOfDay ?? 0..<1_440
        partners = Set(condition.partners.map { ByteText($0) })
        tiers = condition.tiers.keys.sortedByBytes().map { id in
            guard let ladder = ladders.firstIndex(where: { $0.id == id }) else {
                preconditionFailure("ladder '\(id)' is in the programme")
            }
            let wanted = condition.tiers[id] ?? []
            return TierDemand(
                ladder: ladder,
                isAllowed: ladders[ladder].tierIDs.map { wanted.contains($0) }
            )
        }
    }

    /// Whether the local moment will do.
    func holds(at moment: LocalMoment) -> Bool {
        (fromDay...toDay).contains(moment.day)
            && weekdays & (1 << UInt8(moment.weekday)) != 0
            && hours.contains(moment.minute)
    }

    /// Whether the partner will do.
    func holds(partner: ByteText) -> Bool {
        partners.isEmpty || partners.contains(partner)
    }
}

/// A moment as the rules look at it.
struct LocalMoment: Sendable {
    /// Days since 1970-01-01.
    let day: Int
    /// 1 (Monday) to 7.
    let weekday: Int
    /// Minutes since midnight, 0 to 1439.
    let minute: Int
    /// The date.
    let date: LocalDate

    /// The local moment of an instant.
    init(_ instant: Instant, in zone: Zone) {
        let local = zone.localSeconds(of: instant)
        let day = local.flooredQuotient(by: secondsInDay)
        self.day = Int(day)
        weekday = LocalDate.weekday(dayNumber: Int(day))
        minute = Int((local - day * secondsInDay) / 60)
        date = LocalDate(dayNumber: Int(day))
    }

    /// The number of the day, week, month or year; 0 for the periods that never end.
    func ordinal(of period: CapPeriod) -> Int {
        switch period {
        case .event, .lifetime, .total: 0
        case .day: day
        case .week: LocalDate.weekNumber(dayNumber: day)
        case .month: date.year * 12 + date.month - 1
        case .calendarYear: date.year
        }
    }

    /// The same for the periods of limits.
    func ordinal(of period: CountPeriod) -> Int {
        switch period {
        case .lifetime, .birthday: 0
        case .day: day
        case .week: LocalDate.weekNumber(dayNumber: day)
        case .month: date.year * 12 + date.month - 1
        case .calendarYear: date.year
        }
    }
}
