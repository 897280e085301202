import Loyalty
import StrictDocument

extension ProgrammeDecoder {
    /// Reads the rewards, in the order of the file.
    func rewards(_ reader: inout DocumentReader) -> [Reward] {
        var ids: [(id: String, node: DocumentNode)] = []
        let rewards = reader.elements("rewards").compactMap { node in
            var reward = DocumentReader(node, problems)
            let idNode = reward.field("id", .required)
            let id = idNode.flatMap { identifier($0) }
            if let id, let idNode { ids.append((id, idNode)) }
            return self.reward(&reward, id: id)
        }
        reportDuplicates(ids, of: "reward")
        return rewards
    }

    private func reward(_ reader: inout DocumentReader, id: String?) -> Reward? {
        let kind = reader.choice("kind", Reward.Kind.self)
        if !reader.has("kind") { _ = reader.field("kind", .required) }
        let pot = potName(&reader)
        let sku = reader.text("sku")
        let isDonation = kind == .donate
        let partner = reader.field("partner", isDonation ? .required : .optional)
            .flatMap { place($0) }
        let needsCost = kind == .freeItem || kind == .item
        let cost = points(&reader, "cost", needsCost ? .required : .optional)
        var reward = Reward(id: id ?? "", kind: kind ?? .item, pot: pot ?? "")
        reward.sku = sku
        reward.partner = partner
        reward.cost = cost
        reward.step = points(&reader, "step") ?? reward.step
        reward.maxShareBp =
            reader.integer("maxShareBp", in: ProgrammeLimits.share) ?? reward.maxShareBp
        reward.minMoney = moneyOrNone(&reader, "minMoneyKop") ?? reward.minMoney
        reward.minPoints =
            reader.integer("minPoints", in: ProgrammeLimits.pointsOrNone)
            .map { Points(micro: $0) } ?? reward.minPoints
        reportEmpty(&reader, "partners")
        reward.partners = reader.elements("partners").compactMap { place($0) }
        reward.lines = reader.map("if").map { lineCondition($0) } ?? reward.lines
        reward.isAutomatic = reader.bool("auto") ?? reward.isAutomatic
        reward.maxPerReceipt =
            reader.whole("maxPerReceipt", in: ProgrammeLimits.count) ?? reward.maxPerReceipt
        reader.finish(fields: ProgrammeFormat.fields(of: "reward"))
        guard let kind else { return nil }
        reportIdle(reader, Self.idleFields(of: kind), beside: "`kind: \(kind.rawValue)`")
        guard id != nil, let pot else { return nil }
        reportWorthless(reward, pots[pot] ?? nil, reader)
        return reward
    }

    /// The fields that have no meaning for a kind.
    private static func idleFields(of kind: Reward.Kind) -> [String] {
        let tender = ["maxShareBp", "minMoneyKop"]
        let freeItem = ["auto", "maxPerReceipt"]
        switch kind {
        case .tender: return freeItem + ["cost", "sku", "partner"]
        case .freeItem: return tender + ["step", "minPoints", "sku", "partner"]
        case .item: return tender + freeItem + ["if", "partner"]
        case .payout: return tender + freeItem + ["if", "sku", "partner"]
        case .donate: return tender + freeItem + ["if", "sku"]
        }
    }

    /// Reports a reward that nobody could ever have.
    private func reportWorthless(_ reward: Reward, _ pot: Pot?, _ reader: DocumentReader) {
        if reward.kind == .tender || reward.kind == .payout, let pot, pot.redeem == nil {
            let mend = "add `redeem` to the pot, or take another kind"
            reader.report("pot", "its points have no value in money", mend: mend)
        }
        guard let cost = reward.cost, reward.kind != .freeItem else { return }
        if !cost.micro.isMultiple(of: reward.step.micro) {
            let mend = "choose `cost` and `step` so that it is"
            reader.report("cost", "is not a multiple of `step` (\(reward.step.micro))", mend: mend)
        }
        if cost < reward.minPoints {
            let message = "is below `minPoints` (\(reward.minPoints.micro))"
            reader.report("cost", message, mend: "raise it, or lower `minPoints`")
        }
    }
}
