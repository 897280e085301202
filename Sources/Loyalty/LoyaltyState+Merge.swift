// A merge moves everything that an account is: its points in one `merge`, then one `netDebt` per
// pot in which points have come together with a debt. What is only looked up by the account, such
// as purchases and the lots that are used up, finds its way by `resolve(account:)`.

extension LoyaltyState {
    /// One member's account goes into another's, and the member with it; other members of the
    /// account share the new one.
    mutating func merge(_ merge: AccountMerge) -> Workspace.Answer {
        let from: (member: Int32, account: Int32)
        switch openPerson(merge.from) {
        case .refused(let refusal): return .refused(refusal)
        case .found(let member, let account): from = (member, account)
        }
        let into: (member: Int32, account: Int32)
        switch openPerson(merge.into) {
        case .refused(let refusal): return .refused(refusal)
        case .found(let member, let account): into = (member, account)
        }
        catchUp(from.account)
        catchUp(into.account)
        touch(from.account)
        touch(into.account)
        guard from.account != into.account else { return .refused(.sameAccount) }
        moveBalances(from.account, into.account)
        moveLots(from.account, into.account)
        moveSeries(from.account, into.account)
        moveCounters(from.account, into.account)
        moveHolds(from.account, into.account)
        moveOffers(from.account, into.account)
        moveStandings(from.account, into.account)
        moveAccount(from.account, into.account)
        moveMember(from.member, into.member)
        if people[Int(into.member)].status != .issued { endWaiting(of: into.member, into.account) }
        netDebt(into.account)
        return .applied(Effect())
    }

    /// A member who can be merged; a closed one is not known.
    private func openPerson(_ who: Identification) -> Person {
        let found = person(who)
        if case .refused(.memberClosed) = found { return .refused(.unknownMember) }
        return found
    }

    private mutating func moveBalances(_ old: Int32, _ new: Int32) {
        begin(.merge)
        for pot in 0..<Int32(registry.pots.count) {
            let moved = holding(old, pot)
            post(.available(old), pot: pot, -moved.available)
            post(.available(new), pot: pot, moved.available)
            post(.pending(old), pot: pot, -moved.pending)
            post(.pending(new), pot: pot, moved.pending)
            post(.held(old), pot: pot, -moved.held)
            post(.held(new), pot: pot, moved.held)
            post(.debt(old), pot: pot, moved.debt)
            post(.debt(new), pot: pot, -moved.debt)
        }
    }

    private mutating func moveLots(_ old: Int32, _ new: Int32) {
        for pot in 0..<Int32(registry.pots.count) {
            let holding = holding(old, pot)
            for lot in lots.list(holding.liveLots) + lots.list(holding.pendingLots) {
                changeLot(lot) { $0.account = new }
            }
        }
    }

    /// Moves what ladders and histories look back on.
    private mutating func moveSeries(_ old: Int32, _ new: Int32) {
        for pot in 0..<Int32(registry.pots.count) {
            let (source, target) = (holdingIndex(old, pot), holdingIndex(new, pot))
            moveSeries(.earned(source), .earned(target))
            let earned = holdings[Int(source)].earned
            let (sum, overflow) = holdings[Int(target)].earned.addingReportingOverflow(earned)
            if overflow { work.isOutOfRange = true }
            changeHolding(source) { $0.earned = 0 }
            changeHolding(target) { $0.earned = sum }
        }
        moveSeries(.spend(old), .spend(new))
        moveSeries(.visits(old), .visits(new))
        for category in registry.historyCategories.sorted() {
            moveSeries(
                .history(HistoryKey(account: old, category: category)),
                .history(HistoryKey(account: new, category: category))
            )
        }
    }

    private mutating func moveSeries(_ source: UndoLog.SeriesRoot, _ target: UndoLog.SeriesRoot) {
        for entry in series.list(seriesRoot(source)).map({ series[$0] }) {
            count(-entry.weight, of: entry.subject, at: entry.at, in: source)
            count(entry.weight, of: entry.subject, at: entry.at, in: target)
        }
    }

    /// What was used of caps, limits, velocities and claims adds up.
    private mutating func moveCounters(_ old: Int32, _ new: Int32) {
        var place = accountTable[Int(old)].usages
        while place >= 0 {
            let usage = usages[Int(place)]
            place = usage.next
            var key = usage.key
            key.account = new
            if usage.count != 0 { use(key, by: usage.count) }
        }
    }

    private mutating func moveHolds(_ old: Int32, _ new: Int32) {
        for hold in openHolds(of: old) {
            let timeoutAt = holds[Int(hold)].timeoutAt
            removeDue(timeoutAt, .timeout, hold, of: old)
            addDue(timeoutAt, .timeout, hold, of: new)
        }
        let first = accountTable[Int(old)].holds
        guard first >= 0 else { return }
        var last = first
        while holds[Int(last)].next >= 0 { last = holds[Int(last)].next }
        undo.note { [last] in $0.holds[Int(last)].next = -1 }
        holds[Int(last)].next = accountTable[Int(new)].holds
        changeAccount(new) { $0.holds = first }
    }

    /// Moves the products that were chosen, and the steps that were taken: what either account has
    /// taken is taken, and what either was granted is not granted again.
    private mutating func moveOffers(_ old: Int32, _ new: Int32) {
        let first = accountTable[Int(old)].claims
        if first >= 0 {
            var last = first
            while claims[Int(last)].next >= 0 { last = claims[Int(last)].next }
            undo.note { [last] in $0.claims[Int(last)].next = -1 }
            claims[Int(last)].next = accountTable[Int(new)].claims
            changeAccount(new) { $0.claims = first }
        }
        for offer in 0..<Int32(registry.offers.count) {
            let source = OfferKey(account: old, offer: offer)
            guard let moved = steps[source] else { continue }
            let target = OfferKey(account: new, offer: offer)
            var progress = steps[target] ?? StepsProgress()
            progress.taken.formUnion(moved.taken)
            progress.isDone = progress.isDone || moved.isDone
            change(target, to: progress)
            change(source, to: nil)
        }
    }

    private mutating func moveAccount(_ old: Int32, _ new: Int32) {
        let moved = accountTable[Int(old)]
        let (spend, isTooMuch) =
            accountTable[Int(new)].spend.addingReportingOverflow(moved.spend)
        if isTooMuch { work.isOutOfRange = true }
        changeAccount(new) { account in
            account.begunAt = min(account.begunAt, moved.begunAt)
            account.spend = spend
            account.visits += moved.visits
            account.openMembers += moved.openMembers - 1
        }
        changeAccount(old) { account in
            account.tierEnd = .max
            account.usages = -1
            account.claims = -1
            account.holds = -1
            account.spend = 0
            account.visits = 0
            account.openMembers = 0
            account.mergedInto = new
        }
        schedule(old)
    }

    /// Cards, credentials and instruments go with the member.
    private mutating func moveMember(_ from: Int32, _ into: Int32) {
        let moved = details[Int(from)]
        for card in moved.cards { changeCard(card) { $0.member = into } }
        for credential in moved.credentials { change(credential, to: into) }
        for token in moved.instruments {
            let key = ByteText(token)
            guard let old = instruments[key], old.member == from else { continue }
            change(key, to: Instrument(member: into, kind: old.kind, at: old.at))
        }
        changeMember(from) { member in
            member.status = .closed
            member.mergedInto = into
        }
        changeDetails(from) { details in
            details.cards = []
            details.credentials = []
            details.instruments = []
            details.absorbed = []
        }
        changeDetails(into) { details in
            details.cards += moved.cards
            details.credentials += moved.credentials
            details.instruments += moved.instruments
            details.absorbed += moved.absorbed + [from]
        }
    }

    /// Points that came together with a debt repay it, in spending order; pots by id.
    private mutating func netDebt(_ account: Int32) {
        for name in registry.pots.names.sortedByBytes() {
            let pot = registry.pots.index(of: name)
            let holding = holding(account, pot)
            let repaid = min(holding.available, holding.debt)
            guard repaid > 0 else { continue }
            _ = takeFromLiveLots(account, pot, repaid)
            begin(.netDebt)
            post(.available(account), pot: pot, -repaid)
            post(.debt(account), pot: pot, repaid)
        }
    }
}
