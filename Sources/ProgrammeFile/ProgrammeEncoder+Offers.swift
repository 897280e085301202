import CanonicalJSON
import EventFormat
import Loyalty

extension ProgrammeEncoder {
    /// The object of a ladder.
    static func json(_ ladder: Ladder) -> JSONValue {
        .object([
            "id": .string(ladder.id), "initial": .string(ladder.initial),
            "tiers": .array(ladder.tiers.map(json)),
            "downgrade": .string(ladder.downgrade.rawValue),
        ])
    }

    private static func json(_ tier: Tier) -> JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(tier.id), "benefits": strings(tier.benefits),
        ]
        members["when"] = tier.when.map(json)
        switch tier.hold {
        case .endOfNextYear: members["hold"] = .string("endOfNextYear")
        case .endOfYear: members["hold"] = .string("endOfYear")
        case .duration(let duration): members["hold"] = .string(duration.iso8601)
        case nil: break
        }
        return .object(members)
    }

    private static func json(_ threshold: Tier.Threshold) -> JSONValue {
        var members: [String: JSONValue] = [
            "of": .string(threshold.measure.rawValue), "gte": .integer(threshold.atLeast),
        ]
        members["pot"] = threshold.pot.map(JSONValue.string)
        guard threshold.measure != .tenureDays else { return .object(members) }
        switch threshold.window {
        case .lifetime: members["window"] = .string("lifetime")
        case .calendarYear: members["window"] = .string("calendarYear")
        case .rolling(let duration): members["window"] = .string(duration.iso8601)
        }
        return .object(members)
    }

    /// The object of a reward, with the fields of its kind.
    static func json(_ reward: Reward) -> JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(reward.id), "kind": .string(reward.kind.rawValue),
            "pot": .string(reward.pot),
        ]
        members["cost"] = reward.cost.map { .integer($0.micro) }
        members["sku"] = reward.sku.map(JSONValue.string)
        members["partner"] = reward.partner.map(JSONValue.string)
        if !reward.partners.isEmpty { members["partners"] = strings(reward.partners) }
        if reward.kind != .freeItem {
            members["step"] = .integer(reward.step.micro)
            members["minPoints"] = .integer(reward.minPoints.micro)
        }
        if reward.kind == .tender {
            members["maxShareBp"] = .integer(reward.maxShareBp)
            members["minMoneyKop"] = .integer(reward.minMoney.minor)
        }
        if reward.kind == .freeItem {
            members["auto"] = .bool(reward.isAutomatic)
            members["maxPerReceipt"] = integer(reward.maxPerReceipt)
        }
        if reward.kind == .tender || reward.kind == .freeItem { members["if"] = json(reward.lines) }
        return .object(members)
    }

    /// The object of an offer.
    static func json(_ offer: Offer) -> JSONValue {
        var members: [String: JSONValue]
        switch offer.kind {
        case .personalDiscount(let discount):
            members = [
                "kind": .string("personalDiscount"),
                "discountBp": .integer(discount.discountBp),
                "choices": strings(discount.choices),
                "per": .string(discount.period.rawValue),
                "n": integer(discount.count),
                "starts": .string(discount.starts.rawValue),
                "priority": integer(discount.priority),
            ]
        case .steps(let steps):
            members = [
                "kind": .string("steps"), "pot": .string(steps.pot),
                "grant": .integer(steps.grant.micro), "lot": json(steps.lot),
                "steps": .array(steps.steps.map(json)),
            ]
        case .groupBuy(let group):
            members = [
                "kind": .string("groupBuy"), "priceKop": .integer(group.price.minor),
                "minBuyers": integer(group.minBuyers),
                "deadline": .string(EventFormat.text(group.deadline)),
                "platformBp": .integer(group.platformBp), "merchant": .string(group.merchant),
            ]
            members["maxBuyers"] = group.maxBuyers.map(integer)
        }
        members["id"] = .string(offer.id)
        return .object(members)
    }

    private static func json(_ step: StepsOffer.Step) -> JSONValue {
        var members: [String: JSONValue] = ["action": .string(step.action)]
        members["fromDate"] = step.fromDate.map(json)
        members["toDate"] = step.toDate.map(json)
        members["minKop"] = step.minimum.map { .integer($0.minor) }
        members["skipIf"] = step.skipFlag.map(JSONValue.string)
        return .object(members)
    }
}
