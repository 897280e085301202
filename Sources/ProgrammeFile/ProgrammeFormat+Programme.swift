import Loyalty

// The whole file, and the maps in it that belong to no rule, reward or offer.
extension ProgrammeFormat {
    /// The whole file.
    static let programme = MapForm(
        "programme",
        "A loyalty programme. Money is in minor units (kopecks), points in micro-points "
            + "(1000000 are one point), rates in basis points (500 are 5 %).",
        programmeFields
            + [
                may("versions", .list(.form("version")), "Later versions, in order of `from`."),
                may("extends", .text, "The file of the base programme, beside this one."),
                may("overridable", .list(.text), "Paths that a file extending this may override."),
            ]
    )

    /// One version of a programme.
    static let version = MapForm(
        "version",
        "A version of the programme.",
        [
            must("from", instant, "The first instant at which it is in force."),
            must("programme", .form("versionProgramme"), "All of its fields."),
        ]
    )

    /// The fields of a version: those of a programme without versions of its own.
    static let base = MapForm(
        "versionProgramme",
        "The fields of one version.",
        programmeFields
    )

    private static let programmeFields =
        namingFields + [
            must("pots", .table(.form("pot"), minimum: 1), "Kinds of points, by id."),
            may("rules", .list(.form("rule")), "What grants points, discounts and donations."),
            may("rewards", .list(.form("reward")), "What points can be spent on."),
            may("ladders", .list(.form("ladder")), "Statuses."),
            may("offers", .list(.form("offer")), "What members claim, complete or join."),
            may("velocity", .list(.form("velocity")), "How often an account may buy."),
            may("partners", .table(.form("partner")), "Partners, by id."),
            may("groups", .table(choice(Stacking.self)), "How rules of a group add up; else sum."),
            may("discountStack", choice(DiscountStack.self), "Discounts on one line; else best."),
        ] + policyFields + [
            may("holidays", .list(date), "Dates that are no working days."),
            may(
                "actionSetsTier",
                .table(.form("tierGrant")),
                "Tiers that an action grants, by the action's name."
            ),
            may("ranges", .list(.form("range")), "What a scanned number of 13 digits is."),
            may("offlineSpend", .form("offlineSpend"), "What may be spent offline; else nothing."),
        ]

    private static let namingFields = [
        may("id", .identifier, "The programme's name."),
        may(
            "tzOffsetMin",
            .integer(ProgrammeLimits.offsetMinutes),
            "Minutes east of UTC; or give `timeZone`."
        ),
        may("timeZone", .text, "IANA name such as Europe/Moscow; or give `tzOffsetMin`."),
        may("zoneTable", .form("zoneTable"), "The table of `timeZone`, in stored texts only."),
        may("currency", .pattern("^[A-Z]{3}$"), "ISO 4217 code; RUB."),
    ]

    private static let policyFields = [
        may("lateGraceDays", days, "Grace for points already over when they are credited; 0."),
        may("maxBackdateDays", days, "How old an event may be; any."),
        may("reinstateDays", days, "Life of points restored after their end; 14."),
        may("preActivation", choice(PreActivation.self), "Purchases before activation; pend."),
        may("expiringDays", days, "Horizon of the expiring points that are shown; 30."),
        may("minAgeYears", .integer(ProgrammeLimits.ageYears), "The age that joining needs; any."),
        may("smsTtlSec", .integer(ProgrammeLimits.codeSeconds), "Life of a code in seconds; 300."),
        may("smsTries", .integer(ProgrammeLimits.codeTries), "Wrong codes that are borne; 3."),
    ]

    /// Velocity, partners, granted tiers, card ranges, offline spending, the table of a zone.
    static let otherForms = [
        MapForm(
            "velocity",
            "A bound on how often an account may buy.",
            [
                must("per", .choice(CountPeriodChoices.calendar.map(\.rawValue)), "The span."),
                must("max", count, "Purchases that the span bears."),
                must("action", choice(Velocity.Action.self), "What becomes of the next ones."),
            ]
        ),
        MapForm(
            "partner",
            "A partner; one that is not listed takes part and has no prices and no fee.",
            [
                may("participates", .flag, "Whether purchases there take part; true."),
                may("issuePriceKop", moneyOrNone, "What it pays for 1000000 micro-points."),
                may("acceptPriceKop", moneyOrNone, "What it is paid for 1000000 micro-points."),
                may("feeBp", .integer(ProgrammeLimits.shareOrNone), "Its fee of money paid; 0."),
            ]
        ),
        MapForm(
            "tierGrant",
            "A tier that an action grants.",
            [
                must("ladder", .identifier, "The ladder."),
                must("tier", .identifier, "The tier."),
                must("for", .form("period"), "How long it is granted."),
            ]
        ),
        MapForm(
            "range",
            "A range of numbers of 13 digits.",
            [
                must("from", .pattern("^[0-9]{13}$"), "The first number."),
                must("to", .pattern("^[0-9]{13}$"), "The last number."),
                must("is", choice(CardRange.Kind.self), "What a number between them is."),
            ]
        ),
        MapForm(
            "offlineSpend",
            "What may be spent while the authority is out of reach.",
            [
                must("per", .choice(CountPeriodChoices.calendar.map(\.rawValue)), "The span."),
                must("max", pointsOrNone, "Micro-points in the span."),
            ]
        ),
        MapForm(
            "zoneTable",
            "The table of a time zone.",
            [
                must("initial", .integer(offsets), "Seconds east of UTC at first."),
                must(
                    "transitions",
                    .list(.tuple(.integer(Int64.min...Int64.max), count: 2)),
                    "Instants, and the offset from then on, both in seconds."
                ),
            ]
        ),
    ]

    private static let offsets = -ZoneLimits.maximumOffsetSeconds...ZoneLimits.maximumOffsetSeconds
}
