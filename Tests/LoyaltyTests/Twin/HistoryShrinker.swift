import Loyalty

/// Makes a failing history as short as it can be and still fail.
struct HistoryShrinker {
    /// Whether a history fails.
    let fails: ([LoyaltyEvent]) -> Bool

    /// The shortest failing history that was found: events are dropped, then lines, then
    /// quantities and prices made small.
    func shrunk(_ events: [LoyaltyEvent]) -> [LoyaltyEvent] {
        var best = events
        var isSmaller = true
        while isSmaller {
            isSmaller = dropEvents(&best)
            for index in best.indices {
                for candidate in smaller(best[index].body) {
                    var changed = best
                    changed[index] = LoyaltyEvent(
                        id: best[index].id,
                        at: best[index].at,
                        body: candidate
                    )
                    if changed[index] != best[index] && fails(changed) {
                        best = changed
                        isSmaller = true
                        break
                    }
                }
            }
        }
        return best
    }

    private func dropEvents(_ events: inout [LoyaltyEvent]) -> Bool {
        var isSmaller = false
        var size = max(1, events.count / 2)
        while size >= 1 {
            var start = 0
            while start < events.count {
                let end = min(events.count, start + size)
                let rest = Array(events[..<start] + events[end...])
                if !rest.isEmpty && fails(rest) {
                    events = rest
                    isSmaller = true
                } else {
                    start = end
                }
            }
            size /= 2
        }
        return isSmaller
    }

    /// Bodies that say less than one does.
    private func smaller(_ body: LoyaltyEvent.Body) -> [LoyaltyEvent.Body] {
        switch body {
        case .purchase(let values): smaller(values)
        case .returned(let values): smaller(values)
        case .adjust(let values): smaller(values)
        case .enroll(let values): smaller(values)
        default: []
        }
    }

    private func smaller(_ sale: Purchase) -> [LoyaltyEvent.Body] {
        var found: [Purchase] = []
        func with(
            _ lines: [ReceiptLine],
            isBare: Bool = false,
            isUnpaid: Bool = false
        ) -> Purchase {
            Purchase(
                buyer: sale.buyer,
                lines: lines,
                partner: isBare ? nil : sale.partner,
                receipt: isBare ? nil : sale.receipt,
                fiscal: isBare ? nil : sale.fiscal,
                instrument: isBare ? nil : sale.instrument,
                attributes: isBare ? [:] : sale.attributes,
                use: isUnpaid ? [] : sale.use,
                pay: isUnpaid ? nil : sale.pay
            )
        }
        found.append(with(sale.lines, isBare: true))
        found.append(with(sale.lines, isUnpaid: true))
        for index in sale.lines.indices {
            var lines = sale.lines
            let line = lines[index]
            if lines.count > 1 {
                lines.remove(at: index)
                found.append(with(lines))
                lines = sale.lines
            }
            for quantity in [1, line.quantity / 2] where quantity < line.quantity {
                lines[index] = smaller(line, quantity: quantity)
                found.append(with(lines))
            }
            for unit in [0, 100, 10_000, line.unit.minor / 2] where unit < line.unit.minor {
                lines[index] = smaller(line, unit: unit)
                found.append(with(lines))
            }
            lines[index] = ReceiptLine(sku: nil, quantity: line.quantity, unit: line.unit)
            found.append(with(lines))
        }
        return found.map { .purchase($0) }
    }

    private func smaller(
        _ line: ReceiptLine,
        quantity: Int64? = nil,
        unit: Int64? = nil
    ) -> ReceiptLine {
        ReceiptLine(
            sku: line.sku,
            quantity: quantity ?? line.quantity,
            unit: Money(minor: unit ?? line.unit.minor),
            category: line.category,
            brand: line.brand
        )
    }

    private func smaller(_ values: Return) -> [LoyaltyEvent.Body] {
        guard let lines = values.lines else { return [] }
        var found = [Return(purchase: values.purchase)]
        for index in lines.indices where lines.count > 1 {
            var rest = lines
            rest.remove(at: index)
            found.append(Return(purchase: values.purchase, lines: rest))
        }
        return found.map { .returned($0) }
    }

    private func smaller(_ values: Adjustment) -> [LoyaltyEvent.Body] {
        var found: [LoyaltyEvent.Body] = []
        for points in [1_000_000, values.points.micro / 2] where points < values.points.micro {
            found.append(
                .adjust(
                    Adjustment(
                        who: values.who,
                        pot: values.pot,
                        points: Points(micro: points),
                        reason: values.reason,
                        lot: values.lot
                    )
                )
            )
        }
        return found
    }

    private func smaller(_ values: Enrollment) -> [LoyaltyEvent.Body] {
        let bare = Enrollment(member: values.member, status: values.status)
        let plain = Enrollment(
            member: values.member,
            account: values.account,
            birthday: values.birthday,
            card: values.card,
            referrer: values.referrer,
            status: values.status
        )
        return [.enroll(bare), .enroll(plain)].filter { $0 != .enroll(values) }
    }
}
