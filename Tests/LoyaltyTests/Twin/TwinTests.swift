import CanonicalJSON
import EventFormat
import Foundation
import Loyalty
import Testing

@testable import ProgrammeFile

@Suite("The naive twin by itself")
struct NaiveTwinTests {
    @Test("gives every worked example what it expects")
    func examples() throws {
        let examples = try TwinExamples().examples
        #expect(examples.count == 64)
        for example in examples {
            var replay = TwinReplay(example.programme)
            let checkpoints = example.expected["checkpoints"]?.object ?? [:]
            for event in example.events {
                try replay.apply(event)
                #expect(replay.fault == nil, "\(example.id)")
                let id = event["id"]?.string ?? ""
                if let expected = checkpoints[id] { compare(replay, expected, example.id, id) }
            }
            let results = example.expected["results"]?.array ?? []
            #expect(replay.results.count == results.count)
            for (result, expected) in zip(replay.results, results) {
                #expect(result.covers(expected), "\(example.id)")
            }
            #expect(.array(replay.journal) == example.expected["journal"], "\(example.id)")
            compare(replay, example.expected, example.id, "the end")
        }
    }

    private func compare(_ replay: TwinReplay, _ expected: JSONValue, _ id: String, _ at: String) {
        for what in ["balances", "tiers", "lots", "accounts"] {
            guard let asked = expected[what] else { continue }
            let observed = replay.observed(what)
            let agrees = what == "accounts" ? observed.agrees(with: asked) : observed.covers(asked)
            #expect(agrees, "\(what) of \(id) at \(at)")
        }
    }
}

@Suite("The core beside its naive twin")
struct TwinTests {
    private static let environment = ProcessInfo.processInfo.environment

    /// How many histories a run has; a soak has many more and other ones each time, a repetition
    /// one.
    private static var seeds: Range<UInt64> {
        if let seed = UInt64(environment["KOPILKA_SEED"] ?? "") { return seed..<seed + 1 }
        if let first = UInt64(environment["KOPILKA_FIRST_SEED"] ?? "") {
            return first..<first + 20_000
        }
        guard environment["KOPILKA_SOAK"] == "1" else { return 0..<20_000 }
        let first = UInt64.random(in: 0..<1 << 40)
        return first..<first + 1_000_000
    }

    @Test("decides and shows the same on random histories of every programme")
    func histories() throws {
        let seeds = TwinTests.seeds
        print("The twins run the histories of the seeds \(seeds).")
        var programmes = try TwinProgrammes()
        for seed in seeds {
            let run = programmes.run(seed)
            var history = RandomHistory(
                seed: seed,
                programme: run.programme,
                vocabulary: run.vocabulary,
                without: TwinRun.notCompared
            )
            guard let difference = run.difference(&history) else { continue }
            let shrinker = HistoryShrinker { run.difference($0)?.what == difference.what }
            let events = shrinker.shrunk(history.events)
            let shown = run.difference(events) ?? difference
            Issue.record(Comment(rawValue: shown.report(seed, run.name, events)))
            return
        }
    }
}

/// The programmes of the histories: half of them from the worked examples, half put together.
private struct TwinProgrammes {
    private let named: [TwinRun]
    private var made: [UInt64: TwinRun] = [:]

    init() throws {
        named = try TwinExamples().programmes.map {
            TwinRun(name: $0.name, programme: $0.programme)
        }
    }

    /// What a seed runs with.
    ///
    /// Sixty made programmes serve for some thousands of seeds.
    mutating func run(_ seed: UInt64) -> TwinRun {
        let kinds = UInt64(named.count) * 2
        let index = seed % kinds
        if index < named.count { return named[Int(index)] }
        let key = seed / (kinds * 40) * kinds + index
        if let run = made[key] { return run }
        if made.count > 1_000 { made = [:] }
        let run = TwinProgrammes.make(key)
        made[key] = run
        return run
    }

    private static func text(_ programme: Programme) -> String {
        let isFixed = programme.zone.transitions.isEmpty
        let zone = NamedZone(name: isFixed ? nil : "Europe/Berlin", zone: programme.zone)
        var first = programme
        first.versions = []
        let later = programme.versions.map { version in
            VersionDecoder.Version(
                from: version.from,
                decoded: ProgrammeDecoder.Decoded(programme: version.programme, zone: zone)
            )
        }
        let decoded = ProgrammeDecoder.Decoded(programme: first, zone: zone)
        return ProgrammeEncoder.json(decoded, later: later).canonicalText()
    }

    /// The first made programme from a seed on that the file's checks let pass.
    private static func make(_ seed: UInt64) -> TwinRun {
        var number = seed &* 1_000
        while true {
            let text = TwinProgrammes.text(RandomProgramme.make(seed: number))
            if let loaded = try? ProgrammeFile.load(text: text, name: "made") {
                return TwinRun(name: text, programme: loaded.programme)
            }
            number += 1
        }
    }
}

extension TwinDifference {
    /// All that is needed to look into it.
    fileprivate func report(_ seed: UInt64, _ name: String, _ events: [LoyaltyEvent]) -> String {
        let lines = events.map { event in
            (try? EventFormat.check(event)) == nil
                ? "\(event)" : String(decoding: EventFormat.canonicalBytes(event), as: UTF8.self)
        }
        return """
            KOPILKA_SEED=\(seed), programme \(name)
            \(lines.joined(separator: "\n"))
            at \(event.id) the \(what) differ
            core: \(core)
            twin: \(twin)
            """
    }
}
