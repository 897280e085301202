import Loyalty

/// Members and purchases, made of what the programme's own rules look at; the same for the same
/// programme.
struct Shop {
    /// 2023-01-01T00:00:00Z.
    private static let opening: Int64 = 1_672_531_200
    /// Purchases of a year and a half.
    private static let span: Int64 = 47_000_000

    private let memberCount: Int
    private let partners: [String?]
    private let categories: [String?]
    private let skus: [String?]
    private let brands: [String?]
    private let attributes: [String]
    private let segments: [String]
    private let instrumentKinds: [String]
    private let tender: String?
    private let memberNames: [String]
    private var random: UInt64 = 42
    private var count = 0
    private var at: Int64

    init(_ programme: Programme, memberCount: Int) {
        self.memberCount = memberCount
        let conditions = programme.rules.map(\.condition)
        let lines = conditions.map(\.lines) + programme.rewards.map(\.lines)
        categories = Self.choices(lines.flatMap { $0.categories + $0.excludedCategories })
        skus = Self.choices(lines.flatMap(\.skus))
        brands = Self.choices(lines.flatMap(\.brands))
        partners = Self.choices(
            conditions.flatMap(\.partners) + programme.partners.keys
                + programme.rewards.flatMap(\.partners)
        )
        attributes = Set(
            conditions.flatMap { Array($0.attributes.keys) }
                + programme.rules.compactMap { rule in
                    guard case .grant(_, .fromAttribute(let name, _, _)) = rule.work else {
                        return nil
                    }
                    return name
                }
        ).sorted()
        segments = Set(conditions.flatMap(\.segments)).sorted()
        instrumentKinds = Set(conditions.flatMap(\.instrumentKinds)).sorted()
        tender = programme.rewards.first { $0.kind == .tender }?.id
        memberNames = (0..<memberCount).map { "m\($0)" }
        at = Self.opening
    }

    /// The events by which a member joins.
    mutating func joining(_ number: Int) -> [LoyaltyEvent] {
        let name = memberNames[number]
        let enrollment = Enrollment(
            member: name,
            birthday: LocalDate(year: 1980, month: number % 12 + 1, day: number % 28 + 1),
            referrer: number % 10 == 9 ? memberNames[number - 1] : nil,
            segments: number % 2 == 0 ? segments : []
        )
        let instant = Instant(unixSeconds: at)
        var events = [LoyaltyEvent(id: "e\(number)", at: instant, body: .enroll(enrollment))]
        if !instrumentKinds.isEmpty {
            let registration = InstrumentRegistration(
                who: .member(name),
                instrument: "i\(number)",
                kind: instrumentKinds[number % instrumentKinds.count]
            )
            events.append(
                LoyaltyEvent(id: "i\(number)", at: instant, body: .registerInstrument(registration))
            )
        }
        return events
    }

    /// The next purchases.
    mutating func purchases(_ number: Int) -> [LoyaltyEvent] {
        (0..<number).map { _ in purchase() }
    }

    private mutating func purchase() -> LoyaltyEvent {
        count += 1
        at += below(90)
        if at > Self.opening + Self.span { at = Self.opening + Self.span }
        let member = Int(below(Int64(memberCount)))
        // One line where the programme looks at no line, else one to three.
        let looksAtLines = categories.count + skus.count + brands.count > 3
        let lines = (0...(looksAtLines ? below(3) : 0)).map { _ in line() }
        var values: [String: Int64] = [:]
        for name in attributes { values[name] = below(100) }
        let isPaidWithPoints = tender != nil && below(4) == 0
        let purchase = Purchase(
            buyer: .member(memberNames[member]),
            lines: lines,
            partner: pick(partners),
            instrument: instrumentKinds.isEmpty ? nil : "i\(member)",
            attributes: values,
            pay: isPaidWithPoints ? tender.map { PointsPayment(reward: $0, points: .max) } : nil
        )
        return LoyaltyEvent(
            id: "p\(count)",
            at: Instant(unixSeconds: at),
            body: .purchase(purchase)
        )
    }

    private mutating func line() -> ReceiptLine {
        ReceiptLine(
            sku: pick(skus),
            quantity: 1 + below(3),
            unit: Money(minor: 1_000 + below(500_000)),
            category: pick(categories),
            brand: pick(brands)
        )
    }

    private mutating func pick(_ choices: [String?]) -> String? {
        choices.count == 1 ? choices[0] : choices[Int(below(Int64(choices.count)))]
    }

    private mutating func below(_ bound: Int64) -> Int64 {
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int64(random >> 33) % bound
    }

    /// The values, each once, and none of them.
    private static func choices(_ values: [String]) -> [String?] {
        [nil] + Set(values).sorted().map(Optional.some)
    }
}
