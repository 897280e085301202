import Loyalty
import StrictDocument

// What holds for the whole programme: partners, velocity, days of grace, card ranges.
extension ProgrammeDecoder {
    /// Reads the fields that are single values, and the tables that nothing else names.
    func policies(_ reader: inout DocumentReader, into programme: inout Programme) {
        let days = ProgrammeLimits.days
        if let stack = reader.choice("discountStack", DiscountStack.self) {
            programme.discountStack = stack
        }
        if let policy = reader.choice("preActivation", PreActivation.self) {
            programme.preActivation = policy
        }
        programme.maxBackdateDays = reader.whole("maxBackdateDays", in: days)
        if let days = reader.whole("lateGraceDays", in: days) { programme.lateGraceDays = days }
        if let days = reader.whole("reinstateDays", in: days) { programme.reinstateDays = days }
        if let days = reader.whole("expiringDays", in: days) { programme.expiringDays = days }
        programme.minAgeYears = reader.whole("minAgeYears", in: ProgrammeLimits.ageYears)
        if let seconds = reader.integer("smsTtlSec", in: ProgrammeLimits.codeSeconds) {
            programme.smsTtlSeconds = seconds
        }
        if let tries = reader.whole("smsTries", in: ProgrammeLimits.codeTries) {
            programme.smsTries = tries
        }
        programme.holidays = Set(reader.elements("holidays").compactMap { date($0) })
        for member in reader.entries("actionSetsTier") {
            programme.actionSetsTier[member.key] = tierGrant(member)
        }
        programme.ranges = ranges(&reader)
        programme.offlineSpend = reader.map("offlineSpend").flatMap { offlineSpend($0) }
    }

    /// Reads one partner.
    func partner(_ member: DocumentNode.Member) -> Partner {
        checkIdentifier(member.key, at: member.keyNode)
        if member.key == "self" {
            let mend = "choose another id: `self` as a funder means the partner of the purchase"
            problems.add(member.keyNode, "a partner cannot be called `self`", mend: mend)
        }
        var reader = DocumentReader(member.value, problems)
        var partner = Partner()
        partner.participates = reader.bool("participates") ?? true
        partner.issuePrice = moneyOrNone(&reader, "issuePriceKop")
        partner.acceptPrice = moneyOrNone(&reader, "acceptPriceKop")
        partner.feeBp = reader.integer("feeBp", in: ProgrammeLimits.shareOrNone) ?? 0
        reader.finish(fields: ProgrammeFormat.fields(of: "partner"))
        return partner
    }

    /// Reads the bounds on how often an account may buy.
    func velocity(_ reader: inout DocumentReader) -> [Velocity] {
        var bounds: [Velocity] = []
        for node in reader.elements("velocity") {
            var reader = DocumentReader(node, problems)
            let period = reader.field("per", .required)?
                .choice(problems, among: CountPeriodChoices.calendar)
            let max = reader.whole("max", .required, in: ProgrammeLimits.count)
            let action = reader.field("action", .required)?.choice(problems, Velocity.Action.self)
            reader.finish(fields: ProgrammeFormat.fields(of: "velocity"))
            guard let period, let max, let action else { continue }
            if bounds.contains(where: { $0.period == period && $0.action == action }) {
                let mend = "keep one bound for each `per` and `action`"
                problems.add(node, "another bound counts the same already", mend: mend)
            }
            bounds.append(Velocity(period: period, max: max, action: action))
        }
        return bounds
    }

    private func tierGrant(_ member: DocumentNode.Member) -> TierGrant? {
        if let text = member.keyNode.text(problems), text.contains("/") {
            problems.add(member.keyNode, "\(quoted(text)) is no action", mend: "remove the slash")
        }
        var reader = DocumentReader(member.value, problems)
        let ladderNode = reader.field("ladder", .required)
        let tierNode = reader.field("tier", .required)
        let period = reader.map("for", .required).flatMap { self.period($0) }
        reader.finish(fields: ProgrammeFormat.fields(of: "tierGrant"))
        guard let ladderNode, let ladder = ladderNode.text(problems), let tierNode,
            let known = knownTiers(ladder, at: ladderNode),
            let tier = tierName(tierNode, among: known)
        else { return nil }
        guard tier != known.first else {
            let mend = "grant a tier above it"
            problems.add(tierNode, "everybody begins at \(quoted(tier)) already", mend: mend)
            return nil
        }
        return period.map { TierGrant(ladder: ladder, tier: tier, period: $0) }
    }

    private func ranges(_ reader: inout DocumentReader) -> [CardRange] {
        var ranges: [(range: CardRange, node: DocumentNode)] = []
        for node in reader.elements("ranges") {
            var reader = DocumentReader(node, problems)
            let from = reader.field("from", .required).flatMap { cardNumber($0) }
            let to = reader.field("to", .required).flatMap { cardNumber($0) }
            let kind = reader.field("is", .required)?.choice(problems, CardRange.Kind.self)
            reader.finish(fields: ProgrammeFormat.fields(of: "range"))
            guard let from, let to, let kind else { continue }
            guard from <= to else {
                reader.report("to", "is below `from`", mend: "exchange the two numbers")
                continue
            }
            for other in ranges where from <= other.range.to && other.range.from <= to {
                let message = "overlaps \(other.range.from) to \(other.range.to)"
                let place = "`\(other.node.path)`, line \(other.node.line)"
                problems.add(
                    node,
                    "\(message) (\(place))",
                    mend: "let every number be in one range"
                )
            }
            ranges.append((CardRange(from: from, to: to, kind: kind), node))
        }
        return ranges.map(\.range)
    }

    private func cardNumber(_ node: DocumentNode) -> String? {
        guard let text = node.text(problems) else { return nil }
        guard text.utf8.count == 13, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            let mend = "write all 13 digits, without spaces"
            problems.add(node, "\(quoted(text)) is not a number of 13 digits", mend: mend)
            return nil
        }
        return text
    }

    private func offlineSpend(_ map: DocumentReader) -> OfflineSpend? {
        var reader = map
        let period = reader.field("per", .required)?
            .choice(problems, among: CountPeriodChoices.calendar)
        let max = reader.integer("max", .required, in: ProgrammeLimits.pointsOrNone)
        reader.finish(fields: ProgrammeFormat.fields(of: "offlineSpend"))
        guard let period, let max else { return nil }
        return OfflineSpend(period: period, max: Points(micro: max))
    }
}

extension DocumentReader {
    /// The integer of a field, as an `Int`.
    mutating func whole(
        _ name: String,
        _ presence: Presence = .optional,
        in range: ClosedRange<Int64>
    ) -> Int? {
        integer(name, presence, in: range).map { Int($0) }
    }
}
