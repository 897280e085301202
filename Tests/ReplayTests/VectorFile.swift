import CanonicalJSON
import Foundation
import Loyalty
import ProgrammeFile
import Testing

@testable import Replay

/// One worked example: a programme, a history, and what must come of it.
struct Vector: Sendable, CustomTestStringConvertible {
    let id: String
    let programme: JSONValue
    let events: [JSONValue]
    let expect: JSONValue

    var testDescription: String { id }

    /// The events as lines.
    var lines: [[UInt8]] { events.map { $0.canonicalBytes() } }

    /// Every worked example.
    static let all: [Vector] = {
        let url = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Vectors/loyalty.json")
        let limits = JSONLimits(maximumBytes: 16 << 20)
        guard let bytes = try? Data(contentsOf: url),
            let file = try? JSONValue.parse(Array(bytes), limits: limits)
        else { return [] }
        return (file["vectors"]?.array ?? []).compactMap { vector in
            guard let id = vector["id"]?.string, let named = vector["programme"],
                let events = vector["events"]?.array, let expect = vector["expect"]
            else { return nil }
            let programme = named.string.flatMap { file["programmes"]?[$0] } ?? named
            return Vector(id: id, programme: programme, events: events, expect: expect)
        }
    }()

    /// The programme as its file's loader takes it.
    func loaded() throws -> Programme {
        guard var fields = programme.object else { throw Surprise(what: "no programme") }
        if fields["id"] == nil { fields["id"] = .string(id) }
        let text = JSONValue.object(fields).canonicalText()
        return try ProgrammeFile.load(text: text, name: id).programme
    }

    /// Something that cannot be right.
    struct Surprise: Error {
        let what: String
    }
}

/// A run of lines against a programme, and the document that it makes.
struct Run: ~Copyable {
    var replay: Replay
    var document: ReplayDocument
    private(set) var answers: [Replay.Answer] = []

    init(_ programme: Programme, checkpoints: Set<String> = []) {
        replay = Replay(programme: programme)
        document = ReplayDocument(checkpoints: checkpoints)
    }

    mutating func take(_ line: [UInt8]) throws {
        let recorded = try RecordedEvent(line: line, number: replay.eventCount + 1)
        let step = replay.take(recorded)
        answers.append(step.answer)
        try document.add(step, of: recorded.event.id, after: replay)
    }

    mutating func take(_ lines: [[UInt8]]) throws {
        for line in lines { try take(line) }
    }

    /// The document's bytes.
    consuming func finish() throws -> [UInt8] {
        var bytes: [UInt8] = []
        try document.finish(after: replay) { piece throws(ReplayError) in bytes += piece }
        return bytes
    }
}
