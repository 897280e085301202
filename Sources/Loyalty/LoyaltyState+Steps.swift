extension LoyaltyState {
    /// Takes the steps of offers that an action is, and grants the offers that it completes.
    ///
    /// An offer is complete when every step is taken, or is one that this member need not take.
    ///
    /// - Returns: The ids of the offers that were granted, in the order of the programme.
    mutating func takeSteps(_ action: MemberAction, member: Int32, account: Int32) -> [String] {
        var completed: [String] = []
        for compiled in rules.offers {
            guard case .steps(let offer) = compiled.offer.kind else { continue }
            let taken = places(in: offer.steps, takenBy: action)
            guard !taken.isEmpty else { continue }
            let key = OfferKey(account: account, offer: compiled.number)
            var progress = steps[key] ?? StepsProgress()
            guard !progress.isDone else { continue }
            progress.taken.formUnion(taken)
            progress.isDone = isComplete(offer.steps, progress.taken, for: member)
            change(key, to: progress)
            guard progress.isDone else { continue }
            let pot = registry.pots.index(of: offer.pot)
            var terms = rules.terms(pot).lot
            terms.replace(by: offer.lot)
            creditLot(
                Credit(account: account, pot: pot, amount: offer.grant.micro, terms: terms)
            )
            completed.append(compiled.offer.id)
        }
        return completed
    }

    /// Puts in place what an account has done for an offer.
    mutating func change(_ key: OfferKey, to progress: StepsProgress?) {
        let old = steps[key]
        undo.note { $0.steps[key] = old }
        steps[key] = progress
    }

    /// The places of the steps that an action takes.
    private func places(in steps: [StepsOffer.Step], takenBy action: MemberAction) -> [Int] {
        let name = ByteText(action.action)
        let today = LocalDate(dayNumber: rules.calendar.zone.dayNumber(of: at))
        return steps.indices.filter { place in
            let step = steps[place]
            guard ByteText(step.action) == name, step.fromDate.map({ $0 <= today }) ?? true,
                step.toDate.map({ today <= $0 }) ?? true
            else { return false }
            guard let minimum = step.minimum else { return true }
            return action.attributes["kop"].map { $0 >= minimum.minor } ?? false
        }
    }

    private func isComplete(
        _ steps: [StepsOffer.Step],
        _ taken: Set<Int>,
        for member: Int32
    ) -> Bool {
        steps.indices.allSatisfy { place in
            if taken.contains(place) { return true }
            guard let flag = steps[place].skipFlag.map({ ByteText($0) }) else { return false }
            return details[Int(member)].flags.contains { ByteText($0) == flag }
        }
    }
}
