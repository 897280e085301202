extension LoyaltyState {
    /// Points are given by hand, as a grant at the expense of the house, or taken.
    mutating func adjust(_ adjustment: Adjustment) -> Workspace.Answer {
        switch person(adjustment.who) {
        case .refused(let refusal): return .refused(refusal)
        case .found(_, let account):
            catchUp(account)
            touch(account)
            guard let reason = adjustment.reason, !reason.isEmpty else {
                return .refused(.reasonRequired)
            }
            let points = adjustment.points.micro
            if points > 0 { return give(adjustment, to: account) }
            if points < 0 { return take(adjustment, from: account) }
            return .applied(Effect())
        }
    }

    /// Only a pot that the programme has can be given to, with terms that are in range.
    private mutating func give(
        _ adjustment: Adjustment,
        to account: Int32
    ) -> Workspace.Answer {
        guard let pot = registry.pots.existingIndex(of: adjustment.pot),
            let given = rules.pots[Int(pot)],
            adjustment.lot.vest?.isWellFormed ?? true,
            adjustment.lot.expiry?.isWellFormed ?? true
        else { return .refused(.amountOutOfRange) }
        var terms = given.lot
        terms.replace(by: adjustment.lot)
        creditLot(
            Credit(account: account, pot: pot, amount: adjustment.points.micro, terms: terms)
        )
        return .applied(Effect())
    }

    private mutating func take(
        _ adjustment: Adjustment,
        from account: Int32
    ) -> Workspace.Answer {
        let points = adjustment.points.micro
        switch funds(-Int128(points), in: adjustment.pot, of: account) {
        case .refused(let refusal): return .refused(refusal)
        case .found(let pot):
            _ = takeFromLiveLots(account, pot, -points)
            begin(.adjust)
            post(.available(account), pot: pot, points)
            post(.adjusted, pot: pot, -points)
            return .applied(Effect())
        }
    }
}
