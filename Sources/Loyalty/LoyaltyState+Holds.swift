extension LoyaltyState {
    /// Points are set aside, in spending order; the event's id names the hold.
    mutating func hold(_ hold: PointsHold) -> Workspace.Answer {
        switch person(hold.who, isSpending: true) {
        case .refused(let refusal): return .refused(refusal)
        case .found(_, let account):
            catchUp(account)
            touch(account)
            guard hold.points > .zero else {
                return .refused(.notAMultipleOfStep(step: Points(micro: 1)))
            }
            switch funds(Int128(hold.points.micro), in: hold.pot, of: account) {
            case .refused(let refusal): return .refused(refusal)
            case .found(let pot):
                let (timeoutAt, overflow) =
                    eventAt.addingReportingOverflow(hold.ttlSeconds)
                guard !overflow else { return .refused(.amountOutOfRange) }
                addHold(hold.points.micro, pot, of: account, until: timeoutAt)
                return .applied(Effect())
            }
        }
    }

    /// Points that were set aside are spent, the first in spending order; the rest is free again.
    ///
    /// They were allowed for when they were set aside: a restriction that came later does not take
    /// from a partner what it relied on.
    mutating func capture(_ capture: HoldCapture) -> Workspace.Answer {
        switch person(capture.who) {
        case .refused(let refusal): return .refused(refusal)
        case .found(_, let account):
            catchUp(account)
            touch(account)
            guard let hold = openHold(capture.hold, of: account) else {
                return .refused(.holdNotOpen)
            }
            let record = holds[Int(hold)]
            let points = capture.points?.micro ?? record.points
            guard points > 0 else {
                return .refused(.notAMultipleOfStep(step: Points(micro: 1)))
            }
            guard points <= record.points else { return .refused(.overHold) }
            let partner = partnerNumber(capture.partner)
            begin(.capture)
            post(.held(account), pot: record.pot, -points)
            post(.accepted(partner), pot: record.pot, points)
            postSettlement(
                of: partner,
                price: rules.partner(partner).acceptPrice,
                for: points,
                isOwed: true
            )
            release(hold, captured: points, .event)
            catchUp(account)
            return .applied(Effect())
        }
    }

    /// Points that were set aside are free again; those that are over meanwhile end at once.
    mutating func release(_ release: HoldRelease) -> Workspace.Answer {
        switch person(release.who) {
        case .refused(let refusal): return .refused(refusal)
        case .found(_, let account):
            catchUp(account)
            touch(account)
            guard let hold = openHold(release.hold, of: account) else {
                return .refused(.holdNotOpen)
            }
            self.release(hold, captured: 0, .event)
            catchUp(account)
            return .applied(Effect())
        }
    }

    /// The open holds of an account, in order of appearance.
    func openHolds(of account: Int32) -> [Int32] {
        var open: [Int32] = []
        var place = accountTable[Int(account)].holds
        while place >= 0 {
            if holds[Int(place)].isOpen { open.append(place) }
            place = holds[Int(place)].next
        }
        return open.sorted()
    }

    /// The open hold of an account that an event made; nil: there is none.
    private func openHold(_ id: String, of account: Int32) -> Int32? {
        guard let hold = holdNumbers[ByteText(id)], holds[Int(hold)].isOpen,
            resolve(account: holds[Int(hold)].account) == account
        else { return nil }
        return hold
    }

    /// Sets points aside that the account has available.
    private mutating func addHold(
        _ points: Int64,
        _ pot: Int32,
        of account: Int32,
        until timeoutAt: Int64
    ) {
        let taken = takeFromLiveLots(account, pot, points)
        begin(.hold)
        post(.available(account), pot: pot, -points)
        post(.held(account), pot: pot, points)
        let hold = Int32(holds.count)
        let key = ByteText(eventID)
        undo.note { state in
            state.holds.removeLast()
            state.holdIDs.removeLast()
            state.holdNumbers[key] = nil
        }
        holds.append(
            HoldRecord(
                account: account,
                pot: pot,
                firstSlice: taken.lowerBound,
                sliceCount: Int32(taken.count),
                points: points,
                timeoutAt: timeoutAt,
                next: accountTable[Int(account)].holds
            )
        )
        holdIDs.append(eventID)
        holdNumbers[key] = hold
        changeAccount(account) { $0.holds = hold }
        addDue(timeoutAt, .timeout, hold, of: account)
    }
}
