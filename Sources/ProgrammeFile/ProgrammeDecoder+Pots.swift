import EventFormat
import Loyalty
import StrictDocument

extension ProgrammeDecoder {
    /// Reads one pot; nil: it is not readable.
    func pot(_ member: DocumentNode.Member, currency: String) -> Pot? {
        checkIdentifier(member.key, at: member.keyNode)
        if member.key == currency {
            let mend = "choose another id: `\(currency)` names the money"
            problems.add(member.keyNode, "a pot cannot be called like the currency", mend: mend)
        }
        var reader = DocumentReader(member.value, problems)
        let quantum = reader.integer("quantum", .required, in: ProgrammeLimits.points)
        let round = reader.choice("round", Rounding.self)
        let redeem = reader.map("redeem").flatMap { self.redeem($0) }
        let lot = reader.map("lot").map { lotTerms($0) }
        let shortfall = reader.choice("shortfall", Pot.Shortfall.self)
        if shortfall == .deductRefund, !reader.has("redeem") {
            let mend = "add `redeem`, or take another `shortfall`"
            reader.report(
                "shortfall",
                "points without `redeem` have no value to deduct",
                mend: mend
            )
        }
        reader.finish(fields: ProgrammeFormat.fields(of: "pot"))
        guard let quantum else { return nil }
        var pot = Pot(quantum: Points(micro: quantum))
        pot.round = round ?? pot.round
        pot.redeem = redeem
        pot.lot = lot ?? pot.lot
        pot.shortfall = shortfall ?? pot.shortfall
        return pot
    }

    private func redeem(_ map: DocumentReader) -> Pot.Redeem? {
        var reader = map
        let per = reader.integer("per", .required, in: ProgrammeLimits.points)
        let minor = reader.integer("minor", .required, in: ProgrammeLimits.money)
        reader.finish(fields: ProgrammeFormat.fields(of: "redeem"))
        guard let per, let minor else { return nil }
        guard per.isMultiple(of: minor) else {
            reader.report(
                "per",
                "is not a multiple of `minor` (\(minor))",
                mend: "choose `per` (micro-points) and `minor` (minor units) so that it is"
            )
            return nil
        }
        return Pot.Redeem(per: Points(micro: per), minor: Money(minor: minor))
    }

    /// Reads the life of lots, of a pot, a rule or an offer.
    func lotTerms(_ map: DocumentReader) -> LotTerms {
        var reader = map
        var terms = LotTerms()
        terms.vest = reader.map("vest").flatMap { period($0) }
        terms.expiry = reader.map("expiry").flatMap { period($0) }
        terms.expiryFrom = reader.field("expiryFrom")?
            .choice(problems, among: [LotTerms.Start.earn, .vest])
        reader.finish(fields: ProgrammeFormat.fields(of: "lot"))
        if case .at(let vest)? = terms.vest, case .at(let expiry)? = terms.expiry, expiry <= vest {
            let mend = "let `expiry` be later than `vest`"
            reader.report("expiry", "is not after `vest`", mend: mend)
        }
        return terms
    }

    /// Reads a span of time.
    func period(_ map: DocumentReader) -> Period? {
        var reader = map
        let ways = ["after", "workdays", "at"].filter { reader.has($0) }
        let round = reader.choice("round", Period.Edge.self)
        if ways.count == 1, reader.has("round"), ways != ["after"] {
            let mend = "remove it: only a duration is rounded"
            reader.report("round", "has no meaning beside `\(ways[0])`", mend: mend)
        }
        let after = reader.field("after").flatMap { duration($0) }
        let workdays = reader.count("workdays", in: 1...Period.maximumWorkdays)
        let at = reader.field("at").flatMap { instant($0) }
        reader.finish(fields: ProgrammeFormat.fields(of: "period"))
        guard ways.count == 1 else {
            problems.add(
                reader.node,
                ways.isEmpty ? "says no period" : "says more than one period",
                mend: "give exactly one of `after`, `workdays` and `at`"
            )
            return nil
        }
        if let after { return .after(after, round ?? .exact) }
        return workdays.map(Period.workdays) ?? at.map(Period.at)
    }

    /// Reads an ISO 8601 duration.
    func duration(_ node: DocumentNode) -> CalendarDuration? {
        guard let text = node.text(problems) else { return nil }
        let duration = CalendarDuration(iso8601: text)
        if duration == nil {
            problems.add(
                node,
                "\(quoted(text)) is not a duration",
                mend: "write an ISO 8601 duration of at most a thousand years, such as P1Y, P3D "
                    + "or PT12H"
            )
        }
        return duration
    }

    /// Reads a duration that is longer than nothing.
    func span(_ node: DocumentNode) -> CalendarDuration? {
        guard let span = duration(node) else { return nil }
        guard span.months > 0 || span.days > 0 || span.seconds > 0 else {
            problems.add(node, "lasts no time at all", mend: "write a duration above zero")
            return nil
        }
        return span
    }

    /// Reads a time with an offset.
    func instant(_ node: DocumentNode) -> Instant? {
        guard let text = node.text(problems) else { return nil }
        let instant = EventFormat.instant(from: text)
        if instant == nil {
            problems.add(
                node,
                "\(quoted(text)) is not a time with an offset",
                mend: "write it as 2027-01-01T00:00:00+03:00"
            )
        }
        return instant
    }

    /// Reads a local date.
    func date(_ node: DocumentNode) -> LocalDate? {
        guard let text = node.text(problems) else { return nil }
        let date = EventFormat.date(from: text)
        if date == nil {
            problems.add(node, "\(quoted(text)) is not a date", mend: "write it as 2027-01-31")
        }
        return date
    }
}
