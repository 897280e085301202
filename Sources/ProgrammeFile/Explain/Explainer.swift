import Loyalty

/// Says the parts of one programme.
struct Explainer {
    let programme: Programme

    /// All sentences.
    func explanations(prefix: String) -> [Explanation] {
        var found: [Explanation] = []
        let add = { (path: String, said: Said) in
            let sentence = said.sentence
            found.append(Explanation(path: prefix + path, ru: sentence.ru, en: sentence.en))
        }
        for (id, pot) in programme.pots.sorted(by: {
            $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
        }) {
            add("pots.\(id)", said(pot, id: id))
        }
        for rule in programme.rules { add("rules.\(rule.id)", said(rule)) }
        for reward in programme.rewards { add("rewards.\(reward.id)", said(reward)) }
        for ladder in programme.ladders { add("ladders.\(ladder.id)", said(ladder)) }
        for offer in programme.offers { add("offers.\(offer.id)", said(offer)) }
        for (index, bound) in programme.velocity.enumerated() {
            add("velocity[\(index)]", said(bound))
        }
        return found
    }

    /// Money in the programme's currency.
    func money(_ money: Money) -> Said { .money(money, programme.currency) }

    /// Points, with the name of the pot where there are several.
    func points(_ points: Points, of pot: String) -> Said { .points(points) + suffix(pot) }

    /// ` «PTS»` where the programme has several pots.
    func suffix(_ pot: String) -> Said {
        programme.pots.count > 1 ? Said(both: " ") + .name(pot) : .nothing
    }

    /// A span of time.
    func period(_ period: Period) -> Said { .period(period, in: programme.zone) }

    /// In a span in which something is counted.
    static func per(_ period: CountPeriod) -> Said {
        switch period {
        case .day: Said("в день", "a day")
        case .week: Said("в неделю", "a week")
        case .month: Said("в месяц", "a month")
        case .calendarYear: Said("в год", "a year")
        case .lifetime: Said("за всё время", "ever")
        case .birthday: Said("на каждый день рождения", "for each birthday")
        }
    }

    /// The life of points, as clauses.
    func said(_ lot: LotTerms) -> [Said] {
        var clauses: [Said] = []
        if let vest = lot.vest {
            clauses.append(Said("доступны ", "available ") + period(vest))
        }
        if let expiry = lot.expiry {
            clauses.append(Said("сгорают ", "they expire ") + period(expiry))
        }
        switch lot.expiryFrom {
        case .earn:
            clauses.append(
                Said("срок сгорания считаем от начисления", "their life counts from the event")
            )
        case .vest:
            clauses.append(
                Said(
                    "срок сгорания считаем с момента, когда они стали доступны",
                    "their life counts from when they became available"
                )
            )
        case nil: break
        }
        return clauses
    }

    /// A way to round.
    static func said(_ rounding: Rounding) -> Said {
        switch rounding {
        case .floor: Said("вниз", "down")
        case .halfUp: Said("до ближайшего, половину - вверх", "to the nearest, halves up")
        case .halfEven:
            Said("до ближайшего, половину - к чётному", "to the nearest, halves to even")
        case .ceil: Said("вверх", "up")
        }
    }

    /// A pot.
    private func said(_ pot: Pot, id: String) -> Said {
        var clauses = [
            Said("баллы ", "points ") + .name(id)
                + Said(" начисляем с точностью до ", " are granted in multiples of ")
                + Self.genitive(pot.quantum) + Said(", округляя ", ", rounded ")
                + Self.said(pot.round)
        ]
        if let redeem = pot.redeem {
            clauses.append(
                Said.points(redeem.per)
                    + Said(redeem.per.micro == 1_000_000 ? " стоит " : " стоят ", " are worth ")
                    + money(redeem.minor)
            )
            if redeem.per.micro == 1_000_000 {
                clauses[1].en = clauses[1].en.replacing(" are worth ", with: " is worth ")
            }
        } else {
            clauses.append(Said("в деньги не переводятся", "they have no value in money"))
        }
        clauses += said(pot.lot)
        if pot.lot.expiry == nil { clauses.append(Said("не сгорают", "they never expire")) }
        let shortfall =
            switch pot.shortfall {
            case .debt: Said("остаются долгом", "stay as a debt")
            case .deductRefund:
                Said("удерживаем из возвращаемых денег", "are withheld from the refund")
            case .writeOff: Said("списываем за счёт программы", "are written off")
            }
        let returned = Said(
            "при возврате уже потраченные баллы ",
            "of a returned purchase, points already spent "
        )
        clauses.append(returned + shortfall)
        return .joined(clauses, "; ")
    }

    /// A bound on how often an account may buy.
    private func said(_ bound: Velocity) -> Said {
        let count = Said.count(
            Int64(bound.max),
            RussianForms("покупки", "покупок", "покупок"),
            "purchase",
            "purchases"
        )
        let what =
            switch bound.action {
            case .noAccrual:
                Said("остальные баллов не приносят", "the others earn no points")
            case .reject: Said("остальные не принимаем", "the others are refused")
            }
        return Said("с одного счёта - не больше ", "from one account at most ") + count
            + Said(both: " ") + Self.per(bound.period) + Said(both: ": ") + what
    }
}
