import Loyalty

/// What a rule looks at besides the lines.
struct NaiveOccasion {
    let trigger: Rule.Trigger
    let member: String
    var partner = "house"
    var instrument: String?
    var attributes: [String: Int64] = [:]
}

/// Conditions.
extension NaiveLoyalty {
    /// Whether everything holds that a rule asks for besides the lines.
    func holds(_ condition: Condition, _ occasion: NaiveOccasion) -> Bool {
        let date = calendar.date(at)
        if let from = condition.fromDate, date < from { return false }
        if let to = condition.toDate, date > to { return false }
        if !condition.days.isEmpty {
            let weekday = NaiveCalendar.weekday(calendar.day(at))
            if !condition.days.contains(weekday) { return false }
        }
        if let minutes = condition.minutesOfDay {
            if !minutes.contains(Int(calendar.second(at) / 60)) { return false }
        }
        if !condition.partners.isEmpty && !condition.partners.contains(occasion.partner) {
            return false
        }
        return holdsOfMember(condition, occasion)
            && hasInstrument(condition, occasion)
            && holds(condition.attributes, occasion.attributes)
            && hasHistory(condition, occasion)
    }

    private func holdsOfMember(_ condition: Condition, _ occasion: NaiveOccasion) -> Bool {
        guard let member = state.members[occasion.member] else { return false }
        for (ladder, tiers) in condition.tiers {
            let initial = programme.ladders.first { $0.id == ladder }?.initial
            guard let tier = tiersBefore[member.account]?[ladder] ?? initial else { return false }
            if !tiers.contains(tier) { return false }
        }
        if condition.isReferred && member.referrer == nil { return false }
        if !condition.segments.isEmpty {
            if !condition.segments.contains(where: { member.segments.contains($0) }) {
                return false
            }
        }
        if let window = condition.birthdayWithin {
            guard let birthday = member.birthday else { return false }
            let day = calendar.day(at)
            let year = NaiveCalendar.date(day).year
            let isNear = (year - 1...year + 1).contains { year in
                let kept = NaiveCalendar.birthday(birthday, in: year)
                return kept - window.before <= day && day <= kept + window.after
            }
            if !isNear { return false }
        }
        return true
    }

    private func hasInstrument(_ condition: Condition, _ occasion: NaiveOccasion) -> Bool {
        if !condition.isRegistered && condition.instrumentKinds.isEmpty { return true }
        guard let token = occasion.instrument, let known = state.instruments[token],
            known.member == occasion.member, known.at <= at
        else { return false }
        return condition.instrumentKinds.isEmpty || condition.instrumentKinds.contains(known.kind)
    }

    private func holds(_ bounds: [String: AttributeBounds], _ attributes: [String: Int64]) -> Bool {
        for (name, bound) in bounds {
            guard let value = attributes[name] else { return false }
            if let least = bound.atLeast, value < least { return false }
            if let most = bound.atMost, value > most { return false }
            if let exact = bound.exactly, value != exact { return false }
        }
        return true
    }

    private func hasHistory(_ condition: Condition, _ occasion: NaiveOccasion) -> Bool {
        let account = account(occasion.member)
        if condition.isFirst {
            for past in state.purchases where past.account == account && !past.isReturned {
                return false
            }
        }
        guard let bought = condition.boughtWithin else { return true }
        for past in state.purchases where past.account == account && past.at < at {
            if calendar.adding(bought.after, to: past.at) < at { continue }
            for line in past.lines where line.returned < line.quantity {
                if let category = line.line.category, bought.categories.contains(category) {
                    return true
                }
            }
        }
        return false
    }

    /// What a rule finds outside the lines of a receipt.
    func context(_ rule: Rule, _ occasion: NaiveOccasion) -> NaiveContext {
        var credited: String? = occasion.member
        if rule.recipient == .referrer {
            credited = state.members[occasion.member]?.referrer
        }
        let isOn = rule.on == occasion.trigger && holds(rule.condition, occasion)
        return NaiveContext(
            rule: rule.id,
            holds: isOn && isWithinLimit(rule, occasion),
            room: isOn ? room(rule, occasion) : nil,
            credited: credited
        )
    }

    /// The birthday of a member that an instant belongs to, for a limit that counts by it.
    func birthday(_ rule: Rule, _ member: String, _ instant: Int64) -> Int? {
        guard let birthday = state.members[member]?.birthday else { return nil }
        let before = rule.condition.birthdayWithin?.before ?? 0
        return NaiveCalendar.occurrence(birthday, opens: before, on: calendar.day(instant))
    }

    private func isWithinLimit(_ rule: Rule, _ occasion: NaiveOccasion) -> Bool {
        guard let limit = rule.limit else { return true }
        let account = account(occasion.member)
        var count = 0
        for use in state.uses
        where use.rule == rule.id && use.account == account && use.limitPeriod == limit.period {
            let isSame =
                limit.period == .birthday
                ? use.birthday == birthday(rule, occasion.member, at)
                : calendar.isSame(limit.period, use.at, at)
            if isSame { count += 1 }
        }
        return count < limit.count
    }

    private func room(_ rule: Rule, _ occasion: NaiveOccasion) -> Int64? {
        let account = account(occasion.member)
        var least: Int128?
        for cap in rule.caps {
            var room = Int128(cap.points.micro)
            for use in state.uses
            where use.rule == rule.id && use.capPeriods.contains(cap.period) {
                if covers(cap.period, use, account) { room -= Int128(use.points) }
            }
            least = min(least ?? room, room)
        }
        return least.map { Int64(clamping: max(0, $0)) }
    }

    private func covers(_ period: CapPeriod, _ use: NaiveUse, _ account: String) -> Bool {
        if period == .total { return true }
        if period == .event || use.account != account { return false }
        switch period {
        case .day: return calendar.isSame(.day, use.at, at)
        case .week: return calendar.isSame(.week, use.at, at)
        case .month: return calendar.isSame(.month, use.at, at)
        case .calendarYear: return calendar.isSame(.calendarYear, use.at, at)
        default: return true
        }
    }
}
