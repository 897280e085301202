import CanonicalJSON
import Foundation
import Glibc
import Loyalty
import ProgrammeFile
import Testing

@testable import Replay

@Suite("Lines of a history")
struct ReplayLineTests {
    /// The lines of a file with this content.
    private static func lines(
        of content: [UInt8],
        maximumBytes: Int = ReplayLimits.lineBytes
    ) throws -> [[UInt8]] {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "kopilka-lines-\(UInt64.random(in: 0 ... .max))")
        try Data(content).write(to: url)
        defer { try? FileManager.default.removeItem(at: url) }
        let descriptor = unsafe open(url.path, O_RDONLY | O_CLOEXEC)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var lines = EventLines(descriptor: descriptor, maximumBytes: maximumBytes)
        var found: [[UInt8]] = []
        while let line = try lines.next() { found.append(line) }
        return found
    }

    @Test(
        "are what stands between the ends of lines, blank ones left out",
        arguments: [
            ("", []), ("\n", []), ("a", ["a"]), ("a\n", ["a"]), ("a\nb", ["a", "b"]),
            ("a\r\n\r\n \t\nb\n\n", ["a\r", "b"]), ("\n\na", ["a"]), ("a\u{0}b\n", ["a\u{0}b"]),
        ] as [(String, [String])]
    )
    func ends(content: String, lines: [String]) throws {
        let found = try Self.lines(of: Array(content.utf8))
        #expect(found == lines.map { Array($0.utf8) })
    }

    @Test("are the same whatever their lengths and the pieces in which they are read")
    func lengths() throws {
        let lengths = [1, 65_535, 65_536, 65_537, 3, 200_000, 131_071, 1]
        let lines = lengths.enumerated().map { index, length in
            [UInt8](repeating: UInt8(ascii: "a") + UInt8(index), count: length)
        }
        #expect(try Self.lines(of: Array(lines.joined(separator: [0x0A]))) == lines)
    }

    @Test("may have so many bytes and not one more, whether they end or not")
    func bound() throws {
        let most = [UInt8](repeating: 0x61, count: 100)
        for end in [[], [UInt8(0x0A)], [0x0A] + most] {
            #expect(try Self.lines(of: most + end, maximumBytes: 100).first == most)
            let message = "line 1: a line may have at most 100 bytes"
            do {
                _ = try Self.lines(of: [0x61] + most + end, maximumBytes: 100)
                Issue.record("accepted")
            } catch let error as ReplayError {
                #expect(error.description == message)
            }
        }
        // A line that never ends is refused long before it is all read.
        let endless = [UInt8](repeating: 0x20, count: 2 << 20)
        #expect(throws: ReplayError.self) { try Self.lines(of: endless, maximumBytes: 100) }
    }

    @Test(
        "that are no events are named by their number and the reason",
        arguments: [
            (
                "{",
                "line 7: column 2: the text ends where a member name in double quotes is expected"
            ),
            (#"{"id":1}"#, "line 7: id: must be a string"),
            (
                #"{"id":"a","id":"a"}"#,
                "line 7: column 11: the object has a member of this name already"
            ),
            ("[]", "line 7: must be an object"),
            (
                #"{"id":"a","type":"tick","at":"2026-01-01T00:00:00Z"}{}"#,
                "line 7: column 53: nothing may follow the value"
            ),
        ]
    )
    func faults(line: String, message: String) {
        do throws(ReplayError) {
            _ = try RecordedEvent(line: Array(line.utf8), number: 7)
            Issue.record("accepted \(line)")
        } catch {
            #expect(error.description == message)
        }
    }

    @Test("that are not UTF-8 are refused")
    func encoding() {
        #expect(throws: ReplayError.self) {
            try RecordedEvent(line: [0x22, 0xFF, 0x22], number: 1)
        }
    }

    @Test("are told apart by what they say, not by how it is spaced or ordered")
    func content() throws {
        let texts = [
            #"{"id":"a","type":"tick","at":"2026-01-01T00:00:00Z"}"#,
            #" { "at" : "2026-01-01T00:00:00Z" , "type":"ti\u0063k", "id":"a" } "#,
            #"{"id":"a","type":"tick","at":"2026-01-01T03:00:00+03:00"}"#,
            #"{"id":"b","type":"tick","at":"2026-01-01T00:00:00Z"}"#,
        ]
        let events = try texts.map { try RecordedEvent(line: Array($0.utf8), number: 1) }
        #expect(events[0] == events[1])
        #expect(events[0].event == events[2].event && events[0].content != events[2].content)
        #expect(events[0].identity != events[3].identity)
        var replay = Replay(programme: try Vector.all[0].loaded())
        let answers = events.map { replay.take($0).answer }
        #expect(answers[1] == .duplicate(of: 0))
        #expect(answers[2] == .conflict)
        guard case .decided(.applied) = answers[3] else {
            Issue.record("\(answers[3])")
            return
        }
    }
}
