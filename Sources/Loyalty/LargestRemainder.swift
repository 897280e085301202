/// A total split by weights: floor shares, then one more each for the largest remainders.
package enum LargestRemainder {
    /// Splits a total so that the parts sum to it.
    ///
    /// Ties go to the lower index; with weights of zero nothing is given.
    ///
    /// - Parameters:
    ///   - total: 0 or more.
    ///   - weights: 0 or more each; their sum fits `Int64`.
    /// - Returns: As many parts as weights.
    package static func split(_ total: Int64, weights: [Int64]) -> [Int64] {
        precondition(total >= 0 && weights.allSatisfy { $0 >= 0 }, "nothing is negative")
        let sum = weights.reduce(0, +)
        guard sum > 0 else { return weights.map { _ in 0 } }
        var parts: [Int64] = []
        var remainders: [(remainder: Int64, index: Int)] = []
        var given: Int64 = 0
        for (index, weight) in weights.enumerated() {
            // At most the total, since no weight is above the sum.
            let (quotient, remainder) = sum.dividingFullWidth(total.multipliedFullWidth(by: weight))
            parts.append(quotient)
            remainders.append((remainder, index))
            given += quotient
        }
        remainders.sort { ($1.remainder, $0.index) < ($0.remainder, $1.index) }
        for place in 0..<Int(total - given) { parts[remainders[place].index] += 1 }
        return parts
    }
}
