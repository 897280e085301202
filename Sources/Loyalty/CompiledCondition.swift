/// What must hold for a rule to fire, with names as numbers; lines are the filter's matter.
struct CompiledCondition: Sendable {
    /// A ladder, and the tiers of it that will do; -1 is the initial one.
    struct TierDemand: Sendable {
        let ladder: Int32
        let tiers: [Int32]
    }

    /// Minor units of the rule's basis of all lines, inclusive.
    let minimumBasket: Int64
    /// Units of the matching lines, inclusive.
    let minimumQuantity: Int64
    /// Whether nothing else is asked for.
    let isEmpty: Bool
    /// Whether the local moment is looked at.
    let isTimed: Bool
    /// Demands on tiers, all to be met.
    let tiers: [TierDemand]
    /// Numbers of partners; empty: any.
    let partners: [Int32]
    /// Whether the instrument must be registered to the member.
    let needsInstrument: Bool
    /// Numbers of kinds of instruments; empty: any.
    let instrumentKinds: [Int32]
    /// Whether it must be the first purchase.
    let isFirst: Bool
    /// Whether the member must have a referrer.
    let isReferred: Bool
    /// Numbers of segments; empty: any.
    let segments: [Int32]
    /// Bounds of attributes, in order of the names.
    let attributes: [(name: String, bounds: AttributeBounds)]
    /// Numbers of categories of an earlier purchase; empty: not asked for.
    let boughtCategories: [Int32]
    /// How long ago it may be.
    let boughtWithin: CalendarDuration
    /// Days around the birthday.
    let birthday: BirthdayWindow?

    private let fromDay: Int
    private let toDay: Int
    /// Bit n: the day n of the week will do.
    private let weekdays: UInt8
    private let minutes: Range<Int>

    /// Resolves a condition.
    init(_ condition: Condition, registry: Registry) {
        precondition(condition.days.allSatisfy { (1...7).contains($0) }, "days are 1 to 7")
        minimumBasket = condition.minimumBasket?.minor ?? .min
        minimumQuantity = condition.minimumQuantity ?? 0
        fromDay = condition.fromDate?.dayNumber ?? .min
        toDay = condition.toDate?.dayNumber ?? .max
        let everyDay: UInt8 = 0b1111_1110
        weekdays =
            condition.days.isEmpty
            ? everyDay : condition.days.reduce(0) { $0 | (1 << UInt8($1)) }
        minutes = condition.minutesOfDay ?? 0..<1_440
        isTimed =
            condition.fromDate != nil || condition.toDate != nil || !condition.days.isEmpty
            || condition.minutesOfDay != nil || condition.birthdayWithin != nil
        partners = condition.partners.map { registry.partners.index(of: $0) }
        instrumentKinds = condition.instrumentKinds.map {
            registry.instrumentKinds.index(of: $0)
        }
        needsInstrument = condition.isRegistered || !condition.instrumentKinds.isEmpty
        isFirst = condition.isFirst
        isReferred = condition.isReferred
        segments = condition.segments.map { registry.segments.index(of: $0) }
        attributes = condition.attributes.keys.sortedByBytes().map { name in
            (name: name, bounds: condition.attributes[name] ?? AttributeBounds())
        }
        boughtCategories = (condition.boughtWithin?.categories ?? []).map {
            registry.categories.index(of: $0)
        }
        boughtWithin = condition.boughtWithin?.after ?? CalendarDuration()
        birthday = condition.birthdayWithin
        tiers = condition.tiers.keys.sortedByBytes().map { id in
            let ladder = registry.ladders.index(of: id)
            return TierDemand(
                ladder: ladder,
                tiers: (condition.tiers[id] ?? []).map {
                    registry.tiers[Int(ladder)].existingIndex(of: $0) ?? -1
                }
            )
        }
        isEmpty =
            !isTimed && partners.isEmpty && !needsInstrument && !isFirst && !isReferred
            && segments.isEmpty && attributes.isEmpty && boughtCategories.isEmpty
            && tiers.isEmpty
    }

    /// Whether the local moment will do.
    func holds(at moment: LocalMoment) -> Bool {
        (fromDay...toDay).contains(moment.day)
            && weekdays & (1 << UInt8(moment.weekday)) != 0
            && minutes.contains(moment.minute)
    }

    /// Whether the attributes will do; an absent one never does.
    func holds(attributes values: [String: Int64]) -> Bool {
        attributes.allSatisfy { name, bounds in
            guard let value = values[name] else { return false }
            return value >= bounds.atLeast ?? .min && value <= bounds.atMost ?? .max
                && value == bounds.exactly ?? value
        }
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

    /// The local moment of an instant.
    init(_ instant: Instant, in zone: Zone) {
        let local = zone.localSeconds(of: instant)
        let day = local.flooredQuotient(by: secondsInDay)
        self.day = Int(day)
        weekday = LocalDate.weekday(dayNumber: Int(day))
        minute = Int((local - day * secondsInDay) / 60)
    }

    /// The number of the day, week, month or year; 0 for the periods that never end.
    func ordinal(of period: CapPeriod) -> Int32 {
        switch period {
        case .event, .lifetime, .total: 0
        case .day: Int32(day)
        case .week: Int32(LocalDate.weekNumber(dayNumber: day))
        case .month: month
        case .calendarYear: Int32(LocalDate(dayNumber: day).year)
        }
    }

    /// The same for the periods of limits; a birthday is the caller's matter.
    func ordinal(of period: CountPeriod) -> Int32 {
        switch period {
        case .lifetime, .birthday: 0
        case .day: Int32(day)
        case .week: Int32(LocalDate.weekNumber(dayNumber: day))
        case .month: month
        case .calendarYear: Int32(LocalDate(dayNumber: day).year)
        }
    }

    private var month: Int32 {
        let date = LocalDate(dayNumber: day)
        return Int32(date.year * 12 + date.month - 1)
    }
}

extension CapPeriod {
    /// Its number among the periods of counters.
    var code: UInt8 {
        switch self {
        case .day: 0
        case .week: 1
        case .month: 2
        case .calendarYear: 3
        case .lifetime: 4
        case .total: 5
        case .event: 6
        }
    }
}

extension CountPeriod {
    /// Its number among the periods of counters.
    var code: UInt8 {
        switch self {
        case .day: 0
        case .week: 1
        case .month: 2
        case .calendarYear: 3
        case .lifetime: 4
        case .birthday: 7
        }
    }
}
