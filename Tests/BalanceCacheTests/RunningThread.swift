import Glibc

/// A thread of its own: tasks share a pool that may be no wider than the machine.
struct RunningThread {
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private var thread = pthread_t()

    /// Starts the work.
    init(_ body: @escaping @Sendable () -> Void) {
        let work = unsafe Unmanaged.passRetained(Work(body))
        let code = unsafe pthread_create(
            &thread,
            nil,
            { pointer in
                guard let pointer = unsafe pointer else { return nil }
                unsafe Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body()
                return nil
            },
            work.toOpaque()
        )
        precondition(code == 0, "no thread: pthread_create returned \(code)")
    }

    /// Waits for its end.
    func join() {
        _ = pthread_join(thread, nil)
    }
}
