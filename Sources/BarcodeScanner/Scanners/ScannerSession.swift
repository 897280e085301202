import Synchronization

/// What a channel tells the thread that opens and closes devices.
enum ChannelNews: Hashable, Sendable {
    /// The endpoint is halted, or a transfer failed; nothing is under way now.
    case fault(isHalted: Bool)
    /// A transfer came back and was not sent again.
    case returned
}

/// The reading of one endpoint.
///
/// Bytes are decoded where they arrive: on the event thread.
final class ScannerChannel: Sendable {
    private struct State {
        var decoder: ScannerDecoder
        var isClosing = false
        /// Faults in a row; data ends the row.
        var faults = 0
        var scans = 0
        var damaged = 0
        var discarded = 0
    }

    let plan: ScannerPlan.Channel
    private let scanner: ScannerKey
    private let rules: BarcodeRules
    private let freshAt: UInt64
    private let deliver: @Sendable (ScanEvent) -> Void
    private let tell: @Sendable (ChannelNews) -> Void
    private let state: Mutex<State>
    private let transfer = Mutex<USBTransfer?>(nil)

    /// A channel that is not reading yet.
    ///
    /// - Parameters:
    ///   - plan: The endpoint.
    ///   - scanner: Whose it is.
    ///   - options: How codes are read.
    ///   - openedAt: Codes that began earlier than the discard time after this are dropped.
    ///   - deliver: Takes each code, on the event thread.
    ///   - tell: Takes news; must not block.
    init(
        plan: ScannerPlan.Channel,
        scanner: ScannerKey,
        options: ScannerOptions,
        openedAt: UInt64,
        deliver: @escaping @Sendable (ScanEvent) -> Void,
        tell: @escaping @Sendable (ChannelNews) -> Void
    ) {
        self.plan = plan
        self.scanner = scanner
        rules = options.rules
        freshAt =
            openedAt + options.discardMilliseconds * MonotonicClock.nanosecondsPerMillisecond
        self.deliver = deliver
        self.tell = tell
        state = Mutex(State(decoder: ScannerDecoder(plan.language, options)))
    }

    /// Starts to read from an open device.
    func start(_ handle: USBHandle) throws(USBError) {
        let tell = tell
        let new = USBTransfer(
            handle: handle,
            channel: plan,
            ended: { [self] transfer, outcome in ended(transfer, outcome) },
            returned: { tell(.returned) }
        )
        transfer.withLock { $0 = new }
        try resume()
    }

    /// Sends the transfer out after a fault; does nothing once the channel is closing.
    func resume() throws(USBError) {
        let transfer = transfer.withLock { $0 }
        try state.withLock { state throws(USBError) in
            guard !state.isClosing, let transfer, !transfer.isUnderWay else { return }
            try transfer.submit()
        }
    }

    /// Stops reading; the transfer comes back through `returned` news.
    func cancel() {
        state.withLock { $0.isClosing = true }
        transfer.withLock { $0 }?.cancel()
    }

    /// Whether libusb still has the transfer.
    var isUnderWay: Bool { transfer.withLock { $0 }?.isUnderWay ?? false }

    /// Frees the transfer, which also ends the cycle of references with it.
    func free() {
        precondition(!isUnderWay, "a transfer is freed only after its callback")
        transfer.withLock { $0 = nil }
    }

    /// Faults in a row, the present one included; it is counted here.
    func countFault() -> Int {
        state.withLock { state in
            state.faults += 1
            return state.faults
        }
    }

    /// Codes delivered, damaged ones among them, and codes dropped as old.
    var counts: (scans: Int, damaged: Int, discarded: Int) {
        state.withLock { ($0.scans, $0.damaged, $0.discarded) }
    }

    /// When `expire(at:)` must be called if nothing arrives.
    var deadline: UInt64? { state.withLock { $0.decoder.deadline } }

    /// Ends codes whose end does not come.
    func expire(at now: UInt64) {
        handOut(state.withLock { $0.decoder.expire(at: now) }, received: now)
    }

    private func ended(_ transfer: USBTransfer, _ outcome: USBTransfer.Outcome) {
        switch outcome {
        case .data(let bytes):
            let now = MonotonicClock.now()
            let messages = state.withLock { state in
                if !bytes.isEmpty { state.faults = 0 }
                return state.decoder.take(bytes, at: now)
            }
            // Before the transfer is sent again, which is a system call: the customer waits.
            handOut(messages, received: now)
            let isLost = state.withLock { state in
                // Under the lock: after `cancel` nothing is sent again.
                guard !state.isClosing else { return false }
                do {
                    try transfer.submitAgain()
                    return false
                } catch {
                    return true
                }
            }
            if isLost { tell(.fault(isHalted: false)) }
        case .stalled: tell(.fault(isHalted: true))
        case .failed, .gone: tell(.fault(isHalted: false))
        case .cancelled: break
        }
    }

    private func handOut(_ messages: [ScanMessage], received: UInt64) {
        for message in messages {
            guard message.firstAt >= freshAt else {
                state.withLock { $0.discarded += 1 }
                continue
            }
            let reading = message.reading(rules: rules)
            state.withLock { state in
                state.scans += 1
                if message.damage != nil { state.damaged += 1 }
            }
            deliver(
                ScanEvent(
                    scanner: scanner,
                    reading: reading,
                    stamps: ScanStamps(received: received, decoded: MonotonicClock.now())
                )
            )
        }
    }
}

/// An open scanner: its handle, the interfaces it holds, and its channels.
///
/// Opened and closed on one thread.
final class ScannerSession: Sendable {
    let key: ScannerKey
    let openedAt: UInt64
    let channels: [ScannerChannel]
    private let handle: USBHandle
    private let interfaces: [UInt8]
    private let detached: [UInt8]

    init(
        key: ScannerKey,
        openedAt: UInt64,
        channels: [ScannerChannel],
        handle: USBHandle,
        interfaces: [UInt8],
        detached: [UInt8]
    ) {
        self.key = key
        self.openedAt = openedAt
        self.channels = channels
        self.handle = handle
        self.interfaces = interfaces
        self.detached = detached
    }

    func start() throws(USBError) {
        for channel in channels { try channel.start(handle) }
    }

    /// Ends a halt and reads on.
    ///
    /// Blocks.
    func recover(_ channel: ScannerChannel, isHalted: Bool) throws(USBError) {
        if isHalted { try handle.clearHalt(channel.plan.endpoint) }
        try channel.resume()
    }

    func cancel() {
        for channel in channels { channel.cancel() }
    }

    var isUnderWay: Bool { channels.contains { $0.isUnderWay } }

    /// Lets the device go and gives its interfaces back to the kernel.
    ///
    /// Blocks.
    func close() {
        for channel in channels { channel.free() }
        ScannerOpener.letGo(handle, interfaces: interfaces, detached: detached)
        handle.close()
    }
}
