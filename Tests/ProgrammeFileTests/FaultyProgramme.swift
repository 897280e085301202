import ProgrammeFile
import StrictDocument

/// The problems of a programme, as text.
func problems(_ text: String) -> [String] {
    do throws(InvalidDocument) {
        _ = try ProgrammeFile.load(text: text, name: "p.yaml")
        return []
    } catch {
        return error.problems.map(\.description)
    }
}

/// A good programme with one piece replaced.
func programme(_ changes: [(String, String)]) -> String {
    var text = """
        tzOffsetMin: 180
        pots:
          PTS: {quantum: 10000, redeem: {per: 1000000, minor: 100}}
        partners: {cafe: {}}
        ladders:
          - {id: status, initial: base, tiers: [{id: gold, when: {of: visits, gte: 5}}]}
        rules:
          - {id: r, on: purchase, pot: PTS, amount: {rateBp: 500}}
          - {id: s, on: purchase, pot: PTS, amount: {fixed: 10000}}

        """
    for (old, new) in changes {
        precondition(text.contains(old), "the piece is there")
        text = text.replacing(old, with: new, maxReplacements: 1)
    }
    return text
}

/// What the mend of an unknown field says of the others, from their names.
func fields(_ names: String) -> String {
    var shown = names.split(separator: " ").map { "`\($0)`" }
    let last = shown.removeLast()
    return "the fields here are \(shown.joined(separator: ", ")) or \(last)"
}
