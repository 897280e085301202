extension LoyaltyState {
    /// What is owed between the partners is paid: every `due` goes to zero against the bank.
    mutating func settle() -> Workspace.Answer {
        var effect = Effect()
        var statement: [String: Money] = [:]
        begin(.settle)
        for partner in 0..<Int32(registry.partners.count) {
            let owed = books.balance(.due(partner), moneyCommodity)
            guard owed != 0 else { continue }
            let (back, overflow) = Int64(0).subtractingReportingOverflow(owed)
            guard !overflow else { return .refused(.amountOutOfRange) }
            statement[registry.partners[partner]] = Money(minor: owed)
            post(.due(partner), money: back)
            post(.bank, money: owed)
        }
        effect.statement = statement
        return .applied(effect)
    }
}
