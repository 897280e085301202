import Loyalty

/// Who did nothing in the period, of the members at its end.
struct InactiveTally: Tally {
    private let period: ReportPeriod
    private let zone: Zone
    private var isActive: [Bool] = []

    init(_ options: ReportOptions) {
        period = options.period
        zone = options.zone
    }

    mutating func take(_ fact: Fact) {
        guard period.days.contains(fact.day) else { return }
        for person in fact.people {
            while isActive.count <= Int(person) { isActive.append(false) }
            isActive[Int(person)] = true
        }
    }

    func table(_ people: People) -> ReportTable {
        var (members, inactive): (Int128, Int128) = (0, 0)
        for (index, person) in people.all.enumerated() {
            guard person.mergedInto == nil, isBy(person.joinedAt), !isBy(person.leftAt) else {
                continue
            }
            members += 1
            inactive += index < isActive.count && isActive[index] ? 0 : 1
        }
        let share = Quotient.basisPoints(inactive, of: members)
        return ReportTable(
            .inactive,
            period,
            [
                (.init("members", .count), .number(members)),
                (.init("inactiveMembers", .count), .number(inactive)),
                (.init("inactiveBp", .basisPoints), .init(share)),
            ]
        )
    }

    /// Whether something happened by the end of the period.
    private func isBy(_ unixSeconds: Int64?) -> Bool {
        guard let unixSeconds else { return false }
        return zone.localDate(of: Instant(unixSeconds: unixSeconds)) <= period.to
    }
}
