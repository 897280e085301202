extension Zone {
    /// The first instant of the local day after the one of an instant.
    package func nextMidnight(after instant: Instant) -> Instant {
        startOfDay(dayNumber(of: instant) + 1)
    }
}
