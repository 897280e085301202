import Loyalty
import StrictDocument

/// Turns the document of a programme into a `Programme`, collecting every problem.
///
/// The parts that others name (pots, ladders, partners) are read first, so that a wrong name is
/// found where it stands.
struct ProgrammeDecoder {
    /// What a document gives.
    struct Decoded {
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

    /// Fields of the format that this version does not support.
    private static let later = [
        "rewards", "offers", "velocity", "discountStack", "reinstateDays", "preActivation",
        "minAgeYears", "smsTtlSec", "smsTries", "actionSetsTier",
    ]

    /// Reads the whole document; nil: there are problems.
    mutating func programme(_ root: DocumentNode) -> Decoded? {
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
        let rules = rules(&reader)
        let groups = groups(&reader)
        let maxBackdateDays = reader.count("maxBackdateDays", in: ProgrammeLimits.days)
        let lateGraceDays = reader.count("lateGraceDays", in: ProgrammeLimits.days)
        let expiringDays = reader.count("expiringDays", in: ProgrammeLimits.days)
        let holidays = reader.elements("holidays").compactMap { date($0) }
        reader.finish(later: Self.later)
        guard problems.isEmpty, let zone else { return nil }
        var programme = Programme(
            id: id ?? "",
            zone: zone.zone,
            pots: pots.compactMapValues { $0 }
        )
        programme.currency = currency
        programme.rules = rules
        programme.ladders = ladders
        programme.partners = partners
        programme.groups = groups
        programme.maxBackdateDays = maxBackdateDays
        programme.lateGraceDays = lateGraceDays ?? programme.lateGraceDays
        programme.expiringDays = expiringDays ?? programme.expiringDays
        programme.holidays = Set(holidays)
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

    private mutating func partner(_ member: DocumentNode.Member) -> Partner {
        checkIdentifier(member.key, at: member.keyNode)
        if member.key == "self" {
            let mend = "choose another id: `self` as a funder means the partner of the purchase"
            problems.add(member.keyNode, "a partner cannot be called `self`", mend: mend)
        }
        var reader = DocumentReader(member.value, problems)
        var partner = Partner()
        partner.participates = reader.bool("participates") ?? true
        reader.finish(later: ["issuePriceKop", "acceptPriceKop", "feeBp"])
        return partner
    }

    private func groups(_ reader: inout DocumentReader) -> [String: Stacking] {
        var groups: [String: Stacking] = [:]
        for member in reader.entries("groups") {
            checkIdentifier(member.key, at: member.keyNode)
            groups[member.key] = member.value.choice(problems, among: [Stacking.best, .sum])
        }
        return groups
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

    /// Micro-points in the range of a programme.
    func points(_ node: DocumentNode) -> Points? {
        node.integer(problems, in: ProgrammeLimits.points).map { Points(micro: $0) }
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
