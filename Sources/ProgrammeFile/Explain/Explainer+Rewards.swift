import Loyalty

extension Explainer {
    /// A reward.
    func said(_ reward: Reward) -> Said {
        var clauses = [what(reward)]
        if reward.kind == .tender {
            if reward.minMoney > .zero {
                clauses.append(
                    Said("деньгами остаётся не меньше ", "at least ") + money(reward.minMoney)
                        + Said("", " is left to pay in money")
                )
            }
        }
        if reward.kind == .freeItem, reward.maxPerReceipt > 1 || !reward.isAutomatic {
            let units = Said.count(
                Int64(reward.maxPerReceipt),
                RussianForms("единицы", "единиц", "единиц"),
                "unit",
                "units"
            )
            clauses.append(Said("не больше ", "at most ") + units + Said(" в чеке", " a receipt"))
        }
        if reward.minPoints > .zero {
            clauses.append(
                Said("не меньше ", "at least ") + atMost(reward.minPoints, reward.pot)
                    + Said(" за раз", " at a time")
            )
        }
        let isStepSaid = reward.kind == .tender || reward.step.micro > 1
        if reward.kind != .freeItem, isStepSaid {
            clauses.append(
                Said("с шагом ", "in steps of ") + points(reward.step, of: reward.pot)
            )
        }
        if !reward.partners.isEmpty {
            clauses.append(Said("только у партнёра ", "only at partner ") + .anyOf(reward.partners))
        }
        return .joined(clauses, "; ")
    }

    private func what(_ reward: Reward) -> Said {
        let pot = suffix(reward.pot)
        let cost = reward.cost.map { points($0, of: reward.pot) }
        switch reward.kind {
        case .tender:
            let goods = lines(reward.lines, .genitive) ?? Said("чека", "the receipt")
            return Said("баллами", "points") + pot
                + Said(" можно оплатить до ", " can pay for up to ") + .percent(reward.maxShareBp)
                + Said(" стоимости ", " of the price of ") + goods
        case .freeItem:
            let goods = lines(reward.lines, .genitive) ?? Said("товаров", "goods")
            let how =
                reward.isAutomatic
                ? Said("бесплатно, само собой", "free, without asking")
                : Said("бесплатно, по просьбе", "free, on request")
            return Said("за ", "for ") + (cost ?? .nothing)
                + Said(" самая дешёвая единица ", " the cheapest unit of ") + goods
                + Said(" - ", " is ") + how
        case .item:
            let item = Said.name(reward.sku ?? reward.id)
            return Said("за ", "for ") + (cost ?? .nothing)
                + Said(" выдаём товар ", " we hand out ")
                + item
        case .payout:
            let what = cost ?? (Said("баллы", "points") + pot)
            return what + Said(" можно получить деньгами", " can be paid out in money")
        case .donate:
            let what = cost ?? (Said("баллы", "points") + pot)
            return what + Said(" можно отдать партнёру ", " can be given to partner ")
                + .name(reward.partner ?? "")
        }
    }

    /// A ladder with all of its tiers.
    func said(_ ladder: Ladder) -> Said {
        let start =
            Said("статус ", "the status ") + .name(ladder.id)
            + Said(" начинается с ", " begins with ") + .name(ladder.initial)
        let down =
            switch ladder.downgrade {
            case .recompute:
                Said(
                    "когда статус больше не держится, его сменяет наивысший ещё заслуженный",
                    "when one is no longer held, the highest still earned takes its place"
                )
            case .oneDown:
                Said(
                    "когда статус больше не держится, он снижается на одну ступень",
                    "when one is no longer held, it goes one step down"
                )
            case .never: Said("статус не снижается", "it never goes down")
            }
        return .joined([start] + ladder.tiers.map(said) + [down], "; ")
    }

    private func said(_ tier: Tier) -> Said {
        var said = Said.name(tier.id) + Said(both: " - ")
        if let when = tier.when {
            said += threshold(when)
        } else {
            said += Said("только по назначению", "only when granted")
        }
        switch tier.hold {
        case .endOfNextYear:
            said += Said(", до конца следующего года", ", until the end of the next year")
        case .endOfYear: said += Said(", до конца года", ", until the end of the year")
        case .duration(let duration): said += Said(", на ", ", for ") + .duration(duration)
        case nil: break
        }
        if !tier.benefits.isEmpty {
            said += Said(", даёт ", ", gives ") + .allOf(tier.benefits)
        }
        return said
    }

    private func threshold(_ when: Tier.Threshold) -> Said {
        let window: Said
        switch when.window {
        case .lifetime: window = Said("за всё время", "ever")
        case .calendarYear: window = Said("за календарный год", "in a calendar year")
        case .rolling(let duration):
            window = Said("за ", "within ") + .duration(duration)
        }
        switch when.measure {
        case .earned:
            return Said("если начислено не меньше ", "with at least ")
                + atMost(Points(micro: when.atLeast), when.pot ?? "")
                + Said(" ", " earned ") + window
        case .spend:
            return Said("если оплачено деньгами не меньше ", "with at least ")
                + money(Money(minor: when.atLeast)) + Said(" ", " paid ") + window
        case .visits:
            let count = Said.count(
                when.atLeast,
                RussianForms("покупки", "покупок", "покупок"),
                "purchase",
                "purchases"
            )
            return Said("если сделано не меньше ", "with at least ") + count + Said(both: " ")
                + window
        case .tenureDays:
            let days = Said.count(when.atLeast, RussianForms("день", "дня", "дней"), "day", "days")
            return Said("через ", "after ") + days + Said(" в программе", " in the programme")
        }
    }
}
