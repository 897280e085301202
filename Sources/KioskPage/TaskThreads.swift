import NIOCore
import NIOPosix

/// Where the process runs its tasks.
package enum TaskThreads {
    /// Runs every task from now on on event loops of SwiftNIO instead of on libdispatch's pool.
    ///
    /// On Linux that pool wakes up once a second, for as long as the process lives, to count its
    /// threads; an event loop sleeps. And what a task tells a connection need not change threads
    /// twice. To be called once, from the main thread, before the first task. Wraps
    /// `NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor`.
    ///
    /// - Returns: Whether it was done; otherwise everything works, with one wake-up more a second.
    @discardableResult
    package static func useEventLoops() -> Bool {
        NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
    }
}
