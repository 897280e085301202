import CanonicalJSON
import EventFormat
import Foundation
import Loyalty
import ProgrammeFile

/// The worked examples in Tests/Vectors.
struct TwinExamples {
    /// One history and what must come of it.
    struct Example {
        let id: String
        let programme: Programme
        let events: [JSONValue]
        let expected: JSONValue
    }

    /// The shared programmes, in order of their names.
    let programmes: [(name: String, programme: Programme)]
    let examples: [Example]

    /// Reads the file.
    init() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let bytes = try Data(contentsOf: folder.appending(path: "Vectors/loyalty.json"))
        var limits = JSONLimits()
        limits.maximumBytes = 10_000_000
        let root = try JSONValue.parse([UInt8](bytes), limits: limits)
        let named = root["programmes"]?.object ?? [:]
        programmes = try named.sorted { $0.key < $1.key }
            .map { ($0.key, try TwinExamples.programme($0.value, $0.key)) }
        examples = try (root["vectors"]?.array ?? [])
            .map { vector in
                let id = vector["id"]?.string ?? ""
                let source = vector["programme"] ?? .null
                let programme = source.string.flatMap { named[$0] } ?? source
                return Example(
                    id: id,
                    programme: try TwinExamples.programme(programme, id),
                    events: vector["events"]?.array ?? [],
                    expected: vector["expect"] ?? .null
                )
            }
    }

    private static func programme(_ json: JSONValue, _ name: String) throws -> Programme {
        var members = json.object ?? [:]
        if members["id"] == nil { members["id"] = .string(name) }
        let text = JSONValue.object(members).canonicalText()
        return try ProgrammeFile.load(text: text, name: name).programme
    }
}

/// The twin's answers to an example, in the shape in which it expects them.
struct TwinReplay {
    private let zone: Zone
    private var twin: NaiveLoyalty
    private var seen: [String: JSONValue] = [:]
    private(set) var results: [JSONValue] = []
    private(set) var journal: [JSONValue] = []

    init(_ programme: Programme) {
        zone = programme.zone
        twin = NaiveLoyalty(programme)
    }

    /// Applies an event, unless its id was seen.
    mutating func apply(_ json: JSONValue) throws {
        let id = json["id"]?.string ?? ""
        if let old = seen[id] {
            let isSame = old == json
            results.append(
                .object([
                    "event": .string(id), "status": .string(isSame ? "duplicate" : "rejected"),
                    "error": isSame ? .null : .string("idempotencyConflict"),
                ])
            )
            return
        }
        seen[id] = json
        let (outcome, transactions) = twin.apply(try EventFormat.event(from: json))
        var writer = CanonicalWriter()
        EventFormat.write(outcome, event: id, zone: zone, to: &writer)
        results.append(try JSONValue.parse(writer.bytes))
        for transaction in transactions {
            let postings = transaction.postings.map { posting in
                JSONValue.array([
                    .string(posting.account), .string(posting.commodity),
                    .integer(posting.amount),
                ])
            }
            journal.append(
                .object([
                    "n": .integer(Int64(journal.count + 1)), "ev": .string(transaction.cause),
                    "kind": .string(transaction.kind.rawValue), "p": .array(postings),
                ])
            )
        }
    }

    /// Whether the books are in order.
    var fault: String? { twin.fault }

    /// What an example may expect of accounts: by its name.
    func observed(_ what: String) -> JSONValue {
        var members: [String: JSONValue] = [:]
        switch what {
        case "balances":
            for account in twin.state.accounts.keys {
                members[account] = .object(twin.balances(account).mapValues(TwinReplay.json))
            }
        case "tiers":
            for account in twin.state.accounts.keys {
                members[account] = .object(twin.tiers(account).mapValues { .string($0) })
            }
        case "lots":
            for account in twin.state.accounts.keys {
                members[account] = .array(twin.lots(account).map(json))
            }
        default:
            for (key, amount) in twin.ledgerAccounts {
                var commodities = members[key.account]?.object ?? [:]
                commodities[key.commodity] = .integer(amount)
                members[key.account] = .object(commodities)
            }
        }
        return .object(members)
    }

    private static func json(_ balance: Balance) -> JSONValue {
        let parts = [
            "avail": balance.available, "pend": balance.pending, "held": balance.held,
            "debt": balance.debt,
        ]
        return .object(parts.filter { $0.value != .zero }.mapValues { .integer($0.micro) })
    }

    private func json(_ lot: NaiveLotView) -> JSONValue {
        .object([
            "id": .string(lot.id), "pot": .string(lot.pot), "rem": .integer(lot.left.micro),
            "state": .string(lot.isLive ? "live" : "pend"),
            "expiresAt": lot.expiresAt.map { .string(EventFormat.text($0, in: zone)) } ?? .null,
        ])
    }
}

extension JSONValue {
    /// Whether it says nothing: null, zero, or empty through and through.
    private var isNothing: Bool {
        switch self {
        case .null, .integer(0): true
        case .array(let elements): elements.isEmpty
        case .object(let members): members.values.allSatisfy { $0.isNothing }
        default: false
        }
    }

    /// Whether everything is here that another value asks for.
    func covers(_ asked: JSONValue) -> Bool {
        guard case .object(let members) = asked else { return self == asked }
        return members.allSatisfy { name, value in
            self[name].map { $0.covers(value) } ?? value.isNothing
        }
    }

    /// Whether both say the same, things that say nothing aside.
    func agrees(with other: JSONValue) -> Bool {
        guard let mine = object, let others = other.object else {
            return self == other || (isNothing && other.isNothing)
        }
        return Set(mine.keys).union(others.keys)
            .allSatisfy { (mine[$0] ?? .null).agrees(with: others[$0] ?? .null) }
    }
}
