extension LoyaltyState {
    /// Whether everything holds that a rule asks for beside the lines.
    func holds(_ condition: CompiledCondition, in scene: RuleScene) -> Bool {
        if condition.isEmpty { return true }
        return (!condition.isTimed || condition.holds(at: work.sale.moment))
            && (condition.partners.isEmpty || condition.partners.contains(scene.partner))
            && (!condition.needsInstrument || holdsInstrument(condition, in: scene))
            && (!condition.isFirst || accountTable[Int(scene.account)].visits == 0)
            && (!condition.isReferred || people[Int(scene.member)].referrer >= 0)
            && (condition.segments.isEmpty || holdsSegment(condition, of: scene.member))
            && condition.holds(attributes: scene.attributes)
            && (condition.boughtCategories.isEmpty || holdsHistory(condition, of: scene.account))
            && (condition.birthday == nil
                || birthday(of: scene.member, in: condition.birthday) != nil)
            && condition.tiers.allSatisfy { stands(scene.account, at: $0) }
    }

    /// The instrument is registered to this member at or before the event, and of a kind that will
    /// do.
    private func holdsInstrument(_ condition: CompiledCondition, in scene: RuleScene) -> Bool {
        guard let token = scene.instrument, let instrument = instruments[ByteText(token)],
            resolve(member: instrument.member) == scene.member, instrument.at <= eventAt
        else { return false }
        return condition.instrumentKinds.isEmpty
            || condition.instrumentKinds.contains(instrument.kind)
    }

    private func holdsSegment(_ condition: CompiledCondition, of member: Int32) -> Bool {
        details[Int(member)].segments.contains { condition.segments.contains($0) }
    }

    /// An earlier purchase of the account has an unreturned unit of a category; the latest one
    /// decides.
    private func holdsHistory(_ condition: CompiledCondition, of account: Int32) -> Bool {
        let present = TreeKey(first: eventAt, second: 0, third: -1)
        return condition.boughtCategories.contains { category in
            let root = histories[HistoryKey(account: account, category: category)] ?? -1
            guard let entry = series.last(of: root, before: present) else { return false }
            let bought = Instant(unixSeconds: series[entry].at)
            return at <= rules.calendar.adding(condition.boughtWithin, to: bought)
        }
    }

    private func stands(_ account: Int32, at demand: CompiledCondition.TierDemand) -> Bool {
        guard let ladder = rules.ladders.first(where: { $0.number == demand.ladder }) else {
            return false
        }
        return demand.tiers.contains(tier(of: account, on: ladder))
    }

    /// The day of the birthday whose window the event lies in, or, without a window, of the latest
    /// birthday; nil: outside the window, or no birthday is known.
    func birthday(of member: Int32, in window: BirthdayWindow?) -> Int? {
        guard let born = people[Int(member)].birthday else { return nil }
        let birthday = LocalDate(dayNumber: born)
        let day = work.sale.moment.day
        let year = LocalDate(dayNumber: day).year
        for year in [year, year + 1, year - 1] {
            let present = birthday.birthday(inYear: year).dayNumber
            if let window {
                if (present - window.before...present + window.after).contains(day) {
                    return present
                }
            } else if present <= day, year <= LocalDate(dayNumber: day).year {
                return present
            }
        }
        return nil
    }
}
