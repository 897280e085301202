/// A time zone as a table of offsets, built outside the core.
package struct Zone: Hashable, Sendable {
    /// One change of the offset.
    package struct Transition: Hashable, Sendable {
        /// From this instant on.
        package let at: Instant
        /// Seconds east of UTC.
        package let offsetSeconds: Int64

        /// Makes a transition.
        package init(at: Instant, offsetSeconds: Int64) {
            self.at = at
            self.offsetSeconds = offsetSeconds
        }
    }

    /// Seconds east of UTC before the first transition.
    package let initialOffsetSeconds: Int64
    /// The changes, in order of time.
    package let transitions: [Transition]

    /// Makes a zone; transitions must be in order of time.
    package init(initialOffsetSeconds: Int64, transitions: [Transition] = []) {
        self.initialOffsetSeconds = initialOffsetSeconds
        self.transitions = transitions
    }
}
