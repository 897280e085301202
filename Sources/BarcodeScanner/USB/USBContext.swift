import CLibUSB
import Glibc
import Synchronization

/// A libusb context: the list of devices, plug events, and the loop that runs every callback.
///
/// `@unchecked Sendable`: the pointer never changes, and libusb guards the context with its own
/// locks (libusb documentation, "Multi-threaded applications and asynchronous I/O").
@safe final class USBContext: @unchecked Sendable {
    private let raw: OpaquePointer
    /// Kept until libusb is closed, because the callback points to it.
    private let wake = Mutex<USBWake?>(nil)

    /// Opens libusb.
    ///
    /// Wraps `libusb_init`.
    init() throws(USBError) {
        var context: OpaquePointer?
        try USBError.check(unsafe libusb_init(&context), .initialise)
        guard let context = unsafe context else {
            preconditionFailure("libusb_init succeeded without a context")
        }
        unsafe raw = context
    }

    // Every device, handle and transfer is gone by now: they keep their context alive.
    deinit { unsafe libusb_exit(raw) }

    /// Whether this libusb reports plugging and unplugging.
    static var hasHotplug: Bool {
        libusb_has_capability(LIBUSB_CAP_HAS_HOTPLUG.rawValue) != 0
    }

    /// Runs callbacks for up to `microseconds`, less when something happened.
    ///
    /// Blocks. Wraps `libusb_handle_events_timeout_completed`.
    func handleEvents(microseconds: Int64) throws(USBError) {
        var time = timeval(
            tv_sec: Int(microseconds / 1_000_000),
            tv_usec: Int(microseconds % 1_000_000)
        )
        let code = unsafe libusb_handle_events_timeout_completed(raw, &time, nil)
        guard code != LIBUSB_ERROR_INTERRUPTED.rawValue else { return }
        try USBError.check(code, .events)
    }

    /// Makes the thread inside `handleEvents` return.
    ///
    /// Wraps `libusb_interrupt_event_handler`.
    func interruptEvents() { unsafe libusb_interrupt_event_handler(raw) }

    /// Every device on the machine.
    ///
    /// Wraps `libusb_get_device_list`.
    func devices() throws(USBError) -> [USBDevice] {
        var list: UnsafeMutablePointer<OpaquePointer?>?
        let count = unsafe libusb_get_device_list(raw, &list)
        guard count >= 0 else { throw USBError(code: Int32(count), call: .deviceList) }
        defer { unsafe libusb_free_device_list(list, 1) }
        return (0..<count).compactMap { index in
            unsafe list?[index].map { unsafe USBDevice($0, context: self) }
        }
    }

    /// Calls `body` whenever something is plugged in or out, on the thread that handles events.
    ///
    /// `body` must do no more than post: libusb allows no blocking call inside. Wraps
    /// `libusb_hotplug_register_callback`; the callback ends with the context.
    func watchPlugging(_ body: @escaping @Sendable () -> Void) throws(USBError) {
        let wake = USBWake(body)
        self.wake.withLock { $0 = wake }
        let both =
            LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED.rawValue | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT.rawValue
        let code = unsafe libusb_hotplug_register_callback(
            raw,
            Int32(both),
            0,
            LIBUSB_HOTPLUG_MATCH_ANY,
            LIBUSB_HOTPLUG_MATCH_ANY,
            LIBUSB_HOTPLUG_MATCH_ANY,
            { _, _, _, data in
                guard let data = unsafe data else { return 0 }
                unsafe Unmanaged<USBWake>.fromOpaque(data).takeUnretainedValue().post()
                return 0
            },
            unsafe Unmanaged.passUnretained(wake).toOpaque(),
            nil
        )
        try USBError.check(code, .hotplug)
    }
}

/// What a plug event calls.
private final class USBWake: Sendable {
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }

    func post() { body() }
}

/// A device on a bus, opened or not.
///
/// `@unchecked Sendable`: the pointer never changes and libusb counts references with its own lock.
@safe final class USBDevice: @unchecked Sendable {
    private let raw: OpaquePointer
    private let context: USBContext

    /// Keeps a reference of its own.
    fileprivate init(_ raw: OpaquePointer, context: USBContext) {
        unsafe self.raw = unsafe libusb_ref_device(raw)
        self.context = context
    }

    deinit { unsafe libusb_unref_device(raw) }

    /// The same for two references to one plugged-in device, as long as either is kept.
    var identity: UInt { UInt(bitPattern: unsafe raw) }

    /// What the device says about itself; nothing is sent to the device.
    ///
    /// Wraps `libusb_get_device_descriptor` and `libusb_get_active_config_descriptor`.
    func description() throws(USBError) -> USBDeviceDescription {
        var device = libusb_device_descriptor()
        // Cannot fail in libusb 1.0.16 and later.
        unsafe libusb_get_device_descriptor(raw, &device)
        var pointer: UnsafeMutablePointer<libusb_config_descriptor>?
        try USBError.check(
            unsafe libusb_get_active_config_descriptor(raw, &pointer),
            .configuration
        )
        guard let configuration = unsafe pointer else {
            preconditionFailure("libusb gave no configuration without an error")
        }
        defer { unsafe libusb_free_config_descriptor(configuration) }
        let interfaces = unsafe UnsafeBufferPointer(
            start: configuration.pointee.interface,
            count: Int(configuration.pointee.bNumInterfaces)
        )
        return USBDeviceDescription(
            vendorID: device.idVendor,
            productID: device.idProduct,
            deviceClass: device.bDeviceClass,
            portPath: portPath,
            configuration: unsafe configuration.pointee.bConfigurationValue,
            interfaces: unsafe interfaces.compactMap { unsafe Self.firstSetting($0) }
        )
    }

    /// Opens the device node for writing.
    ///
    /// Wraps `libusb_open`.
    func open() throws(USBError) -> USBHandle {
        var handle: OpaquePointer?
        try USBError.check(unsafe libusb_open(raw, &handle), .open)
        guard let handle = unsafe handle else {
            preconditionFailure("libusb_open succeeded without a handle")
        }
        return unsafe USBHandle(handle, device: self)
    }

    /// Index of the serial number's string; 0 when there is none.
    var serialIndex: UInt8 {
        var device = libusb_device_descriptor()
        unsafe libusb_get_device_descriptor(raw, &device)
        return device.iSerialNumber
    }

    /// Bus and ports, as in sysfs: `1-2.4`.
    ///
    /// A root hub has no port and gets `usb1`.
    private var portPath: String {
        var ports = [UInt8](repeating: 0, count: 7)
        let count = unsafe libusb_get_port_numbers(raw, &ports, 7)
        let bus = unsafe libusb_get_bus_number(raw)
        guard count > 0 else { return "usb\(bus)" }
        return "\(bus)-" + ports.prefix(Int(count)).map(String.init).joined(separator: ".")
    }

    private static func firstSetting(
        _ interface: libusb_interface
    )
        -> USBDeviceDescription.Interface?
    {
        guard unsafe interface.num_altsetting > 0, let setting = unsafe interface.altsetting?[0]
        else { return nil }
        let endpoints = unsafe UnsafeBufferPointer(
            start: setting.endpoint,
            count: Int(setting.bNumEndpoints)
        )
        let extra = unsafe UnsafeBufferPointer(
            start: setting.extra,
            count: Int(setting.extra_length)
        )
        return USBDeviceDescription.Interface(
            number: unsafe setting.bInterfaceNumber,
            triple: unsafe [
                setting.bInterfaceClass, setting.bInterfaceSubClass, setting.bInterfaceProtocol,
            ],
            endpoints: unsafe endpoints.map { endpoint in
                USBDeviceDescription.Endpoint(
                    address: unsafe endpoint.bEndpointAddress,
                    attributes: unsafe endpoint.bmAttributes,
                    // Bits 11 and 12 count further packets of one microframe.
                    packetBytes: unsafe Int(endpoint.wMaxPacketSize & 0x7FF)
                )
            },
            reportDescriptorBytes: USBDeviceDescription.reportDescriptorBytes(
                extra: unsafe Array(extra)
            )
        )
    }
}
