import Glibc
import Loyalty
import ProgrammeFile
import StrictDocument
import Testing

/// A folder of programme files that goes with the value.
private struct Folder: ~Copyable {
    let path: String

    init(_ files: [String: String]) {
        let blank = String(repeating: "X", count: 6)
        var template = Array("/tmp/programmes-\(blank)".utf8CString)
        path = unsafe mkdtemp(&template).map { unsafe String(cString: $0) } ?? "/nowhere"
        for (name, text) in files { write(name, text) }
    }

    deinit {
        for name in names { unsafe unlink("\(path)/\(name)") }
        unsafe rmdir(path)
    }

    private let names = ["base.yaml", "middle.yaml", "local.yaml", "big.yaml", "pipe.yaml"]

    func write(_ name: String, _ text: String) {
        guard let file = unsafe fopen("\(path)/\(name)", "wb") else { return }
        let bytes = Array(text.utf8)
        unsafe fwrite(bytes, 1, bytes.count, file)
        unsafe fclose(file)
    }

    /// Loads a text as `local.yaml`.
    func load(_ text: String) throws(InvalidDocument) -> LoadedProgramme {
        try ProgrammeFile.load(text: text, name: "\(path)/local.yaml")
    }

    /// The problems of a text as `local.yaml`, without the folder.
    func problems(_ text: String) -> [String] {
        do throws(InvalidDocument) {
            _ = try load(text)
            return []
        } catch {
            return error.problems.map { $0.description.replacing(path + "/", with: "") }
        }
    }
}

private let base = """
    tzOffsetMin: 180
    pots: {P: {quantum: 1, redeem: {per: 1000000, minor: 100}}}
    rules:
      - {id: r, on: purchase, pot: P, amount: {rateBp: 100}, cap: {day: 5000000}}
      - {id: s, on: purchase, pot: P, group: s, amount: {fixed: 1000000}}
    expiringDays: 10
    overridable: [rules.r.amount, "rules[s].amount.fixed", rules.mine, expiringDays, holidays]

    """

@Suite("A programme that extends another one")
struct ExtensionTests {
    @Test("is the base with what it says instead and besides")
    func overrides() throws {
        let folder = Folder(["base.yaml": base])
        let local = """
            id: corner-shop
            extends: base.yaml
            expiringDays: 20
            holidays: [2026-01-01]
            rules:
              - {id: mine, on: enroll, pot: P, amount: {fixed: 7}}
              - {id: r, amount: {perUnit: 3}}
            """
        let whole = """
            id: corner-shop
            tzOffsetMin: 180
            pots: {P: {quantum: 1, redeem: {per: 1000000, minor: 100}}}
            rules:
              - {id: r, on: purchase, pot: P, amount: {perUnit: 3}, cap: {day: 5000000}}
              - {id: s, on: purchase, pot: P, group: s, amount: {fixed: 1000000}}
              - {id: mine, on: enroll, pot: P, amount: {fixed: 7}}
            expiringDays: 20
            holidays: [2026-01-01]
            """
        let loaded = try folder.load(local)
        #expect(loaded == (try ProgrammeFile.load(text: whole, name: "x")))
    }

    @Test(
        "is refused when it overrides what the base locks, which is named",
        arguments: [
            ("expiringDays: 10", []),
            (
                "lateGraceDays: 3",
                ["local.yaml:2: lateGraceDays: overrides `lateGraceDays`, which is locked by"]
            ),
            (
                "rules: [{id: r, cap: {day: 6000000}}]",
                ["local.yaml:2: rules[0].cap.day: overrides `rules.r.cap.day`, which is locked by"]
            ),
            (
                "rules: [{id: s, amount: {fixed: 2000000}}]", []
            ),
            (
                "rules: [{id: s, amount: {perUnit: 2000000}}]",
                [
                    "local.yaml:2: rules[0].amount.perUnit: overrides `rules.s.amount.perUnit`"
                ]
            ),
            (
                "rules: [{id: other, on: enroll, pot: P, amount: {fixed: 1}}]",
                ["local.yaml:2: rules[0]: overrides `rules.other`, which is locked by"]
            ),
            (
                "pots: {P: {redeem: {per: 1000000, minor: 50}}}",
                ["local.yaml:2: pots.P.redeem.minor: overrides `pots.P.redeem.minor`"]
            ),
        ]
    )
    func locked(line: String, starts: [String]) {
        let folder = Folder(["base.yaml": base])
        let found = folder.problems("extends: base.yaml\n\(line)\n")
        #expect(found.count == starts.count, "\(found)")
        #expect(zip(found, starts).allSatisfy { $0.hasPrefix($1) }, "\(found)")
    }

    @Test("keeps nothing back that is said twice")
    func twice() {
        let folder = Folder(["base.yaml": base])
        let twice = "rules: [{id: mine, on: enroll}, {id: mine, on: enroll}]"
        let found = folder.problems("extends: base.yaml\n\(twice)\n")
        #expect(found.first?.hasPrefix("local.yaml:2: rules: overrides `rules`") == true)
    }

    @Test("may override nothing when nobody lists it, and what its own list says otherwise")
    func ownList() {
        let plain = base.split(separator: "\n").dropLast().joined(separator: "\n")
        let folder = Folder(["base.yaml": plain])
        #expect(folder.problems("extends: base.yaml\nexpiringDays: 11\n").count == 1)
        let listed = "extends: base.yaml\noverridable: [expiringDays]\nexpiringDays: 11\n"
        #expect(folder.problems(listed).isEmpty)
        #expect(folder.problems(listed + "lateGraceDays: 1\n").count == 1)
    }

    @Test("cannot unlock for its own heirs what its base locks")
    func chain() {
        let folder = Folder([
            "base.yaml": base,
            "middle.yaml": "extends: base.yaml\noverridable: [expiringDays, lateGraceDays]\n",
        ])
        #expect(folder.problems("extends: middle.yaml\nexpiringDays: 11\n").isEmpty)
        #expect(folder.problems("extends: middle.yaml\nlateGraceDays: 11\n").count == 1)
        #expect(folder.problems("extends: middle.yaml\nholidays: [2026-01-01]\n").count == 1)
    }

    @Test("tells the faults of the base in the base's own lines")
    func baseFaults() {
        let folder = Folder(["base.yaml": base.replacing("rateBp: 100", with: "rateBp: x")])
        #expect(
            folder.problems("extends: base.yaml\nexpiringDays: y\n") == [
                "local.yaml:2: expiringDays: must be a whole number; write digits only, without "
                    + "spaces, dots or letters",
                "base.yaml:4: rules[0].amount.rateBp: must be a whole number; write digits only, "
                    + "without spaces, dots or letters",
            ]
        )
    }

    @Test(
        "is refused when its base cannot be had",
        arguments: [
            ("../base.yaml", "leaves the folder of this file"),
            ("/etc/passwd", "leaves the folder of this file"),
            ("a//b.yaml", "leaves the folder of this file"),
            ("none.yaml", "cannot be read"),
            (".", "cannot be read"),
            ("pipe.yaml", "cannot be read"),
            ("big.yaml", "cannot be read"),
            ("local.yaml", "extends too many files"),
        ]
    )
    func unreadable(name: String, message: String) {
        let folder = Folder(["base.yaml": base, "local.yaml": "extends: local.yaml\n"])
        folder.write("big.yaml", String(repeating: "#", count: DocumentLimits.maximumBytes + 1))
        unsafe mkfifo("\(folder.path)/pipe.yaml", 0o600)
        let found = folder.problems("extends: \(name)\n")
        #expect(found.count == 1 && found.first?.contains(message) == true, "\(found)")
    }

    @Test("is refused when a path of its list is none of a programme")
    func wrongPath() {
        let text = base.replacing("expiringDays, holidays]", with: "expiringDay]")
        #expect(
            problems(text) == [
                "p.yaml:7: overridable[3]: `expiringDay` is not a path of a programme; did you "
                    + "mean `expiringDays`? write a path such as rules.base.amount.rateBp"
            ]
        )
    }

    @Test("whose list does not matter to itself loads like one without")
    func alone() throws {
        let plain = base.split(separator: "\n").dropLast().joined(separator: "\n")
        let loaded = try ProgrammeFile.load(text: base, name: "x")
        #expect(loaded == (try ProgrammeFile.load(text: plain, name: "x")))
    }
}
