import Ledger
import Loyalty

/// What a finger asks, and what ends by itself.
extension FlowEngine {
    mutating func touch(
        _ action: ScreenAction,
        station name: String,
        revision: UInt64,
        now: Moment,
        reply: @escaping @Sendable (ScreenActionResult) -> Void
    ) {
        guard let index = stations.firstIndex(where: { $0.options.name == name }) else {
            reply(.unknownStation)
            return
        }
        guard feeds[index].current.revision == revision else {
            reply(.stale)
            return
        }
        switch action {
        case .dismiss:
            stations[index].clear()
        case .extend:
            guard let end = stations[index].viewEnd else {
                reply(.stale)
                return
            }
            stations[index].viewEnd = (now.after(seconds: end.seconds), end.seconds)
            stations[index].changes += 1
        case .enrol:
            guard case .unknownCard = stations[index].view,
                let credential = stations[index].offered
            else {
                reply(.stale)
                return
            }
            enrol(credential, station: index, now: now)
        }
        batch.whenDurable.append { reply(.done) }
        batch.whenFailed.append { reply(.stale) }
    }

    /// Enrols the card on the screen as an anonymous member; a sale that waits is credited in the
    /// same transaction.
    private mutating func enrol(_ credential: Credential, station index: Int, now: Moment) {
        let at = present(now)
        guard core.member(of: credential) == nil else {
            stations[index].show(.refused(.cardInUse), seconds: options.inputSeconds, now: now)
            return
        }
        let member = newMemberID()
        let flags = ["offer:\(options.termsVersion)"]
        let enrolled = decide(.enroll(Enrollment(member: member, flags: flags)), at: at, now: now)
        let link = CredentialLink(member: member, credential: credential)
        let linked = decide(.linkCredential(link), at: at, now: now)
        guard case .applied = enrolled.decision.outcome, case .applied = linked.decision.outcome
        else {
            // Nothing is known that could be in the way of a new member; a refusal is no reason to
            // stop all the same.
            stations[index].show(.refused(.tooOld), seconds: options.inputSeconds, now: now)
            return
        }
        guard let account = core.account(of: member) else {
            preconditionFailure("a member has an account")
        }
        batch.touchedAccounts.insert(account)
        batch.newCredentials.append((credential, account))
        batch.counts.append(.enrolled)
        if let ticket = stations[index].ticket {
            settle(ticket, with: credential, station: index, now: now)
        } else {
            let card = cards.card(core.summary(ofAccount: account))
            stations[index].show(.enrolled(card), seconds: options.balanceSeconds, now: now)
            bind(credential, to: index, now: now)
        }
    }

    /// Ends the views and the sales whose time is over, and posts the tick of a new day.
    mutating func endDueViews(now: Moment) {
        for index in stations.indices {
            if let end = stations[index].viewEnd, end.atNanoseconds <= now.monotonicNanoseconds {
                stations[index].clear()
            }
            if let bound = stations[index].bound,
                bound.endsAtNanoseconds <= now.monotonicNanoseconds
            {
                stations[index].bound = nil
            }
            if let ticket = stations[index].ticket,
                ticket.endsAtNanoseconds <= now.monotonicNanoseconds
            {
                stations[index].ticket = nil
                stations[index].changes += 1
                endWithoutCard(ticket, now: now)
            }
        }
        endStranded(now: now)
        tickIfDue(now: now)
    }

    private mutating func tickIfDue(now: Moment) {
        let present = Instant(unixSeconds: now.wallUnixSeconds)
        guard let clock = core.clock, programme.zone.nextMidnight(after: clock) <= present else {
            return
        }
        decide(.tick, at: present, now: now)
        let days = programme.maxBackdateDays ?? FlowLimits.backdateDays
        let kept = FlowLimits.saleRetentionSeconds(maximumBackdateDays: days)
        let first = Instant(unixSeconds: now.wallUnixSeconds - kept)
        // A disk that refuses loses nothing by it: the next midnight tries again.
        batch.whenDurable.append { [ledger] in try? ledger.pruneSales(before: first) }
    }
}
