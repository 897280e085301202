import CPlatform
import Glibc

/// A timer of the monotonic clock that one thread sleeps in and any thread may set.
///
/// Setting it wakes nobody. Wraps `timerfd_create`, `timerfd_settime` and `read`.
final class ThreadTimer: Sendable {
    private let descriptor: Int32

    /// Makes a timer that is not set; traps when the process has no descriptor left.
    init() {
        descriptor = cplatform_timer_open()
        precondition(descriptor >= 0, "no timer could be made: the process is at its limit")
    }

    deinit {
        close(descriptor)
    }

    /// Has it go off at a moment of the monotonic clock, at once when that is past.
    func set(atNanoseconds moment: UInt64) {
        // 0 would take it back.
        cplatform_timer_set(descriptor, max(1, moment))
    }

    /// Takes back when it goes off.
    func clear() { cplatform_timer_set(descriptor, 0) }

    /// Sleeps until it goes off, then it is not set any more.
    func wait() {
        var count: UInt64 = 0
        let size = MemoryLayout<UInt64>.size
        while unsafe read(descriptor, &count, size) != size {
            precondition(errno == EINTR, "a timer of our own can be read")
        }
    }
}
