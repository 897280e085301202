import Glibc

/// The two clocks of the flow: wall time only stamps events, waits use the monotonic one.
package protocol FlowClock: Sendable {
    /// Unix time in seconds.
    func wallUnixSeconds() -> Int64

    /// Nanoseconds since some fixed moment, never going back.
    func monotonicNanoseconds() -> UInt64
}

/// The machine's clocks.
///
/// Wraps `clock_gettime`.
package struct SystemClock: FlowClock {
    /// Makes it.
    package init() {}

    /// Unix time in seconds.
    package func wallUnixSeconds() -> Int64 { Int64(Self.now(CLOCK_REALTIME).tv_sec) }

    /// Nanoseconds of `CLOCK_MONOTONIC`.
    package func monotonicNanoseconds() -> UInt64 {
        let time = Self.now(CLOCK_MONOTONIC)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    private static func now(_ clock: clockid_t) -> timespec {
        var time = timespec()
        let code = unsafe clock_gettime(clock, &time)
        precondition(code == 0, "clock_gettime does not know a clock that POSIX requires")
        return time
    }
}
