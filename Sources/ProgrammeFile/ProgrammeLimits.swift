import Loyalty

/// The bounds of what a programme may say.
///
/// They lie far above any real programme and far below what the core's 128-bit products can hold.
enum ProgrammeLimits {
    /// Micro-points: a thousand million points.
    static let points: ClosedRange<Int64> = 1...1_000_000_000_000_000
    /// Micro-points where none is an answer too.
    static let pointsOrNone: ClosedRange<Int64> = 0...points.upperBound
    /// Minor units of money, as for a line of a receipt.
    static let money: ClosedRange<Int64> = 1...10_000_000_000_000
    /// Minor units of money where none is an answer too.
    static let moneyOrNone: ClosedRange<Int64> = 0...money.upperBound
    /// Basis points of a grant: up to a hundredfold.
    static let rate: ClosedRange<Int64> = 1...1_000_000
    /// Basis points of a whole.
    static let share: ClosedRange<Int64> = 1...10_000
    /// Basis points of a whole where none is an answer too.
    static let shareOrNone: ClosedRange<Int64> = 0...10_000
    /// Factors and divisors of attributes, micro-points for a unit.
    static let factor: ClosedRange<Int64> = 1...1_000_000_000_000
    /// Numerators and denominators of boosts.
    static let boost: ClosedRange<Int64> = 1...1_000_000
    /// Bounds of an attribute of an event.
    static let attribute: ClosedRange<Int64> = Int64.min...Int64.max
    /// Units and counts of grants.
    static let count: ClosedRange<Int64> = 1...1_000_000
    /// Thresholds of tiers.
    static let threshold: ClosedRange<Int64> = 1...Int64.max
    /// Priorities.
    static let priority: ClosedRange<Int64> = -1_000_000...1_000_000
    /// Days.
    static let days: ClosedRange<Int64> = 0...36_600
    /// Days around a birthday; a window of a whole year would be no window.
    static let birthdayDays: ClosedRange<Int64> = 0...182
    /// Years of age.
    static let ageYears: ClosedRange<Int64> = 1...150
    /// Seconds of an activation code: up to a day.
    static let codeSeconds: ClosedRange<Int64> = 1...86_400
    /// Wrong codes.
    static let codeTries: ClosedRange<Int64> = 1...100
    /// Minutes east of UTC.
    static let offsetMinutes: ClosedRange<Int64> = -840...840
    /// Bytes of an id.
    static let idBytes = 64
    /// Versions of one programme.
    static let versions = 100
    /// Files that extend one another.
    static let extensionDepth = 8
}

/// The spans in which things may be counted.
enum CountPeriodChoices {
    /// Those of velocities and offline spending.
    static let calendar: [CountPeriod] = [.day, .week, .month, .calendarYear]
    /// Those of claims.
    static let plain = calendar + [.lifetime]
}
