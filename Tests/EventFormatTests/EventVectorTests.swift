import CanonicalJSON
import EventFormat
import Foundation
import Loyalty
import Testing

@Suite("Events of the worked examples")
struct EventVectorTests {
    /// Every event of the worked examples, with the name of its example.
    private static func events() throws -> [(name: String, event: JSONValue)] {
        let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Vectors/loyalty.json")
        let limits = JSONLimits(maximumBytes: 16 << 20)
        let file = try JSONValue.parse(Array(Data(contentsOf: url)), limits: limits)
        return (file["vectors"]?.array ?? []).flatMap { vector in
            (vector["events"]?.array ?? []).map { event in
                (name: "\(vector["id"]?.string ?? "") \(event["id"]?.string ?? "")", event: event)
            }
        }
    }

    @Test("are read, and written as they were")
    func roundTrip() throws {
        let events = try Self.events()
        #expect(events.count > 300)
        var types: Set<String> = []
        for (name, value) in events {
            let event = try EventFormat.event(from: value)
            try EventFormat.check(event)
            let bytes = EventFormat.canonicalBytes(event)
            #expect(bytes == Self.normal(value).canonicalBytes(), "\(name)")
            #expect(try EventFormat.event(from: JSONValue.parse(bytes)) == event, "\(name)")
            types.insert(value["type"]?.string ?? "")
        }
        #expect(types.count == 21, "\(types.sorted())")
    }

    @Test("are refused with any field renamed, with one of a wrong type, and with one more")
    func strictness() throws {
        for (name, value) in try Self.events() {
            guard let members = value.object else { continue }
            for field in members.keys {
                var renamed = members
                renamed["\(field)x"] = renamed.removeValue(forKey: field)
                #expect(Self.isRefused(renamed), "\(name) with \(field) renamed")
                var wrong = members
                wrong[field] = .decimal("1.5")
                #expect(Self.isRefused(wrong), "\(name) with a wrong \(field)")
                wrong[field] = .null
                #expect(Self.isRefused(wrong), "\(name) without a value of \(field)")
            }
            var more = members
            more["more"] = .integer(1)
            #expect(Self.isRefused(more), "\(name) with one field more")
        }
    }

    private static func isRefused(_ members: [String: JSONValue]) -> Bool {
        (try? EventFormat.event(from: .object(members))) == nil
    }

    /// The same event with its time as UTC and without what is not set.
    private static func normal(_ value: JSONValue) -> JSONValue {
        guard var members = value.object else { return value }
        members["at"] = time(members["at"])
        for field in ["consents", "flags"] {
            guard let set = members[field]?.object else { continue }
            members[field] = .object(set.filter { $0.value == .bool(true) })
        }
        if var lot = members["lot"]?.object {
            for (name, period) in lot where period["at"] != nil {
                lot[name] = .object(["at": time(period["at"]) ?? .null])
            }
            members["lot"] = .object(lot)
        }
        return .object(members)
    }

    private static func time(_ value: JSONValue?) -> JSONValue? {
        value?.string.flatMap(EventFormat.instant).map { .string(EventFormat.text($0)) }
    }
}
