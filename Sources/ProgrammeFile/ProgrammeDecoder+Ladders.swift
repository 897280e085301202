import Loyalty
import StrictDocument

extension ProgrammeDecoder {
    /// Reads the ladders, and notes their tiers for what names them.
    mutating func ladders(_ reader: inout DocumentReader) -> [Ladder] {
        var ladders: [Ladder] = []
        var ids: [(id: String, node: DocumentNode)] = []
        for node in reader.elements("ladders") {
            var reader = DocumentReader(node, problems)
            let idNode = reader.field("id", .required)
            let id = idNode.flatMap { identifier($0) }
            let initialNode = reader.field("initial", .required)
            let initial = initialNode.flatMap { identifier($0) }
            let tiers = tiers(&reader, initial: initial, at: initialNode ?? node)
            let downgrade = reader.choice("downgrade", Ladder.Downgrade.self)
            reader.finish(fields: ProgrammeFormat.fields(of: "ladder"))
            guard let id, let idNode, let initial else { continue }
            ids.append((id, idNode))
            self.tiers[id] = [initial] + tiers.names
            var ladder = Ladder(id: id, initial: initial, tiers: tiers.values)
            ladder.downgrade = downgrade ?? ladder.downgrade
            ladders.append(ladder)
        }
        reportDuplicates(ids, of: "ladder")
        return ladders
    }

    private func tiers(
        _ ladder: inout DocumentReader,
        initial: String?,
        at initialNode: DocumentNode
    ) -> (names: [String], values: [Tier]) {
        var names: [(id: String, node: DocumentNode)] = []
        var tiers: [Tier] = []
        if let initial { names.append((initial, initialNode)) }
        reportEmpty(&ladder, "tiers")
        for node in ladder.elements("tiers", .required) {
            var reader = DocumentReader(node, problems)
            let idNode = reader.field("id", .required)
            let id = idNode.flatMap { identifier($0) }
            let when = reader.map("when").flatMap { self.threshold($0) }
            if !reader.has("when") { reportIdle(reader, ["hold"], beside: "a tier without `when`") }
            let hold = reader.field("hold").flatMap { self.hold($0) }
            let benefits = reader.texts("benefits")
            reader.finish(fields: ProgrammeFormat.fields(of: "tier"))
            if let id, let idNode { names.append((id, idNode)) }
            if let when { reportDescent(when, after: tiers, reader) }
            var tier = Tier(id: id ?? "", when: when)
            tier.hold = hold
            tier.benefits = benefits
            tiers.append(tier)
        }
        reportDuplicates(names, of: "tier of this ladder")
        return (names.dropFirst(initial == nil ? 0 : 1).map(\.id), tiers)
    }

    /// Tiers go from low to high; of thresholds that count the same, the next must be higher.
    private func reportDescent(
        _ when: Tier.Threshold,
        after lower: [Tier],
        _ reader: DocumentReader
    ) {
        let isDescent = lower.compactMap(\.when).contains { other in
            other.measure == when.measure && other.pot == when.pot && other.window == when.window
                && when.atLeast <= other.atLeast
        }
        guard isDescent else { return }
        reader.report(
            "when",
            "its threshold is not above that of a tier before",
            mend: "list the tiers from low to high"
        )
    }

    private func threshold(_ map: DocumentReader) -> Tier.Threshold? {
        var reader = map
        let measure = reader.field("of", .required)?.choice(problems, NextTier.Measure.self)
        let window = reader.field("window").flatMap { self.window($0) }
        let atLeast = reader.integer("gte", .required, in: ProgrammeLimits.threshold)
        var pot: String?
        if measure == .earned {
            pot = potName(&reader)
        } else if measure != nil, reader.has("pot") {
            reader.report("pot", "has a meaning only beside `of: earned`", mend: "remove it")
        }
        if measure == .tenureDays { reportIdle(reader, ["window"], beside: "`of: tenureDays`") }
        reader.finish(fields: ProgrammeFormat.fields(of: "threshold"))
        guard let measure, let atLeast, measure != .earned || pot != nil else { return nil }
        return Tier.Threshold(
            measure: measure,
            pot: pot,
            window: window ?? .lifetime,
            atLeast: atLeast
        )
    }

    private func window(_ node: DocumentNode) -> Tier.Window? {
        guard let text = node.text(problems) else { return nil }
        switch text {
        case "lifetime": return .lifetime
        case "calendarYear": return .calendarYear
        default:
            return wordOrSpan(node, ["lifetime", "calendarYear"]).map(Tier.Window.rolling)
        }
    }

    private func hold(_ node: DocumentNode) -> Tier.Hold? {
        guard let text = node.text(problems) else { return nil }
        switch text {
        case "endOfNextYear": return .endOfNextYear
        case "endOfYear": return .endOfYear
        default: return wordOrSpan(node, ["endOfNextYear", "endOfYear"]).map(Tier.Hold.duration)
        }
    }

    /// The duration of a node that is none of some words.
    private func wordOrSpan(_ node: DocumentNode, _ words: [String]) -> CalendarDuration? {
        guard case .scalar(let text, _) = node.content else { return nil }
        if CalendarDuration(iso8601: text) != nil { return span(node) }
        let mend =
            suggestion(for: text, among: words)
            + "write \(listed(words)) or an ISO 8601 duration such as P12M"
        problems.add(node, "\(quoted(text)) is not one of the choices", mend: mend)
        return nil
    }

    /// The tiers of a ladder that must exist, the initial one first.
    func knownTiers(_ ladder: String, at node: DocumentNode) -> [String]? {
        if let known = tiers[ladder] { return known }
        let names = tiers.keys.sorted().map { "`\($0)`" }.joined(separator: ", ")
        let mend = names.isEmpty ? "add it under `ladders`" : "the ladders are \(names)"
        problems.add(node, "there is no ladder \(quoted(ladder))", mend: mend)
        return nil
    }

    /// A tier that must be one of a ladder's.
    func tierName(_ node: DocumentNode, among known: [String]) -> String? {
        guard let text = node.text(problems) else { return nil }
        if known.contains(text) { return text }
        let names = known.map { "`\($0)`" }.joined(separator: ", ")
        let message = "the ladder has no tier \(quoted(text))"
        problems.add(node, message, mend: "its tiers are \(names)")
        return nil
    }
}
