import Loyalty
import StrictDocument

extension ProgrammeDecoder {
    /// Reads the rules, in the order of the file.
    func rules(_ reader: inout DocumentReader) -> [Rule] {
        var ids: [(id: String, node: DocumentNode)] = []
        let rules = reader.elements("rules").compactMap { node in
            var rule = DocumentReader(node, problems)
            let idNode = rule.field("id", .required)
            let id = idNode.flatMap { identifier($0) }
            if let id, let idNode { ids.append((id, idNode)) }
            return self.rule(&rule, id: id)
        }
        reportDuplicates(ids, of: "rule")
        return rules
    }

    private func rule(_ reader: inout DocumentReader, id: String?) -> Rule? {
        trigger(&reader)
        // A rule with another effect in place of an amount is refused by that effect's name, not
        // by what it lacks.
        let isOther = ["boost", "discountBp", "donateBp"].contains { reader.has($0) }
        let presence: DocumentReader.Presence = isOther ? .optional : .required
        let pot = potName(&reader, presence)
        let group = reader.field("group").flatMap { identifier($0) }
        let priority = reader.count("priority", in: -1_000_000...1_000_000)
        let condition = reader.map("if").map { self.condition($0) }
        let amount = amount(&reader, presence)
        let basis = reader.choice("basis", Rule.Basis.self)
        let round = reader.choice("round", Rounding.self)
        let quantum = pot.flatMap { pots[$0] ?? nil }?.quantum
        let caps = reader.entries("cap").compactMap { cap($0, quantum: quantum) }
        let limit = reader.map("limit").flatMap { self.limit($0) }
        let lot = reader.map("lot").map { lotTerms($0) }
        let funder = funder(&reader)
        reader.finish(later: ["boost", "discountBp", "donateBp", "fund", "to"])
        guard let id, let pot, let amount else { return nil }
        var rule = Rule(id: id, pot: pot, amount: amount)
        rule.group = group ?? rule.group
        rule.priority = priority ?? rule.priority
        rule.condition = condition ?? rule.condition
        rule.basis = basis ?? rule.basis
        rule.round = round
        rule.caps = CapPeriod.allCases.flatMap { period in caps.filter { $0.period == period } }
        rule.limit = limit
        rule.lot = lot ?? rule.lot
        rule.funder = funder ?? rule.funder
        return rule
    }

    private func trigger(_ reader: inout DocumentReader) {
        guard let node = reader.field("on", .required), let text = node.text(problems),
            text != "purchase"
        else { return }
        let isKnown = ["enroll", "activate"].contains(text) || text.hasPrefix("action:")
        if isKnown {
            let message = "trigger \(quoted(text)) is not supported by this version yet"
            problems.add(node, message, mend: "remove the rule, or write `purchase`")
        } else {
            problems.add(node, "\(quoted(text)) is not a trigger", mend: "write `purchase`")
        }
    }

    private func amount(
        _ reader: inout DocumentReader,
        _ presence: DocumentReader.Presence
    ) -> Rule.Amount? {
        guard var amount = reader.map("amount", presence) else { return nil }
        let rate = amount.integer("rateBp", in: ProgrammeLimits.rate).map(Rule.Amount.rateBp)
        let fixed = amount.field("fixed").flatMap { points($0) }.map(Rule.Amount.fixed)
        let perUnit = amount.field("perUnit").flatMap { points($0) }.map(Rule.Amount.perUnit)
        let perStep = amount.map("perStep").flatMap { step($0) }
        amount.finish(later: ["fromAttr", "mul", "div", "balanceBp"])
        let ways = ["rateBp", "fixed", "perUnit", "perStep", "fromAttr", "balanceBp"]
        let given = ways.filter { amount.has($0) }
        guard given.count == 1 else {
            problems.add(
                amount.node,
                given.isEmpty ? "says no amount" : "says more than one amount",
                mend: "give exactly one of `rateBp`, `fixed`, `perUnit` and `perStep`"
            )
            return nil
        }
        return rate ?? fixed ?? perUnit ?? perStep
    }

    private func step(_ map: DocumentReader) -> Rule.Amount? {
        var reader = map
        let minor = reader.integer("minor", .required, in: ProgrammeLimits.money)
        let grant = reader.field("grant", .required).flatMap { points($0) }
        reader.finish()
        guard let minor, let grant else { return nil }
        return .perStep(minor: Money(minor: minor), grant: grant)
    }

    private func cap(_ member: DocumentNode.Member, quantum: Points?) -> Cap? {
        guard let period = CapPeriod(rawValue: member.key) else {
            let periods = CapPeriod.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            let message = "\(quoted(member.key)) is not a period of a cap"
            problems.add(member.keyNode, message, mend: "the periods are \(periods)")
            return nil
        }
        guard let points = points(member.value) else { return nil }
        if let quantum, points < quantum {
            let message = "the cap is below the quantum of the pot (\(quantum.micro))"
            problems.add(member.value, message, mend: "raise it: as it is, nothing is ever granted")
        }
        return Cap(period: period, points: points)
    }

    private func limit(_ map: DocumentReader) -> Limit? {
        var reader = map
        let count = reader.integer("n", .required, in: ProgrammeLimits.count)
        let node = reader.field("per", .required)
        reader.finish()
        if case .scalar("birthday", _)? = node?.content {
            let message = "the period `birthday` is not supported by this version yet"
            reader.report("per", message, mend: "remove the limit, or take another period")
            return nil
        }
        let choices: [CapPeriod] = [.day, .week, .month, .calendarYear, .lifetime]
        guard let period = node?.choice(problems, among: choices), let count else { return nil }
        return Limit(count: Int(count), period: period)
    }

    private func funder(_ reader: inout DocumentReader) -> String? {
        guard let node = reader.field("funder"), let text = node.text(problems) else { return nil }
        guard text == "house" || text == "self" || partners[text] != nil else {
            problems.add(
                node,
                "there is no partner \(quoted(text))",
                mend: "write `house`, `self` or a partner listed under `partners`"
            )
            return nil
        }
        return text
    }
}
