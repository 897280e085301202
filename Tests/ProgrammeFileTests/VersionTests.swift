import Loyalty
import ProgrammeFile
import StrictDocument
import Testing

/// A programme with a rate.
private func fields(_ rate: Int) -> String {
    "tzOffsetMin: 180, pots: {P: {quantum: 1}}, "
        + "rules: [{id: r, on: purchase, pot: P, amount: {rateBp: \(rate)}}]"
}

@Suite("Versions of a programme")
struct VersionTests {
    private let text = """
        {\(fields(100)), versions: [
        {from: "2027-01-01T00:00:00+03:00", programme: {\(fields(200))}},
        {from: "2028-01-01T00:00:00+03:00", programme: {\(fields(300))}}]}
        """

    private func rate(_ programme: Programme) -> Rule.Work? { programme.rules.first?.work }

    @Test("are all in the programme, in order of the time from which they are in force")
    func whole() throws {
        let programme = try ProgrammeFile.load(text: text, name: "x").programme
        #expect(rate(programme) == .grant(pot: "P", .rateBp(100)))
        #expect(
            programme.versions.map { rate($0.programme) }
                == [200, 300].map { bp in
                    Rule.Work.grant(pot: "P", .rateBp(bp))
                }
        )
        #expect(programme.versions.first?.from == Instant(unixSeconds: 1_798_750_800))
    }

    @Test("can each be had by itself, with its own text and hash")
    func each() throws {
        let versions = try ProgrammeFile.loadVersions(text: text, name: "x")
        #expect(versions.map { $0.from == nil } == [true, false, false])
        for (version, bp) in zip(versions, [100, 200, 300]) {
            let alone = try ProgrammeFile.load(text: "{\(fields(bp))}", name: "y")
            #expect(version.loaded == alone)
        }
        #expect(Set(versions.map(\.loaded.hash)).count == 3)
    }

    @Test("of a programme without any is the programme")
    func single() throws {
        let loaded = try Sample.minimal.load()
        let versions = try ProgrammeFile.loadVersions(text: Sample.minimal.text, name: "x")
        #expect(versions == [try #require(versions.first)])
        #expect(versions.first?.loaded == loaded && versions.first?.from == nil)
    }

    @Test("of a file with nothing else begin with the first, for ever")
    func bare() throws {
        let bare = text.replacing("{\(fields(100)), ", with: "{id: x, ", maxReplacements: 1)
        let versions = try ProgrammeFile.loadVersions(text: bare, name: "x")
        #expect(
            versions.map { rate($0.loaded.programme) }
                == [200, 300].map { bp in
                    Rule.Work.grant(pot: "P", .rateBp(bp))
                }
        )
        #expect(versions.first?.from == nil && versions.count == 2)
        #expect(versions.first?.loaded.programme.id == "x")
    }

    @Test(
        "are refused when they are out of order, or have versions of their own",
        arguments: [
            (
                "2028-01-01T00", "2027-01-01T00",
                "p.yaml:3: versions[1].from: is not after the version before; list the versions "
                    + "in the order in which they come into force"
            ),
            (
                "2028-01-01T00:00:00+03:00", "2028-01-01",
                "p.yaml:3: versions[1].from: `2028-01-01` is not a time with an offset; write it "
                    + "as 2027-01-01T00:00:00+03:00"
            ),
            (
                "rateBp: 300", "rateBp: x",
                "p.yaml:3: versions[1].programme.rules[0].amount.rateBp: must be a whole number; "
                    + "write digits only, without spaces, dots or letters"
            ),
        ]
    )
    func refused(old: String, new: String, message: String) {
        #expect(problems(text.replacing(old, with: new)) == [message])
    }

    @Test("have no versions of their own")
    func nested() {
        let nested = text.replacing("rateBp: 300}}]", with: "rateBp: 300}}], versions: []")
        #expect(problems(nested).count == 1)
        #expect(
            problems(nested).first?.hasPrefix(
                "p.yaml:3: versions[1].programme.versions: unknown field `versions`"
            ) == true
        )
    }
}
