import Testing

@testable import Loyalty

/// Rounds by walking over the multiples of the quantum, with whole numbers only.
func naiveRounded(
    _ numerator: Int64,
    over denominator: Int64,
    to quantum: Int64,
    _ mode: Rounding
) -> Int64 {
    // The greatest multiple at or below the quotient; `step` quotients are one quantum.
    let step = denominator * quantum
    var below: Int64 = 0
    while below * step > numerator { below -= 1 }
    while (below + 1) * step <= numerator { below += 1 }
    let rest = numerator - below * step
    let isExact = rest == 0
    let upper: Int64
    switch mode {
    case .floor: upper = 0
    case .ceil: upper = isExact ? 0 : 1
    case .halfUp:
        if 2 * rest == step {
            upper = numerator > 0 ? 1 : 0
        } else {
            upper = 2 * rest > step ? 1 : 0
        }
    case .halfEven:
        if 2 * rest == step {
            upper = below % 2 == 0 ? 0 : 1
        } else {
            upper = 2 * rest > step ? 1 : 0
        }
    }
    return (below + upper) * quantum
}

@Suite("Rounding")
struct RoundingTests {
    @Test(
        "is what walking over the multiples finds, for every small quotient",
        arguments: Rounding.allCases
    )
    func exhaustive(mode: Rounding) {
        for numerator in Int64(-60)...60 {
            for denominator in Int64(1)...8 {
                for quantum in Int64(1)...5 {
                    let expected = naiveRounded(numerator, over: denominator, to: quantum, mode)
                    let result = mode.rounded(
                        Int128(numerator),
                        over: Int128(denominator),
                        to: quantum
                    )
                    if result != expected {
                        Issue.record(
                            "\(numerator)/\(denominator) to \(quantum): \(String(describing: result))"
                        )
                    }
                }
            }
        }
    }

    @Test(
        "is the same beyond 64 bits, where the numbers are a large multiple",
        arguments: Rounding.allCases
    )
    func wide(mode: Rounding) {
        let factor: Int128 = 1_000_000_007 * 1_000_000_007
        for numerator in Int64(-60)...60 {
            for denominator in Int64(1)...8 {
                let expected = naiveRounded(numerator, over: denominator, to: 3, mode)
                let result = mode.rounded(
                    Int128(numerator) * factor,
                    over: Int128(denominator) * factor,
                    to: 3
                )
                #expect(result == expected, "\(numerator)/\(denominator)")
            }
        }
    }

    @Test("says so when the result leaves 64 bits")
    func overflow() {
        let most = Int128(Int64.max)
        #expect(Rounding.floor.rounded(most, over: 1, to: 1) == Int64.max)
        #expect(Rounding.floor.rounded(most + 1, over: 1, to: 1) == nil)
        #expect(Rounding.ceil.rounded(most, over: 1, to: 10) == nil)
        #expect(Rounding.floor.rounded(Int128.max, over: 1, to: 1) == nil)
        #expect(Rounding.floor.rounded(Int128.min, over: 1, to: 1) == nil)
        #expect(Rounding.floor.rounded(-most - 1, over: 1, to: 1) == Int64.min)
        #expect(Rounding.floor.rounded(-most - 2, over: 1, to: 1) == nil)
    }
}
