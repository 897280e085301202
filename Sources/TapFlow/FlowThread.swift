import CPlatform
import Glibc

/// A named POSIX thread that runs one closure: blocking work never sits on the cooperative pool.
package struct FlowThread: Sendable {
    private let thread: pthread_t

    /// Starts a thread; the name is cut at 15 bytes.
    package init(name: String, body: @escaping @Sendable () -> Void) {
        let box = unsafe Unmanaged.passRetained(ThreadBody(name: name, body: body))
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let box = unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue()
                unsafe cplatform_name_thread(box.name)
                box.body()
                return nil
            },
            box.toOpaque()
        )
        precondition(code == 0, "no thread could be started: the process is at its limit")
        self.thread = thread
    }

    /// Waits for the thread's end; once only.
    ///
    /// A thread that nobody joins frees itself only with the process: call `detach` instead.
    package func join() {
        pthread_join(thread, nil)
    }

    /// Lets the thread free itself at its end; once only, instead of `join`.
    package func detach() {
        pthread_detach(thread)
    }
}

private final class ThreadBody: Sendable {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}
