import CLibUSB
import Synchronization

/// One IN transfer that is sent again and again.
///
/// `@unchecked Sendable`: the transfer and its buffer belong to libusb from `submit` until the
/// callback. libusb runs one callback at a time, under its events lock; the owner submits only while
/// `isUnderWay` is false and keeps the object until then. So nothing here is touched twice at once.
@safe final class USBTransfer: @unchecked Sendable {
    /// How a transfer ended.
    enum Outcome: Hashable {
        case data([UInt8])
        case stalled
        case gone
        case cancelled
        /// Any other status of libusb: a fault on the wire, or more data than asked for.
        case failed
    }

    private let raw: UnsafeMutablePointer<libusb_transfer>
    private let buffer: UnsafeMutablePointer<UInt8>
    private let underWay = Atomic(false)
    /// Only inside the callback.
    private var isSubmittedAgain = false
    private let ended: @Sendable (USBTransfer, Outcome) -> Void
    private let returned: @Sendable () -> Void

    /// Prepares a transfer.
    ///
    /// - Parameters:
    ///   - handle: The open device; it must outlive the transfer.
    ///   - channel: Endpoint and size.
    ///   - ended: Called when the transfer came back, on the thread that handles events; it may
    ///     call `submitAgain` and must not block.
    ///   - returned: Called after that when the transfer was not submitted again.
    init(
        handle: USBHandle,
        channel: ScannerPlan.Channel,
        ended: @escaping @Sendable (USBTransfer, Outcome) -> Void,
        returned: @escaping @Sendable () -> Void
    ) {
        guard let transfer = unsafe libusb_alloc_transfer(0) else {
            preconditionFailure("out of memory for a USB transfer")
        }
        let bytes = channel.transferBytes
        unsafe raw = transfer
        unsafe buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes)
        unsafe buffer.initialize(repeating: 0, count: bytes)
        self.ended = ended
        self.returned = returned
        // No time-out: a scanner may be silent for days.
        unsafe transfer.pointee.dev_handle = handle.withRaw { unsafe $0 }
        unsafe transfer.pointee.endpoint = channel.endpoint
        unsafe transfer.pointee.type =
            channel.isBulk
            ? UInt8(LIBUSB_TRANSFER_TYPE_BULK.rawValue)
            : UInt8(LIBUSB_TRANSFER_TYPE_INTERRUPT.rawValue)
        unsafe transfer.pointee.timeout = 0
        unsafe transfer.pointee.buffer = unsafe buffer
        unsafe transfer.pointee.length = Int32(bytes)
        unsafe transfer.pointee.callback = { transfer in
            guard let data = unsafe transfer?.pointee.user_data else { return }
            unsafe Unmanaged<USBTransfer>.fromOpaque(data).takeUnretainedValue().finish()
        }
        unsafe transfer.pointee.user_data = Unmanaged.passUnretained(self).toOpaque()
    }

    deinit {
        precondition(!isUnderWay, "a transfer is freed only after its callback")
        unsafe libusb_free_transfer(raw)
        unsafe buffer.deallocate()
    }

    /// Whether libusb has it or its callback still runs.
    ///
    /// Acquires what the callback did before (pairs with `finish`).
    var isUnderWay: Bool { underWay.load(ordering: .acquiring) }

    /// Gives the transfer to libusb.
    ///
    /// Wraps `libusb_submit_transfer`.
    func submit() throws(USBError) {
        precondition(!isUnderWay, "a transfer is submitted once at a time")
        underWay.store(true, ordering: .releasing)
        do {
            try USBError.check(unsafe libusb_submit_transfer(raw), .submit)
        } catch {
            underWay.store(false, ordering: .releasing)
            throw error
        }
    }

    /// Gives the transfer to libusb again, from inside `ended`.
    ///
    /// Wraps `libusb_submit_transfer`.
    func submitAgain() throws(USBError) {
        try USBError.check(unsafe libusb_submit_transfer(raw), .submit)
        isSubmittedAgain = true
    }

    /// Asks for the transfer back; the callback still comes.
    ///
    /// Wraps `libusb_cancel_transfer`, whose NOT_FOUND means that it is coming back already.
    func cancel() {
        guard isUnderWay else { return }
        _ = unsafe libusb_cancel_transfer(raw)
    }

    private func finish() {
        let outcome: Outcome
        switch unsafe raw.pointee.status {
        case LIBUSB_TRANSFER_COMPLETED:
            let count = unsafe Int(raw.pointee.actual_length)
            outcome = .data(
                unsafe Array(UnsafeBufferPointer(start: buffer, count: count))
            )
        case LIBUSB_TRANSFER_STALL: outcome = .stalled
        case LIBUSB_TRANSFER_NO_DEVICE: outcome = .gone
        case LIBUSB_TRANSFER_CANCELLED: outcome = .cancelled
        default: outcome = .failed
        }
        isSubmittedAgain = false
        ended(self, outcome)
        guard !isSubmittedAgain else { return }
        // Releases what the callback did to whoever submits or frees next (pairs with `isUnderWay`).
        underWay.store(false, ordering: .releasing)
        returned()
    }
}
