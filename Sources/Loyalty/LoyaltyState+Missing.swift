// Each function here goes when the file that is named beside it has it.

extension LoyaltyState {
    mutating func hold(_ hold: PointsHold) -> Workspace.Answer { missing("+Holds") }
    mutating func capture(_ capture: HoldCapture) -> Workspace.Answer { missing("+Holds") }
    mutating func release(_ release: HoldRelease) -> Workspace.Answer { missing("+Holds") }
    mutating func adjust(_ adjustment: Adjustment) -> Workspace.Answer { missing("+Adjust") }
    mutating func transfer(_ transfer: PointsTransfer) -> Workspace.Answer { missing("+Transfer") }
    mutating func merge(_ merge: AccountMerge) -> Workspace.Answer { missing("+Merge") }
    mutating func issueCard(_ card: IssuedCard) -> Workspace.Answer { missing("+Cards") }
    mutating func replaceCard(_ change: CardReplacement) -> Workspace.Answer { missing("+Cards") }
    mutating func setStatus(_ change: StatusChange) -> Workspace.Answer { missing("+Cards") }
    mutating func startActivation(_ request: ActivationRequest) -> Workspace.Answer {
        missing("+Activation")
    }
    mutating func confirmActivation(_ code: ActivationCode) -> Workspace.Answer {
        missing("+Activation")
    }
    mutating func registerInstrument(_ new: InstrumentRegistration) -> Workspace.Answer {
        missing("+Instruments")
    }
    mutating func join(_ join: OfferJoin) -> Workspace.Answer { missing("+Offers") }
    mutating func claim(_ claim: OfferClaim) -> Workspace.Answer { missing("+Offers") }
    mutating func settle() -> Workspace.Answer { missing("+Settle") }
    mutating func close(_ who: Identification) -> Workspace.Answer { missing("+Close") }

    /// +Offers: takes the steps of offers that an action is, grants the offers that it completes
    /// (by `creditLot`), and gives their ids in the order of the programme.
    mutating func takeSteps(_ action: MemberAction, member: Int32, account: Int32) -> [String] {
        []
    }

    /// +Offers: the first tick at or after the deadline of a group buy that failed posts one
    /// `refund` per buyer in order of joining.
    mutating func refundFailedOffers() {}

    private func missing(_ file: String) -> Workspace.Answer {
        preconditionFailure("\(file) is not there yet")
    }
}
