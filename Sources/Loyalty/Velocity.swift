/// A bound on how often an account may buy in a span.
package struct Velocity: Hashable, Sendable {
    /// What becomes of a purchase above the bound.
    package enum Action: String, Hashable, Sendable, CaseIterable {
        /// It is applied and earns nothing; the reason is `velocity`.
        case noAccrual
        /// It is refused: `velocity`.
        case reject
    }

    /// The span, by the period of the event's `at`: day, week, month or calendarYear.
    package let period: CountPeriod
    /// How many purchases the span bears, above zero; those that are fully returned do not count.
    package let max: Int
    /// What becomes of the next ones.
    package let action: Action

    /// Makes a bound.
    package init(period: CountPeriod, max: Int, action: Action) {
        self.period = period
        self.max = max
        self.action = action
    }
}
