import Loyalty

// Pots with the life of lots, rules, conditions.
extension ProgrammeFormat {
    /// Pots, their exchange, the life of lots, periods.
    static let potForms = [
        MapForm(
            "pot",
            "A kind of points.",
            [
                must("quantum", points, "Grants are multiples of so many micro-points."),
                may("round", choice(Rounding.self), "How grants are rounded to it; floor."),
                may("redeem", .form("redeem"), "What points are worth; nothing."),
                may("lot", .form("lot"), "The life of points."),
                may("shortfall", choice(Pot.Shortfall.self), "Spent points of a return; debt."),
            ]
        ),
        MapForm(
            "redeem",
            "What points are worth, and the exchange of `rateBp`.",
            [
                must("per", points, "Micro-points, a multiple of `minor`."),
                must("minor", money, "Minor units that they are worth."),
            ]
        ),
        MapForm(
            "lot",
            "The life of points; of a rule it replaces the pot's key by key.",
            [
                may("vest", .form("period"), "When they become available; at once."),
                may("expiry", .form("period"), "The first instant at which they are over; never."),
                may("expiryFrom", .choice(["earn", "vest"]), "From when `expiry` counts; earn."),
            ]
        ),
        MapForm(
            "period",
            "A span of time.",
            oneOf: [["after", "workdays", "at"]],
            [
                may("after", duration, "An ISO 8601 duration such as P1Y or P3D."),
                may("round", choice(Period.Edge.self), "How the end of `after` is rounded; exact."),
                may("workdays", .integer(1...Int64(Period.maximumWorkdays)), "Working days."),
                may("at", instant, "A fixed instant."),
            ]
        ),
    ]

    /// Rules and their parts.
    static let ruleForms = [
        MapForm(
            "rule",
            "What an event earns.",
            oneOf: [effects],
            [
                must("id", .identifier, "Unique; rules fire in the order of their ids."),
                must("on", .pattern("^(purchase|enroll|activate|action:.+)$"), "What fires it."),
                may("pot", .identifier, "The pot that is credited; grants and boosts need it."),
                may("group", .identifier, "The group in which it competes or adds up; base."),
                may("priority", .integer(ProgrammeLimits.priority), "Breaks ties; higher wins; 0."),
                may("if", .form("condition"), "What must hold; always."),
                may("amount", .form("amount"), "Grants points."),
                may("boost", .form("boost"), "Multiplies what a group grants."),
                may("discountBp", share, "A discount in basis points."),
                may("donateBp", share, "Gives basis points of the money paid to `fund`."),
                may("fund", .identifier, "Who receives `donateBp`."),
                may("basis", choice(Rule.Basis.self), "What it counts on; paid."),
                may("round", choice(Rounding.self), "Its rounding; the pot's."),
                may("cap", .form("cap"), "At most so many micro-points in a span."),
                may("limit", .form("limit"), "At most so many grants in a span."),
                may("lot", .form("lot"), "The life of its points; the pot's."),
                may("funder", .identifier, "Who pays: house, self or a partner; house."),
                may("to", choice(Rule.Recipient.self), "Who is credited; self."),
            ]
        ),
        MapForm(
            "amount",
            "How much a rule grants.",
            oneOf: [amounts],
            [
                may("rateBp", .integer(ProgrammeLimits.rate), "Basis points of the basis."),
                may("fixed", points, "Micro-points."),
                may("perUnit", points, "Micro-points for a unit."),
                may("perStep", .form("perStep"), "Micro-points for each full step of the basis."),
                may("fromAttr", .text, "An attribute of the event, times `mul`, by `div`."),
                may("mul", .integer(ProgrammeLimits.factor), "Times; 1."),
                may("div", .integer(ProgrammeLimits.factor), "By; 1."),
                may("balanceBp", .integer(ProgrammeLimits.rate), "Of available points, by `div`."),
            ]
        ),
        MapForm(
            "perStep",
            "A grant for each full step.",
            [
                must("minor", money, "The step in minor units."),
                must("grant", points, "Micro-points for a step."),
            ]
        ),
        MapForm(
            "boost",
            "Adds (num - den) / den of what a group grants in the pot.",
            [
                must("of", .identifier, "The group."),
                must("num", .integer(ProgrammeLimits.boost), "Above `den`."),
                must("den", .integer(ProgrammeLimits.boost), "The denominator."),
            ]
        ),
        MapForm(
            "cap",
            "At most so many micro-points.",
            CapPeriod.allCases.map { may($0.rawValue, points, "Per \($0.rawValue).") }
        ),
        MapForm(
            "limit",
            "At most so many grants.",
            [
                must("n", count, "How many."),
                must("per", choice(CountPeriod.self), "In which span."),
            ]
        ),
    ]

    /// The fields of which a rule has exactly one.
    static let effects = ["amount", "boost", "discountBp", "donateBp"]
    /// The fields of which an amount has exactly one.
    static let amounts = ["rateBp", "fixed", "perUnit", "perStep", "fromAttr", "balanceBp"]

    /// Conditions and their parts.
    static let conditionForms = [
        MapForm(
            "condition",
            "What must hold for a rule to fire.",
            lineFields + [
                may("minBasket", money, "Least sum of the basis over all lines."),
                may("minQty", count, "Least units of the matching lines."),
                may("fromDate", date, "First date."),
                may("toDate", date, "Last date, inclusive."),
                may("days", .list(.integer(1...7), minimum: 1), "Days of the week, 1 is Monday."),
                may("hours", .tuple(timeOfDay, count: 2), "From, and the first time after."),
                may("tier", .table(texts, minimum: 1), "Tiers, by ladder."),
                may("partner", texts, "Partners."),
                may("kind", texts, "Kinds of the member's registered instrument."),
                may("registered", .flag, "The instrument is registered to the member."),
                may("first", .flag, "The first purchase."),
                may("referred", .flag, "The member was referred."),
                may("segment", texts, "Segments of the member."),
                may("attr", .table(.form("bounds"), minimum: 1), "Attributes of the event."),
                may("boughtWithin", .form("boughtWithin"), "An earlier purchase."),
                may("birthdayWithin", .form("birthdayWithin"), "Days around the birthday."),
            ]
        ),
        MapForm("lines", "Which lines of a receipt are meant.", lineFields),
        MapForm(
            "bounds",
            "Bounds of an attribute.",
            ["gte", "lte", "eq"].map { may($0, .integer(ProgrammeLimits.attribute), "A bound.") }
        ),
        MapForm(
            "boughtWithin",
            "An earlier purchase of a category.",
            [
                must("cat", texts, "Categories."),
                must("after", duration, "At most so long ago."),
            ]
        ),
        MapForm(
            "birthdayWithin",
            "Days around the birthday.",
            [
                may("before", .integer(ProgrammeLimits.birthdayDays), "Days before it; 0."),
                may("after", .integer(ProgrammeLimits.birthdayDays), "Days after it; 0."),
            ]
        ),
    ]

    /// The filters of lines.
    static let lineFields = [
        may("cat", texts, "Lines of these categories."),
        may("notCat", texts, "Lines of none of these categories."),
        may("sku", texts, "Lines of these articles."),
        may("brand", texts, "Lines of these brands."),
    ]
}
