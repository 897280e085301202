import Testing

@testable import Loyalty

@Suite("A split by largest remainder")
struct LargestRemainderTests {
    @Test(
        "gives the odd units to the largest remainders, ties to the lower index",
        arguments: [
            (100, [1, 1, 1], [34, 33, 33]), (1, [1, 99], [0, 1]), (7, [0, 0], [0, 0]),
            (9_999, [700, 100, 100, 100], [6_999, 1_000, 1_000, 1_000]),
            (5_000, [3_333, 3_333, 3_333], [1_667, 1_667, 1_666]), (0, [5], [0]), (3, [], []),
        ] as [(Int64, [Int64], [Int64])]
    )
    func table(total: Int64, weights: [Int64], parts: [Int64]) {
        #expect(LargestRemainder.split(total, weights: weights) == parts)
    }

    @Test("sums to the total, and no part is off by a whole unit")
    func sums() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1_000 {
            let count = Int.random(in: 1...6, using: &random)
            let weights = (0..<count).map { _ in Int64.random(in: 0...1_000, using: &random) }
            let total = Int64.random(in: 0...10_000_000_000_000, using: &random)
            let parts = LargestRemainder.split(total, weights: weights)
            let sum = weights.reduce(0, +)
            #expect(parts.reduce(0, +) == (sum == 0 ? 0 : total), "seed \(seed)")
            for (part, weight) in zip(parts, weights) where sum > 0 {
                let error = Int128(part) * Int128(sum) - Int128(total) * Int128(weight)
                #expect(error.magnitude < sum.magnitude, "seed \(seed)")
            }
        }
    }
}
