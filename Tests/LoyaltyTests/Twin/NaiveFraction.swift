import Loyalty

/// A fraction of whole numbers; the denominator is above zero.
struct NaiveFraction {
    let top: Int128
    let bottom: Int128

    init(_ top: Int128, _ bottom: Int128 = 1) {
        self.top = top
        self.bottom = bottom
    }

    /// The product, or a refusal when it leaves 128 bits.
    func times(_ factor: Int128, over divisor: Int128 = 1) throws(Refused) -> NaiveFraction {
        let (top, isTopOver) = self.top.multipliedReportingOverflow(by: factor)
        let (bottom, isBottomOver) = self.bottom.multipliedReportingOverflow(by: divisor)
        if isTopOver || isBottomOver { throw Refused(.amountOutOfRange) }
        return NaiveFraction(top, bottom).shortened
    }

    /// The sum, or a refusal when it leaves 128 bits.
    func plus(_ other: NaiveFraction) throws(Refused) -> NaiveFraction {
        if bottom == other.bottom { return NaiveFraction(top + other.top, bottom) }
        let left = try times(1, over: 1)
        let right = try other.times(1, over: 1)
        let (one, isOneOver) = left.top.multipliedReportingOverflow(by: right.bottom)
        let (two, isTwoOver) = right.top.multipliedReportingOverflow(by: left.bottom)
        let (bottom, isOver) = left.bottom.multipliedReportingOverflow(by: right.bottom)
        if isOneOver || isTwoOver || isOver { throw Refused(.amountOutOfRange) }
        return NaiveFraction(one + two, bottom).shortened
    }

    private var shortened: NaiveFraction {
        if bottom == 1 || (bottom < 1 << 40 && top.magnitude < 1 << 80) { return self }
        var (one, other) = (Int128(top.magnitude), bottom)
        while one != 0 { (one, other) = (other % one, one) }
        return NaiveFraction(top / other, bottom / other)
    }

    /// The nearest multiple of a quantum, by a mode.
    func rounded(to quantum: Int64, _ mode: Rounding) -> Int128 {
        let divisor = bottom * Int128(quantum)
        var quotient = top / divisor
        var rest = top % divisor
        if rest < 0 {
            quotient -= 1
            rest += divisor
        }
        let isUp: Bool
        switch mode {
        case .floor: isUp = false
        case .ceil: isUp = rest > 0
        case .halfUp: isUp = top < 0 ? rest * 2 > divisor : rest * 2 >= divisor
        case .halfEven: isUp = rest * 2 > divisor || (rest * 2 == divisor && quotient % 2 != 0)
        }
        return (isUp ? quotient + 1 : quotient) * Int128(quantum)
    }

    /// The value as a number of 64 bits, or a refusal.
    static func whole(_ value: Int128) throws(Refused) -> Int64 {
        guard let value = Int64(exactly: value) else { throw Refused(.amountOutOfRange) }
        return value
    }

    /// The whole times a share, rounded down; nothing is negative.
    static func floor(_ whole: Int64, _ share: Int64, _ of: Int64) -> Int64 {
        Int64(Int128(whole) * Int128(share) / Int128(of))
    }

    /// The whole times a share, halves up; nothing is negative.
    static func halfUp(_ whole: Int64, _ share: Int64, _ of: Int64) throws(Refused) -> Int64 {
        try NaiveFraction.whole((Int128(whole) * Int128(share) * 2 + Int128(of)) / (Int128(of) * 2))
    }
}

/// A refusal on its way out of an event.
struct Refused: Error {
    let refusal: Refusal

    init(_ refusal: Refusal) { self.refusal = refusal }
}
