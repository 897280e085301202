import Synchronization

/// What everybody may see of the scanners.
final class ScannerBoard: Sendable {
    /// A scanner and, while it is open, its session.
    struct Entry: Sendable {
        var status: ScannerStatus
        var session: ScannerSession?
    }

    private struct Content {
        var entries: [Entry] = []
        var fault: String?
        var hasHotplug = false
    }

    private let content = Mutex(Content())
    private let discardNanoseconds: UInt64

    private let changed: @Sendable () -> Void

    init(options: ScannerOptions, changed: @escaping @Sendable () -> Void = {}) {
        self.changed = changed
        discardNanoseconds =
            options.discardMilliseconds * MonotonicClock.nanosecondsPerMillisecond
    }

    func setEntries(_ entries: [Entry]) {
        content.withLock { $0.entries = entries }
        changed()
    }

    func setFault(_ fault: String?) {
        content.withLock { $0.fault = fault }
        changed()
    }

    func setHotplug(_ hasHotplug: Bool) { content.withLock { $0.hasHotplug = hasHotplug } }

    /// The channels that are being read.
    var channels: [ScannerChannel] {
        content.withLock { $0.entries.flatMap { $0.session?.channels ?? [] } }
    }

    /// The status as of now, with the counters.
    func status(at now: UInt64) -> ScannersStatus {
        let content = content.withLock { $0 }
        let scanners = content.entries.map { entry in
            var status = entry.status
            guard let session = entry.session else { return status }
            if status.state == .ready, now < session.openedAt + discardNanoseconds {
                status.state = .settling
            }
            for channel in session.channels {
                let counts = channel.counts
                status.scans += counts.scans
                status.damaged += counts.damaged
                status.discarded += counts.discarded
            }
            return status
        }
        return ScannersStatus(
            fault: content.fault,
            hasHotplug: content.hasHotplug,
            scanners: scanners.sorted { $0.key.portPath < $1.key.portPath }
        )
    }
}

/// What the event thread and plug events tell the control thread.
///
/// Posting never blocks.
final class ScannerMail: Sendable {
    /// A channel that stopped.
    struct Fault: Hashable, Sendable {
        let slot: Int
        let channel: Int
        let isHalted: Bool
    }

    /// Everything that was posted since the last time.
    ///
    /// News of one channel are kept once, so the letter is no longer than the channels of all
    /// scanners.
    struct Letter: Sendable {
        var looks = false
        var stops = false
        var faults: Set<Fault> = []
    }

    private let letter = Mutex(Letter())
    private let pipe = WakePipe()

    func postLook() {
        letter.withLock { $0.looks = true }
        pipe.post()
    }

    func postStop() {
        letter.withLock { $0.stops = true }
        pipe.post()
    }

    func post(slot: Int, channel: Int, news: ChannelNews) {
        if case .fault(let isHalted) = news {
            letter.withLock { letter in
                _ = letter.faults.insert(
                    Fault(slot: slot, channel: channel, isHalted: isHalted)
                )
            }
        }
        pipe.post()
    }

    func take() -> Letter {
        letter.withLock { letter in
            defer { letter = Letter() }
            return letter
        }
    }

    /// Waits for a post, at most until `deadline`; nil waits for ever.
    func wait(until deadline: UInt64?) {
        guard let deadline else { return pipe.wait(milliseconds: nil) }
        let now = MonotonicClock.now()
        guard deadline > now else { return }
        let milliseconds = (deadline - now) / MonotonicClock.nanosecondsPerMillisecond + 1
        pipe.wait(milliseconds: Int32(min(milliseconds, UInt64(Int32.max))))
    }
}
