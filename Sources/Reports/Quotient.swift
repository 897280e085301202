// Sums are 128 bits wide, so that no number of amounts of 64 bits can overflow them.

/// The divisions of the reports, all towards minus infinity.
package enum Quotient {
    /// A part of a whole in basis points; nil: the whole is zero, or less by corrections.
    package static func basisPoints(_ part: Int128, of whole: Int128) -> Int128? {
        mean(part * 10_000, per: whole)
    }

    /// A sum shared among a number; nil: the number is zero, or less by corrections.
    package static func mean(_ sum: Int128, per count: Int128) -> Int128? {
        guard count > 0 else { return nil }
        let (quotient, remainder) = sum.quotientAndRemainder(dividingBy: count)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
