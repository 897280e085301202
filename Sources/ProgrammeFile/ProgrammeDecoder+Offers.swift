import Loyalty
import StrictDocument

extension ProgrammeDecoder {
    /// Reads the offers, in the order of the file.
    func offers(_ reader: inout DocumentReader) -> [Offer] {
        var ids: [(id: String, node: DocumentNode)] = []
        let offers = reader.elements("offers").compactMap { node -> Offer? in
            var offer = DocumentReader(node, problems)
            let idNode = offer.field("id", .required)
            let id = idNode.flatMap { identifier($0) }
            if let id, let idNode { ids.append((id, idNode)) }
            let kind = self.kind(&offer)
            offer.finish(fields: ProgrammeFormat.fields(of: "offer"))
            guard let id, let kind else { return nil }
            return Offer(id: id, kind: kind)
        }
        reportDuplicates(ids, of: "offer")
        return offers
    }

    private func kind(_ reader: inout DocumentReader) -> Offer.Kind? {
        guard let node = reader.field("kind", .required), let kind = node.text(problems) else {
            return nil
        }
        guard let own = ProgrammeFormat.offerFields[kind] else {
            let kinds = ProgrammeFormat.offerKinds
            let mend = suggestion(for: kind, among: kinds) + "write one of \(listed(kinds))"
            problems.add(node, "\(quoted(kind)) is not one of the choices", mend: mend)
            return nil
        }
        let others = ProgrammeFormat.offerFields.values.flatMap { $0 }.filter { !own.contains($0) }
        reportIdle(reader, others.sorted(), beside: "`kind: \(kind)`")
        switch kind {
        case "personalDiscount": return personalDiscount(&reader).map(Offer.Kind.personalDiscount)
        case "steps": return steps(&reader).map(Offer.Kind.steps)
        default: return groupBuy(&reader).map(Offer.Kind.groupBuy)
        }
    }

    private func personalDiscount(_ reader: inout DocumentReader) -> PersonalDiscount? {
        let discount = reader.integer("discountBp", .required, in: ProgrammeLimits.share)
        let articles = choices(&reader, "choices", .required)
        let period = reader.field("per", .required)?
            .choice(problems, among: CountPeriodChoices.plain)
        let count = reader.whole("n", in: ProgrammeLimits.count)
        let starts = reader.choice("starts", PersonalDiscount.Start.self)
        let priority = reader.whole("priority", in: ProgrammeLimits.priority)
        guard let discount, let period else { return nil }
        var offer = PersonalDiscount(discountBp: discount, choices: articles, period: period)
        offer.count = count ?? offer.count
        offer.starts = starts ?? offer.starts
        offer.priority = priority ?? offer.priority
        return offer
    }

    private func steps(_ reader: inout DocumentReader) -> StepsOffer? {
        let pot = potName(&reader)
        let grant = points(&reader, "grant", .required)
        let lot = reader.map("lot").map { lotTerms($0) }
        reportEmpty(&reader, "steps")
        let steps = reader.elements("steps", .required).compactMap { step($0) }
        guard let pot, let grant else { return nil }
        var offer = StepsOffer(pot: pot, grant: grant, steps: steps)
        offer.lot = lot ?? offer.lot
        return offer
    }

    private func step(_ node: DocumentNode) -> StepsOffer.Step? {
        var reader = DocumentReader(node, problems)
        let action = reader.text("action", .required)
        var step = StepsOffer.Step(action: action ?? "")
        step.fromDate = reader.field("fromDate").flatMap { date($0) }
        step.toDate = reader.field("toDate").flatMap { date($0) }
        step.minimum = money(&reader, "minKop")
        step.skipFlag = reader.text("skipIf")
        reader.finish(fields: ProgrammeFormat.fields(of: "step"))
        reportDisorder(reader, step.fromDate, step.toDate, what: "step")
        return action == nil ? nil : step
    }

    private func groupBuy(_ reader: inout DocumentReader) -> GroupBuy? {
        let price = money(&reader, "priceKop", .required)
        let minBuyers = reader.whole("minBuyers", .required, in: ProgrammeLimits.count)
        let maxBuyers = reader.whole("maxBuyers", in: ProgrammeLimits.count)
        let deadline = reader.field("deadline", .required).flatMap { instant($0) }
        let share = reader.integer("platformBp", .required, in: ProgrammeLimits.shareOrNone)
        let merchant = reader.field("merchant", .required).flatMap { place($0) }
        guard let price, let minBuyers, let deadline, let share, let merchant else { return nil }
        if let maxBuyers, maxBuyers < minBuyers {
            let message = "is below `minBuyers` (\(minBuyers)), which is then never reached"
            reader.report("maxBuyers", message, mend: "raise it, or lower `minBuyers`")
        }
        return GroupBuy(
            price: price,
            minBuyers: minBuyers,
            maxBuyers: maxBuyers,
            deadline: deadline,
            platformBp: share,
            merchant: merchant
        )
    }
}
