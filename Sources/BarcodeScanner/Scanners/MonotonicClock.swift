import CPlatform
import Glibc

/// The clock of all waits and stamps.
enum MonotonicClock {
    static let nanosecondsPerMillisecond: UInt64 = 1_000_000

    /// Nanoseconds since boot.
    ///
    /// Wraps `clock_gettime` with CLOCK_MONOTONIC, which cannot fail.
    static func now() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Blocks the calling thread.
    ///
    /// Wraps `poll` without a descriptor.
    static func pause(milliseconds: Int32) { _ = poll(nil, 0, milliseconds) }
}

/// A thread with a name; its owner joins it exactly once.
final class NamedThread: Sendable {
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    private let thread: pthread_t

    /// Starts a thread.
    ///
    /// - Parameters:
    ///   - name: At most 15 bytes.
    ///   - run: The thread ends when it returns.
    init(name: String, run: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let body = unsafe Unmanaged.passRetained(Body(name: name, run: run))
        let code = unsafe pthread_create(
            &thread,
            nil,
            { data in
                guard let data = unsafe data else { return nil }
                let body = unsafe Unmanaged<Body>.fromOpaque(data).takeRetainedValue()
                unsafe cplatform_name_thread(body.name)
                body.run()
                return nil
            },
            unsafe body.toOpaque()
        )
        precondition(code == 0, "the system gives no thread")
        self.thread = thread
    }

    /// Waits for the end of the thread.
    func join() { pthread_join(thread, nil) }
}

/// Wakes a thread that waits in `wait(milliseconds:)`, from any thread, without ever blocking.
final class WakePipe: Sendable {
    private let reading: Int32
    private let writing: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        precondition(unsafe pipe(&ends) == 0, "the system gives no pipe")
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        reading = ends[0]
        writing = ends[1]
    }

    deinit {
        close(reading)
        close(writing)
    }

    /// Wakes the waiting thread, or the next wait.
    ///
    /// A full pipe means that it is awake already.
    func post() {
        var byte: UInt8 = 0
        _ = unsafe write(writing, &byte, 1)
    }

    /// Waits for `post`, at most `milliseconds`; nil waits for ever.
    func wait(milliseconds: Int32?) {
        var request = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&request, 1, milliseconds ?? -1)
        var drained = [UInt8](repeating: 0, count: 64)
        while unsafe read(reading, &drained, drained.count) == drained.count {}
    }
}
