// What each event does is a function of its own that gives the answer. It identifies (`person`),
// catches up the accounts that it names (`catchUp`), checks, and changes the state by the
// primitives alone: `begin` and `post` (transactions; balances follow), `makeLot`, `changeLot`,
// `takeFromLiveLots`, `creditLot`, `release`, and `changeAccount`, `changeMember` and the like, all
// of which note how to be undone. A rare change of anything else notes its own undoing:
//
//     let old = steps[key]
//     undo.note { $0.steps[key] = old }
//     steps[key] = new
//
// A refusal is simply returned: everything is rolled back. Accounts that the event changed are
// `touch`ed: their tiers are evaluated, and the caller publishes them. Amounts that leave their
// range set `work.isOutOfRange`, which refuses the event.
//
// Elsewhere: issueCard, replaceCard, setStatus, registerInstrument (+Cards), startActivation,
// confirmActivation (+Activation), link, unlink (+Credentials), hold, capture, release (+Holds),
// adjust (+Adjust), transfer (+Transfer), merge (+Merge, +MergedTiers), close (+Close), settle
// (+Settle), claim (+Claims), takeSteps (+Steps), join, refundFailedOffers (+GroupBuys).

extension LoyaltyState {
    /// Takes the next event: applied, or refused and nothing has happened.
    ///
    /// Inside a batch the step can still be taken back with the whole batch; else it is final.
    ///
    /// - Complexity: Logarithmic in what the accounts of the event hold; a tick is linear in the
    ///   number of accounts.
    package mutating func apply(_ event: LoyaltyEvent) -> Decision {
        take(event)
        return decision()
    }

    /// Takes the next event without writing the decision out; `decision` does, until the next one.
    ///
    /// - Returns: Whether it was applied.
    @discardableResult
    package mutating func take(_ event: borrowing LoyaltyEvent) -> Bool {
        precondition(isBatchOpen || undo.count == 0, "nothing to undo is left outside a batch")
        let savepoint = undo.count
        work.clear()
        serial += 1
        eventID = event.id
        eventAt = event.at.unixSeconds
        work.answer = decide(event)
        var isApplied = true
        if case .refused = work.answer { isApplied = false }
        if isApplied {
            for account in work.touched where accountTable[Int(account)].mergedInto < 0 {
                evaluateTiers(of: account)
            }
            if work.isOutOfRange {
                work.answer = .refused(.amountOutOfRange)
                isApplied = false
            }
        }
        if !isApplied {
            rollBack(to: savepoint)
            work.transactions.removeAll(keepingCapacity: true)
            work.postings.removeAll(keepingCapacity: true)
            work.touched.removeAll(keepingCapacity: true)
            if case .refused(.wrongCode) = work.answer { useUpTry(event) }
        }
        assert(isConsistent(), "the invariants hold")
        if !isBatchOpen { undo.removeAll() }
        return isApplied
    }

    @inline(__always)
    private mutating func decide(_ event: borrowing LoyaltyEvent) -> Workspace.Answer {
        guard Instant.supported.contains(event.at) else { return .refused(.amountOutOfRange) }
        if versions.count > 1 { current = rulebook(at: eventAt) }
        if eventAt < now, let days = rules.maxBackdateDays {
            let oldest = rules.calendar.adding(days: -days, to: Instant(unixSeconds: now))
            guard event.at >= oldest else { return .refused(.tooOld) }
        }
        if eventAt > now {
            undo.note(.clock(now))
            now = eventAt
        }
        if rules.needsMoment {
            work.sale.moment = LocalMoment(event.at, in: rules.calendar.zone)
        }
        return dispatch(event)
    }

    @inline(__always)
    private mutating func dispatch(_ event: borrowing LoyaltyEvent) -> Workspace.Answer {
        switch event.body {
        case .purchase(let purchase): return self.purchase(purchase)
        case .enroll(let enrollment): return enroll(enrollment)
        case .returned(let goods): return returned(goods)
        case .receipt(let receipt): return self.receipt(receipt)
        case .action(let action): return self.action(action)
        case .redeem(let redemption): return redeem(redemption)
        case .hold(let hold): return self.hold(hold)
        case .capture(let capture): return self.capture(capture)
        case .release(let release): return self.release(release)
        case .adjust(let adjustment): return adjust(adjustment)
        case .transfer(let transfer): return self.transfer(transfer)
        case .merge(let merge): return self.merge(merge)
        default: return dispatchRest(event)
        }
    }

    private mutating func dispatchRest(_ event: borrowing LoyaltyEvent) -> Workspace.Answer {
        switch event.body {
        case .issueCard(let card): return issueCard(card)
        case .startActivation(let request): return startActivation(request)
        case .confirmActivation(let code): return confirmActivation(code)
        case .replaceCard(let replacement): return replaceCard(replacement)
        case .setStatus(let change): return setStatus(change)
        case .registerInstrument(let registration): return registerInstrument(registration)
        case .linkCredential(let link): return self.link(link)
        case .unlinkCredential(let link): return unlink(link)
        case .inquiry(let who): return inquire(who)
        case .join(let join): return self.join(join)
        case .claim(let claim): return self.claim(claim)
        case .settle: return settle()
        case .close(let who): return close(who)
        case .tick: return tick()
        default: preconditionFailure("every event is dispatched")
        }
    }

    /// Every account is caught up, in order of the account's id, and its tiers are evaluated.
    private mutating func tick() -> Workspace.Answer {
        let due = accountTable.indices.filter { accountTable[$0].nextDue <= now }
        let sorted = due.map { (id: ByteText(accountIDs[$0]), index: Int32($0)) }
            .sorted { $0.id < $1.id }
        for (_, index) in sorted { catchUp(index) }
        refundFailedOffers()
        if !rules.ladders.isEmpty {
            for index in accountTable.indices {
                if accountTable[index].mergedInto < 0 {
                    evaluateTiers(of: Int32(index))
                } else {
                    endGrantedTiers(of: Int32(index))
                }
            }
        }
        return .applied(Effect())
    }

    /// The one thing that a refusal leaves behind: a wrong code has used up a try.
    private mutating func useUpTry(_ event: borrowing LoyaltyEvent) {
        guard case .confirmActivation(let code) = event.body,
            let card = cardNumbers[ByteText(code.card)]
        else { preconditionFailure("a code was wrong") }
        changeCard(card) { $0.activation?.triesLeft -= 1 }
    }

    /// The rulebook that judges the event at hand.
    var rules: Rulebook {
        @inline(__always) get { rulebooks[Int(current)] }
    }

    /// The instant of the event at hand.
    var at: Instant { Instant(unixSeconds: eventAt) }
}
