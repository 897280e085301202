import Loyalty
import StrictDocument

extension ProgrammeDecoder {
    /// Conditions of the format that this version does not support.
    private static let laterConditions = [
        "kind", "registered", "first", "referred", "segment", "attr", "boughtWithin",
        "birthdayWithin",
    ]

    /// Reads what must hold for a rule to fire.
    func condition(_ map: DocumentReader) -> Condition {
        var reader = map
        var condition = Condition()
        condition.categories = choices(&reader, "cat")
        condition.excludedCategories = choices(&reader, "notCat")
        condition.skus = choices(&reader, "sku")
        condition.brands = choices(&reader, "brand")
        condition.partners = choices(&reader, "partner")
        condition.minimumBasket = reader.integer("minBasket", in: ProgrammeLimits.money)
            .map { Money(minor: $0) }
        condition.minimumQuantity = reader.integer("minQty", in: ProgrammeLimits.count)
        condition.fromDate = reader.field("fromDate").flatMap { date($0) }
        condition.toDate = reader.field("toDate").flatMap { date($0) }
        condition.days = days(&reader)
        condition.hours = hours(&reader)
        condition.tiers = demandedTiers(&reader)
        reader.finish(later: Self.laterConditions)
        if let from = condition.fromDate, let to = condition.toDate, to < from {
            let mend = "exchange the dates, or remove the rule"
            reader.report("toDate", "ends before `fromDate` begins", mend: mend)
        }
        for name in condition.categories where condition.excludedCategories.contains(name) {
            let message = "excludes category \(quoted(name)), which `cat` asks for"
            reader.report("notCat", message, mend: "keep it in one of the two")
        }
        return condition
    }

    /// A list of texts that, when it is given, must hold one: an empty one would ask nothing.
    private func choices(_ reader: inout DocumentReader, _ name: String) -> [String] {
        reportEmpty(&reader, name)
        return reader.texts(name)
    }

    private func reportEmpty(_ reader: inout DocumentReader, _ name: String) {
        guard let node = reader.field(name), node.isEmptyCollection else { return }
        problems.add(node, "is empty", mend: "name something, or remove the field")
    }

    private func days(_ reader: inout DocumentReader) -> [Int] {
        reportEmpty(&reader, "days")
        let days = reader.elements("days").compactMap { $0.integer(problems, in: 1...7) }
        if Set(days).count < days.count {
            reader.report("days", "names a day twice", mend: "name each day once, 1 is Monday")
        }
        return days.map { Int($0) }.sorted()
    }

    private func hours(_ reader: inout DocumentReader) -> Range<Int>? {
        guard let node = reader.field("hours"), let bounds = node.elements(problems) else {
            return nil
        }
        let mend = "write [from, to], from inclusive, to exclusive, such as [\"08:00\", \"12:00\"]"
        guard bounds.count == 2 else {
            problems.add(node, "must hold two times of day", mend: mend)
            return nil
        }
        guard let from = hour(bounds[0], mend), let to = hour(bounds[1], mend) else { return nil }
        guard from < to else {
            let message = "the hours are empty: \(to) is not after \(from)"
            problems.add(node, message, mend: mend)
            return nil
        }
        return from..<to
    }

    /// Reads `08:00` to `24:00`; minutes are known to the format and not supported yet.
    private func hour(_ node: DocumentNode, _ mend: String) -> Int? {
        guard let text = node.text(problems) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let isTime =
            parts.count == 2
            && parts.allSatisfy { part in
                part.utf8.count == 2 && part.allSatisfy { ("0"..."9").contains($0) }
            }
        guard isTime, let hour = Int(parts[0]), let minute = Int(parts[1]),
            minute < 60, hour * 60 + minute <= 24 * 60
        else {
            problems.add(node, "\(quoted(text)) is not a time of day", mend: mend)
            return nil
        }
        guard minute == 0 else {
            let message = "a time within an hour is not supported by this version yet"
            problems.add(node, message, mend: "write a full hour such as 08:00")
            return nil
        }
        return hour
    }

    private func demandedTiers(_ reader: inout DocumentReader) -> [String: [String]] {
        reportEmpty(&reader, "tier")
        var demanded: [String: [String]] = [:]
        for member in reader.entries("tier") {
            guard let known = tiers[member.key] else {
                let names = tiers.keys.sorted().map { "`\($0)`" }.joined(separator: ", ")
                let mend = names.isEmpty ? "add it under `ladders`" : "the ladders are \(names)"
                problems.add(
                    member.keyNode,
                    "there is no ladder \(quoted(member.key))",
                    mend: mend
                )
                continue
            }
            if member.value.isEmptyCollection {
                problems.add(member.value, "is empty", mend: "name a tier, or remove the ladder")
            }
            for node in member.value.elements(problems) ?? [] {
                guard let text = node.text(problems) else { continue }
                guard known.contains(text) else {
                    let names = known.map { "`\($0)`" }.joined(separator: ", ")
                    let message = "the ladder has no tier \(quoted(text))"
                    problems.add(node, message, mend: "its tiers are \(names)")
                    continue
                }
                demanded[member.key, default: []].append(text)
            }
        }
        return demanded
    }
}
