extension LoyaltyState {
    mutating func purchase(_ purchase: Purchase) -> Workspace.Answer { fatalError() }
    mutating func receipt(_ receipt: UnclaimedReceipt) -> Workspace.Answer { fatalError() }
    mutating func returned(_ goods: Return) -> Workspace.Answer { fatalError() }
    mutating func action(_ action: MemberAction) -> Workspace.Answer { fatalError() }
    mutating func redeem(_ redemption: Redemption) -> Workspace.Answer { fatalError() }
    func saleEffect() -> Effect { fatalError() }
    mutating func grant(by rules: [Int32], in scene: RuleScene) -> Effect { fatalError() }
}
