import Loyalty

/// Random events, outcomes and transactions, the same for the same seed.
///
/// They lie within the bounds of the format; those of a hostile source mostly do, and miss them
/// narrowly where they do not.
struct EventSource {
    private var source: SeededSource
    private let isHostile: Bool

    init(seed: UInt64, isHostile: Bool = false) {
        source = SeededSource(seed: seed)
        self.isHostile = isHostile
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &source)]
    }

    mutating func event() -> LoyaltyEvent {
        LoyaltyEvent(id: text(), at: instant(), body: body())
    }

    private mutating func instant() -> Instant {
        if isHostile, oneIn(10) {
            // The edges of the years 1 to 9999, and what lies far outside.
            let edges: [Int64] = [
                -62_135_596_801, -62_135_596_800, 253_402_300_799, 253_402_300_800,
                -62_167_219_200, .min, .max,
            ]
            return Instant(unixSeconds: pick(edges))
        }
        return Instant(
            unixSeconds: .random(in: -62_135_596_800...253_402_300_799, using: &source)
        )
    }

    private mutating func oneIn(_ count: Int) -> Bool {
        Int.random(in: 0..<count, using: &source) == 0
    }

    private mutating func body() -> LoyaltyEvent.Body {
        switch Int.random(in: 0..<7, using: &source) {
        case 0:
            return .enroll(Enrollment(member: text(), account: maybeText(), flags: flags()))
        case 1:
            return .purchase(
                Purchase(
                    buyer: identification(),
                    lines: lines(),
                    partner: maybeText(),
                    receipt: maybeText(),
                    fiscal: maybeText()
                )
            )
        case 2:
            return .receipt(
                UnclaimedReceipt(
                    lines: lines(),
                    partner: maybeText(),
                    receipt: maybeText(),
                    fiscal: isHostile ? maybeText() : text()
                )
            )
        case 3: return .linkCredential(CredentialLink(member: text(), credential: credential()))
        case 4: return .unlinkCredential(CredentialLink(member: text(), credential: credential()))
        case 5: return .inquiry(identification())
        default: return .tick
        }
    }

    private mutating func flags() -> [String] {
        if isHostile, oneIn(3) {
            // Out of order, twice, twice for Unicode only, in two orders of which one is Swift's.
            return pick([
                ["b", "a"], ["a", "a"], ["e\u{301}", "\u{e9}"], ["\u{e9}", "e\u{301}"],
                ["z", "\u{e9}"], ["\u{e9}", "z"], ["e\u{301}", "ez"], ["ez", "e\u{301}"],
                ["\u{ff5e}", "\u{1f600}"], ["\u{1f600}", "\u{ff5e}"], ["", "a"], ["a", "b\n"],
                (0..<64).map { "\($0 + 100)" }, (0..<65).map { "\($0 + 100)" },
            ])
        }
        return Set((0..<Int.random(in: 0...3, using: &source)).map { "flag:\($0)" }).sorted()
    }

    private mutating func lines() -> [ReceiptLine] {
        (0..<Int.random(in: 0...3, using: &source)).map { _ in
            ReceiptLine(
                sku: maybeText(),
                quantity: .random(in: .min ... .max, using: &source),
                unit: Money(minor: .random(in: .min ... .max, using: &source)),
                category: maybeText(),
                brand: maybeText()
            )
        }
    }

    private mutating func identification() -> Identification {
        Bool.random(using: &source) ? .member(text()) : .credential(credential())
    }

    private mutating func credential() -> Credential {
        // Small values too, so that leading zeros of the key are met.
        let shift = UInt64.random(in: 0..<64, using: &source)
        return Credential(
            kind: pick(Credential.Kind.allCases),
            high: source.next() >> shift,
            low: source.next() >> (63 - shift)
        )
    }

    private mutating func maybeText() -> String? {
        Bool.random(using: &source) ? text() : nil
    }

    private mutating func text() -> String {
        if isHostile, oneIn(15) {
            return pick([
                "", "\n", "\u{0}", "a\u{1f}", "\u{7f}", "\u{80}", "tab\tinside",
                String(repeating: "x", count: 256), String(repeating: "x", count: 257),
                String(repeating: "\u{436}", count: 128), String(repeating: "\u{436}", count: 129),
                String(repeating: "\"", count: 256), "\u{feff}", "\u{2028}", "\u{fffd}",
            ])
        }
        return pick(["a", "kiosk1-0a1b2c3d-17", "молоко 3,2 %", "\"\\/", "😀", "e\u{301}"])
    }
}

// What the core answers.
extension EventSource {
    mutating func outcome() -> Outcome {
        if oneIn(4) {
            return .refused(pick([.tooOld, .duplicateReceipt(of: text()), .memberExists]))
        }
        var effect = Effect()
        if oneIn(2) { effect.net = Money(minor: amount()) }
        if oneIn(2) { effect.due = Money(minor: amount()) }
        effect.granted = members { Points(micro: $0.amount()) }
        effect.byRule = members { source in
            // The sum of a rule's grants lies within 64 bits.
            ["PTS": Points(micro: source.amount())]
        }
        if oneIn(3) { effect.noAccrual = [text(), text()] }
        if oneIn(2) { effect.inquiry = summary() }
        return .applied(effect)
    }

    mutating func transactions() -> [Transaction] {
        (0..<Int.random(in: 0...3, using: &source)).map { _ in
            let amount = Int64.random(in: -(.max)...(.max), using: &source)
            return Transaction(
                cause: text(),
                kind: pick(Transaction.Kind.allCases),
                postings: [
                    Posting(account: text(), commodity: "PTS", amount: amount),
                    Posting(account: text(), commodity: "PTS", amount: -amount),
                ]
            )
        }
    }

    private mutating func summary() -> AccountSummary {
        var summary = AccountSummary()
        summary.balances = members { source in
            Balance(
                available: source.points(),
                pending: source.points(),
                held: source.points(),
                debt: source.points()
            )
        }
        summary.coming = members { $0.dated() }
        summary.expiring = members { $0.dated() }
        summary.tiers = members { $0.text() }
        summary.next = members { source in
            NextTier(tier: source.text(), measure: .spend, need: source.amount())
        }
        if oneIn(2) { summary.benefits = [text(), text()] }
        if oneIn(2) { summary.nextChangeAt = instant() }
        return summary
    }

    private mutating func dated() -> [DatedPoints] {
        (0..<Int.random(in: 0...2, using: &source)).map { _ in
            let day = LocalDate(dayNumber: .random(in: -719_162...2_932_896, using: &source))
            return DatedPoints(date: day, points: points())
        }
    }

    /// Names among which the order of bytes and that of Swift's strings differ.
    private mutating func members<Value>(
        _ value: (inout EventSource) -> Value
    ) -> [String: Value] {
        let names = [
            "", "A", "a", "z", "e\u{301}", "\u{e9}z", "\u{ff5e}", "\u{1f600}", "a\"", "a\n",
        ]
        var members: [String: Value] = [:]
        for name in names where oneIn(4) { members[name] = value(&self) }
        return members
    }

    private mutating func amount() -> Int64 {
        pick([0, 1, -1, .max, .min, .random(in: .min ... .max, using: &source)])
    }

    private mutating func points() -> Points { Points(micro: oneIn(2) ? 0 : amount()) }
}

/// A small reproducible generator (splitmix64).
private struct SeededSource: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
