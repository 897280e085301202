import CPlatform
import Glibc

/// Monotonic time.
enum MonotonicClock {
    /// Nanoseconds of CLOCK_MONOTONIC.
    static func now() -> UInt64 {
        var time = timespec()
        let result = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        precondition(result == 0, "CLOCK_MONOTONIC always exists")
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}

/// A latch that threads can wait at with a time limit: once set it stays set.
///
/// A pipe, since Swift has neither a condition with a monotonic time limit nor eventfd.
final class Latch: Sendable {
    private let readEnd: Int32
    private let writeEnd: Int32

    /// Nil: the process has no descriptor left.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { return nil }
        readEnd = ends[0]
        writeEnd = ends[1]
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    /// Lets every waiter through, now and later.
    ///
    /// Never blocks.
    func set() {
        var one: UInt8 = 1
        // A full pipe is set already.
        _ = unsafe write(writeEnd, &one, 1)
    }

    /// Takes back all `set()` so far; for a bell that rings more than once.
    func clear() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while unsafe read(readEnd, &bytes, bytes.count) > 0 {}
    }

    /// Whether it is set.
    var isSet: Bool { wait(milliseconds: 0) }

    /// Waits until it is set; false when the time is over.
    ///
    /// Nil waits for ever.
    func wait(milliseconds: Int?) -> Bool {
        let start = MonotonicClock.now()
        while true {
            var left: Int32 = -1
            if let milliseconds {
                let waited = Int((MonotonicClock.now() - start) / 1_000_000)
                left = Int32(clamping: max(0, milliseconds - waited))
            }
            var entry = pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0)
            let ready = unsafe poll(&entry, 1, left)
            if ready > 0 { return true }
            // A signal cuts the wait short (-1): it goes on with the rest.
            if ready == 0, left >= 0 { return false }
        }
    }
}

/// A thread of our own, since every PC/SC call blocks and must stay off Swift's pool.
final class PosixThread: Sendable {
    private let ended: Latch

    /// Starts `body` on a new detached thread; nil: the system has no thread or descriptor left.
    ///
    /// - Parameters:
    ///   - name: At most 15 bytes, as `top -H` and `ps -L` show it.
    ///   - body: What it does; its end is the thread's end.
    ///   - onEnd: Called on the thread after `hasEnded` is true.
    init?(
        name: String,
        body: @escaping @Sendable () -> Void,
        onEnd: @escaping @Sendable () -> Void = {}
    ) {
        guard let ended = Latch() else { return nil }
        self.ended = ended
        let task = Task(name: name, body: body, ended: ended, onEnd: onEnd)
        let box = unsafe Unmanaged.passRetained(task)
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread,
            nil,
            { unsafe PosixThread.run($0) },
            box.toOpaque()
        )
        guard code == 0 else {
            unsafe box.release()
            return nil
        }
        pthread_detach(thread)
    }

    /// Waits for the thread's end; false when it still runs after that time.
    ///
    /// Nil waits for ever.
    func join(milliseconds: Int?) -> Bool { ended.wait(milliseconds: milliseconds) }

    /// Whether the body has returned.
    var hasEnded: Bool { ended.isSet }

    private static func run(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument = unsafe argument else { return nil }
        let task = unsafe Unmanaged<Task>.fromOpaque(argument).takeRetainedValue()
        unsafe task.name.withCString { unsafe cplatform_name_thread($0) }
        task.body()
        task.ended.set()
        task.onEnd()
        return nil
    }

    private final class Task: Sendable {
        let name: String
        let body: @Sendable () -> Void
        let ended: Latch
        let onEnd: @Sendable () -> Void

        init(
            name: String,
            body: @escaping @Sendable () -> Void,
            ended: Latch,
            onEnd: @escaping @Sendable () -> Void
        ) {
            self.name = name
            self.body = body
            self.ended = ended
            self.onEnd = onEnd
        }
    }
}
