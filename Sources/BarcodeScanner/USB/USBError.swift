import CLibUSB

/// The libusb functions whose failure is reported; the raw value is the C name.
package enum USBCall: String, Hashable, Sendable {
    case initialise = "libusb_init"
    case deviceList = "libusb_get_device_list"
    case configuration = "libusb_get_active_config_descriptor"
    case open = "libusb_open"
    case detach = "libusb_detach_kernel_driver"
    case claim = "libusb_claim_interface"
    case control = "libusb_control_transfer"
    case submit = "libusb_submit_transfer"
    case clearHalt = "libusb_clear_halt"
    case hotplug = "libusb_hotplug_register_callback"
    case events = "libusb_handle_events_timeout_completed"
}

/// What a libusb call failed with.
///
/// LIBUSB_ERROR_INVALID_PARAM is a mistake in this program and traps instead.
package struct USBError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What to do about it.
    package enum Kind: Hashable, Sendable {
        /// The device is gone.
        case gone
        /// The device node may not be written: a udev rule is missing.
        case denied
        /// Another program or driver holds the interface.
        case busy
        /// The interface or endpoint does not exist.
        case notFound
        /// The endpoint is halted, or the device refused the request.
        case stalled
        /// The device did not answer in time.
        case timeout
        /// Anything else; the code tells.
        case other
    }

    /// What to do about it.
    package let kind: Kind
    /// The code as libusb gave it, negative.
    package let code: Int32
    /// The call.
    package let call: USBCall

    init(code: Int32, call: USBCall) {
        precondition(
            code != LIBUSB_ERROR_INVALID_PARAM.rawValue,
            "an invalid parameter for libusb is a mistake of this program"
        )
        self.code = code
        self.call = call
        kind =
            switch code {
            case LIBUSB_ERROR_NO_DEVICE.rawValue: .gone
            case LIBUSB_ERROR_ACCESS.rawValue: .denied
            case LIBUSB_ERROR_BUSY.rawValue: .busy
            case LIBUSB_ERROR_NOT_FOUND.rawValue: .notFound
            case LIBUSB_ERROR_PIPE.rawValue: .stalled
            case LIBUSB_ERROR_TIMEOUT.rawValue: .timeout
            default: .other
            }
    }

    /// The call and the code by name.
    package var description: String {
        let name = unsafe String(cString: libusb_error_name(code))
        return "\(call.rawValue) failed: \(name)"
    }

    /// Throws when `code` is negative.
    @discardableResult
    static func check(_ code: Int32, _ call: USBCall) throws(USBError) -> Int32 {
        guard code >= 0 else { throw USBError(code: code, call: call) }
        return code
    }
}
