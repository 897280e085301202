import Glibc

/// A bounded first-in first-out queue between any threads and the flow's one thread, which sleeps
/// in it until there is something to do.
///
/// A condition variable on the monotonic clock, because neither `Mutex` nor a task can be slept in
/// with a deadline by a plain thread.
@safe
final class InputQueue<Element: Sendable>: Sendable {
    // Proof for the unchecked pointer: `state` is allocated in init, freed in deinit and only
    // touched between lock and unlock of the mutex that lies in it.
    private nonisolated(unsafe) let state: UnsafeMutablePointer<State>
    private let capacity: Int

    @safe
    private struct State {
        var mutex = unsafe pthread_mutex_t()
        var condition = pthread_cond_t()
        var waiting: [Element] = []
        var isClosed = false
    }

    /// Makes an empty queue for at most `capacity` elements.
    init(capacity: Int) {
        precondition(capacity > 0)
        self.capacity = capacity
        unsafe state = .allocate(capacity: 1)
        unsafe state.initialize(to: State())
        unsafe pthread_mutex_init(&state.pointee.mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(&state.pointee.condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(&state.pointee.condition)
        unsafe pthread_mutex_destroy(&state.pointee.mutex)
        unsafe state.deinitialize(count: 1)
        unsafe state.deallocate()
    }

    /// Appends an element and wakes the taker; false when the queue is full or closed.
    func offer(_ element: Element) -> Bool {
        unsafe pthread_mutex_lock(&state.pointee.mutex)
        let hasRoom =
            unsafe !state.pointee.isClosed && state.pointee.waiting.count < capacity
        if hasRoom { unsafe state.pointee.waiting.append(element) }
        unsafe pthread_mutex_unlock(&state.pointee.mutex)
        // After unlocking: the taker would wake only to wait for the mutex.
        if hasRoom { unsafe pthread_cond_signal(&state.pointee.condition) }
        return hasRoom
    }

    /// Ends the queue: `offer` refuses from now on and `take` returns what is left, then nil.
    func close() {
        unsafe pthread_mutex_lock(&state.pointee.mutex)
        unsafe state.pointee.isClosed = true
        unsafe pthread_cond_broadcast(&state.pointee.condition)
        unsafe pthread_mutex_unlock(&state.pointee.mutex)
    }

    /// Takes up to `limit` elements, sleeping until there is one or the deadline has passed.
    ///
    /// - Parameters:
    ///   - limit: The most elements to take.
    ///   - deadlineNanoseconds: When to stop sleeping, on the monotonic clock.
    /// - Returns: The elements in order, none at the deadline; nil when closed and empty.
    func take(limit: Int, deadlineNanoseconds: UInt64) -> [Element]? {
        unsafe pthread_mutex_lock(&state.pointee.mutex)
        defer { unsafe pthread_mutex_unlock(&state.pointee.mutex) }
        var deadline = timespec(
            tv_sec: Int(deadlineNanoseconds / 1_000_000_000),
            tv_nsec: Int(deadlineNanoseconds % 1_000_000_000)
        )
        while unsafe state.pointee.waiting.isEmpty {
            if unsafe state.pointee.isClosed { return nil }
            let code = unsafe pthread_cond_timedwait(
                &state.pointee.condition,
                &state.pointee.mutex,
                &deadline
            )
            if code == ETIMEDOUT { break }
        }
        let count = unsafe min(limit, state.pointee.waiting.count)
        let taken = unsafe Array(state.pointee.waiting.prefix(count))
        unsafe state.pointee.waiting.removeFirst(count)
        return taken
    }
}
