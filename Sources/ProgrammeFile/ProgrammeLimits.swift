/// The bounds of what a programme may say.
///
/// They lie far above any real programme and far below what the core's 128-bit products can hold.
enum ProgrammeLimits {
    /// Micro-points: a thousand million points.
    static let points: ClosedRange<Int64> = 1...1_000_000_000_000_000
    /// Minor units of money, as for a line of a receipt.
    static let money: ClosedRange<Int64> = 1...10_000_000_000_000
    /// Basis points: up to a hundredfold.
    static let rate: ClosedRange<Int64> = 0...1_000_000
    /// Units and counts of grants.
    static let count: ClosedRange<Int64> = 1...1_000_000
    /// Days.
    static let days = 0...36_600
    /// Minutes east of UTC.
    static let offsetMinutes: ClosedRange<Int64> = -840...840
    /// Bytes of an id.
    static let idBytes = 64
}
