import Loyalty

/// Returns.
extension NaiveLoyalty {
    /// Goods come back; everything is judged under the version of the purchase.
    mutating func giveBack(_ values: Return) throws(Refused) -> Effect {
        guard let index = state.purchases.firstIndex(where: { $0.id == values.purchase }) else {
            throw Refused(.unknownReceipt)
        }
        let before = state.purchases[index]
        let quantities = try quantities(values.lines, before)
        let own = rules
        try touch(before.account)
        rules = version(at: before.at)
        var sale = before
        for line in quantities.indices { sale.lines[line].returned += quantities[line] }
        var effect = Effect()
        var refund = before.paidLeft - sale.paidLeft
        for redemption in sale.redemptions.indices {
            try restore(redemption, before, &sale, quantities, &effect)
        }
        try takeBack(sale, own, refund: &refund, effect: &effect)
        let feeBack = try fee(sale, before.paidLeft) - fee(sale, sale.paidLeft)
        try charge(.feeBack, -feeBack, sale.partner)
        effect.refund = Money(minor: refund)
        state.purchases[index] = sale
        rules = own
        for account in touched { reviewTiers(account) }
        return effect
    }

    private func quantities(
        _ lines: [Return.Line]?,
        _ sale: NaivePurchase
    ) throws(Refused) -> [Int64] {
        var quantities = sale.lines.map { $0.quantity - $0.returned }
        if let lines {
            var sums = [Int128](repeating: 0, count: quantities.count)
            for line in lines {
                let isKnown = line.number >= 1 && line.number <= sums.count
                guard isKnown, line.quantity >= 0 else { throw Refused(.overReturn) }
                sums[line.number - 1] += Int128(line.quantity)
            }
            for index in sums.indices {
                if sums[index] > Int128(quantities[index]) { throw Refused(.overReturn) }
                quantities[index] = Int64(sums[index])
            }
        }
        for quantity in quantities where quantity > 0 { return quantities }
        throw Refused(.nothingToReturn)
    }

    private mutating func restore(
        _ index: Int,
        _ before: NaivePurchase,
        _ sale: inout NaivePurchase,
        _ quantities: [Int64],
        _ effect: inout Effect
    ) throws(Refused) {
        let redemption = sale.redemptions[index]
        var points: Int64 = 0
        if let line = redemption.line {
            if quantities[line] == 0 { return }
            for part in redemption.parts { points += part.points }
        } else if let redeem = programme.pots[redemption.pot]?.redeem {
            var value: Int64 = 0
            for line in sale.lines.indices {
                let whole = sale.lines[line].value
                value += before.lines[line].left(whole) - sale.lines[line].left(whole)
            }
            points = NaiveFraction.floor(value, redeem.per.micro, redeem.minor.minor)
        }
        if points == 0 { return }
        var rest = points
        var dead: Int64 = 0
        for part in redemption.parts.indices.reversed() {
            let freed = min(rest, redemption.parts[part].points)
            let lot = redemption.parts[part].lot
            sale.redemptions[index].parts[part].points -= freed
            rest -= freed
            if (state.lots[lot].expiresAt ?? .max) <= now {
                dead += freed
            } else {
                state.lots[lot].left += freed
            }
        }
        if dead > 0 { reinstate(dead, sale.account, redemption.pot) }
        try post(
            .restore,
            [
                ("acc/\(redemption.partner)", redemption.pot, -points),
                ("mem/\(sale.account)/avail", redemption.pot, points),
            ] + acceptLegs(redemption.partner, points, isBack: true)
        )
        let sum = (effect.restored[redemption.pot] ?? .zero).micro + points
        effect.restored[redemption.pot] = Points(micro: sum)
    }

    private mutating func reinstate(_ points: Int64, _ account: String, _ pot: String) {
        state.lots.append(
            NaiveLot(
                number: state.lots.count + 1,
                account: account,
                pot: pot,
                funder: "house",
                original: points,
                left: points,
                earnedAt: at,
                expiresAt: calendar.start(calendar.day(now) + programme.reinstateDays + 1),
                isPending: false
            )
        )
    }

    private mutating func takeBack(
        _ sale: NaivePurchase,
        _ own: NaiveProgramme,
        refund: inout Int64,
        effect: inout Effect
    ) throws(Refused) {
        guard let contexts = sale.contexts else { return }
        let still =
            sale.isReturned
            ? []
            : try grants(
                rules,
                contexts,
                basket(sale.lines),
                attributes: sale.attributes,
                available: sale.available
            )
        for pot in sale.pots {
            let lots = sale.lots.filter { state.lots[$0].pot == pot }
            for account in Set(lots.map { state.lots[$0].account }).sorted() {
                let old = rules
                rules = own
                try touch(account)
                rules = old
                let mine = lots.filter { state.lots[$0].account == account }
                var excess: Int128 = 0
                for lot in mine {
                    let taken = state.lots[lot].reversed + state.lots[lot].madeGood
                    excess += Int128(state.lots[lot].original - taken)
                }
                for grant in still where grant.pot == pot {
                    if self.account(grant.credited) == account { excess -= Int128(grant.points) }
                }
                if excess <= 0 { continue }
                let points = try NaiveFraction.whole(excess)
                let withheld = try clawBack(points, mine, account, pot, refund, &effect)
                if withheld > 0 {
                    refund -= withheld
                    effect.deducted = Money(minor: (effect.deducted ?? .zero).minor + withheld)
                }
                try earn(-points, account, pot, at: sale.at)
            }
        }
    }

    /// Takes points back from lots, from breakage, from other lots, and by the pot's policy; the
    /// money that is withheld from the refund.
    private mutating func clawBack(
        _ points: Int64,
        _ lots: [Int],
        _ account: String,
        _ pot: String,
        _ refund: Int64,
        _ effect: inout Effect
    ) throws(Refused) -> Int64 {
        var rest = points
        var legs: [Leg] = []
        var funders: [String: Int64] = [:]
        for lot in lots {
            let part = min(rest, state.lots[lot].left)
            let place = state.lots[lot].isPending ? "pend" : "avail"
            state.lots[lot].left -= part
            state.lots[lot].reversed += part
            legs.append(("mem/\(account)/\(place)", pot, -part))
            funders[state.lots[lot].funder, default: 0] += part
            rest -= part
        }
        for lot in lots {
            let part = min(rest, state.lots[lot].expired)
            state.lots[lot].expired -= part
            state.lots[lot].reversed += part
            legs.append(("brk", pot, -part))
            funders[state.lots[lot].funder, default: 0] += part
            rest -= part
        }
        let spent = rest
        for lot in lots {
            let part = min(rest, max(0, state.lots[lot].spent - state.lots[lot].madeGood))
            state.lots[lot].madeGood += part
            funders[state.lots[lot].funder, default: 0] += part
            rest -= part
        }
        var short = spent
        for part in take(spent, from: account, pot) { short -= part.points }
        legs.append(("mem/\(account)/avail", pot, short - spent))
        for (funder, part) in funders {
            legs.append(("iss/\(funder)", pot, part))
            legs += try issueLegs(funder, part, isBack: true)
        }
        let policy = programme.pots[pot]?.shortfall ?? .debt
        let place: String
        switch policy {
        case .debt: place = "mem/\(account)/debt"
        case .deductRefund: place = "rep"
        case .writeOff: place = "wo"
        }
        legs.append((place, pot, -short))
        try post(.clawback, legs)
        note(points, pot, &effect.clawedBack)
        if policy == .debt { note(short, pot, &effect.debt) }
        if policy == .writeOff { note(short, pot, &effect.writtenOff) }
        guard policy == .deductRefund, let redeem = programme.pots[pot]?.redeem else { return 0 }
        let value = NaiveFraction(
            Int128(short) * Int128(redeem.minor.minor),
            Int128(redeem.per.micro)
        )
        return Int64(min(Int128(refund), value.rounded(to: 1, .ceil)))
    }

    private func note(_ points: Int64, _ pot: String, _ sums: inout [String: Points]) {
        let sum = (sums[pot] ?? .zero).micro + points
        if sum > 0 { sums[pot] = Points(micro: sum) }
    }
}
