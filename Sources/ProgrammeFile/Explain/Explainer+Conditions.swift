import Loyalty

extension Explainer {
    /// The case of the Russian word for goods; the filters after it stay as they are.
    enum Case {
        case accusative
        case genitive
    }

    /// The lines that are meant; nil: all.
    func lines(_ lines: LineCondition, _ form: Case) -> Said? {
        var parts: [Said] = []
        if !lines.categories.isEmpty {
            parts.append(Said("категории ", "of category ") + .anyOf(lines.categories))
        }
        if !lines.skus.isEmpty {
            parts.append(Said("с артикулом ", "with article ") + .anyOf(lines.skus))
        }
        if !lines.brands.isEmpty {
            parts.append(Said("марки ", "of brand ") + .anyOf(lines.brands))
        }
        let noun = form == .accusative ? "товары" : "товаров"
        let all = form == .accusative ? "все товары" : "всех товаров"
        guard !lines.excludedCategories.isEmpty else {
            guard !parts.isEmpty else { return nil }
            return Said("\(noun) ", "goods ") + .joined(parts, " ")
        }
        let isOne = lines.excludedCategories.count == 1
        let except = Said(
            isOne ? ", кроме категории " : ", кроме категорий ",
            isOne ? " except category " : " except categories "
        )
        let start =
            parts.isEmpty
            ? Said(all, "all goods") : Said("\(noun) ", "goods ") + .joined(parts, " ")
        return start + except + .allOf(lines.excludedCategories)
    }

    /// What must hold besides the lines, as clauses after `если`.
    func conditions(_ rule: Rule) -> [Said] {
        let condition = rule.condition
        var clauses = receipt(rule)
        if let dates = Said.dates(condition.fromDate, condition.toDate) {
            clauses.append(Said("дата - ", "the date is ") + dates)
        }
        if !condition.days.isEmpty {
            let days = condition.days.map(Said.weekday)
            clauses.append(Said("это ", "it is ") + .listed(days, last: Said(" или ", " or ")))
        }
        if let minutes = condition.minutesOfDay {
            clauses.append(Said("время - ", "the time is ") + .hours(minutes))
        }
        if !condition.partners.isEmpty { clauses.append(places(condition.partners)) }
        clauses += instrument(condition) + member(condition)
        for name in condition.attributes.keys.sorted(by: Self.precedes) {
            guard let bounds = condition.attributes[name] else { continue }
            clauses.append(said(bounds, of: name))
        }
        return clauses
    }

    private func places(_ partners: [String]) -> Said {
        var places: [Said] = []
        let others = partners.filter { $0 != "house" }
        if others.count < partners.count { places.append(Said("у нас", "at our own place")) }
        if !others.isEmpty {
            places.append(Said("у партнёра ", "at partner ") + .anyOf(others))
        }
        return Said("это ", "it is ") + .listed(places, last: Said(" или ", " or "))
    }

    /// The order of ids by bytes.
    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    private func receipt(_ rule: Rule) -> [Said] {
        let condition = rule.condition
        var clauses: [Said] = []
        let countsLines =
            switch rule.work {
            case .grant(_, .rateBp), .grant(_, .perUnit), .grant(_, .perStep), .discount: true
            case .grant, .boost, .donate: false
            }
        let goods = lines(condition.lines, .genitive)
        if let least = condition.minimumQuantity {
            let units = Said.count(
                least,
                RussianForms("единицы", "единиц", "единиц"),
                "unit",
                "units"
            )
            clauses.append(
                Said("куплено не меньше ", "at least ") + units + Said(" ", " of ")
                    + (goods ?? Said("товара", "goods")) + Said("", " are bought")
            )
        } else if !countsLines, let goods = lines(condition.lines, .accusative) {
            clauses.append(Said("чек содержит ", "the receipt has ") + goods)
        }
        guard let least = condition.minimumBasket else { return clauses }
        let isDiscount = if case .discount = rule.work { true } else { false }
        let what =
            switch isDiscount ? .gross : rule.basis {
            case .paid: Said("по чеку оплачено деньгами ", "the money paid for the receipt is ")
            case .net: Said("сумма чека после скидок - ", "the discounted receipt comes to ")
            case .gross: Said("сумма чека до скидок - ", "the full receipt comes to ")
            }
        clauses.append(what + Said("не меньше ", "at least ") + money(least))
        return clauses
    }

    private func instrument(_ condition: Condition) -> [Said] {
        guard condition.isRegistered || !condition.instrumentKinds.isEmpty else { return [] }
        let kind =
            condition.instrumentKinds.isEmpty
            ? .nothing : Said(" вида ", " of kind ") + .anyOf(condition.instrumentKinds)
        let own =
            condition.isRegistered
            ? Said("зарегистрированным инструментом", "a registered instrument")
            : Said("инструментом", "an instrument")
        return [Said("это с ", "it is with ") + own + Said(" участника", " of the member") + kind]
    }

    private func member(_ condition: Condition) -> [Said] {
        var clauses: [Said] = []
        for ladder in condition.tiers.keys.sorted(by: Self.precedes) {
            let tiers = Said.anyOf(condition.tiers[ladder] ?? [])
            clauses.append(
                Said("статус ", "the status ") + .name(ladder) + Said(" - ", " is ") + tiers
            )
        }
        if condition.isFirst {
            clauses.append(Said("это первая покупка", "it is the first purchase"))
        }
        if condition.isReferred {
            clauses.append(Said("участника пригласили", "the member was referred"))
        }
        if !condition.segments.isEmpty {
            clauses.append(
                Said("участник из сегмента ", "the member is in segment ")
                    + .anyOf(condition.segments)
            )
        }
        if let history = condition.boughtWithin {
            let span = Said.duration(history.after)
            clauses.append(
                Said("не больше чем ", "goods of category ")
                    + Said(span.ru, Said.anyOf(history.categories).en)
                    + Said(" назад куплены товары категории ", " were bought at most ")
                    + Said(Said.anyOf(history.categories).ru, span.en)
                    + Said("", " ago")
            )
        }
        if let window = condition.birthdayWithin { clauses.append(Self.said(window)) }
        return clauses
    }

    private static func said(_ window: BirthdayWindow) -> Said {
        let forms = RussianForms("день", "дня", "дней")
        let before = Said.count(Int64(window.before), forms, "day", "days")
        let after = Said.count(Int64(window.after), forms, "day", "days")
        switch (window.before, window.after) {
        case (0, 0): return Said("сегодня день рождения", "it is the birthday")
        case (_, 0):
            return Said("до дня рождения не больше чем ", "the birthday is at most ") + before
                + Said("", " away")
        case (0, _):
            return Said("день рождения был не больше чем ", "the birthday was at most ") + after
                + Said(" назад", " ago")
        default:
            return Said("до дня рождения не больше чем ", "the birthday is at most ") + before
                + Said(" или после него не больше чем ", " away or was at most ") + after
                + Said("", " ago")
        }
    }

    private func said(_ bounds: AttributeBounds, of name: String) -> Said {
        var parts: [Said] = []
        if let exactly = bounds.exactly {
            parts.append(Said("равен ", "is ") + Self.plain(exactly))
        }
        if let least = bounds.atLeast {
            parts.append(Said("не меньше ", "is at least ") + Self.plain(least))
        }
        if let most = bounds.atMost {
            parts.append(Said("не больше ", "is at most ") + Self.plain(most))
        }
        return Said("показатель ", "the value ") + .name(name) + Said(both: " ") + .listed(parts)
    }

    /// A number that may as well be a date or a code: its digits only.
    private static func plain(_ value: Int64) -> Said { Said(both: "\(value)") }
}
