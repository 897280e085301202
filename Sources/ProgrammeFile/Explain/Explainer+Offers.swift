import Loyalty

extension Explainer {
    /// An offer.
    func said(_ offer: Offer) -> Said {
        switch offer.kind {
        case .personalDiscount(let discount): said(discount)
        case .steps(let steps): said(steps)
        case .groupBuy(let group): said(group, id: offer.id)
        }
    }

    private func said(_ offer: PersonalDiscount) -> Said {
        let starts =
            switch offer.starts {
            case .nextWeek:
                Said("со следующего понедельника до конца той недели", "for the whole next week")
            case .atOnce: Said("с этого момента до конца недели", "at once, to the end of the week")
            }
        var clauses = [
            Said("скидка ", "a discount of ") + .percent(offer.discountBp)
                + Said(" на один товар на выбор из ", " on one article of the member's choice of ")
                + .anyOf(offer.choices),
            Self.atMost(offer.count, offer.period),
            Said("действует ", "it counts ") + starts,
        ]
        if offer.priority != 0 {
            clauses.append(Said("приоритет ", "priority ") + .integer(Int64(offer.priority)))
        }
        return .joined(clauses, "; ")
    }

    private func said(_ offer: StepsOffer) -> Said {
        let steps = offer.steps.map { step in
            var said = Said.name(step.action)
            if let dates = Said.dates(step.fromDate, step.toDate) {
                said += Said(both: " ") + dates
            }
            if let least = step.minimum {
                said += Said(" на сумму не меньше ", " with at least ") + money(least)
            }
            if let flag = step.skipFlag {
                said +=
                    Said(" (не нужно при отметке ", " (not needed with the flag ") + .name(flag)
                    + Said(both: ")")
            }
            return said
        }
        let start =
            Said("начисляем ", "we grant ") + points(offer.grant, of: offer.pot)
            + Said(
                " один раз за все действия в любом порядке: ",
                " once for all of these actions in any order: "
            ) + .listed(steps)
        return .joined([start] + said(offer.lot), "; ")
    }

    private func said(_ offer: GroupBuy, id: String) -> Said {
        let forms = RussianForms("покупателя", "покупателей", "покупателей")
        var clauses = [
            Said("купон ", "the coupon ") + .name(id) + Said(" за ", " for ")
                + money(offer.price)
                + Said(" действует, если до ", " counts if, before ")
                + .clock(offer.deadline, in: programme.zone)
                + Said(" наберётся не меньше ", ", there are at least ")
                + .count(Int64(offer.minBuyers), forms, "buyer", "buyers")
        ]
        if let most = offer.maxBuyers {
            let units = RussianForms("купона", "купонов", "купонов")
            clauses.append(
                Said("всего не больше ", "there are at most ")
                    + .count(Int64(most), units, "coupon", "coupons")
            )
        }
        clauses.append(
            Said("платформе ", "the platform gets ") + .percent(offer.platformBp)
                + Said(", остальное партнёру ", ", the rest goes to partner ")
                + .name(offer.merchant)
        )
        return .joined(clauses, "; ")
    }
}
