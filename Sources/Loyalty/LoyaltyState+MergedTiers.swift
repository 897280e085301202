extension LoyaltyState {
    /// Moves what a merged-away account's tiers stand on.
    ///
    /// These are its qualifications, and a tier that holds anew after a step down. A tier that it
    /// was given stays behind.
    mutating func moveStandings(_ old: Int32, _ new: Int32) {
        for ladder in 0..<Int32(registry.ladders.count) {
            let (source, target) = (standingIndex(old, ladder), standingIndex(new, ladder))
            let moved = standings[Int(source)]
            var place = moved.qualifications
            while place >= 0 {
                let qualification = qualifications[Int(place)]
                place = qualification.next
                if !qualification.isVoid { keep(qualification, in: target) }
            }
            if let compiled = rules.ladders.first(where: { $0.number == ladder }) {
                let taken = standings[Int(target)]
                    .taking(moved, on: compiled, after: now)
                changeStanding(target) { $0 = taken }
            }
            changeStanding(source) { standing in
                standing.base = -1
                standing.reheld = -1
                standing.reheldUntil = .min
                standing.qualifications = -1
            }
        }
    }

    /// Of two qualifications for one tier in one year the later counts.
    private mutating func keep(_ moved: Qualification, in target: Int32) {
        var place = standings[Int(target)].qualifications
        while place >= 0 {
            let known = qualifications[Int(place)]
            if known.tier == moved.tier, known.year == moved.year {
                guard known.isVoid || known.at < moved.at else { return }
                undo.note(qualification: place, known)
                qualifications[Int(place)].at = moved.at
                qualifications[Int(place)].until = moved.until
                qualifications[Int(place)].isVoid = false
                return
            }
            place = known.next
        }
        var new = moved
        new.next = standings[Int(target)].qualifications
        undo.note(.qualificationAdded)
        let index = Int32(qualifications.count)
        qualifications.append(new)
        changeStanding(target) { $0.qualifications = index }
    }
}

extension Standing {
    /// The standing with what another brings: the higher tier that still holds anew, and, where
    /// tiers are never lost, the higher tier.
    fileprivate func taking(
        _ other: Standing,
        on ladder: Rulebook.CompiledLadder,
        after now: Int64
    ) -> Standing {
        var result = self
        let (own, brought) = (ladder.rank(of: reheld), ladder.rank(of: other.reheld))
        let isRunning = reheldUntil > now && own > 0
        if other.reheldUntil > now,
            !isRunning || (brought, other.reheldUntil) > (own, reheldUntil)
        {
            result.reheld = other.reheld
            result.reheldUntil = other.reheldUntil
        }
        if ladder.ladder.downgrade == .never, ladder.rank(of: other.base) > ladder.rank(of: base) {
            result.base = other.base
        }
        return result
    }
}
