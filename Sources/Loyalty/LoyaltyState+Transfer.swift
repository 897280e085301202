extension LoyaltyState {
    /// Points go from one account to another and keep their dates.
    mutating func transfer(_ transfer: PointsTransfer) -> Workspace.Answer {
        let giver: Int32
        switch person(transfer.from, isSpending: true) {
        case .refused(let refusal): return .refused(refusal)
        case .found(_, let account): giver = account
        }
        let taker: Int32
        switch person(transfer.to) {
        case .refused(let refusal): return .refused(refusal)
        case .found(_, let account): taker = account
        }
        catchUp(giver)
        catchUp(taker)
        touch(giver)
        touch(taker)
        guard giver != taker else { return .refused(.sameAccount) }
        let points = transfer.points.micro
        let quantum = quantum(of: transfer.pot)
        guard points > 0, points.isMultiple(of: quantum) else {
            return .refused(.notAMultipleOfStep(step: Points(micro: quantum)))
        }
        switch funds(Int128(points), in: transfer.pot, of: giver) {
        case .refused(let refusal): return .refused(refusal)
        case .found(let pot):
            move(points, pot, from: giver, to: taker)
            return .applied(Effect())
        }
    }

    /// The quantum of a pot; one micro-point when this version does not have the pot.
    private func quantum(of pot: String) -> Int64 {
        guard let number = registry.pots.existingIndex(of: pot), Int(number) < rules.pots.count
        else { return 1 }
        return rules.pots[Int(number)]?.quantum ?? 1
    }

    /// One transaction, and one new lot for each that points are taken of.
    ///
    /// They never repay debt, and ladders have counted them where they were earned.
    private mutating func move(_ points: Int64, _ pot: Int32, from giver: Int32, to taker: Int32) {
        let taken = takeFromLiveLots(giver, pot, points)
        begin(.transfer)
        post(.available(giver), pot: pot, -points)
        post(.available(taker), pot: pot, points)
        for place in taken {
            let slice = slices[Int(place)]
            let source = lots[slice.lot]
            makeLot(
                NewLot(
                    account: taker,
                    pot: pot,
                    amount: slice.amount,
                    funder: source.funder,
                    earnedAt: source.earnedAt,
                    vestsAt: source.vestsAt,
                    expiresAt: source.expiresAt
                )
            )
        }
    }
}
