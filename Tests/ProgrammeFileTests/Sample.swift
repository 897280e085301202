import CanonicalJSON
import Glibc
import Testing
import ProgrammeFile
import StrictDocument

/// A programme to test with.
struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String

    var testDescription: String { name }

    func load() throws(InvalidDocument) -> LoadedProgramme {
        try ProgrammeFile.load(text: text, name: name)
    }

    static let minimal = Sample(
        name: "minimal",
        text: """
            tzOffsetMin: 180
            pots: {PTS: {quantum: 10000, redeem: {per: 1000000, minor: 100}}}
            rules:
              - {id: base, on: purchase, pot: PTS, amount: {rateBp: 500}}
            """
    )
    static let everything = stored("Fixtures/everything.yaml", "everything")
    static let demo = stored("../../docs/programmes/demo/programme.yaml", "demo")
    static let all = [minimal, everything, demo]

    /// The programmes of the worked examples, in order of their names.
    static func workedExamples() throws -> [Sample] {
        let root = try JSONValue.parse(Array(try fixture("worked-examples.json").utf8))
        let programmes = root.object?["programmes"]?.object ?? [:]
        return programmes.sorted { $0.key < $1.key }.map { name, value in
            Sample(name: name, text: value.canonicalText())
        }
    }

    private static func stored(_ path: String, _ name: String) -> Sample {
        Sample(name: name, text: (try? textFile(path)) ?? "")
    }
}

/// The text of a file in the folder of fixtures.
func fixture(_ name: String) throws -> String { try textFile("Fixtures/\(name)") }

/// The bytes of a file, as text; the path is relative to this file's folder.
private func textFile(_ path: String) throws -> String {
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    return String(decoding: try fileBytes("/\(folder)/\(path)"), as: UTF8.self)
}

/// The bytes of a file.
func fileBytes(_ path: String) throws -> [UInt8] {
    guard let file = unsafe fopen(path, "rb") else { throw MissingFile(path: path) }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while true {
        let count = unsafe fread(&part, 1, part.count, file)
        if count == 0 { return bytes }
        bytes += part.prefix(count)
    }
}

/// A fixture that is not there.
struct MissingFile: Error {
    let path: String
}

/// A small reproducible generator (splitmix64).
struct SeededSource: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
