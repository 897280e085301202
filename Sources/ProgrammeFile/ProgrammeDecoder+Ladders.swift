import Loyalty
import StrictDocument

extension ProgrammeDecoder {
    /// Reads the ladders, and notes their tiers for the conditions of rules.
    mutating func ladders(_ reader: inout DocumentReader) -> [Ladder] {
        var ladders: [Ladder] = []
        var ids: [(id: String, node: DocumentNode)] = []
        for node in reader.elements("ladders") {
            var ladder = DocumentReader(node, problems)
            let idNode = ladder.field("id", .required)
            let id = idNode.flatMap { identifier($0) }
            let initial = ladder.field("initial", .required).flatMap { identifier($0) }
            let tiers = tiers(&ladder, initial: initial)
            ladder.finish(later: ["downgrade"])
            guard let id, let idNode, let initial else { continue }
            ids.append((id, idNode))
            self.tiers[id] = [initial] + tiers.names
            ladders.append(Ladder(id: id, initial: initial, tiers: tiers.values))
        }
        reportDuplicates(ids, of: "ladder")
        return ladders
    }

    private func tiers(
        _ ladder: inout DocumentReader,
        initial: String?
    ) -> (names: [String], values: [Tier]) {
        var names: [(id: String, node: DocumentNode)] = []
        var tiers: [Tier] = []
        if let initial { names.append((initial, ladder.node)) }
        for node in ladder.elements("tiers", .required) {
            var reader = DocumentReader(node, problems)
            let idNode = reader.field("id", .required)
            let id = idNode.flatMap { identifier($0) }
            let when = threshold(&reader)
            let benefits = reader.texts("benefits")
            reader.finish(later: ["hold"])
            if let id, let idNode { names.append((id, idNode)) }
            guard let id, let when else { continue }
            reportDescent(when, after: tiers.last?.when, reader)
            var tier = Tier(id: id, when: when)
            tier.benefits = benefits
            tiers.append(tier)
        }
        reportDuplicates(names, of: "tier of this ladder")
        return (names.dropFirst(initial == nil ? 0 : 1).map(\.id), tiers)
    }

    /// Tiers go from low to high; of thresholds that count the same, the next must be higher.
    private func reportDescent(
        _ when: Tier.Threshold,
        after previous: Tier.Threshold?,
        _ reader: DocumentReader
    ) {
        guard let previous, previous.measure == when.measure, previous.pot == when.pot,
            previous.window == when.window, when.atLeast <= previous.atLeast
        else { return }
        reader.report(
            "when",
            "its threshold is not above that of the tier before",
            mend: "list the tiers from low to high"
        )
    }

    private func threshold(_ tier: inout DocumentReader) -> Tier.Threshold? {
        guard let node = tier.field("when") else {
            problems.add(
                tier.node,
                "a tier without `when` is not supported by this version yet",
                mend: "add `when`, or remove the tier"
            )
            return nil
        }
        var reader = DocumentReader(node, problems)
        let measure = measure(&reader)
        let window = window(&reader)
        let atLeast = reader.integer("gte", .required, in: 1...Int64.max)
        var pot: String?
        if measure == .earned {
            pot = potName(&reader)
        } else if reader.field("pot") != nil {
            reader.report("pot", "has a meaning only beside `of: earned`", mend: "remove it")
        }
        reader.finish()
        guard let measure, let window, let atLeast, measure != .earned || pot != nil else {
            return nil
        }
        return Tier.Threshold(measure: measure, pot: pot, window: window, atLeast: atLeast)
    }

    private func measure(_ reader: inout DocumentReader) -> NextTier.Measure? {
        guard let node = reader.field("of", .required) else { return nil }
        if case .scalar("tenureDays", _) = node.content {
            let message = "the measure `tenureDays` is not supported by this version yet"
            problems.add(node, message, mend: "remove the tier, or take another measure")
            return nil
        }
        return node.choice(problems, NextTier.Measure.self)
    }

    private func window(_ reader: inout DocumentReader) -> Tier.Window? {
        guard let node = reader.field("window") else { return .lifetime }
        if case .scalar(let text, _) = node.content, CalendarDuration(iso8601: text) != nil {
            let message = "a window that is a duration is not supported by this version yet"
            problems.add(node, message, mend: "write `lifetime` or `calendarYear`")
            return nil
        }
        return node.choice(problems, among: [Tier.Window.lifetime, .calendarYear])
    }
}
