import Loyalty

/// Micro-points of whole points.
func points(_ whole: Int64) -> Points { Points(micro: whole * 1_000_000) }

/// A moment in Moscow, which is three hours ahead of UTC.
func moscow(
    _ year: Int,
    _ month: Int,
    _ day: Int,
    _ hour: Int = 12,
    _ minute: Int = 0,
    _ second: Int = 0
) -> Instant {
    let days = LocalDate(year: year, month: month, day: day).dayNumber
    let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - 3 * 3_600
    return Instant(unixSeconds: Int64(seconds))
}

/// The zone of `moscow`.
let moscowZone = Zone(initialOffsetSeconds: 3 * 3_600)

/// A programme of one pot, `PTS`, where a point is a rouble.
func programme(_ rules: [Rule] = [], change: (inout Programme) -> Void = { _ in }) -> Programme {
    var pot = Pot(quantum: points(1))
    pot.redeem = Pot.Redeem(per: points(1), minor: Money(minor: 100))
    var programme = Programme(id: "sample", zone: moscowZone, pots: ["PTS": pot])
    programme.rules = rules
    change(&programme)
    return programme
}

/// A rule on `PTS`.
func rule(
    _ id: String = "base",
    _ amount: Rule.Amount = .rateBp(500),
    change: (inout Rule) -> Void = { _ in }
) -> Rule {
    var rule = Rule(id: id, pot: "PTS", amount: amount)
    change(&rule)
    return rule
}

/// A line of one unit.
func line(_ minor: Int64, category: String? = nil) -> ReceiptLine {
    ReceiptLine(sku: "ITEM", quantity: 1, unit: Money(minor: minor), category: category)
}

/// A period of days.
func days(_ count: Int, _ edge: Period.Edge = .exact) -> Period {
    .after(CalendarDuration(days: count), edge)
}

/// A core with short words for the events of a test, which number themselves.
struct Shop: ~Copyable {
    /// The core under test.
    var core: LoyaltyState
    private var count = 0

    /// Makes a shop whose one member, `M1`, has joined on 1 January 2023.
    init(_ programme: Programme, members: [String] = ["M1"]) {
        core = LoyaltyState(programme: programme)
        for member in members {
            _ = send(.enroll(Enrollment(member: member)), at: moscow(2023, 1, 1, 0))
        }
    }

    /// Applies an event under the next id, `e1`, `e2` and so on.
    mutating func send(_ body: LoyaltyEvent.Body, at instant: Instant) -> Decision {
        count += 1
        return core.apply(LoyaltyEvent(id: "e\(count)", at: instant, body: body))
    }

    /// A purchase by a member.
    mutating func buy(
        _ lines: [ReceiptLine],
        at instant: Instant,
        by member: String = "M1",
        partner: String? = nil,
        receipt: String? = nil,
        fiscal: String? = nil
    ) -> Decision {
        let purchase = Purchase(
            buyer: .member(member),
            lines: lines,
            partner: partner,
            receipt: receipt,
            fiscal: fiscal
        )
        return send(.purchase(purchase), at: instant)
    }

    /// A purchase of one line by `M1`, and the points of `PTS` that it was granted; nil: refused.
    mutating func earn(_ minor: Int64, at instant: Instant, partner: String? = nil) -> Int64? {
        let decision = buy([line(minor)], at: instant, partner: partner)
        guard case .applied(let effect) = decision.outcome else { return nil }
        return (effect.granted["PTS"] ?? .zero).micro
    }

    /// What `M1` holds in `PTS`.
    func balance(of account: String = "M1") -> Balance {
        core.balances(ofAccount: account)["PTS"] ?? Balance()
    }
}

/// Everything that can be seen of a core.
struct Observation: Hashable {
    /// One ledger account.
    struct LedgerAccount: Hashable {
        let account: String
        let commodity: String
        let amount: Int64
    }

    /// One linked credential.
    struct Link: Hashable {
        let credential: Credential
        let member: String
    }

    let clock: Instant?
    let members: [String: String]
    let balances: [String: [String: Balance]]
    let tiers: [String: [String: String]]
    let lots: [String: [LotView]]
    let summaries: [String: AccountSummary]
    let ledger: [LedgerAccount]
    let links: [Link]

    /// Looks at a core.
    init(_ core: borrowing LoyaltyState) {
        clock = core.clock
        var members: [String: String] = [:]
        var balances: [String: [String: Balance]] = [:]
        var tiers: [String: [String: String]] = [:]
        var lots: [String: [LotView]] = [:]
        var summaries: [String: AccountSummary] = [:]
        for member in core.members { members[member] = core.account(of: member) }
        for account in core.accounts {
            balances[account] = core.balances(ofAccount: account)
            tiers[account] = core.tiers(ofAccount: account)
            lots[account] = core.lots(ofAccount: account)
            summaries[account] = core.summary(ofAccount: account)
        }
        self.members = members
        self.balances = balances
        self.tiers = tiers
        self.lots = lots
        self.summaries = summaries
        ledger = core.ledgerAccounts.map {
            LedgerAccount(account: $0.account, commodity: $0.commodity, amount: $0.amount)
        }
        links = core.credentials.map { Link(credential: $0.credential, member: $0.member) }
    }
}

/// A small generator of random numbers, the same on every machine (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// Makes a generator; equal seeds give equal numbers.
    init(seed: UInt64) { state = seed }

    /// The next number.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
