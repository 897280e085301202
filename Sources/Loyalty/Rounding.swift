/// How a quotient becomes an integer.
package enum Rounding: String, Hashable, Sendable, CaseIterable {
    /// Towards minus infinity.
    case floor
    /// To the nearest, halves away from zero.
    case halfUp
    /// To the nearest, halves to the even neighbour.
    case halfEven
    /// Towards plus infinity.
    case ceil
}
