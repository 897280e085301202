import CanonicalJSON
import EventFormat
import Loyalty

/// Writes a programme in the fields of its file, defaults included: the text that is hashed,
/// stored and loaded again.
enum ProgrammeEncoder {
    /// The object of a programme.
    static func json(_ programme: Programme, zone: NamedZone) -> JSONValue {
        var members: [String: JSONValue] = [
            "currency": .string(programme.currency),
            "pots": .object(programme.pots.mapValues(json)),
            "rules": .array(programme.rules.map(json)),
            "ladders": .array(programme.ladders.map(json)),
            "partners": .object(programme.partners.mapValues(json)),
            "groups": .object(programme.groups.mapValues { .string($0.rawValue) }),
            "lateGraceDays": integer(programme.lateGraceDays),
            "expiringDays": integer(programme.expiringDays),
            "holidays": .array(programme.holidays.sorted().map(json)),
        ]
        if !programme.id.isEmpty { members["id"] = .string(programme.id) }
        members["maxBackdateDays"] = programme.maxBackdateDays.map(integer)
        if let name = zone.name {
            members["timeZone"] = .string(name)
            members["zoneTable"] = table(zone.zone)
        } else {
            members["tzOffsetMin"] = .integer(zone.zone.initialOffsetSeconds / 60)
        }
        return .object(members)
    }

    private static func table(_ zone: Zone) -> JSONValue {
        let transitions = zone.transitions.map { transition in
            JSONValue.array([
                .integer(transition.at.unixSeconds), .integer(transition.offsetSeconds),
            ])
        }
        return .object([
            "initial": .integer(zone.initialOffsetSeconds), "transitions": .array(transitions),
        ])
    }

    private static func json(_ pot: Pot) -> JSONValue {
        var members: [String: JSONValue] = [
            "quantum": .integer(pot.quantum.micro), "round": .string(pot.round.rawValue),
        ]
        members["redeem"] = pot.redeem.map { redeem in
            .object(["per": .integer(redeem.per.micro), "minor": .integer(redeem.minor.minor)])
        }
        members["lot"] = json(pot.lot)
        return .object(members)
    }

    private static func json(_ lot: LotTerms) -> JSONValue {
        var members: [String: JSONValue] = [:]
        members["vest"] = lot.vest.map(json)
        members["expiry"] = lot.expiry.map(json)
        members["expiryFrom"] = lot.expiryFrom.map { .string($0.rawValue) }
        return .object(members)
    }

    private static func json(_ period: Period) -> JSONValue {
        switch period {
        case .after(let duration, let edge):
            .object(["after": .string(duration.iso8601), "round": .string(edge.rawValue)])
        case .workdays(let count): .object(["workdays": integer(count)])
        case .at(let instant): .object(["at": .string(EventFormat.text(instant))])
        }
    }

    private static func json(_ partner: Partner) -> JSONValue {
        .object(["participates": .bool(partner.participates)])
    }

    private static func json(_ rule: Rule) -> JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(rule.id),
            "on": .string("purchase"),
            "pot": .string(rule.pot),
            "group": .string(rule.group),
            "priority": integer(rule.priority),
            "if": json(rule.condition),
            "amount": json(rule.amount),
            "basis": .string(rule.basis.rawValue),
            "lot": json(rule.lot),
            "funder": .string(rule.funder),
        ]
        members["round"] = rule.round.map { .string($0.rawValue) }
        let caps = rule.caps.map { ($0.period.rawValue, JSONValue.integer($0.points.micro)) }
        members["cap"] = .object(Dictionary(uniqueKeysWithValues: caps))
        members["limit"] = rule.limit.map { limit in
            .object(["n": integer(limit.count), "per": .string(limit.period.rawValue)])
        }
        return .object(members)
    }

    private static func json(_ amount: Rule.Amount) -> JSONValue {
        switch amount {
        case .rateBp(let rate): .object(["rateBp": .integer(rate)])
        case .fixed(let points): .object(["fixed": .integer(points.micro)])
        case .perUnit(let points): .object(["perUnit": .integer(points.micro)])
        case .perStep(let minor, let grant):
            .object([
                "perStep": .object([
                    "minor": .integer(minor.minor), "grant": .integer(grant.micro),
                ])
            ])
        }
    }

    private static func json(_ condition: Condition) -> JSONValue {
        var members: [String: JSONValue] = [:]
        let lists = [
            "cat": condition.categories, "notCat": condition.excludedCategories,
            "sku": condition.skus, "brand": condition.brands, "partner": condition.partners,
        ]
        for (name, texts) in lists where !texts.isEmpty { members[name] = strings(texts) }
        members["minBasket"] = condition.minimumBasket.map { .integer($0.minor) }
        members["minQty"] = condition.minimumQuantity.map(JSONValue.integer)
        members["fromDate"] = condition.fromDate.map(json)
        members["toDate"] = condition.toDate.map(json)
        if !condition.days.isEmpty { members["days"] = .array(condition.days.map(integer)) }
        members["hours"] = condition.hours.map { hours in
            strings(
                [hours.lowerBound, hours.upperBound].map { ($0 < 10 ? "0\($0)" : "\($0)") + ":00" }
            )
        }
        if !condition.tiers.isEmpty {
            members["tier"] = .object(condition.tiers.mapValues(strings))
        }
        return .object(members)
    }

    private static func json(_ ladder: Ladder) -> JSONValue {
        let tiers = ladder.tiers.map { tier in
            var when: [String: JSONValue] = [
                "of": .string(tier.when.measure.rawValue),
                "window": .string(tier.when.window.rawValue),
                "gte": .integer(tier.when.atLeast),
            ]
            when["pot"] = tier.when.pot.map(JSONValue.string)
            return JSONValue.object([
                "id": .string(tier.id), "when": .object(when), "benefits": strings(tier.benefits),
            ])
        }
        return .object([
            "id": .string(ladder.id), "initial": .string(ladder.initial), "tiers": .array(tiers),
        ])
    }

    private static func json(_ date: LocalDate) -> JSONValue { .string(EventFormat.text(date)) }

    private static func strings(_ texts: [String]) -> JSONValue {
        .array(texts.map(JSONValue.string))
    }

    private static func integer(_ value: Int) -> JSONValue { .integer(Int64(value)) }
}
