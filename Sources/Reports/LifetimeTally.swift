import Loyalty

/// What members spent since joining, by the month in which they joined.
struct LifetimeTally: Tally {
    private let period: ReportPeriod
    private let zone: Zone
    /// When each person joined, as the end of the history knows it.
    private let joinedAt: [Int64?]
    private var spent: [Int128]

    init(_ options: ReportOptions, _ people: People) {
        period = options.period
        zone = options.zone
        joinedAt = people.all.map(\.joinedAt)
        spent = Array(repeating: 0, count: people.all.count)
    }

    mutating func take(_ fact: Fact) {
        guard let receipt = fact.receipt, let person = receipt.person,
            fact.day <= period.days.upperBound, let joined = joinedAt[Int(person)],
            fact.event.at.unixSeconds >= joined
        else { return }
        spent[Int(person)] += receipt.minor
    }

    func table(_ people: People) -> ReportTable {
        var cohorts: [Month: (members: Int, minor: Int128)] = [:]
        for (person, minor) in zip(people.all, spent) {
            guard person.mergedInto == nil, let joined = person.joinedAt else { continue }
            let day = zone.localDate(of: Instant(unixSeconds: joined)).dayNumber
            guard period.days.contains(day) else { continue }
            cohorts[Month(dayNumber: day), default: (0, 0)].members += 1
            cohorts[Month(dayNumber: day), default: (0, 0)].minor += minor
        }
        var rows = cohorts.sorted { $0.key < $1.key }.map { month, sum in
            Self.row(.month(month.firstDate), sum.members, sum.minor, .people(sum.members))
        }
        if !rows.isEmpty {
            let members = cohorts.values.reduce(0) { $0 + $1.members }
            let minor = cohorts.values.reduce(0) { $0 + $1.minor }
            rows.append(Self.row(.text("total"), members, minor, .total))
        }
        return ReportTable(
            .lifetime,
            period,
            columns: [
                .init("cohort", .text, isKey: true), .init("members", .count),
                .init("spendKop", .minor), .init("lifetimeKop", .minor),
            ],
            rows: rows
        )
    }

    private static func row(
        _ key: ReportTable.Cell,
        _ members: Int,
        _ minor: Int128,
        _ group: ReportTable.Group
    ) -> ReportTable.Row {
        let mean = Quotient.mean(minor, per: Int128(members))
        return ReportTable.Row(
            cells: [key, .number(Int128(members)), .number(minor), .init(mean)],
            group: group
        )
    }
}
