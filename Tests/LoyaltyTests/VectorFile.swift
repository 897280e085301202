import Foundation
import Loyalty

/// The worked examples of Fixtures/vectors.json, read into the core's types.
struct VectorFile {
    typealias Object = [String: Any]

    let vectors: [Object]
    let functions: [Object]

    /// Reads the file beside this one.
    init() throws {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/vectors.json")
        let root = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
        let object = try VectorFile.cast(root, Object.self)
        vectors = try VectorFile.cast(object["vectors"], [Object].self)
        functions = try VectorFile.cast(object["functions"], [Object].self)
    }

    /// Something in the file that this reader does not know.
    struct Surprise: Error {
        let what: String
    }

    /// A value of a type.
    static func cast<Value>(_ value: Any?, _ type: Value.Type) throws -> Value {
        guard let value = value as? Value else {
            throw Surprise(what: "\(String(describing: value)) is no \(type)")
        }
        return value
    }

    /// An RFC 3339 date and time.
    static func instant(_ text: Any?) throws -> Instant {
        let date = try Date(cast(text, String.self), strategy: .iso8601)
        return Instant(unixSeconds: Int64(date.timeIntervalSince1970))
    }

    /// A date.
    static func date(_ text: Any?) throws -> LocalDate {
        let parts = try cast(text, String.self).split(separator: "-").compactMap { Int($0) }
        return LocalDate(year: parts[0], month: parts[1], day: parts[2])
    }

    /// A duration of one part, such as P3D.
    static func duration(_ text: String) throws -> CalendarDuration {
        guard let count = Int(text.dropFirst().dropLast()) else { throw Surprise(what: text) }
        switch text.last {
        case "Y": return CalendarDuration(months: count * 12)
        case "M": return CalendarDuration(months: count)
        case "W": return CalendarDuration(days: count * 7)
        case "D": return CalendarDuration(days: count)
        default: throw Surprise(what: text)
        }
    }

    /// A period.
    static func period(_ value: Any?) throws -> Period {
        let object = try cast(value, Object.self)
        if let count = object["workdays"] as? Int { return .workdays(count) }
        if let at = object["at"] { return .at(try instant(at)) }
        let edge = try Period.Edge(rawValue: object["round"] as? String ?? "exact")
            .orThrow("\(object)")
        return .after(try duration(cast(object["after"], String.self)), edge)
    }

    /// A programme.
    static func programme(_ object: Object) throws -> Programme {
        let minutes = try cast(object["tzOffsetMin"], Int64.self)
        let pots = try cast(object["pots"], [String: Object].self).mapValues { try pot($0) }
        var programme = Programme(
            id: "vector",
            zone: Zone(initialOffsetSeconds: minutes * 60),
            pots: pots
        )
        programme.rules = try cast(object["rules"], [Object].self).map { try rule($0) }
        for (group, stacking) in object["groups"] as? [String: String] ?? [:] {
            programme.groups[group] = try Stacking(rawValue: stacking).orThrow(stacking)
        }
        programme.maxBackdateDays = object["maxBackdateDays"] as? Int
        programme.lateGraceDays = object["lateGraceDays"] as? Int ?? 0
        let known = [
            "tzOffsetMin", "currency", "pots", "rules", "groups", "maxBackdateDays",
            "lateGraceDays",
        ]
        try expectKeys(of: object, in: known)
        return programme
    }

    private static func pot(_ object: Object) throws -> Pot {
        try expectKeys(of: object, in: ["quantum", "round", "redeem", "lot"])
        var pot = Pot(quantum: Points(micro: try cast(object["quantum"], Int64.self)))
        if let round = object["round"] as? String {
            pot.round = try Rounding(rawValue: round).orThrow(round)
        }
        if let redeem = object["redeem"] as? [String: Int64] {
            pot.redeem = Pot.Redeem(
                per: Points(micro: try redeem["per"].orThrow("per")),
                minor: Money(minor: try redeem["minor"].orThrow("minor"))
            )
        }
        if let lot = object["lot"] as? Object {
            pot.lot.vest = try lot["vest"].map { try period($0) }
            pot.lot.expiry = try lot["expiry"].map { try period($0) }
            pot.lot.expiryFrom = (lot["expiryFrom"] as? String).flatMap {
                LotTerms.Start(rawValue: $0)
            }
        }
        return pot
    }

    private static func rule(_ object: Object) throws -> Rule {
        try expectKeys(
            of: object,
            in: ["id", "on", "pot", "amount", "group", "priority", "if", "cap"]
        )
        var rule = Rule(
            id: try cast(object["id"], String.self),
            pot: try cast(object["pot"], String.self),
            amount: try amount(cast(object["amount"], Object.self))
        )
        rule.group = object["group"] as? String ?? "base"
        rule.priority = object["priority"] as? Int ?? 0
        for (period, bound) in object["cap"] as? [String: Int64] ?? [:] {
            let period = try CapPeriod(rawValue: period).orThrow(period)
            rule.caps.append(Cap(period: period, points: Points(micro: bound)))
        }
        let condition = object["if"] as? Object ?? [:]
        try expectKeys(of: condition, in: ["cat", "minBasket"])
        rule.condition.categories = condition["cat"] as? [String] ?? []
        rule.condition.minimumBasket = (condition["minBasket"] as? Int64).map { Money(minor: $0) }
        return rule
    }

    private static func amount(_ object: Object) throws -> Rule.Amount {
        if let rate = object["rateBp"] as? Int64 { return .rateBp(rate) }
        if let fixed = object["fixed"] as? Int64 { return .fixed(Points(micro: fixed)) }
        let step = try cast(object["perStep"], [String: Int64].self)
        return .perStep(
            minor: Money(minor: try step["minor"].orThrow("minor")),
            grant: Points(micro: try step["grant"].orThrow("grant"))
        )
    }

    /// An event.
    static func event(_ object: Object) throws -> LoyaltyEvent {
        let body: LoyaltyEvent.Body
        switch object["type"] as? String {
        case "tick": body = .tick
        case "enroll": body = .enroll(Enrollment(member: try cast(object["member"], String.self)))
        case "purchase":
            body = .purchase(
                Purchase(
                    buyer: .member(try cast(object["member"], String.self)),
                    lines: try cast(object["lines"], [Object].self).map { try line($0) },
                    partner: object["partner"] as? String,
                    receipt: object["receipt"] as? String
                )
            )
        default: throw Surprise(what: "\(object)")
        }
        return LoyaltyEvent(
            id: try cast(object["id"], String.self),
            at: try instant(object["at"]),
            body: body
        )
    }

    private static func line(_ object: Object) throws -> ReceiptLine {
        ReceiptLine(
            sku: object["sku"] as? String,
            quantity: try cast(object["qty"], Int64.self),
            unit: Money(minor: try cast(object["unit"], Int64.self)),
            category: object["cat"] as? String,
            brand: object["brand"] as? String
        )
    }

    /// Fails on a field that would otherwise be passed over.
    static func expectKeys(of object: Object, in known: [String]) throws {
        let unknown = Set(object.keys).subtracting(known)
        guard unknown.isEmpty else { throw Surprise(what: "unknown fields \(unknown)") }
    }
}

extension Optional {
    /// The value, or an error that names what is missing.
    func orThrow(_ what: String) throws -> Wrapped {
        guard let self else { throw VectorFile.Surprise(what: what) }
        return self
    }
}
