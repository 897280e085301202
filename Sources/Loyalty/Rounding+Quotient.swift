extension Rounding {
    /// The quotient as the nearest multiple of a quantum that the mode allows: the one rounding of
    /// a grant.
    ///
    /// - Parameters:
    ///   - numerator: Any sign.
    ///   - denominator: Above zero; times the quantum it must fit 128 bits.
    ///   - quantum: Above zero.
    /// - Returns: nil when the result leaves `Int64`.
    func rounded(
        _ numerator: Int128,
        over denominator: Int128,
        to quantum: Int64
    ) -> Int64? {
        precondition(denominator > 0, "a denominator is above zero")
        precondition(quantum > 0, "a quantum is above zero")
        let (step, overflow) = denominator.multipliedReportingOverflow(by: Int128(quantum))
        precondition(!overflow, "denominator times quantum fits 128 bits")
        if let small = Int64(exactly: numerator), let smallStep = Int64(exactly: step) {
            let (result, overflow) = quotient(small, by: smallStep)
                .multipliedReportingOverflow(by: quantum)
            return overflow ? nil : result
        }
        let (result, resultOverflow) = quotient(numerator, by: step)
            .multipliedReportingOverflow(by: Int128(quantum))
        return resultOverflow ? nil : Int64(exactly: result)
    }

    /// The integer quotient by a divisor above zero.
    private func quotient<Integer: FixedWidthInteger & SignedInteger>(
        _ dividend: Integer,
        by divisor: Integer
    ) -> Integer {
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        guard remainder != 0 else { return quotient }
        let away: Integer = dividend < 0 ? -1 : 1
        switch self {
        case .floor: return dividend < 0 ? quotient - 1 : quotient
        case .ceil: return dividend < 0 ? quotient : quotient + 1
        case .halfUp, .halfEven:
            let below = remainder.magnitude
            let above = divisor.magnitude - below
            if below != above { return below < above ? quotient : quotient + away }
            let staysEven = self == .halfEven && quotient.isMultiple(of: 2)
            return staysEven ? quotient : quotient + away
        }
    }
}
