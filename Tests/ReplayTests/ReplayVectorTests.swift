import CanonicalJSON
import Cryptography
import Loyalty
import Testing

@testable import Replay

@Suite("Worked examples, replayed")
struct ReplayVectorTests {
    /// Examples that are known not to come out right yet.
    ///
    /// One that does come out right fails the test: the list only shrinks.
    static let open: Set<String> = []

    @Test("are all there, and the list of open ones names none that is not")
    func complete() {
        #expect(Vector.all.count == 64)
        #expect(Self.open.isSubset(of: Vector.all.map(\.id)))
    }

    @Test("come out exactly", arguments: Vector.all)
    func exact(vector: Vector) throws {
        let checkpoints = Set((vector.expect["checkpoints"]?.object ?? [:]).keys)
        var run = Run(try vector.loaded(), checkpoints: checkpoints)
        try run.take(vector.lines)
        #expect(run.document.missingCheckpoints.isEmpty)
        let limits = JSONLimits(maximumBytes: 16 << 20)
        let bytes = try run.finish()
        let document = try JSONValue.parse(bytes, limits: limits)
        #expect(Array("\(document.canonicalText())\n".utf8) == bytes, "the document is canonical")
        let journal = document["journal"]?.canonicalText() ?? ""
        #expect(document["digest"]?.string == Hex.encode(SHA256.digest(journal.utf8)))
        let differences = Expectation.differences(of: document, from: vector.expect)
        if Self.open.contains(vector.id) {
            #expect(!differences.isEmpty, "\(vector.id) comes out right: take it off the list")
        } else {
            #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
        }
    }

    @Test("show after each event what a run that ends there shows", arguments: Vector.all)
    func prefixes(vector: Vector) throws {
        let programme = try vector.loaded()
        let ids = vector.events.compactMap { $0["id"]?.string }
        var whole = Run(programme, checkpoints: Set(ids))
        try whole.take(vector.lines)
        let document = try JSONValue.parse(
            whole.finish(),
            limits: JSONLimits(maximumBytes: 1 << 26)
        )
        var met: Set<String> = []
        for count in 1...vector.lines.count {
            guard met.insert(ids[count - 1]).inserted else { continue }
            var prefix = Run(programme)
            try prefix.take(Array(vector.lines.prefix(count)))
            let ended = try JSONValue.parse(prefix.finish())
            let checkpoint = document["checkpoints"]?[ids[count - 1]]
            for part in ["accounts", "balances", "lots", "tiers"] {
                #expect(checkpoint?[part] == ended[part], "\(vector.id) \(ids[count - 1]) \(part)")
            }
        }
    }

    @Test("change nothing when they come a second time", arguments: Vector.all)
    func twice(vector: Vector) throws {
        var once = Run(try vector.loaded())
        try once.take(vector.lines)
        let first = try JSONValue.parse(once.finish())
        var run = Run(try vector.loaded())
        try run.take(vector.lines)
        try run.take(vector.lines)
        let count = vector.lines.count
        for (before, after) in zip(run.answers[..<count], run.answers[count...]) {
            if before == .conflict {
                #expect(after == .conflict)
            } else if case .duplicate = after {
                continue
            } else {
                Issue.record("\(vector.id): \(after)")
            }
        }
        let second = try JSONValue.parse(run.finish())
        for part in ["accounts", "balances", "digest", "journal", "lots", "tiers"] {
            #expect(first[part] == second[part], "\(vector.id) \(part)")
        }
        let results = second["results"]?.array ?? []
        for (before, after) in zip(results[..<count], results[count...])
        where before["status"]?.string == "applied" {
            #expect(after["of"] == before && after["status"]?.string == "duplicate")
        }
    }
}
