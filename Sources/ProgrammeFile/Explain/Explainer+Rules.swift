import Loyalty

extension Explainer {
    /// A rule.
    func said(_ rule: Rule) -> Said {
        var head = Self.said(rule.on)
        let conditions = conditions(rule)
        if !conditions.isEmpty { head += Said(", если ", ", if ") + .listed(conditions) }
        var clauses = [work(rule)]
        clauses += caps(rule)
        if let round = rule.round {
            clauses.append(Said("округляем ", "rounded ") + Self.said(round))
        }
        clauses += said(rule.lot)
        switch rule.funder {
        case "house": break
        case "self":
            clauses.append(
                Said("за счёт партнёра, у которого это было", "at the expense of the partner there")
            )
        default:
            let funder = Said.name(rule.funder)
            clauses.append(Said("за счёт партнёра ", "at the expense of partner ") + funder)
        }
        clauses += stacking(rule)
        return head + Said(both: ": ") + .joined(clauses, "; ")
    }

    private static func said(_ trigger: Rule.Trigger) -> Said {
        switch trigger {
        case .purchase: Said("при покупке", "on a purchase")
        case .enroll: Said("при вступлении в программу", "on joining the programme")
        case .activate: Said("при активации карты", "on activating a card")
        case .action(let name): Said("за действие ", "for the action ") + .name(name)
        }
    }

    private func stacking(_ rule: Rule) -> [Said] {
        var clauses: [Said] = []
        let group = Said.name(rule.group)
        if case .grant = rule.work, programme.groups[rule.group] == .best {
            clauses.append(
                Said("в группе ", "of the group ") + group
                    + Said(" действует только наибольшее начисление", " only the highest counts")
            )
        } else if rule.group != "base" {
            clauses.append(Said("группа ", "group ") + group)
        }
        if rule.priority != 0 {
            clauses.append(Said("приоритет ", "priority ") + .integer(Int64(rule.priority)))
        }
        return clauses
    }

    private func caps(_ rule: Rule) -> [Said] {
        var clauses = rule.caps.map { cap in
            let span =
                switch cap.period {
                case .event: Said("за один раз", "at a time")
                case .day: Said("в день", "a day")
                case .week: Said("в неделю", "a week")
                case .month: Said("в месяц", "a month")
                case .calendarYear: Said("в год", "a year")
                case .lifetime: Said("на счёт за всё время", "ever for an account")
                case .total: Said("на всех участников вместе", "for all members together")
                }
            return Said("не больше ", "at most ") + atMost(cap.points, rule.pot ?? "")
                + Said(both: " ") + span
        }
        if let limit = rule.limit { clauses.append(Self.atMost(limit.count, limit.period)) }
        return clauses
    }

    /// How often, in a span: `не чаще 2 раз в день`.
    static func atMost(_ count: Int, _ period: CountPeriod) -> Said {
        var times = Said.count(
            Int64(count),
            RussianForms("раза", "раз", "раз"),
            "time",
            "times"
        )
        if count == 1 { times.en = "once" }
        return Said("не чаще ", "at most ") + times + Said(both: " ") + per(period)
    }

    /// Points after `не больше`: `1 балла`, `2 баллов`.
    func atMost(_ points: Points, _ pot: String) -> Said { Self.genitive(points) + suffix(pot) }

    /// Points after a word that takes the genitive.
    static func genitive(_ points: Points) -> Said {
        var said = Said.points(points)
        let isWhole = points.micro.isMultiple(of: 1_000_000)
        if isWhole {
            let count = points.micro / 1_000_000
            let forms = RussianForms("балла", "баллов", "баллов")
            said.ru = Said.integer(count).ru + " " + forms.form(count)
        }
        return said
    }

    private func work(_ rule: Rule) -> Said {
        switch rule.work {
        case .grant(let pot, let amount): return grant(rule, pot, amount)
        case .boost(let pot, let boost):
            let factor = Said.ratio(boost.numerator, boost.denominator)
            let isWhole = boost.numerator.isMultiple(of: boost.denominator)
            let count = boost.numerator / boost.denominator
            let times = isWhole ? RussianForms("раз", "раза", "раз").form(count) : "раза"
            let verb =
                rule.recipient == .referrer
                ? Said(
                    "в пользу пригласившего ",
                    "for the referrer "
                )
                : .nothing
            let increase =
                Said("увеличиваем ", "we multiply ") + what(pot) + Said(" группы ", " of group ")
            return verb + increase + .name(boost.group) + Said(" в ", " by ") + factor
                + Said(" \(times)", "")
        case .discount(let rate):
            let goods =
                lines(rule.condition.lines, .accusative)
                ?? Said("весь чек", "the whole receipt")
            return Said("скидка ", "a discount of ") + .percent(rate) + Said(" на ", " on ") + goods
        case .donate(let rate, let fund):
            return Said("отдаём ", "we give ") + .percent(rate)
                + Said(
                    " от оплаченной деньгами стоимости чека фонду ",
                    " of the money paid for the receipt to the fund "
                )
                + .name(fund) + Said(" за счёт программы", " at the programme's expense")
        }
    }

    private func what(_ pot: String) -> Said {
        Said("начисления баллов", "the points") + suffix(pot)
    }

    private func grant(_ rule: Rule, _ pot: String, _ amount: Rule.Amount) -> Said {
        let verb =
            rule.recipient == .referrer
            ? Said("начисляем пригласившему ", "we grant the referrer ")
            : Said("начисляем ", "we grant ")
        let goods = lines(rule.condition.lines, .genitive)
        switch amount {
        case .rateBp(let rate):
            let share = Said.percent(rate) + Said(" от ", " of ") + basis(rule.basis, goods)
            let points = Said("баллы", "points") + suffix(pot)
            guard programme.pots[pot]?.redeem == nil else {
                return verb + points + Said(" на ", " worth ") + share
            }
            return verb + points + Said(": ", ": ") + share
                + Said(", из расчёта 1 балл за ", ", at 1 point for ") + money(Money(minor: 100))
        case .fixed(let points): return verb + self.points(points, of: pot)
        case .perUnit(let points):
            return verb + self.points(points, of: pot)
                + Said(" за каждую единицу ", " for each unit of ")
                + (goods ?? Said("товара", "goods"))
        case .perStep(let minor, let points):
            return verb + self.points(points, of: pot)
                + Said(" за каждые полные ", " for each full ")
                + money(minor) + Said(" ", " of ") + basis(rule.basis, goods)
        case .fromAttribute(let name, let multiplier, let divisor):
            return verb + fromAttribute(name, multiplier, divisor, pot)
        case .balanceBp(let rate, let divisor):
            let balance = Said("доступного остатка баллов", "of the available points") + suffix(pot)
            let part =
                divisor == 1
                ? .nothing : Said(", делённые на ", ", divided by ") + .integer(divisor)
            return verb + .percent(rate) + Said(both: " ") + balance + part
        }
    }

    /// The smallest whole numbers of points and units that say the same.
    private func fromAttribute(
        _ name: String,
        _ multiplier: Int64,
        _ divisor: Int64,
        _ pot: String
    )
        -> Said
    {
        // Micro-points for a unit are `multiplier` by `divisor`; points a millionth of that.
        let common = Self.greatestDivisor(multiplier, divisor * 1_000_000)
        let (points, units) = (multiplier / common, divisor * 1_000_000 / common)
        let amount = Said.count(points, .points, "point", "points") + suffix(pot)
        let each =
            units == 1
            ? Said(" за каждую единицу показателя ", " for each unit of ")
            : Said(" за каждые ", " for each ") + .integer(units)
                + Said(" \(RussianForms("единицу", "единицы", "единиц").form(units))", " units")
                + Said(" показателя ", " of ")
        return amount + each + .name(name) + Said(", пропорционально", ", in proportion")
    }

    private static func greatestDivisor(_ left: Int64, _ right: Int64) -> Int64 {
        var (left, right) = (left, right)
        while right != 0 { (left, right) = (right, left % right) }
        return left
    }

    /// What a rule counts on, of some goods or of the whole receipt.
    private func basis(_ basis: Rule.Basis, _ goods: Said?) -> Said {
        let goods = goods ?? Said("чека", "the receipt")
        return switch basis {
        case .paid: Said("оплаченной деньгами стоимости ", "the money paid for ") + goods
        case .net: Said("стоимости после скидок ", "the discounted price of ") + goods
        case .gross: Said("стоимости до скидок ", "the full price of ") + goods
        }
    }
}
