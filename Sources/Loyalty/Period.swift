/// A span of time of the calendar.
package enum Period: Hashable, Sendable {
    /// A duration, then a rounding.
    case after(CalendarDuration, Edge)
    /// 00:00 of the n-th working day after the local date, n above zero.
    case workdays(Int)
    /// A fixed instant.
    case at(Instant)

    /// How the end of a duration is rounded.
    package enum Edge: String, Hashable, Sendable, CaseIterable {
        /// Not at all.
        case exact
        /// 00:00 of that local day.
        case startOfDay
        /// The first instant after that local day.
        case endOfDay
        /// The first instant after that ISO week.
        case endOfWeek
        /// The first instant after that month.
        case endOfMonth
        /// The first instant after that year.
        case endOfYear
    }
}

/// An ISO 8601 duration; months clamp to the last day, weeks and days are local days.
package struct CalendarDuration: Hashable, Sendable {
    /// Years and months, as months.
    package let months: Int
    /// Weeks and days, as days.
    package let days: Int
    /// Hours, minutes and seconds, as seconds.
    package let seconds: Int64

    /// Makes a duration; no part is negative.
    package init(months: Int = 0, days: Int = 0, seconds: Int64 = 0) {
        self.months = months
        self.days = days
        self.seconds = seconds
    }
}

/// The spans in which limits, velocities and claims count, by the local calendar.
package enum CountPeriod: String, Hashable, Sendable, CaseIterable {
    /// A local day.
    case day
    /// An ISO week.
    case week
    /// A month.
    case month
    /// A year.
    case calendarYear
    /// Always.
    case lifetime
    /// From one birthday to the next, the days before it that a rule looks at counted with it;
    /// limits only.
    case birthday
}
