import Loyalty
import StrictDocument

// What rules do, and the rules that could never do it.
extension ProgrammeDecoder {
    /// Reads what a rule does; nil: it is not readable, which is reported.
    func work(_ reader: inout DocumentReader) -> Rule.Work? {
        let effects = ProgrammeFormat.effects
        let given = effects.filter { reader.has($0) }
        let amount = reader.map("amount").flatMap { self.amount($0) }
        let boost = reader.map("boost").flatMap { self.boost($0) }
        let discount = reader.integer("discountBp", in: ProgrammeLimits.share)
        let donation = reader.integer("donateBp", in: ProgrammeLimits.share)
        guard given.count == 1, let effect = given.first else {
            problems.add(
                reader.node,
                given.isEmpty ? "is a rule without effect" : "has more than one effect",
                mend: "give exactly one of `amount`, `boost`, `discountBp` and `donateBp`"
            )
            return nil
        }
        let isGrant = effect == "amount" || effect == "boost"
        let pot = isGrant ? potName(&reader) : nil
        let fund = reader.field("fund", effect == "donateBp" ? .required : .optional)
            .flatMap { identifier($0) }
        reportIdle(reader, Self.idleFields(of: effect), beside: "`\(effect)`")
        switch effect {
        case "discountBp": return discount.map { .discount(bp: $0) }
        case "donateBp":
            guard let donation, let fund else { return nil }
            return .donate(bp: donation, fund: fund)
        default:
            guard let pot else { return nil }
            return amount.map { .grant(pot: pot, $0) } ?? boost.map { .boost(pot: pot, $0) }
        }
    }

    /// The fields that could not be said beside an effect.
    private static func idleFields(of effect: String) -> [String] {
        let grantOnly = ["pot", "round", "cap", "limit", "lot", "funder", "to"]
        switch effect {
        case "discountBp": return grantOnly + ["fund", "basis"]
        case "donateBp": return grantOnly
        default: return ["fund"]
        }
    }

    private func amount(_ map: DocumentReader) -> Rule.Amount? {
        var reader = map
        let rate = reader.integer("rateBp", in: ProgrammeLimits.rate).map(Rule.Amount.rateBp)
        let fixed = points(&reader, "fixed").map(Rule.Amount.fixed)
        let perUnit = points(&reader, "perUnit").map(Rule.Amount.perUnit)
        let perStep = reader.map("perStep").flatMap { step($0) }
        let attribute = reader.text("fromAttr")
        let multiplier = reader.integer("mul", in: ProgrammeLimits.factor) ?? 1
        let divisor = reader.integer("div", in: ProgrammeLimits.factor) ?? 1
        let balance = reader.integer("balanceBp", in: ProgrammeLimits.rate)
        reader.finish(fields: ProgrammeFormat.fields(of: "amount"))
        let given = ProgrammeFormat.amounts.filter { reader.has($0) }
        guard given.count == 1 else {
            problems.add(
                reader.node,
                given.isEmpty ? "says no amount" : "says more than one amount",
                mend: "give exactly one of \(listed(ProgrammeFormat.amounts))"
            )
            return nil
        }
        if given[0] != "fromAttr" {
            let isBalance = given[0] == "balanceBp"
            reportIdle(reader, isBalance ? ["mul"] : ["mul", "div"], beside: "`\(given[0])`")
        }
        if let attribute {
            return .fromAttribute(attribute, multiplier: multiplier, divisor: divisor)
        }
        if let balance { return .balanceBp(balance, divisor: divisor) }
        return rate ?? fixed ?? perUnit ?? perStep
    }

    private func step(_ map: DocumentReader) -> Rule.Amount? {
        var reader = map
        let minor = money(&reader, "minor", .required)
        let grant = points(&reader, "grant", .required)
        reader.finish(fields: ProgrammeFormat.fields(of: "perStep"))
        guard let minor, let grant else { return nil }
        return .perStep(minor: minor, grant: grant)
    }

    private func boost(_ map: DocumentReader) -> Rule.Boost? {
        var reader = map
        let group = reader.field("of", .required).flatMap { identifier($0) }
        let numerator = reader.integer("num", .required, in: ProgrammeLimits.boost)
        let denominator = reader.integer("den", .required, in: ProgrammeLimits.boost)
        reader.finish(fields: ProgrammeFormat.fields(of: "boost"))
        guard let group, let numerator, let denominator else { return nil }
        guard numerator > denominator else {
            let mend = "raise it above `den` (\(denominator)), or remove the rule"
            reader.report("num", "the boost adds nothing", mend: mend)
            return nil
        }
        return Rule.Boost(group: group, numerator: numerator, denominator: denominator)
    }

    /// Reports what only a purchase has, in a rule that something else fires.
    func reportUnsaid(_ reader: DocumentReader, _ trigger: Rule.Trigger?) {
        guard let trigger, trigger != .purchase else { return }
        let event: String
        var idleConditions = ["cat", "notCat", "sku", "brand", "minBasket", "minQty"]
        var idleAmounts = ["rateBp", "perUnit", "perStep"]
        switch trigger {
        case .purchase, .action: event = "an action"
        case .enroll, .activate:
            event = trigger == .enroll ? "joining" : "an activation"
            idleConditions += ["attr", "kind", "registered"]
            idleAmounts.append("fromAttr")
        }
        var reader = reader
        for name in ["discountBp", "donateBp"] where reader.has(name) {
            reader.report(name, "\(event) has no price", mend: "write `on: purchase`")
        }
        if reader.has("basis") {
            reader.report("basis", "\(event) has no price", mend: "remove it")
        }
        for (name, idle) in [("if", idleConditions), ("amount", idleAmounts)] {
            guard let node = reader.field(name), case .map(let members) = node.content else {
                continue
            }
            for member in members where idle.contains(member.key) {
                let message = "\(event) has none of it, so nothing is ever granted"
                problems.add(member.value, message, mend: "write `on: purchase`, or remove it")
            }
        }
    }

    /// Reports a fixed grant that is rounded to nothing.
    func reportRoundedAway(_ rule: Rule, _ pot: Pot, _ reader: DocumentReader) {
        guard case .grant(_, .fixed(let points)) = rule.work else { return }
        let (half, isOdd) = (pot.quantum.micro / 2, !pot.quantum.micro.isMultiple(of: 2))
        let isNothing =
            switch rule.round ?? pot.round {
            case .floor: points < pot.quantum
            case .halfUp: isOdd ? points.micro <= half : points.micro < half
            case .halfEven: points.micro <= half
            case .ceil: false
            }
        guard isNothing else { return }
        let message = "is rounded to nothing: the quantum of the pot is \(pot.quantum.micro)"
        reader.report("amount", message, mend: "raise it, or take a finer quantum")
    }

    /// Reports a boost of a group that grants nothing when the boost fires.
    func reportIdleBoost(_ placed: PlacedRule, among rules: [PlacedRule]) {
        guard case .boost(let pot, let boost) = placed.rule.work else { return }
        let hasBase = rules.contains { other in
            guard case .grant(pot, _) = other.rule.work else { return false }
            return other.rule.group == boost.group && other.rule.on == placed.rule.on
        }
        guard !hasBase else { return }
        placed.reader.report(
            "boost",
            "no rule of group \(quoted(boost.group)) grants `\(pot)` on the same event",
            mend: "name a group whose rules do, or remove the rule"
        )
    }
}
