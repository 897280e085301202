import CanonicalJSON
import Loyalty

extension ProgrammeEncoder {
    /// The object of a rule.
    static func json(_ rule: Rule) -> JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(rule.id),
            "on": .string(text(rule.on)),
            "group": .string(rule.group),
            "priority": integer(rule.priority),
            "if": json(rule.condition),
        ]
        // A field that has no meaning for what the rule does is not accepted beside it.
        switch rule.work {
        case .grant(let pot, let amount):
            members["pot"] = .string(pot)
            members["amount"] = json(amount)
        case .boost(let pot, let boost):
            members["pot"] = .string(pot)
            members["boost"] = .object([
                "of": .string(boost.group), "num": .integer(boost.numerator),
                "den": .integer(boost.denominator),
            ])
        case .discount(let rate): members["discountBp"] = .integer(rate)
        case .donate(let rate, let fund):
            members["donateBp"] = .integer(rate)
            members["fund"] = .string(fund)
        }
        if rule.on == .purchase, members["discountBp"] == nil {
            members["basis"] = .string(rule.basis.rawValue)
        }
        guard rule.pot != nil else { return .object(members) }
        members["lot"] = json(rule.lot)
        members["funder"] = .string(rule.funder)
        members["to"] = .string(rule.recipient.rawValue)
        members["round"] = rule.round.map { .string($0.rawValue) }
        let caps = rule.caps.map { ($0.period.rawValue, JSONValue.integer($0.points.micro)) }
        members["cap"] = .object(Dictionary(uniqueKeysWithValues: caps))
        members["limit"] = rule.limit.map { limit in
            .object(["n": integer(limit.count), "per": .string(limit.period.rawValue)])
        }
        return .object(members)
    }

    private static func text(_ trigger: Rule.Trigger) -> String {
        switch trigger {
        case .purchase: "purchase"
        case .enroll: "enroll"
        case .activate: "activate"
        case .action(let name): "action:\(name)"
        }
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
        case .fromAttribute(let name, let multiplier, let divisor):
            .object([
                "fromAttr": .string(name), "mul": .integer(multiplier), "div": .integer(divisor),
            ])
        case .balanceBp(let rate, let divisor):
            .object(["balanceBp": .integer(rate), "div": .integer(divisor)])
        }
    }

    /// The object of the filters of lines.
    static func json(_ lines: LineCondition) -> JSONValue { .object(members(lines)) }

    private static func members(_ lines: LineCondition) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        let lists = [
            "cat": lines.categories, "notCat": lines.excludedCategories, "sku": lines.skus,
            "brand": lines.brands,
        ]
        for (name, texts) in lists where !texts.isEmpty { members[name] = strings(texts) }
        return members
    }

    private static func json(_ condition: Condition) -> JSONValue {
        var members = members(condition.lines)
        let lists = [
            "partner": condition.partners, "kind": condition.instrumentKinds,
            "segment": condition.segments,
        ]
        for (name, texts) in lists where !texts.isEmpty { members[name] = strings(texts) }
        members["minBasket"] = condition.minimumBasket.map { .integer($0.minor) }
        members["minQty"] = condition.minimumQuantity.map(JSONValue.integer)
        members["fromDate"] = condition.fromDate.map(json)
        members["toDate"] = condition.toDate.map(json)
        if !condition.days.isEmpty { members["days"] = .array(condition.days.map(integer)) }
        members["hours"] = condition.minutesOfDay.map { minutes in
            strings([minutes.lowerBound, minutes.upperBound].map(TimeOfDay.text))
        }
        if !condition.tiers.isEmpty {
            members["tier"] = .object(condition.tiers.mapValues(strings))
        }
        if condition.isRegistered { members["registered"] = .bool(true) }
        if condition.isFirst { members["first"] = .bool(true) }
        if condition.isReferred { members["referred"] = .bool(true) }
        if !condition.attributes.isEmpty {
            members["attr"] = .object(condition.attributes.mapValues(json))
        }
        members["boughtWithin"] = condition.boughtWithin.map { history in
            .object([
                "cat": strings(history.categories), "after": .string(history.after.iso8601),
            ])
        }
        members["birthdayWithin"] = condition.birthdayWithin.map { window in
            .object(["before": integer(window.before), "after": integer(window.after)])
        }
        return .object(members)
    }

    private static func json(_ bounds: AttributeBounds) -> JSONValue {
        var members: [String: JSONValue] = [:]
        members["gte"] = bounds.atLeast.map(JSONValue.integer)
        members["lte"] = bounds.atMost.map(JSONValue.integer)
        members["eq"] = bounds.exactly.map(JSONValue.integer)
        return .object(members)
    }
}
