import Loyalty

/// What the holders of issued cards spent before and after they activated them.
struct JoiningTally: Tally {
    /// How long before and after is looked at: 90 days of 24 hours.
    private static let windowSeconds: Int64 = 90 * 86_400
    /// The months that this makes.
    private static let windowMonths: Int128 = 3

    private let period: ReportPeriod
    /// When those of the period joined whose window is over; nil: they do not count.
    private let joinedAt: [Int64?]
    private var before: Int128 = 0
    private var after: Int128 = 0

    init(_ options: ReportOptions, _ survey: HistorySurvey) {
        let period = options.period
        self.period = period
        let end = survey.last?.unixSeconds ?? 0
        joinedAt = survey.people.all.map { person in
            guard person.mergedInto == nil, person.beganAsCard, let joined = person.joinedAt,
                joined + Self.windowSeconds <= end
            else { return nil }
            let day = options.zone.localDate(of: Instant(unixSeconds: joined)).dayNumber
            return period.days.contains(day) ? joined : nil
        }
    }

    mutating func take(_ fact: Fact) {
        guard let receipt = fact.receipt, let person = receipt.person,
            let joined = joinedAt[Int(person)]
        else { return }
        let at = fact.event.at.unixSeconds
        if (joined - Self.windowSeconds..<joined).contains(at) {
            before += receipt.minor
        } else if (joined..<joined + Self.windowSeconds).contains(at) {
            after += receipt.minor
        }
    }

    func table(_ people: People) -> ReportTable {
        let members = Int128(joinedAt.count { $0 != nil })
        let months = members * Self.windowMonths
        return ReportTable(
            .joining,
            period,
            [
                (.init("members", .count), .number(members)),
                (.init("monthlyBeforeKop", .minor), .init(Quotient.mean(before, per: months))),
                (.init("monthlyAfterKop", .minor), .init(Quotient.mean(after, per: months))),
                (
                    .init("afterToBeforeBp", .basisPoints),
                    .init(Quotient.basisPoints(after, of: before))
                ),
            ]
        )
    }
}
