import Loyalty

/// Cards handed out, and how many of them were activated, by the channel that events carry.
struct CardTally: Tally {
    /// The flag of an enrolment that names its channel.
    static let channelPrefix = "channel:"

    private let period: ReportPeriod
    /// By channel; nil: the event carried none.
    private var holders: [ByteKey?: [Int32]] = [:]

    init(_ options: ReportOptions) { period = options.period }

    mutating func take(_ fact: Fact) {
        guard period.days.contains(fact.day), let person = fact.people.first else { return }
        switch fact.event.body {
        case .enroll(let enrollment):
            let flag = enrollment.flags.first { $0.hasPrefix(Self.channelPrefix) }
            let channel = flag.map { ByteKey(String($0.dropFirst(Self.channelPrefix.count))) }
            holders[channel, default: []].append(person)
        case .issueCard: holders[nil, default: []].append(person)
        default: break
        }
    }

    func table(_ people: People) -> ReportTable {
        let sorted = holders.sorted { left, right in
            // Cards without a channel come last.
            guard let name = left.key else { return false }
            return right.key.map { name < $0 } ?? true
        }
        var (cards, activated) = (0, 0)
        var rows: [ReportTable.Row] = []
        for (channel, holders) in sorted {
            let joined = holders.count { people[$0].joinedAt != nil }
            cards += holders.count
            activated += joined
            let key = channel.map { ReportTable.Cell.text($0.text) } ?? .none
            rows.append(Self.row(key, holders.count, joined, .people(holders.count)))
        }
        if !rows.isEmpty { rows.append(Self.row(.text("total"), cards, activated, .total)) }
        return ReportTable(
            .cards,
            period,
            columns: [
                .init("channel", .text, isKey: true), .init("cards", .count),
                .init("activated", .count), .init("activatedBp", .basisPoints),
            ],
            rows: rows
        )
    }

    private static func row(
        _ key: ReportTable.Cell,
        _ cards: Int,
        _ activated: Int,
        _ group: ReportTable.Group
    ) -> ReportTable.Row {
        let share = Quotient.basisPoints(Int128(activated), of: Int128(cards))
        return ReportTable.Row(
            cells: [key, .number(Int128(cards)), .number(Int128(activated)), .init(share)],
            group: group
        )
    }
}
