/// Points that are there, or why they cannot be taken.
enum Funds {
    /// Number of the pot, in which the account has enough available.
    case found(pot: Int32)
    /// Why they cannot be taken.
    case refused(Refusal)
}

extension LoyaltyState {
    /// Looks for points, above zero, that an account has available once it is caught up.
    ///
    /// Of a pot that the programme does not know it has none.
    func funds(_ points: Int128, in pot: String, of account: Int32) -> Funds {
        guard let number = registry.pots.existingIndex(of: pot) else {
            return .refused(.insufficientPoints(available: .zero))
        }
        let available = holding(account, number).available
        guard points <= Int128(available) else {
            return .refused(.insufficientPoints(available: Points(micro: available)))
        }
        return .found(pot: number)
    }
}
