import Testing

@testable import Loyalty

extension Shop {
    /// Applies an event and gives its postings; it must be applied.
    mutating func post(
        _ body: LoyaltyEvent.Body,
        at instant: Instant,
        _ location: SourceLocation = #_sourceLocation
    ) -> [String] {
        let decision = send(body, at: instant)
        if case .refused(let refusal) = decision.outcome {
            Issue.record("refused: \(refusal)", sourceLocation: location)
        }
        return text(decision)
    }

    /// Applies an event and gives its effect; it must be applied.
    mutating func effect(
        _ body: LoyaltyEvent.Body,
        at instant: Instant,
        _ location: SourceLocation = #_sourceLocation
    ) -> Effect {
        switch send(body, at: instant).outcome {
        case .applied(let effect): return effect
        case .refused(let refusal):
            Issue.record("refused: \(refusal)", sourceLocation: location)
            return Effect()
        }
    }

    /// Applies an event that must be refused and leave nothing behind, not even the clock.
    mutating func refuses(
        _ body: LoyaltyEvent.Body,
        at instant: Instant,
        _ refusal: Refusal,
        _ location: SourceLocation = #_sourceLocation
    ) {
        let before = core.stateText()
        let decision = send(body, at: instant)
        #expect(decision.outcome == .refused(refusal), sourceLocation: location)
        #expect(decision.transactions.isEmpty, sourceLocation: location)
        #expect(decision.touchedAccounts.isEmpty, sourceLocation: location)
        #expect(core.stateText() == before, sourceLocation: location)
    }

    /// Gives points by hand, which end at an instant.
    mutating func give(
        _ whole: Int64,
        to member: String = "M1",
        pot: String = "PTS",
        until end: Instant? = nil,
        vest: Instant? = nil,
        at instant: Instant = moscow(2023, 2, 1)
    ) {
        var terms = LotTerms()
        terms.expiry = end.map { .at($0) }
        terms.vest = vest.map { .at($0) }
        let adjustment = Adjustment(
            who: .member(member),
            pot: pot,
            points: points(whole),
            reason: "test",
            lot: terms
        )
        _ = effect(.adjust(adjustment), at: instant)
    }

    /// The open lots of an account: number, whole points, state, end.
    func lots(of account: String = "M1") -> [String] {
        core.lots(ofAccount: account).map { lot in
            let end = lot.expiresAt.map { "\($0.unixSeconds)" } ?? "never"
            return "\(lot.id) \(lot.remaining.micro / 1_000_000) \(lot.state) \(end)"
        }
    }
}
