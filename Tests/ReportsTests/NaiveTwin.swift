import Loyalty

@testable import Reports

/// The figures of receipts again, slow and simple: every question looks at the whole history.
struct NaiveTwin {
    struct Receipt {
        let day: LocalDate
        let member: String?
        let minor: Int128
    }

    let entries: [HistoryEntry]
    private var applied: [LoyaltyEvent] {
        entries.filter { $0.applied != nil }.map(\.event)
    }

    /// Receipts that did not come back whole, with who bought as they are called at the end.
    var receipts: [Receipt] {
        entries.enumerated().compactMap { index, entry in
            guard let amounts = entry.applied else { return nil }
            let day = Made.moscow.localDate(of: entry.event.at)
            switch entry.event.body {
            case .purchase(let purchase):
                guard !isReturned(entry.event.id, purchase) else { return nil }
                let minor = Int128(amounts.due ?? 0) - givenBack(entry.event.id)
                return Receipt(day: day, member: buyer(purchase.buyer, index), minor: minor)
            case .receipt(let receipt):
                let later = entries[(index + 1)...].contains { other in
                    guard other.applied != nil, case .purchase(let purchase) = other.event.body
                    else { return false }
                    return purchase.receipt == receipt.receipt
                }
                return later ? nil : Receipt(day: day, member: nil, minor: Int128(amounts.net ?? 0))
            default: return nil
            }
        }
    }

    private func returns(_ id: String) -> [(Return, HistoryEntry.Amounts)] {
        entries.compactMap { entry in
            guard let amounts = entry.applied, case .returned(let goods) = entry.event.body,
                goods.purchase == id
            else { return nil }
            return (goods, amounts)
        }
    }

    private func isReturned(_ id: String, _ purchase: Purchase) -> Bool {
        let returns = returns(id)
        if returns.contains(where: { $0.0.lines == nil }) { return true }
        let units = returns.flatMap { $0.0.lines ?? [] }.reduce(0) { $0 + $1.quantity }
        return units == purchase.lines.reduce(0) { $0 + $1.quantity }
    }

    private func givenBack(_ id: String) -> Int128 {
        returns(id).reduce(0) { $0 + Int128(($1.1.refund ?? 0) + ($1.1.deducted ?? 0)) }
    }

    /// Who a purchase was by: found backwards from it, then forwards through the merges.
    private func buyer(_ who: Identification, _ index: Int) -> String {
        var name: String
        switch who {
        case .member(let id): name = id
        case .card(let number): name = holder(number, index)
        case .credential(let credential):
            name = "?"
            for entry in entries[..<index] where entry.applied != nil {
                if case .linkCredential(let link) = entry.event.body, link.credential == credential
                {
                    name = link.member
                }
            }
        }
        for event in applied {
            if case .merge(let merge) = event.body, case .member(name) = merge.from,
                case .member(let into) = merge.into
            {
                name = into
            }
        }
        return name
    }

    private func holder(_ number: String, _ index: Int) -> String {
        for entry in entries[..<index].reversed() where entry.applied != nil {
            switch entry.event.body {
            case .enroll(let enrollment) where enrollment.card == number: return enrollment.member
            case .replaceCard(let cards) where cards.replacement == number:
                return holder(cards.card, index)
            default: continue
            }
        }
        return "card:" + number
    }
}

/// A random history whose events fit together as the core's do.
struct RandomHistory {
    private(set) var history = History()
    private var generator: SeededGenerator
    private var members: [String] = []
    private var cards: [String] = []
    private var credentials: [Credential] = []
    private var purchases: [(id: String, left: Int64, minor: Int64)] = []
    private var numbers: [String] = []

    init(seed: UInt64, events: Int) {
        generator = SeededGenerator(seed: seed)
        for _ in 0..<events { step() }
    }

    private mutating func pick(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &generator)
    }

    /// Some day of four months, in no order.
    private mutating func day() -> String { "2026-0\(pick(1...4))-\(pick(10...28))" }

    private mutating func step() {
        switch pick(0...19) {
        case 0...2:
            let card = pick(0...1) == 0 ? nil : "\(cards.count + 100)"
            if let card { cards.append(card) }
            members.append("m\(history.entries.count)")
            history.enroll(day(), members[members.count - 1], card: card)
        case 3:
            cards.append("\(cards.count + 100)")
            history.add(day(), .issueCard(IssuedCard(card: cards[cards.count - 1])))
        case 4:
            guard !cards.isEmpty else { return }
            let index = pick(0...cards.count - 1)
            let next = "\(cards.count + 500)-\(history.entries.count)"
            let replacement = CardReplacement(card: cards[index], replacement: next)
            history.add(day(), .replaceCard(replacement))
            cards[index] = next
        case 5:
            guard let member = members.randomElement(using: &generator) else { return }
            let key = UInt64(history.entries.count)
            let credential = Credential(kind: .uid, high: key, low: 0)
            credentials.append(credential)
            let link = CredentialLink(member: member, credential: credential)
            history.add(day(), .linkCredential(link))
        case 6:
            guard members.count >= 2 else { return }
            let from = members.remove(at: pick(0...members.count - 1))
            guard let into = members.randomElement(using: &generator) else { return }
            let merge = AccountMerge(from: .member(from), into: .member(into))
            history.add(day(), .merge(merge))
        case 7...8:
            numbers.append("r\(history.entries.count)")
            history.sell(day(), Int64(pick(0...999)), receipt: numbers[numbers.count - 1])
        case 9...11: giveBack()
        case 12: history.refuse(day(), .receipt(UnclaimedReceipt(lines: [], receipt: "r0")))
        default: buy()
        }
    }

    private mutating func buy() {
        var buyers = members.map(Identification.member) + cards.map(Identification.card)
        buyers += credentials.map(Identification.credential)
        guard let who = buyers.randomElement(using: &generator) else { return }
        let number = pick(0...3) == 0 ? numbers.popLast() : nil
        let units = Int64(pick(1...3))
        let minor = Int64(pick(0...999))
        let id = history.buy(day(), who, minor, units: units, receipt: number)
        purchases.append((id, units, minor))
    }

    private mutating func giveBack() {
        guard !purchases.isEmpty else { return }
        let index = pick(0...purchases.count - 1)
        guard purchases[index].left > 0 else { return }
        let isAll = pick(0...2) == 0
        let units = isAll ? nil : Int64(pick(1...Int(purchases[index].left)))
        let minor = Int64(pick(0...Int(purchases[index].minor)))
        history.giveBack(
            day(),
            purchases[index].id,
            minor,
            deducted: pick(0...3) == 0 ? 1 : nil,
            units: units
        )
        purchases[index].left -= units ?? purchases[index].left
        purchases[index].minor -= minor
    }
}
