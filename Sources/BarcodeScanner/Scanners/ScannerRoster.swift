/// Every device on the machine and what becomes of it.
///
/// Lives on the control thread alone, where calls may block; what others may see goes to the board.
final class ScannerRoster {
    private struct Slot {
        let device: USBDevice
        let description: USBDeviceDescription
        var status: ScannerStatus
        /// Whether people hear of it: other devices are none of our business.
        var isListed = false
        var session: ScannerSession?
        var isClosing = false
        var isPresent = true
        var wasOpen = false
        /// When to try to open it; nil when it is not to be opened.
        var opensAt: UInt64?
        var attempts = 0
    }

    private struct Recovery {
        let slot: Int
        let channel: Int
        let isHalted: Bool
        let at: UInt64
    }

    private let context: USBContext
    private let opener: ScannerOpener
    private let board: ScannerBoard
    private let mail: ScannerMail
    private let deliver: @Sendable (ScanEvent) -> Void
    private let lookMilliseconds: UInt64
    private var slots: [Int: Slot] = [:]
    private var nextSlot = 0
    private var recoveries: [Recovery] = []
    private var gone: [ScannerStatus] = []
    private var nextLookAt: UInt64 = 0

    init(
        context: USBContext,
        options: ScannerOptions,
        board: ScannerBoard,
        mail: ScannerMail,
        hasHotplug: Bool,
        deliver: @escaping @Sendable (ScanEvent) -> Void
    ) {
        self.context = context
        opener = ScannerOpener(options: options)
        self.board = board
        self.mail = mail
        self.deliver = deliver
        lookMilliseconds =
            hasHotplug
            ? ScannerLimits.lookMilliseconds : ScannerLimits.lookWithoutHotplugMilliseconds
    }

    /// Runs until the mail says stop and every device is closed.
    func run() {
        while true {
            let letter = mail.take()
            if letter.stops { break }
            let now = MonotonicClock.now()
            if letter.looks || nextLookAt <= now { look(now) }
            for fault in letter.faults { handle(fault, now) }
            recoverDue()
            openDue()
            finishClosing()
            publish()
            mail.wait(until: nextDue)
        }
        closeAll()
    }

    /// Cancels every transfer, waits until all have come back, and closes every device.
    private func closeAll() {
        let giveUpAt =
            MonotonicClock.now()
            + ScannerLimits.stopMilliseconds * MonotonicClock.nanosecondsPerMillisecond
        for id in Array(slots.keys) { close(id, opensAt: nil) }
        finishClosing()
        while slots.values.contains(where: { $0.session != nil }) {
            guard MonotonicClock.now() < giveUpAt else { break }
            mail.wait(until: giveUpAt)
            _ = mail.take()
            finishClosing()
        }
        for session in slots.values.compactMap(\.session) {
            // Kept for ever: the kernel may still write into its buffers.
            _ = unsafe Unmanaged.passRetained(session)
        }
        slots = [:]
        publish()
    }

    private var nextDue: UInt64 {
        let opens = slots.values.compactMap { $0.session == nil ? $0.opensAt : nil }
        return (opens + recoveries.map(\.at)).reduce(nextLookAt, min)
    }

    // MARK: Looking

    /// Compares the devices on the machine with the slots.
    private func look(_ now: UInt64) {
        nextLookAt = now + lookMilliseconds * MonotonicClock.nanosecondsPerMillisecond
        let devices: [USBDevice]
        do {
            devices = try context.devices()
            board.setFault(nil)
        } catch {
            board.setFault("the list of USB devices cannot be read: \(error)")
            return
        }
        let present = Set(devices.map(\.identity))
        for (id, slot) in slots where slot.isPresent && !present.contains(slot.device.identity) {
            slots[id]?.isPresent = false
            if slot.wasOpen { remember(slot.status, now) }
            if slot.session == nil { slots[id] = nil } else { close(id, opensAt: nil) }
        }
        let known = Set(slots.values.filter(\.isPresent).map(\.device.identity))
        for device in devices where !known.contains(device.identity) { admit(device, now) }
    }

    private func admit(_ device: USBDevice, _ now: UInt64) {
        guard let description = try? device.description(), description.deviceClass != 9 else {
            return
        }
        var slot = Slot(
            device: device,
            description: description,
            status: ScannerStatus(description, now)
        )
        if opener.needsOpening(description) {
            slot.isListed = opener.isKnown(description)
            slot.opensAt = now
        } else {
            apply(opener.decide(description), to: &slot, now)
        }
        slots[nextSlot] = slot
        nextSlot += 1
    }

    private func apply(_ decision: ScannerDecision, to slot: inout Slot, _ now: UInt64) {
        slot.opensAt = nil
        switch decision {
        case .take(let plan):
            slot.isListed = true
            slot.opensAt = now
            slot.status.setMode(plan.mode)
        case .unsupported(let mode):
            slot.isListed = true
            slot.status.setMode(mode)
            slot.status.set(.unsupportedMode, slot.description, now)
        case .unclaimed(let mode):
            slot.isListed = true
            slot.status.setMode(mode)
            slot.status.set(.leftAlone, slot.description, now)
        case .notAScanner:
            slot.isListed = false
        }
    }

    /// Keeps the last word of a scanner that is gone.
    private func remember(_ status: ScannerStatus, _ now: UInt64) {
        var last = status
        last.state = .unplugged
        last.reason = ScannerAdvice.reason(.unplugged, mode: last.key.mode)
        last.mend = "plug it in again"
        last.since = now
        gone.removeAll { $0.key == last.key }
        gone.append(last)
        if gone.count > ScannerLimits.scanners { gone.removeFirst() }
    }

    // MARK: Opening

    private func openDue() {
        for id in slots.keys.sorted() {
            let now = MonotonicClock.now()
            guard let slot = slots[id], slot.isPresent, slot.session == nil,
                let at = slot.opensAt, at <= now
            else { continue }
            guard slots.values.count(where: { $0.session != nil }) < ScannerLimits.scanners else {
                slots[id]?.status.set(.tooMany, slot.description, now)
                slots[id]?.opensAt =
                    now + lookMilliseconds * MonotonicClock.nanosecondsPerMillisecond
                continue
            }
            open(id, slot)
        }
    }

    private func open(_ id: Int, _ slot: Slot) {
        let mail = mail
        var slot = slot
        do {
            let result = try opener.open(
                slot.device,
                slot.description,
                deliver: deliver,
                tell: { channel, news in mail.post(slot: id, channel: channel, news: news) }
            )
            let now = MonotonicClock.now()
            switch result {
            case .decision(let decision): apply(decision, to: &slot, now)
            case .session(let session):
                slot.session = session
                slot.isListed = true
                slot.opensAt = nil
                slot.status.key = session.key
                slot.status.set(.ready, slot.description, session.openedAt)
                gone.removeAll {
                    $0.key == session.key || $0.key.portPath == session.key.portPath
                }
            }
            slots[id] = slot
            guard let session = slot.session else { return }
            // Published first, so that the event thread watches the deadlines of what comes now.
            publish()
            try session.start()
            slots[id]?.wasOpen = true
            slots[id]?.attempts = 0
            context.interruptEvents()
        } catch {
            failed(id, error)
        }
    }

    /// Notes why a device is not open and when to try again.
    private func failed(_ id: Int, _ error: USBError) {
        let now = MonotonicClock.now()
        guard var slot = slots[id] else { return }
        slot.attempts += 1
        let wait = Self.backOff(slot.attempts) ?? lookMilliseconds
        let opensAt = now + wait * MonotonicClock.nanosecondsPerMillisecond
        slot.opensAt = opensAt
        if error.kind != .gone {
            slot.status.set(ScannerAdvice.state(error), slot.description, now)
            slot.status.kernelDriver =
                slot.description.interfaces
                .compactMap { DeviceTree.driver(slot.description, interface: $0.number) }.first
        }
        slots[id] = slot
        if slot.session != nil { close(id, opensAt: opensAt) }
    }

    /// Milliseconds before try number `attempts`; nil when the tries are used up.
    static func backOff(_ attempts: Int) -> UInt64? {
        attempts <= ScannerLimits.attempts
            ? ScannerLimits.firstRetryMilliseconds << UInt64(attempts - 1) : nil
    }

    // MARK: Faults

    private func handle(_ fault: ScannerMail.Fault, _ now: UInt64) {
        guard let slot = slots[fault.slot], let session = slot.session, !slot.isClosing else {
            return
        }
        let count = session.channels[fault.channel].countFault()
        guard let wait = Self.backOff(count) else {
            slots[fault.slot]?.status.set(.faulty, slot.description, now)
            let after = lookMilliseconds * MonotonicClock.nanosecondsPerMillisecond
            close(fault.slot, opensAt: now + after)
            return
        }
        // A first halt is ended at once; after any other fault the device gets time to be gone.
        let isFirstHalt = fault.isHalted && count == 1
        recoveries.append(
            Recovery(
                slot: fault.slot,
                channel: fault.channel,
                isHalted: fault.isHalted,
                at: isFirstHalt ? now : now + wait * MonotonicClock.nanosecondsPerMillisecond
            )
        )
    }

    private func recoverDue() {
        let now = MonotonicClock.now()
        let due = recoveries.filter { $0.at <= now }
        recoveries.removeAll { $0.at <= now }
        for recovery in due {
            guard let slot = slots[recovery.slot], let session = slot.session, !slot.isClosing
            else { continue }
            do {
                try session.recover(
                    session.channels[recovery.channel],
                    isHalted: recovery.isHalted
                )
                context.interruptEvents()
            } catch {
                if error.kind == .gone {
                    // The next look finds it gone; if it is not, it is opened anew after that.
                    slots[recovery.slot]?.status.set(.faulty, slot.description, now)
                    let after = lookMilliseconds * MonotonicClock.nanosecondsPerMillisecond
                    close(recovery.slot, opensAt: now + after)
                } else {
                    mail.post(
                        slot: recovery.slot,
                        channel: recovery.channel,
                        news: .fault(isHalted: recovery.isHalted)
                    )
                }
            }
        }
    }

    // MARK: Closing

    private func close(_ id: Int, opensAt: UInt64?) {
        guard let session = slots[id]?.session else { return }
        slots[id]?.opensAt = opensAt
        guard slots[id]?.isClosing == false else { return }
        slots[id]?.isClosing = true
        recoveries.removeAll { $0.slot == id }
        session.cancel()
    }

    /// Closes what was cancelled and has all its transfers back.
    private func finishClosing() {
        for (id, slot) in slots where slot.isClosing {
            guard let session = slot.session, !session.isUnderWay else { continue }
            session.close()
            if slot.isPresent {
                slots[id]?.session = nil
                slots[id]?.isClosing = false
            } else {
                slots[id] = nil
            }
        }
    }

    private func publish() {
        let entries = slots.values.filter { $0.isListed && $0.isPresent }.map {
            ScannerBoard.Entry(status: $0.status, session: $0.session)
        }
        board.setEntries(entries + gone.map { ScannerBoard.Entry(status: $0, session: nil) })
    }
}

extension ScannerStatus {
    /// The state of a device that was just seen.
    init(_ device: USBDeviceDescription, _ now: UInt64) {
        let model = ScannerCatalogue.model(vendorID: device.vendorID, productID: device.productID)
        key = ScannerKey(
            portPath: device.portPath,
            serial: nil,
            mode: model?.mode ?? .unknown,
            vendorID: device.vendorID,
            productID: device.productID
        )
        name = ScannerAdvice.name(device)
        state = .opening
        reason = ScannerAdvice.reason(.opening, mode: .unknown)
        since = now
    }

    /// Says what the device speaks.
    mutating func setMode(_ mode: ScannerMode) {
        key = ScannerKey(
            portPath: key.portPath,
            serial: key.serial,
            mode: mode,
            vendorID: key.vendorID,
            productID: key.productID
        )
    }

    /// Moves to a state with its reason and mend.
    mutating func set(_ state: ScannerState, _ device: USBDeviceDescription, _ now: UInt64) {
        if state != self.state { since = now }
        self.state = state
        reason = ScannerAdvice.reason(state, mode: key.mode)
        mend = ScannerAdvice.mend(state, device)
        if state == .ready { kernelDriver = nil }
    }
}
