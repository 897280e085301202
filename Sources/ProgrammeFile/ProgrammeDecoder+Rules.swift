import Loyalty
import StrictDocument

/// A rule and where it stands, for what is judged once all rules are known.
struct PlacedRule {
    let rule: Rule
    let reader: DocumentReader
}

extension ProgrammeDecoder {
    /// Reads the rules, in the order of the file, and the groups in which they stack.
    func rules(_ reader: inout DocumentReader, into programme: inout Programme) -> [Rule] {
        var ids: [(id: String, node: DocumentNode)] = []
        let placed = reader.elements("rules").compactMap { node in
            var rule = DocumentReader(node, problems)
            let idNode = rule.field("id", .required)
            let id = idNode.flatMap { identifier($0) }
            if let id, let idNode { ids.append((id, idNode)) }
            return self.rule(&rule, id: id).map { PlacedRule(rule: $0, reader: rule) }
        }
        reportDuplicates(ids, of: "rule")
        programme.groups = groups(&reader, placed)
        for rule in placed { reportIdleBoost(rule, among: placed) }
        return placed.map(\.rule)
    }

    private func rule(_ reader: inout DocumentReader, id: String?) -> Rule? {
        let trigger = reader.field("on", .required).flatMap { self.trigger($0) }
        let work = work(&reader)
        let group = reader.field("group").flatMap { identifier($0) }
        let priority = reader.whole("priority", in: ProgrammeLimits.priority)
        let condition = reader.map("if").map { self.condition($0) }
        let basis = reader.choice("basis", Rule.Basis.self)
        let round = reader.choice("round", Rounding.self)
        let pot = reader.has("pot") ? pots[potID(work) ?? ""] ?? nil : nil
        let caps = reader.map("cap").map { self.caps($0, quantum: pot?.quantum) }
        let limit = reader.map("limit").flatMap { self.limit($0) }
        let lot = reader.map("lot").map { lotTerms($0) }
        let funder = reader.field("funder").flatMap { place($0) }
        let recipient = reader.choice("to", Rule.Recipient.self)
        reader.finish(fields: ProgrammeFormat.fields(of: "rule"))
        reportUnsaid(reader, trigger)
        guard let id, let work, let trigger else { return nil }
        var rule = Rule(id: id, work: work)
        rule.on = trigger
        rule.group = group ?? rule.group
        rule.priority = priority ?? rule.priority
        rule.condition = condition ?? rule.condition
        rule.basis = basis ?? rule.basis
        rule.round = round
        rule.caps = caps ?? []
        rule.limit = limit
        rule.lot = lot ?? rule.lot
        rule.funder = funder ?? rule.funder
        rule.recipient = recipient ?? rule.recipient
        if let pot { reportRoundedAway(rule, pot, reader) }
        return rule
    }

    private func potID(_ work: Rule.Work?) -> String? {
        switch work {
        case .grant(let pot, _), .boost(let pot, _): pot
        case .discount, .donate, nil: nil
        }
    }

    private func trigger(_ node: DocumentNode) -> Rule.Trigger? {
        guard let text = node.text(problems) else { return nil }
        switch text {
        case "purchase": return .purchase
        case "enroll": return .enroll
        case "activate": return .activate
        default:
            let prefix = "action:"
            if text.hasPrefix(prefix), text != prefix {
                return .action(String(text.dropFirst(prefix.count)))
            }
            let words = ["purchase", "enroll", "activate"]
            let mend =
                suggestion(for: text, among: words)
                + "write `purchase`, `enroll`, `activate` or `action:NAME`"
            problems.add(node, "\(quoted(text)) is not a trigger", mend: mend)
            return nil
        }
    }

    private func caps(_ map: DocumentReader, quantum: Points?) -> [Cap] {
        var reader = map
        let caps = CapPeriod.allCases.compactMap { period -> Cap? in
            guard let points = points(&reader, period.rawValue) else { return nil }
            if let quantum, points < quantum {
                let message = "the cap is below the quantum of the pot (\(quantum.micro))"
                let mend = "raise it: as it is, nothing is ever granted"
                reader.report(period.rawValue, message, mend: mend)
            }
            return Cap(period: period, points: points)
        }
        reader.finish(fields: ProgrammeFormat.fields(of: "cap"))
        return caps
    }

    private func limit(_ map: DocumentReader) -> Limit? {
        var reader = map
        let count = reader.whole("n", .required, in: ProgrammeLimits.count)
        let period = reader.field("per", .required)?.choice(problems, CountPeriod.self)
        reader.finish(fields: ProgrammeFormat.fields(of: "limit"))
        guard let period, let count else { return nil }
        return Limit(count: count, period: period)
    }

    private func groups(_ reader: inout DocumentReader, _ rules: [PlacedRule]) -> [String: Stacking]
    {
        var groups: [String: Stacking] = [:]
        for member in reader.entries("groups") {
            checkIdentifier(member.key, at: member.keyNode)
            groups[member.key] = member.value.choice(problems, among: [Stacking.best, .sum])
            guard !rules.contains(where: { $0.rule.group == member.key }) else { continue }
            let known = Set(rules.map(\.rule.group)).sorted()
            let mend = suggestion(for: member.key, among: known) + "remove it, or name it in a rule"
            problems.add(member.keyNode, "no rule is in group \(quoted(member.key))", mend: mend)
        }
        for placed in rules where placed.reader.has("group") && groups[placed.rule.group] == .best {
            let stacking: String
            switch placed.rule.work {
            case .grant: continue
            case .boost: stacking = "a boost adds to what its group grants"
            case .discount: stacking = "discounts stack as `discountStack` says"
            case .donate: stacking = "donations add up"
            }
            let group = quoted(placed.rule.group)
            let message = "conflicting stacking: group \(group) is `best`, but \(stacking)"
            placed.reader.report("group", message, mend: "take the rule out of the group")
        }
        return groups
    }
}
