import CLibUSB

/// An open device.
///
/// `@unchecked Sendable`: the pointer is used only before `close()`, which one thread calls once
/// after every transfer came back; libusb guards the handle with its own locks.
@safe final class USBHandle: @unchecked Sendable {
    /// A request that the host sends on endpoint 0.
    struct Request {
        var type: UInt8
        var request: UInt8
        var value: UInt16
        var index: UInt16
    }

    /// How long a device may take to answer a request, milliseconds.
    static let requestMilliseconds: UInt32 = 500

    private let raw: OpaquePointer
    /// Keeps the device and its context.
    private let device: USBDevice

    /// Takes over an open handle.
    init(_ raw: OpaquePointer, device: USBDevice) {
        unsafe self.raw = unsafe raw
        self.device = device
    }

    /// Closes the device.
    ///
    /// No transfer may be under way.
    ///
    /// Wraps `libusb_close`.
    func close() { unsafe libusb_close(raw) }

    /// Whether a kernel driver holds the interface; false also where libusb cannot tell.
    ///
    /// Wraps `libusb_kernel_driver_active`.
    func hasKernelDriver(_ interface: UInt8) -> Bool {
        unsafe libusb_kernel_driver_active(raw, Int32(interface)) == 1
    }

    /// Takes the kernel driver off the interface.
    ///
    /// Blocks. Wraps `libusb_detach_kernel_driver`.
    func detach(_ interface: UInt8) throws(USBError) {
        let code = unsafe libusb_detach_kernel_driver(raw, Int32(interface))
        guard code != LIBUSB_ERROR_NOT_FOUND.rawValue else { return }
        try USBError.check(code, .detach)
    }

    /// Gives the interface back to the kernel; what cannot be given back is left without a driver.
    ///
    /// Blocks. Wraps `libusb_attach_kernel_driver`.
    func attach(_ interface: UInt8) {
        _ = unsafe libusb_attach_kernel_driver(raw, Int32(interface))
    }

    /// Holds the interface for this program alone.
    ///
    /// Wraps `libusb_claim_interface`.
    func claim(_ interface: UInt8) throws(USBError) {
        try USBError.check(unsafe libusb_claim_interface(raw, Int32(interface)), .claim)
    }

    /// Lets the interface go.
    ///
    /// Blocks. Wraps `libusb_release_interface`.
    func release(_ interface: UInt8) {
        _ = unsafe libusb_release_interface(raw, Int32(interface))
    }

    /// Ends the halt of an endpoint and starts its data toggle again.
    ///
    /// Blocks. Wraps `libusb_clear_halt`.
    func clearHalt(_ endpoint: UInt8) throws(USBError) {
        try USBError.check(unsafe libusb_clear_halt(raw, endpoint), .clearHalt)
    }

    /// Reads up to `bytes` with a request.
    ///
    /// Blocks for `requestMilliseconds` at most. Wraps `libusb_control_transfer`.
    func read(_ request: Request, bytes: Int) throws(USBError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: bytes)
        let count = try control(request, &buffer)
        return Array(buffer.prefix(Int(count)))
    }

    /// Sends `bytes` with a request.
    ///
    /// Blocks for `requestMilliseconds` at most. Wraps `libusb_control_transfer`.
    func write(_ request: Request, _ bytes: [UInt8] = []) throws(USBError) {
        var buffer = bytes
        try control(request, &buffer)
    }

    /// A string of the device in ASCII; nil when the device does not answer.
    ///
    /// Blocks for a second at most. Wraps `libusb_get_string_descriptor_ascii`.
    func string(_ index: UInt8) -> String? {
        guard index != 0 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 128)
        let count = unsafe libusb_get_string_descriptor_ascii(raw, index, &buffer, 128)
        guard count > 0 else { return nil }
        // A serial number is printed and used as a key: blanks and control characters go.
        let printable = buffer.prefix(Int(count)).filter { $0 > ASCII.space && $0 < ASCII.delete }
        return printable.isEmpty ? nil : String(decoding: printable, as: UTF8.self)
    }

    /// Runs `body` with the raw handle, for filling a transfer.
    func withRaw<Result>(_ body: (OpaquePointer) -> Result) -> Result { unsafe body(raw) }

    @discardableResult
    private func control(_ request: Request, _ buffer: inout [UInt8]) throws(USBError) -> Int32 {
        let length = UInt16(buffer.count)
        let code = unsafe libusb_control_transfer(
            raw,
            request.type,
            request.request,
            request.value,
            request.index,
            &buffer,
            length,
            Self.requestMilliseconds
        )
        return try USBError.check(code, .control)
    }
}
