import Loyalty

/// Where two cores part on a history.
struct TwinDifference {
    let event: LoyaltyEvent
    let what: String
    let core: String
    let twin: String
    /// Whether the event was about the account that differs.
    var touched = true
}

/// One history, given to the core and to its twin event by event.
struct TwinRun {
    /// Kinds of events that the core does not decide yet; histories leave them out.
    static let notCompared: Set<String> = []

    let name: String
    let programme: Programme
    let vocabulary: RandomVocabulary

    init(name: String, programme: Programme) {
        self.name = name
        self.programme = programme
        vocabulary = RandomVocabulary(programme)
    }

    /// The first difference of a history; nil: they agree to its end.
    func difference(_ events: [LoyaltyEvent]) -> TwinDifference? {
        var core = LoyaltyState(programme: programme)
        var twin = NaiveLoyalty(programme)
        for event in events {
            if let found = difference(event, &core, &twin, isLast: event == events.last) {
                return found
            }
        }
        return nil
    }

    /// The first difference of a history that is being written; nil: they agree to its end.
    func difference(_ history: inout RandomHistory) -> TwinDifference? {
        var core = LoyaltyState(programme: programme)
        var twin = NaiveLoyalty(programme)
        while let event = history.next(after: twin.state) {
            let isLast = history.events.count == history.length
            if let found = difference(event, &core, &twin, isLast: isLast) { return found }
        }
        return nil
    }

    /// Gives an event to both; nil: they agree.
    private func difference(
        _ event: LoyaltyEvent,
        _ core: inout LoyaltyState,
        _ twin: inout NaiveLoyalty,
        isLast: Bool
    ) -> TwinDifference? {
        let decision = core.apply(event)
        let answer = twin.apply(event)
        let outcome = TwinRun.comparable(decision.outcome)
        func differs(_ what: String, _ one: Any, _ other: Any) -> TwinDifference {
            TwinDifference(event: event, what: what, core: "\(one)", twin: "\(other)")
        }
        if outcome != answer.outcome { return differs("outcome", outcome, answer.outcome) }
        if decision.transactions != answer.transactions {
            return differs("transactions", decision.transactions, answer.transactions)
        }
        if let fault = twin.fault { return differs("books", "", fault) }
        if case .refused = outcome, !isLast { return nil }
        for account in twin.state.accounts.keys.sorted() {
            let isTouched = twin.touched.contains(account)
            if !isLast && !isTouched { continue }
            let (what, one, other) = TwinRun.views(core, twin, account, asked: isTouched)
            if what != "" {
                var found = differs("\(what) of \(account)", one, other)
                found.touched = isTouched
                return found
            }
        }
        let ledger = TwinRun.ledger(core)
        if ledger != twin.ledgerAccounts {
            return differs("ledger accounts", ledger, twin.ledgerAccounts)
        }
        return nil
    }

    /// An outcome without what the twin does not count out.
    private static func comparable(_ outcome: Outcome) -> Outcome {
        guard case .applied(var effect) = outcome, effect.inquiry != nil else { return outcome }
        effect.inquiry?.nextChangeAt = nil
        return .applied(effect)
    }

    private static func ledger(_ core: borrowing LoyaltyState) -> [NaiveLedgerKey: Int64] {
        var ledger: [NaiveLedgerKey: Int64] = [:]
        for row in core.ledgerAccounts {
            ledger[NaiveLedgerKey(account: row.account, commodity: row.commodity)] = row.amount
        }
        return ledger
    }

    /// The first thing that differs of an account, as both see it; empty: nothing.
    private static func views(
        _ core: borrowing LoyaltyState,
        _ twin: NaiveLoyalty,
        _ account: String,
        asked: Bool
    ) -> (what: String, core: String, twin: String) {
        let balances = core.balances(ofAccount: account)
        let other = twin.balances(account)
        if balances != other { return ("balances", "\(balances)", "\(other)") }
        let lots = core.lots(ofAccount: account)
            .map {
                NaiveLotView(
                    id: $0.id,
                    pot: $0.pot,
                    left: $0.remaining,
                    isLive: $0.state == .live,
                    expiresAt: $0.expiresAt
                )
            }
        if lots != twin.lots(account) { return ("lots", "\(lots)", "\(twin.lots(account))") }
        let tiers = core.tiers(ofAccount: account)
        if tiers != twin.tiers(account) { return ("tiers", "\(tiers)", "\(twin.tiers(account))") }
        // A summary looks beyond the last catch-up, and nobody asks for that of an empty account.
        let hasMember = twin.state.members.values.contains { $0.account == account }
        if !asked || !hasMember { return ("", "", "") }
        var summary = core.summary(ofAccount: account)
        summary.nextChangeAt = nil
        let otherSummary = twin.summary(ofAccount: account)
        if summary != otherSummary { return ("summary", "\(summary)", "\(otherSummary)") }
        return ("", "", "")
    }
}
