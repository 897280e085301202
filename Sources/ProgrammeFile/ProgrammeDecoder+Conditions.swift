import Loyalty
import StrictDocument

extension ProgrammeDecoder {
    /// Reads what must hold for a rule to fire.
    func condition(_ map: DocumentReader) -> Condition {
        var reader = map
        var condition = Condition()
        condition.lines = lines(&reader)
        condition.minimumBasket = money(&reader, "minBasket")
        condition.minimumQuantity = reader.integer("minQty", in: ProgrammeLimits.count)
        condition.fromDate = reader.field("fromDate").flatMap { date($0) }
        condition.toDate = reader.field("toDate").flatMap { date($0) }
        condition.days = days(&reader)
        condition.minutesOfDay = hours(&reader)
        condition.tiers = demandedTiers(&reader)
        reportEmpty(&reader, "partner")
        condition.partners = reader.elements("partner").compactMap { place($0) }
        condition.instrumentKinds = choices(&reader, "kind")
        condition.isRegistered = reader.bool("registered") ?? false
        condition.isFirst = reader.bool("first") ?? false
        condition.isReferred = reader.bool("referred") ?? false
        condition.segments = choices(&reader, "segment")
        reportEmpty(&reader, "attr")
        for member in reader.entries("attr") {
            condition.attributes[member.key] = bounds(member)
        }
        condition.boughtWithin = reader.map("boughtWithin").flatMap { boughtWithin($0) }
        condition.birthdayWithin = reader.map("birthdayWithin").map { birthdayWithin($0) }
        reader.finish(fields: ProgrammeFormat.fields(of: "condition"))
        reportDisorder(reader, condition.fromDate, condition.toDate, what: "rule")
        reportMissedDays(reader, condition)
        return condition
    }

    /// Reads which lines of a receipt are meant, of a reward.
    func lineCondition(_ map: DocumentReader) -> LineCondition {
        var reader = map
        let lines = lines(&reader)
        reader.finish(fields: ProgrammeFormat.fields(of: "lines"))
        return lines
    }

    private func lines(_ reader: inout DocumentReader) -> LineCondition {
        var lines = LineCondition()
        lines.categories = choices(&reader, "cat")
        lines.excludedCategories = choices(&reader, "notCat")
        lines.skus = choices(&reader, "sku")
        lines.brands = choices(&reader, "brand")
        for name in lines.categories where lines.excludedCategories.contains(name) {
            let message = "excludes category \(quoted(name)), which `cat` asks for"
            reader.report("notCat", message, mend: "keep it in one of the two")
        }
        return lines
    }

    private func days(_ reader: inout DocumentReader) -> [Int] {
        reportEmpty(&reader, "days")
        let days = reader.elements("days").compactMap { $0.integer(problems, in: 1...7) }
        if Set(days).count < days.count {
            reader.report("days", "names a day twice", mend: "name each day once, 1 is Monday")
        }
        return days.map { Int($0) }.sorted()
    }

    /// Of less than a week, some days of the week may be missing.
    private func reportMissedDays(_ reader: DocumentReader, _ condition: Condition) {
        guard let from = condition.fromDate, let to = condition.toDate, from <= to,
            !condition.days.isEmpty, to.dayNumber - from.dayNumber < 6
        else { return }
        let weekdays = (from.dayNumber...to.dayNumber).map { LocalDate(dayNumber: $0).weekday }
        guard !weekdays.contains(where: { condition.days.contains($0) }) else { return }
        let message = "none of these days lies between `fromDate` and `toDate`"
        reader.report("days", message, mend: "change the days or the dates, or remove the rule")
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
        guard let from = minute(bounds[0], mend), let to = minute(bounds[1], mend) else {
            return nil
        }
        guard from < to else {
            let times = (TimeOfDay.text(from), TimeOfDay.text(to))
            let message = "the hours are empty: \(times.1) is not after \(times.0)"
            let night = "; for a span over midnight write two rules"
            problems.add(node, message, mend: mend + (from == to ? "" : night))
            return nil
        }
        return from..<to
    }

    private func minute(_ node: DocumentNode, _ mend: String) -> Int? {
        guard let text = node.text(problems) else { return nil }
        let minute = TimeOfDay.minute(text)
        if minute == nil {
            problems.add(node, "\(quoted(text)) is not a time of day", mend: mend)
        }
        return minute
    }

    private func demandedTiers(_ reader: inout DocumentReader) -> [String: [String]] {
        reportEmpty(&reader, "tier")
        var demanded: [String: [String]] = [:]
        for member in reader.entries("tier") {
            guard let known = knownTiers(member.key, at: member.keyNode) else { continue }
            if member.value.isEmptyCollection {
                problems.add(member.value, "is empty", mend: "name a tier, or remove the ladder")
            }
            for node in member.value.elements(problems) ?? [] {
                guard let tier = tierName(node, among: known) else { continue }
                demanded[member.key, default: []].append(tier)
            }
        }
        return demanded
    }

    private func bounds(_ member: DocumentNode.Member) -> AttributeBounds? {
        guard member.keyNode.text(problems) != nil else { return nil }
        var reader = DocumentReader(member.value, problems)
        let bounds = AttributeBounds(
            atLeast: reader.integer("gte", in: ProgrammeLimits.attribute),
            atMost: reader.integer("lte", in: ProgrammeLimits.attribute),
            exactly: reader.integer("eq", in: ProgrammeLimits.attribute)
        )
        reader.finish(fields: ProgrammeFormat.fields(of: "bounds"))
        if reader.names.isEmpty {
            let mend = "give `gte`, `lte` or `eq`, or remove the attribute"
            problems.add(member.value, "asks nothing", mend: mend)
        }
        let least = Swift.max(bounds.atLeast ?? .min, bounds.exactly ?? .min)
        let most = Swift.min(bounds.atMost ?? .max, bounds.exactly ?? .max)
        if least > most {
            let mend = "change the bounds, or remove the rule"
            problems.add(member.value, "no value meets all of these bounds", mend: mend)
        }
        return bounds
    }

    private func boughtWithin(_ map: DocumentReader) -> BoughtWithin? {
        var reader = map
        let categories = choices(&reader, "cat", .required)
        let after = reader.field("after", .required).flatMap { span($0) }
        reader.finish(fields: ProgrammeFormat.fields(of: "boughtWithin"))
        return after.map { BoughtWithin(categories: categories, after: $0) }
    }

    private func birthdayWithin(_ map: DocumentReader) -> BirthdayWindow {
        var reader = map
        let before = reader.whole("before", in: ProgrammeLimits.birthdayDays)
        let after = reader.whole("after", in: ProgrammeLimits.birthdayDays)
        reader.finish(fields: ProgrammeFormat.fields(of: "birthdayWithin"))
        return BirthdayWindow(before: before ?? 0, after: after ?? 0)
    }
}

/// A time of day as text.
enum TimeOfDay {
    /// The minutes since midnight of `08:30`, up to `24:00`; nil: the text is not such a time.
    static func minute(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let isTime =
            parts.count == 2
            && parts.allSatisfy { part in
                part.utf8.count == 2 && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
            }
        guard isTime, let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60,
            hour * 60 + minute <= 24 * 60
        else { return nil }
        return hour * 60 + minute
    }

    /// `08:30` of minutes since midnight.
    static func text(_ minute: Int) -> String {
        let parts = [minute / 60, minute % 60]
        return parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }
}
