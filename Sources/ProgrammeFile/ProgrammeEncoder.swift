import CanonicalJSON
import EventFormat
import Loyalty

/// Writes a programme in the fields of its file, defaults included: the text that is hashed,
/// stored and loaded again.
///
/// What has no default and is not given is left out, and so are empty conditions.
enum ProgrammeEncoder {
    /// The object of a programme with its later versions.
    static func json(
        _ decoded: ProgrammeDecoder.Decoded,
        later: [VersionDecoder.Version]
    ) -> JSONValue {
        var members = members(decoded.programme)
        if let name = decoded.zone.name {
            members["timeZone"] = .string(name)
            members["zoneTable"] = table(decoded.zone.zone)
        } else {
            members["tzOffsetMin"] = .integer(decoded.zone.zone.initialOffsetSeconds / 60)
        }
        let versions = later.map { version in
            JSONValue.object([
                "from": .string(EventFormat.text(version.from)),
                "programme": json(version.decoded, later: []),
            ])
        }
        if !versions.isEmpty { members["versions"] = .array(versions) }
        return .object(members)
    }

    private static func members(_ programme: Programme) -> [String: JSONValue] {
        var members: [String: JSONValue] = [
            "currency": .string(programme.currency),
            "pots": .object(programme.pots.mapValues(json)),
            "rules": .array(programme.rules.map(json)),
            "rewards": .array(programme.rewards.map(json)),
            "ladders": .array(programme.ladders.map(json)),
            "offers": .array(programme.offers.map(json)),
            "velocity": .array(programme.velocity.map(json)),
            "partners": .object(programme.partners.mapValues(json)),
            "groups": .object(programme.groups.mapValues { .string($0.rawValue) }),
            "discountStack": .string(programme.discountStack.rawValue),
            "lateGraceDays": integer(programme.lateGraceDays),
            "reinstateDays": integer(programme.reinstateDays),
            "preActivation": .string(programme.preActivation.rawValue),
            "expiringDays": integer(programme.expiringDays),
            "smsTtlSec": .integer(programme.smsTtlSeconds),
            "smsTries": integer(programme.smsTries),
            "holidays": .array(programme.holidays.sorted().map(json)),
            "actionSetsTier": .object(programme.actionSetsTier.mapValues(json)),
            "ranges": .array(programme.ranges.map(json)),
        ]
        if !programme.id.isEmpty { members["id"] = .string(programme.id) }
        members["maxBackdateDays"] = programme.maxBackdateDays.map(integer)
        members["minAgeYears"] = programme.minAgeYears.map(integer)
        members["offlineSpend"] = programme.offlineSpend.map { allowance in
            .object([
                "per": .string(allowance.period.rawValue), "max": .integer(allowance.max.micro),
            ])
        }
        return members
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
            "shortfall": .string(pot.shortfall.rawValue), "lot": json(pot.lot),
        ]
        members["redeem"] = pot.redeem.map { redeem in
            .object(["per": .integer(redeem.per.micro), "minor": .integer(redeem.minor.minor)])
        }
        return .object(members)
    }

    private static func json(_ partner: Partner) -> JSONValue {
        var members: [String: JSONValue] = [
            "participates": .bool(partner.participates), "feeBp": .integer(partner.feeBp),
        ]
        members["issuePriceKop"] = partner.issuePrice.map { .integer($0.minor) }
        members["acceptPriceKop"] = partner.acceptPrice.map { .integer($0.minor) }
        return .object(members)
    }

    private static func json(_ bound: Velocity) -> JSONValue {
        .object([
            "per": .string(bound.period.rawValue), "max": integer(bound.max),
            "action": .string(bound.action.rawValue),
        ])
    }

    private static func json(_ grant: TierGrant) -> JSONValue {
        .object([
            "ladder": .string(grant.ladder), "tier": .string(grant.tier),
            "for": json(grant.period),
        ])
    }

    private static func json(_ range: CardRange) -> JSONValue {
        .object([
            "from": .string(range.from), "to": .string(range.to),
            "is": .string(range.kind.rawValue),
        ])
    }
}

// Values that several parts use.
extension ProgrammeEncoder {
    /// The life of lots.
    static func json(_ lot: LotTerms) -> JSONValue {
        var members: [String: JSONValue] = [:]
        members["vest"] = lot.vest.map(json)
        members["expiry"] = lot.expiry.map(json)
        members["expiryFrom"] = lot.expiryFrom.map { .string($0.rawValue) }
        return .object(members)
    }

    /// A span of time.
    static func json(_ period: Period) -> JSONValue {
        switch period {
        case .after(let duration, let edge):
            .object(["after": .string(duration.iso8601), "round": .string(edge.rawValue)])
        case .workdays(let count): .object(["workdays": integer(count)])
        case .at(let instant): .object(["at": .string(EventFormat.text(instant))])
        }
    }

    /// A date.
    static func json(_ date: LocalDate) -> JSONValue { .string(EventFormat.text(date)) }

    /// A list of texts.
    static func strings(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }

    /// An integer.
    static func integer(_ value: Int) -> JSONValue { .integer(Int64(value)) }
}
