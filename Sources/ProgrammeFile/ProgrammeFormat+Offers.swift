import Loyalty

// Ladders, rewards, offers.
extension ProgrammeFormat {
    /// Ladders and their tiers.
    static let ladderForms = [
        MapForm(
            "ladder",
            "Tiers, low to high.",
            [
                must("id", .identifier, "Unique."),
                must("initial", .identifier, "The tier below the first."),
                must("tiers", .list(.form("tier"), minimum: 1), "Low to high."),
                may("downgrade", choice(Ladder.Downgrade.self), "The way down; recompute."),
            ]
        ),
        MapForm(
            "tier",
            "One tier.",
            [
                must("id", .identifier, "Unique in the ladder."),
                may("when", .form("threshold"), "What it takes; without, it is only granted."),
                may(
                    "hold",
                    .pattern("^(endOfNextYear|endOfYear|P.+)$"),
                    "How long it lasts; while it is earned."
                ),
                may("benefits", .list(.text), "What it gives, as shown."),
            ]
        ),
        MapForm(
            "threshold",
            "The threshold of a tier.",
            [
                must("of", choice(NextTier.Measure.self), "What is counted."),
                may("pot", .identifier, "The pot, for `earned`."),
                may("window", .pattern("^(lifetime|calendarYear|P.+)$"), "The span; lifetime."),
                must("gte", .integer(ProgrammeLimits.threshold), "The bound, inclusive."),
            ]
        ),
    ]

    /// Rewards.
    static let rewardForms = [
        MapForm(
            "reward",
            "What points can be spent on.",
            [
                must("id", .identifier, "Unique."),
                must("kind", choice(Reward.Kind.self), "What kind it is."),
                must("pot", .identifier, "The pot that it takes from."),
                may("step", points, "Multiples that can be spent; 1000000 for a tender, else 1."),
                may("maxShareBp", share, "Tender: the share of the price; 10000."),
                may("minMoneyKop", moneyOrNone, "Tender: left to pay in money; 0."),
                may("minPoints", pointsOrNone, "The least that can be spent; 0."),
                may("partners", texts, "Partners that accept it; all."),
                may("if", .form("lines"), "Tender, free item: the lines that are eligible."),
                may("cost", points, "What one takes; all but a tender."),
                may("sku", .text, "Item: what is handed out."),
                may("auto", .flag, "Free item: given without being asked for; false."),
                may("maxPerReceipt", count, "Free item: units a receipt; 1."),
                may("partner", .identifier, "Donate: who receives."),
            ]
        )
    ]

    /// Offers of each kind; the fields of all kinds are listed together.
    static let offerForms = [
        MapForm(
            "offer",
            "What members claim, complete or join.",
            [
                must("id", .identifier, "Unique."),
                must("kind", .choice(offerKinds), "What kind it is."),
                may("discountBp", share, "Personal discount: basis points."),
                may("choices", texts, "Personal discount: articles to choose from."),
                may("per", spans, "Personal discount: the span of claims."),
                may("n", count, "Personal discount: claims in a span; 1."),
                may("starts", .choice(["nextWeek", "atOnce"]), "When a claim counts; atOnce."),
                may("priority", .integer(ProgrammeLimits.priority), "Breaks ties; higher wins; 0."),
                may("pot", .identifier, "Steps: the pot."),
                may("grant", points, "Steps: micro-points."),
                may("lot", .form("lot"), "Steps: the life of the points."),
                may("steps", .list(.form("step"), minimum: 1), "Steps: what to do."),
                may("priceKop", money, "Group: the price of a coupon."),
                may("minBuyers", count, "Group: buyers that it takes."),
                may("maxBuyers", count, "Group: coupons that there are; any number."),
                may("deadline", instant, "Group: the first instant at which nobody can join."),
                may("platformBp", .integer(ProgrammeLimits.shareOrNone), "Group: our share."),
                may("merchant", .identifier, "Group: who gets the rest."),
            ]
        ),
        MapForm(
            "step",
            "One step.",
            [
                must("action", .text, "The action."),
                may("fromDate", date, "First date."),
                may("toDate", date, "Last date, inclusive."),
                may("minKop", money, "Least value of the attribute `kop`."),
                may("skipIf", .text, "A flag of members who need not take it."),
            ]
        ),
    ]

    /// The kinds of offers.
    static let offerKinds = ["personalDiscount", "steps", "groupBuy"]

    /// The fields of an offer of each kind, `id` and `kind` left out.
    static let offerFields = [
        "personalDiscount": ["discountBp", "choices", "per", "n", "starts", "priority"],
        "steps": ["pot", "grant", "lot", "steps"],
        "groupBuy": ["priceKop", "minBuyers", "maxBuyers", "deadline", "platformBp", "merchant"],
    ]
}
