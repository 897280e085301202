import Loyalty
import StrictDocument

/// Turns the document of a programme into a `Programme`, collecting every problem.
///
/// The parts that others name (pots, ladders, partners) are read first, so that a wrong name is
/// found where it stands.
struct ProgrammeDecoder {
    /// What one set of fields gives.
    struct Decoded {
        /// The fields; it has no versions.
        let programme: Programme
        let zone: NamedZone
    }

    let problems: DocumentProblems
    let zoneinfoFolder: String
    /// The pots by id; nil: there, but not readable.
    var pots: [String: Pot?] = [:]
    /// The tiers by ladder, the initial one first.
    var tiers: [String: [String]] = [:]
    var partners: [String: Partner] = [:]

    init(problems: DocumentProblems, zoneinfoFolder: String) {
        self.problems = problems
        self.zoneinfoFolder = zoneinfoFolder
    }

    /// Reads one set of fields; nil: there are problems.
    ///
    /// - Parameters:
    ///   - root: The map.
    ///   - form: The fields that it may have: those of a file, or those of a version.
    /// - Returns: The fields with every default, and the zone with its name.
    mutating func programme(_ root: DocumentNode, form: String) -> Decoded? {
        var reader = DocumentReader(root, problems)
        let id = reader.field("id").flatMap { identifier($0) }
        let zone = zone(&reader)
        let currency = currency(&reader)
        for member in reader.entries("pots", .required) {
            let pot = pot(member, currency: currency)
            pots[member.key] = .some(pot)
        }
        if pots.isEmpty, reader.has("pots") {
            reader.report("pots", "holds no pot", mend: "add one, such as `PTS: {quantum: 10000}`")
        }
        for member in reader.entries("partners") { partners[member.key] = partner(member) }
        let ladders = ladders(&reader)
        var programme = Programme(
            id: id ?? "",
            zone: zone?.zone ?? Zone(initialOffsetSeconds: 0),
            pots: [:]
        )
        programme.currency = currency
        programme.ladders = ladders
        programme.partners = partners
        programme.rules = rules(&reader, into: &programme)
        programme.rewards = rewards(&reader)
        programme.offers = offers(&reader)
        programme.velocity = velocity(&reader)
        policies(&reader, into: &programme)
        reader.finish(fields: ProgrammeFormat.fields(of: form))
        guard problems.isEmpty, let zone else { return nil }
        programme.pots = pots.compactMapValues { $0 }
        return Decoded(programme: programme, zone: zone)
    }

    private func currency(_ reader: inout DocumentReader) -> String {
        guard let node = reader.field("currency"), let text = node.text(problems) else {
            return "RUB"
        }
        let isCode = text.utf8.count == 3 && text.utf8.allSatisfy { (0x41...0x5A).contains($0) }
        if !isCode {
            let mend = "write three capital letters such as RUB (ISO 4217)"
            problems.add(node, "is not a currency code", mend: mend)
        }
        return text
    }
}

// Values that several parts use.
extension ProgrammeDecoder {
    /// The text of a node that must be an id.
    func identifier(_ node: DocumentNode) -> String? {
        guard let text = node.text(problems) else { return nil }
        return checkIdentifier(text, at: node) ? text : nil
    }

    /// Reports a text that cannot be an id: ids stand in account names and reports.
    @discardableResult
    func checkIdentifier(_ text: String, at node: DocumentNode) -> Bool {
        let isAllowed = text.unicodeScalars.allSatisfy { scalar in
            scalar != "/" && !scalar.properties.isWhitespace
                && scalar.properties.generalCategory != .control
        }
        guard isAllowed, (1...ProgrammeLimits.idBytes).contains(text.utf8.count) else {
            let mend = "use 1 to \(ProgrammeLimits.idBytes) bytes without spaces and slashes"
            problems.add(node, "\(quoted(text)) cannot be an id", mend: mend)
            return false
        }
        return true
    }

    /// The id of a pot that must exist.
    func potName(
        _ reader: inout DocumentReader,
        _ presence: DocumentReader.Presence = .required
    ) -> String? {
        guard let node = reader.field("pot", presence), let text = node.text(problems) else {
            return nil
        }
        guard pots[text] != nil else {
            let known = pots.keys.sorted().map { "`\($0)`" }.joined(separator: ", ")
            problems.add(node, "there is no pot \(quoted(text))", mend: "the pots are \(known)")
            return nil
        }
        return text
    }

    /// The name of a partner where the event happens; one that is not listed takes part, but one
    /// that looks like a listed one is a slip of the pen.
    func place(_ node: DocumentNode) -> String? {
        guard let text = identifier(node) else { return nil }
        let hasDigit = text.utf8.contains { (0x30...0x39).contains($0) }
        guard partners[text] == nil, text != "house", text != "self", !hasDigit, text.count >= 4,
            let meant = nearest(to: text, among: partners.keys.sorted())
        else { return text }
        problems.add(
            node,
            "there is no partner \(quoted(text))",
            mend: "did you mean `\(meant)`? if not, list it under `partners`, as `\(text): {}`"
        )
        return nil
    }

    /// Micro-points in the range of a programme.
    func points(
        _ reader: inout DocumentReader,
        _ name: String,
        _ presence: DocumentReader.Presence = .optional
    ) -> Points? {
        reader.integer(name, presence, in: ProgrammeLimits.points).map { Points(micro: $0) }
    }

    /// Minor units in the range of a programme.
    func money(
        _ reader: inout DocumentReader,
        _ name: String,
        _ presence: DocumentReader.Presence = .optional
    ) -> Money? {
        reader.integer(name, presence, in: ProgrammeLimits.money).map { Money(minor: $0) }
    }

    /// Minor units, zero allowed.
    func moneyOrNone(_ reader: inout DocumentReader, _ name: String) -> Money? {
        reader.integer(name, in: ProgrammeLimits.moneyOrNone).map { Money(minor: $0) }
    }

    /// A list of texts that, when it is given, must hold one: an empty one would ask nothing.
    func choices(
        _ reader: inout DocumentReader,
        _ name: String,
        _ presence: DocumentReader.Presence = .optional
    ) -> [String] {
        reportEmpty(&reader, name)
        let texts = reader.elements(name, presence).compactMap { $0.text(problems) }
        if Set(texts).count < texts.count {
            reader.report(name, "names something twice", mend: "name it once")
        }
        return texts
    }

    /// Reports a list or map that is there and holds nothing.
    func reportEmpty(_ reader: inout DocumentReader, _ name: String) {
        guard let node = reader.field(name), node.isEmptyCollection else { return }
        problems.add(node, "is empty", mend: "name something, or remove the field")
    }

    /// Reports fields that have no meaning beside another one.
    func reportIdle(_ reader: DocumentReader, _ names: [String], beside other: String) {
        for name in names where reader.has(name) {
            reader.report(name, "has no meaning beside \(other)", mend: "remove it")
        }
    }

    /// Reports a span that ends before it begins.
    func reportDisorder(
        _ reader: DocumentReader,
        _ from: LocalDate?,
        _ to: LocalDate?,
        what: String
    ) {
        guard let from, let to, to < from else { return }
        let mend = "exchange the dates, or remove the \(what)"
        reader.report("toDate", "ends before `fromDate` begins", mend: mend)
    }

    /// Reports ids that stand more than once.
    func reportDuplicates(_ ids: [(id: String, node: DocumentNode)], of what: String) {
        var seen: Set<String> = []
        for (id, node) in ids where !seen.insert(id).inserted {
            let message = "another \(what) is called \(quoted(id)) already"
            problems.add(node, message, mend: "give each its own id")
        }
    }
}
