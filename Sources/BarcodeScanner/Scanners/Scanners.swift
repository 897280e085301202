import Synchronization

/// The barcode scanners of this machine, read through libusb.
///
/// One named thread handles events: every callback runs and every code is decoded there. A second
/// one opens, recovers and closes devices, where calls may block, so that a mute device never delays
/// the scan of another. Without scans both sleep: about three wake-ups a minute.
package final class Scanners: Sendable {
    private struct Running: Sendable {
        let control: NamedThread
        let events: NamedThread
        let context: USBContext
    }

    private let options: ScannerOptions
    private let deliver: @Sendable (ScanEvent) -> Void
    private let board: ScannerBoard
    private let mail = ScannerMail()
    private let stopsEvents = Atomic(false)
    private let running = Mutex<Running?>(nil)

    /// Scanners that are not read yet.
    ///
    /// - Parameters:
    ///   - options: Which devices are scanners and how their codes are read.
    ///   - deliver: Takes each code, one at a time, on the event thread; it must not block and must
    ///     not call `stop`.
    ///   - statusChanged: Called on any thread after `status()` changed, counters excepted; it must
    ///     be quick and must not call `stop`.
    package init(
        options: ScannerOptions,
        deliver: @escaping @Sendable (ScanEvent) -> Void,
        statusChanged: @escaping @Sendable () -> Void = {}
    ) {
        self.options = options
        self.deliver = deliver
        board = ScannerBoard(options: options, changed: statusChanged)
    }

    /// Starts to read every scanner that is there or comes.
    ///
    /// Returns at once; devices are opened on a thread of their own. A second call before `stop` is a
    /// mistake and traps.
    ///
    /// - Throws: `USBError` when libusb cannot be opened at all.
    package func start() throws(USBError) {
        let context = try USBContext()
        let mail = mail
        var hasHotplug = USBContext.hasHotplug
        if hasHotplug {
            do {
                try context.watchPlugging { mail.postLook() }
            } catch {
                hasHotplug = false
            }
        }
        board.setHotplug(hasHotplug)
        stopsEvents.store(false, ordering: .releasing)
        let (options, board, deliver) = (options, board, deliver)
        let events = NamedThread(name: "kopilka-usb") { [self] in handleEvents(context) }
        let control = NamedThread(name: "kopilka-usb-ctl") { [hasHotplug] in
            ScannerRoster(
                context: context,
                options: options,
                board: board,
                mail: mail,
                hasHotplug: hasHotplug,
                deliver: deliver
            ).run()
        }
        running.withLock { running in
            precondition(running == nil, "scanners are started once")
            running = Running(control: control, events: events, context: context)
        }
    }

    /// Lets every scanner go and joins both threads.
    ///
    /// Does nothing when nothing runs.
    ///
    /// Blocks until every transfer has come back, `ScannerLimits.stopMilliseconds` at most: what
    /// has not come back by then is never freed, because libusb may still write to it.
    package func stop() {
        guard
            let old = running.withLock({ running in
                defer { running = nil }
                return running
            })
        else { return }
        mail.postStop()
        old.control.join()
        stopsEvents.store(true, ordering: .releasing)
        old.context.interruptEvents()
        old.events.join()
    }

    /// What is plugged in and what it is doing.
    package func status() -> ScannersStatus { board.status(at: MonotonicClock.now()) }

    /// Runs callbacks until told to stop, and ends codes whose end does not come.
    private func handleEvents(_ context: USBContext) {
        // Pairs with the store in `stop`.
        while !stopsEvents.load(ordering: .acquiring) {
            let now = MonotonicClock.now()
            let wait = board.channels.compactMap(\.deadline).min().map { deadline in
                deadline > now ? (deadline - now) / 1_000 + 1 : 0
            }
            let longest = ScannerLimits.eventWaitMilliseconds * 1_000
            do {
                try context.handleEvents(microseconds: Int64(min(wait ?? longest, longest)))
            } catch {
                board.setFault("libusb does not handle events: \(error)")
                // Nothing will come; the pause keeps a lasting fault from taking the processor.
                MonotonicClock.pause(milliseconds: ScannerLimits.faultPauseMilliseconds)
            }
            let later = MonotonicClock.now()
            for channel in board.channels {
                guard let deadline = channel.deadline, deadline <= later else { continue }
                channel.expire(at: later)
            }
        }
    }
}
