import Loyalty

/// Purchases, returns and points that move by hand.
extension RandomHistory {
    /// The key of a receipt; sometimes one that was used.
    mutating func key() -> (partner: String?, receipt: String?, fiscal: String?) {
        if let old = random.pick(receipts), random.once(in: 12) { return old }
        let partner = random.once(in: 2) ? nil : random.pick(vocabulary.partners)
        switch random.number(0...9) {
        case 0...2: return (partner, "R\(random.number(1...99))", nil)
        case 3: return (partner, nil, "9282-\(random.number(1...99))")
        case 4: return (partner, "R1", "9282-\(random.number(1...99))")
        default: return (partner, nil, nil)
        }
    }

    mutating func lines() -> [ReceiptLine] {
        var lines: [ReceiptLine] = []
        for _ in 0..<(random.once(in: 2) ? 1 : random.number(1...4)) { lines.append(line()) }
        return lines
    }

    private mutating func line() -> ReceiptLine {
        var unit = random.pick(vocabulary.money, or: 100)
        var quantity = random.once(in: 2) ? 1 : Int64(random.number(1...7))
        switch random.number(0...59) {
        case 0: unit = 0
        case 1: unit = 10_000_000_000_000
        case 2: unit = 10_000_000_000_001
        case 3: quantity = 1_000_000
        case 4: quantity = Int64(random.pick([0, -1, 1_000_001], or: 0))
        case 5: unit = -1
        case 6...19: unit = Int64(random.number(1...200_000))
        default: break
        }
        return ReceiptLine(
            sku: random.once(in: 5) ? nil : random.pick(vocabulary.skus),
            quantity: quantity,
            unit: Money(minor: unit),
            category: random.once(in: 5) ? nil : random.pick(vocabulary.categories),
            brand: random.once(in: 2) ? nil : random.pick(vocabulary.brands)
        )
    }

    mutating func purchase() -> LoyaltyEvent.Body {
        let key = key()
        receipts.append(key)
        let buyer = random.once(in: 3) ? owner(vocabulary.pots[0]) : who()
        let items = vocabulary.rewards.filter { $0.kind == .freeItem }.map { $0.id }
        var use: [String] = []
        if random.once(in: 4), let item = random.pick(items) { use.append(item) }
        if random.once(in: 60) { use.append("none") }
        return .purchase(
            Purchase(
                buyer: buyer,
                lines: lines(),
                partner: key.partner,
                receipt: key.receipt,
                fiscal: key.fiscal,
                instrument: random.once(in: 2) ? random.pick(instruments) : nil,
                attributes: random.once(in: 2) ? attributes() : [:],
                use: use,
                pay: random.once(in: 3) ? pay(buyer) : nil
            )
        )
    }

    private mutating func pay(_ buyer: Identification) -> PointsPayment? {
        let tenders = vocabulary.rewards.filter { $0.kind == .tender }
        let other = random.pick(vocabulary.rewards)?.id ?? "none"
        guard let reward = random.pick(tenders), !random.once(in: 25) else {
            return PointsPayment(reward: random.once(in: 2) ? "none" : other, points: .max)
        }
        if random.once(in: 2) { return PointsPayment(reward: reward.id, points: .max) }
        let points = micro(step: reward.step.micro, of: buyer, reward.pot)
        return PointsPayment(reward: reward.id, points: .points(Points(micro: points)))
    }

    /// What somebody can spend.
    private func available(_ who: Identification, _ pot: String) -> Int64 {
        var id = ""
        switch who {
        case .member(let name): id = name
        case .card(let number): id = state.cards[number]?.member ?? ""
        case .credential(let credential): id = state.credentials[credential] ?? ""
        }
        let account = "mem/\(state.members[id]?.account ?? "")/avail"
        return state.ledger[NaiveLedgerKey(account: account, commodity: pot)] ?? 0
    }

    /// An amount of points, mostly a multiple of a step that somebody has.
    private mutating func micro(
        step: Int64,
        of who: Identification? = nil,
        _ pot: String = ""
    )
        -> Int64
    {
        if let who, !random.once(in: 5) {
            let available = available(who, pot)
            if available >= step {
                let steps = Int(min(available / step, 1_000_000_000))
                return step * Int64(random.once(in: 3) ? steps : random.number(1...steps))
            }
        }
        let most = max(1, Int(200_000_000 / step))
        switch random.number(0...19) {
        case 0: return 0
        case 1: return -step
        case 2: return step + 1
        case 3: return step * Int64(most) * 100
        case 4...12: return step * Int64(random.number(1...max(1, most / 20)))
        default: return step * Int64(random.number(1...most))
        }
    }

    mutating func returned() -> LoyaltyEvent.Body {
        let open = state.purchases.filter { !$0.isReturned || random.once(in: 9) }
        guard let purchase = random.pick(open), !random.once(in: 40) else {
            return random.once(in: 9) ? .returned(Return(purchase: "nope")) : self.purchase()
        }
        if random.once(in: 3) { return .returned(Return(purchase: purchase.id)) }
        var lines: [Return.Line] = []
        for _ in 0..<random.number(random.once(in: 30) ? 0...0 : 1...3) {
            let number = random.number(1...purchase.lines.count + (random.once(in: 20) ? 1 : 0))
            let index = min(number, purchase.lines.count) - 1
            let left = purchase.lines[index].quantity - purchase.lines[index].returned
            let quantity = left > 0 ? random.number(1...Int(left)) : 0
            let odd = Int64(random.number(-1...9))
            let isOdd = random.once(in: 30)
            lines.append(Return.Line(number: number, quantity: isOdd ? odd : Int64(quantity)))
        }
        return .returned(Return(purchase: purchase.id, lines: lines))
    }

    mutating func adjust() -> LoyaltyEvent.Body {
        let who = who()
        let pot = random.pick(vocabulary.pots, or: "PTS")
        var points = micro(step: 1_000_000)
        if random.once(in: 4) { points = -micro(step: 1, of: who, pot) }
        if random.once(in: 60) { points = random.once(in: 2) ? .max : .min }
        var terms = LotTerms()
        if random.once(in: 3) { terms.expiry = period() }
        if random.once(in: 5) { terms.vest = period() }
        if random.once(in: 6) { terms.expiryFrom = random.once(in: 2) ? .vest : .earn }
        return .adjust(
            Adjustment(
                who: who,
                pot: pot,
                points: Points(micro: points),
                reason: random.once(in: 20) ? (random.once(in: 2) ? nil : "") : "test",
                lot: terms
            )
        )
    }

    private mutating func period() -> Period {
        switch random.number(0...5) {
        case 0:
            let now = state.clock ?? 1_600_000_000
            return .at(Instant(unixSeconds: now + Int64(random.number(-5...90)) * 86_400))
        case 1: return .workdays(random.number(1...6))
        default:
            let edge = random.pick(Period.Edge.allCases, or: .exact)
            let days = random.number(1...45)
            return .after(CalendarDuration(days: days), edge)
        }
    }

    mutating func redeem() -> LoyaltyEvent.Body {
        let all = vocabulary.rewards.filter { reward in
            reward.kind == .item || reward.kind == .payout || reward.kind == .donate
        }
        if all.isEmpty && !random.once(in: 9) { return purchase() }
        let reward = random.pick(random.once(in: 20) ? vocabulary.rewards : all)
        let step = reward?.step.micro ?? 1
        let who = owner(reward?.pot ?? "")
        let isExplicit = reward?.cost == nil || random.once(in: 6)
        return .redeem(
            Redemption(
                who: who,
                reward: random.once(in: 20) ? "none" : reward?.id ?? "none",
                points: isExplicit
                    ? Points(micro: micro(step: max(step, 10_000), of: who, reward?.pot ?? ""))
                    : nil,
                partner: random.once(in: 3) ? random.pick(vocabulary.partners) : nil
            )
        )
    }

    mutating func hold() -> LoyaltyEvent.Body {
        let pot = random.pick(vocabulary.pots, or: "PTS")
        let who = owner(pot)
        if state.lots.isEmpty && !random.once(in: 9) { return adjust() }
        return .hold(
            PointsHold(
                who: who,
                pot: pot,
                points: Points(micro: micro(step: 500_000, of: who, pot)),
                ttlSeconds: random.pick([0, 60, 600, 86_400, 864_000, 8_640_000], or: 600),
                partner: random.once(in: 4) ? random.pick(vocabulary.partners) : nil
            )
        )
    }

    /// A member of an account; the account itself when it has none.
    private func somebody(of account: String) -> Identification {
        let found = state.members.keys.sorted().first { state.members[$0]?.account == account }
        return .member(found ?? account)
    }

    mutating func capture() -> LoyaltyEvent.Body {
        let open = state.holds.filter { $0.isOpen || random.once(in: 9) }
        guard let hold = random.pick(open) else { return self.hold() }
        let partner = random.once(in: 2) ? nil : random.pick(vocabulary.partners)
        let part = hold.points / Int64(random.number(1...4))
        return .capture(
            HoldCapture(
                who: random.once(in: 15) ? who() : somebody(of: hold.account),
                hold: random.once(in: 30) ? "nope" : hold.id,
                points: random.once(in: 2)
                    ? nil : Points(micro: random.once(in: 9) ? micro(step: 500_000) : part),
                partner: partner
            )
        )
    }

    mutating func release() -> LoyaltyEvent.Body {
        let open = state.holds.filter { $0.isOpen || random.once(in: 9) }
        guard let hold = random.pick(open) else { return self.hold() }
        let who = random.once(in: 15) ? who() : somebody(of: hold.account)
        return .release(HoldRelease(who: who, hold: hold.id))
    }

    mutating func transfer() -> LoyaltyEvent.Body {
        let pot = random.pick(vocabulary.pots, or: "PTS")
        let from = owner(pot)
        if state.lots.isEmpty && !random.once(in: 9) { return adjust() }
        if state.accounts.count < 2 && !random.once(in: 9) { return enrolled(isFirst: true) }
        let step: Int64 = random.once(in: 9) ? 1 : 1_000_000
        return .transfer(
            PointsTransfer(
                from: from,
                to: other(than: from),
                pot: pot,
                points: Points(micro: micro(step: step, of: from, pot))
            )
        )
    }
}
