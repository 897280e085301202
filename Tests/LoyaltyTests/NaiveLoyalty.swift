import Foundation
import Loyalty

/// The same loyalty programme, told in the plainest way.
///
/// It keeps the whole history, goes through all of it for every question, and undoes by copying
/// itself. Zone: a fixed offset. Periods of
/// lots: days, exact or to the start or end of the local day.
struct NaiveLoyalty {
    struct NaiveLot {
        let number: Int
        let account: String
        let pot: String
        var remaining: Int64
        var isPending: Bool
        let vestsAt: Int64
        let expiresAt: Int64?
    }

    struct PastGrant {
        let account: String
        let rule: String
        let pot: String
        let amount: Int64
        let parts: [Int]
    }

    struct PastSale {
        let account: String
        let net: Int64
        let year: Int
    }

    struct PastReceipt {
        let partner: String
        let receipt: String?
        let fiscal: String?
        let event: String
        let at: Int64
        var isUnclaimed: Bool
    }

    let programme: Programme
    private let calendar: Calendar
    private(set) var clock: Int64?
    private(set) var accounts: [String: String] = [:]
    private(set) var cards: [Credential: String] = [:]
    var lots: [NaiveLot] = []
    var ledger: [String: [String: Int64]] = [:]
    var grants: [PastGrant] = []
    private var sales: [PastSale] = []
    private var receipts: [PastReceipt] = []
    /// When each account was last caught up.
    var caughtUpAt: [String: Int64] = [:]
    var posted: [Transaction] = []

    init(_ programme: Programme) {
        self.programme = programme
        var calendar = Calendar(identifier: .iso8601)
        let offset = TimeZone(secondsFromGMT: Int(programme.zone.initialOffsetSeconds))
        calendar.timeZone = offset ?? .gmt
        self.calendar = calendar
    }

    /// Applies an event.
    mutating func apply(_ event: LoyaltyEvent) -> (outcome: Outcome, transactions: [Transaction]) {
        let saved = self
        posted = []
        let at = event.at.unixSeconds
        if let clock, let days = programme.maxBackdateDays, at < clock - Int64(days) * 86_400 {
            return (.refused(.tooOld), [])
        }
        clock = max(clock ?? at, at)
        let outcome = decide(event)
        if case .refused = outcome {
            self = saved
            return (outcome, [])
        }
        return (outcome, posted)
    }

    var now: Int64 { clock ?? 0 }

    private mutating func decide(_ event: LoyaltyEvent) -> Outcome {
        switch event.body {
        case .tick:
            for account in Set(accounts.values).sorted() { catchUp(account) }
            return .applied(Effect())
        case .enroll(let values):
            guard accounts[values.member] == nil else { return .refused(.memberExists) }
            let account = values.account ?? values.member
            accounts[values.member] = account
            if caughtUpAt[account] == nil { caughtUpAt[account] = now }
            return .applied(Effect())
        case .inquiry(let who):
            guard let account = account(who) else { return .refused(refusal(who)) }
            catchUp(account)
            return .applied(Effect())
        case .linkCredential(let link):
            guard let account = accounts[link.member] else { return .refused(.unknownMember) }
            catchUp(account)
            guard cards[link.credential] == nil else { return .refused(.credentialInUse) }
            cards[link.credential] = link.member
            return .applied(Effect())
        case .unlinkCredential(let link):
            guard let account = accounts[link.member] else { return .refused(.unknownMember) }
            catchUp(account)
            guard cards[link.credential] == link.member else {
                return .refused(.unknownCredential)
            }
            cards[link.credential] = nil
            return .applied(Effect())
        case .receipt(let values): return receipt(values, event)
        case .purchase(let values): return purchase(values, event)
        }
    }

    private func account(_ who: Identification) -> String? {
        switch who {
        case .member(let id): accounts[id]
        case .credential(let credential): cards[credential].flatMap { accounts[$0] }
        }
    }

    private func refusal(_ who: Identification) -> Refusal {
        if case .member = who { .unknownMember } else { .unknownCard }
    }

    // MARK: Sales

    private func known(_ partner: String, _ receipt: String?, _ fiscal: String?) -> Int? {
        receipts.lastIndex { past in
            if let days = programme.maxBackdateDays, past.at < now - Int64(days + 1) * 86_400 {
                return false
            }
            if let fiscal { return past.fiscal == fiscal }
            guard let receipt else { return false }
            return past.fiscal == nil && past.partner == partner && past.receipt == receipt
        }
    }

    private mutating func receipt(_ values: UnclaimedReceipt, _ event: LoyaltyEvent) -> Outcome {
        let partner = values.partner ?? "house"
        if let index = known(partner, values.receipt, values.fiscal) {
            return .refused(.duplicateReceipt(of: receipts[index].event))
        }
        receipts.append(
            PastReceipt(
                partner: partner,
                receipt: values.receipt,
                fiscal: values.fiscal,
                event: event.id,
                at: event.at.unixSeconds,
                isUnclaimed: true
            )
        )
        var effect = Effect()
        effect.net = Money(minor: net(values.lines))
        return .applied(effect)
    }

    private func net(_ lines: [ReceiptLine]) -> Int64 {
        lines.reduce(0) { $0 + $1.quantity * $1.unit.minor }
    }

    private mutating func purchase(_ values: Purchase, _ event: LoyaltyEvent) -> Outcome {
        guard let account = account(values.buyer) else { return .refused(refusal(values.buyer)) }
        catchUp(account)
        let partner = values.partner ?? "house"
        let at = event.at.unixSeconds
        if let index = known(partner, values.receipt, values.fiscal) {
            let past = receipts[index]
            guard past.isUnclaimed, abs(past.at - at) <= 72 * 3_600 else {
                return .refused(.duplicateReceipt(of: past.event))
            }
            receipts.remove(at: index)
        }
        var effect = Effect()
        effect.net = Money(minor: net(values.lines))
        effect.due = effect.net
        if programme.partners[partner]?.participates ?? true {
            let won = winners(values.lines, partner, account, at)
            for (rule, amount) in won {
                grant(amount, by: rule, to: account, partner: partner, event: event)
                let sum = (effect.granted[rule.pot]?.micro ?? 0) + amount
                effect.granted[rule.pot] = Points(micro: sum)
                if won.count > 1 { effect.byRule[rule.id] = [rule.pot: Points(micro: amount)] }
            }
        } else {
            effect.noAccrual = ["partnerNotParticipating"]
        }
        sales.append(PastSale(account: account, net: net(values.lines), year: parts(at)[0]))
        receipts.append(
            PastReceipt(
                partner: partner,
                receipt: values.receipt,
                fiscal: values.fiscal,
                event: event.id,
                at: at,
                isUnclaimed: false
            )
        )
        return .applied(effect)
    }

    /// The rules that grant, with their amounts, in the order of their ids.
    private func winners(
        _ lines: [ReceiptLine],
        _ partner: String,
        _ account: String,
        _ at: Int64
    ) -> [(Rule, Int64)] {
        let all = programme.rules.sorted { $0.id < $1.id }.map { rule in
            (rule, amount(of: rule, lines, partner, account, at))
        }
        return all.filter { rule, amount in
            guard amount > 0 else { return false }
            guard programme.groups[rule.group] == .best else { return true }
            // Nobody in the group beats it.
            return !all.contains { other, otherAmount in
                other.group == rule.group && other.pot == rule.pot && other.id != rule.id
                    && (otherAmount, other.priority, rule.id) > (amount, rule.priority, other.id)
            }
        }
    }

    private func amount(
        of rule: Rule,
        _ lines: [ReceiptLine],
        _ partner: String,
        _ account: String,
        _ at: Int64
    ) -> Int64 {
        let condition = rule.condition
        let parts = parts(at)
        let date = LocalDate(year: parts[0], month: parts[1], day: parts[2])
        let isTime =
            date >= condition.fromDate ?? date && date <= condition.toDate ?? date
            && (condition.days.isEmpty || condition.days.contains(parts[4]))
            && (condition.hours ?? 0..<24).contains(parts[3])
        let isTier = condition.tiers.allSatisfy { ladder, tiers in
            tiers.contains(self.tiers(account)[ladder] ?? "")
        }
        let isPartner = condition.partners.isEmpty || condition.partners.contains(partner)
        let isBasket = net(lines) >= condition.minimumBasket?.minor ?? 0
        let matching = lines.filter { line in
            (condition.categories.isEmpty || condition.categories.contains(line.category ?? "-"))
                && !condition.excludedCategories.contains(line.category ?? "-")
        }
        let units = matching.reduce(0) { $0 + $1.quantity }
        let isQuantity = units >= condition.minimumQuantity ?? 0
        if let limit = rule.limit {
            let used = past(rule, account, at, limit.period).count
            guard used < limit.count else { return 0 }
        }
        guard isTime, isTier, isPartner, isBasket, isQuantity, !matching.isEmpty else { return 0 }
        return capped(rounded(rule, net(matching), units), rule, account, at)
    }

    private func rounded(_ rule: Rule, _ basis: Int64, _ units: Int64) -> Int64 {
        guard let pot = programme.pots[rule.pot] else { return 0 }
        var (numerator, denominator): (Int64, Int64)
        switch rule.amount {
        case .rateBp(let rate):
            (numerator, denominator) = (basis * rate, 1)
            if let redeem = pot.redeem {
                numerator *= redeem.per.micro / redeem.minor.minor
                denominator = 10_000
            }
        case .fixed(let grant): (numerator, denominator) = (grant.micro, 1)
        case .perUnit(let grant): (numerator, denominator) = (units * grant.micro, 1)
        case .perStep(let minor, let grant):
            (numerator, denominator) = (basis / minor.minor * grant.micro, 1)
        }
        let step = denominator * pot.quantum.micro
        let (whole, rest) = (numerator / step, numerator % step)
        let up: Bool =
            switch rule.round ?? pot.round {
            case .floor: false
            case .ceil: rest > 0
            case .halfUp: 2 * rest >= step
            case .halfEven: 2 * rest > step || 2 * rest == step && whole % 2 == 1
            }
        return (whole + (up ? 1 : 0)) * pot.quantum.micro
    }

    private func capped(_ amount: Int64, _ rule: Rule, _ account: String, _ at: Int64) -> Int64 {
        var amount = amount
        for cap in rule.caps {
            let used = past(rule, account, at, cap.period).reduce(0) { $0 + $1.amount }
            let room = max(0, cap.points.micro - used)
            let quantum = programme.pots[rule.pot]?.quantum.micro ?? 1
            if amount > room { amount = room - room % quantum }
        }
        return amount
    }

    /// The earlier grants of a rule that count for a cap or limit.
    private func past(
        _ rule: Rule,
        _ account: String,
        _ at: Int64,
        _ period: CapPeriod
    ) -> [PastGrant] {
        let other = parts(at)
        return grants.filter { grant in
            guard grant.rule == rule.id, period == .total || grant.account == account else {
                return false
            }
            let one = grant.parts
            return switch period {
            case .event: false
            case .lifetime, .total: true
            case .day: one[0...2] == other[0...2]
            case .week: one[5...6] == other[5...6]
            case .month: one[0...1] == other[0...1]
            case .calendarYear: one[0] == other[0]
            }
        }
    }

    /// Year, month, day, hour, day of the week from Monday = 1, ISO year, ISO week.
    func parts(_ at: Int64) -> [Int] {
        let date = Date(timeIntervalSince1970: TimeInterval(at))
        let parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .weekday, .yearForWeekOfYear, .weekOfYear],
            from: date
        )
        return [
            parts.year ?? 0, parts.month ?? 0, parts.day ?? 0, parts.hour ?? 0,
            ((parts.weekday ?? 1) + 5) % 7 + 1, parts.yearForWeekOfYear ?? 0,
            parts.weekOfYear ?? 0,
        ]
    }

    // MARK: Ladders

    /// The tiers of an account as of its last catch-up.
    func tiers(_ account: String) -> [String: String] {
        let year = parts(caughtUpAt[account] ?? 0)[0]
        var result: [String: String] = [:]
        for ladder in programme.ladders {
            let tier = ladder.tiers.last { tier in
                let isCounted = { tier.when.window == .lifetime || $0 == year }
                let ownSales = sales.filter { $0.account == account && isCounted($0.year) }
                let value: Int64 =
                    switch tier.when.measure {
                    case .spend: ownSales.reduce(0) { $0 + $1.net }
                    case .visits: Int64(ownSales.count)
                    case .earned:
                        grants.filter {
                            $0.account == account && $0.pot == tier.when.pot
                                && isCounted($0.parts[0])
                        }.reduce(0) { $0 + $1.amount }
                    }
                return value >= tier.when.atLeast
            }
            result[ladder.id] = tier?.id ?? ladder.initial
        }
        return result
    }
}
