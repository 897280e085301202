/// What people answered when they were asked.
package enum Satisfaction {
    /// Net promoter score: the share of 9 and 10 less the share of 0 to 6.
    ///
    /// - Parameter answers: 0 to 10, without those who gave none.
    /// - Returns: Points of a hundred, -100 to 100, towards minus infinity; nil: nobody answered.
    package static func netPromoterPoints(_ answers: some Sequence<Int>) -> Int128? {
        var (count, score): (Int128, Int128) = (0, 0)
        for answer in answers {
            precondition((0...10).contains(answer), "an answer is 0 to 10")
            count += 1
            score += answer >= 9 ? 1 : answer <= 6 ? -1 : 0
        }
        return Quotient.mean(score * 100, per: count)
    }

    /// Customer satisfaction: the share of 4 and 5.
    ///
    /// - Parameter answers: 1 to 5, without those who gave none.
    /// - Returns: Basis points; nil: nobody answered.
    package static func satisfiedShare(_ answers: some Sequence<Int>) -> Int128? {
        var (count, satisfied): (Int128, Int128) = (0, 0)
        for answer in answers {
            precondition((1...5).contains(answer), "an answer is 1 to 5")
            count += 1
            satisfied += answer >= 4 ? 1 : 0
        }
        return Quotient.basisPoints(satisfied, of: count)
    }
}
