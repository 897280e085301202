/// What a scanner is doing.
package enum ScannerState: String, Hashable, Sendable {
    /// Codes are read.
    case ready
    /// Just opened: what was queued before is being dropped.
    case settling
    /// Nobody reads it, and it could be read.
    case free
    /// Being opened, or to be tried again soon.
    case opening
    /// The device node may not be written.
    case denied
    /// Another program holds it.
    case busy
    /// It does not answer as it should.
    case faulty
    /// A scanner in a mode that is not read here.
    case unsupportedMode
    /// A keyboard or serial device that nobody called a scanner; it is left alone.
    case leftAlone
    /// More scanners than are read at once.
    case tooMany
    /// It was there and is gone.
    case unplugged
}

/// One scanner, for a person.
package struct ScannerStatus: Hashable, Sendable {
    /// Which scanner.
    package internal(set) var key: ScannerKey
    /// Maker and model, or the id when it is not known.
    package internal(set) var name: String
    /// What it is doing.
    package internal(set) var state: ScannerState
    /// Why it is not ready, in one sentence; nil when it is.
    package internal(set) var reason: String?
    /// What to do about it; nil when there is nothing to do.
    package internal(set) var mend: String?
    /// The kernel driver that holds an interface of it, as far as that is known.
    package internal(set) var kernelDriver: String?
    /// Since when, nanoseconds of the monotonic clock.
    package internal(set) var since: UInt64
    /// Codes delivered.
    package internal(set) var scans = 0
    /// Of these, codes that were damaged on the way.
    package internal(set) var damaged = 0
    /// Codes dropped because they were older than the opening.
    package internal(set) var discarded = 0

    /// The mode in words.
    package var modeText: String { key.mode.rawValue }
}

/// All scanners and the service under them.
package struct ScannersStatus: Hashable, Sendable {
    /// Why no scanner can be read at all; nil when libusb works.
    package internal(set) var fault: String?
    /// Whether plugging is reported; otherwise devices are looked for every few seconds.
    package internal(set) var hasHotplug: Bool
    /// The scanners, sorted by port.
    package internal(set) var scanners: [ScannerStatus]
}

/// Words for states, the same in the service and in the survey.
enum ScannerAdvice {
    static func name(_ device: USBDeviceDescription) -> String {
        let id = usbIDText(device.vendorID, device.productID)
        let model = ScannerCatalogue.model(vendorID: device.vendorID, productID: device.productID)
        return model.map { "\($0.maker) \($0.model) (\(id))" } ?? id
    }

    static func state(_ error: USBError) -> ScannerState {
        switch error.kind {
        case .denied: .denied
        case .busy: .busy
        case .gone: .unplugged
        case .notFound, .stalled, .timeout, .other: .faulty
        }
    }

    static func reason(_ state: ScannerState, mode: ScannerMode) -> String? {
        switch state {
        case .ready, .settling, .free: nil
        case .opening: "it is being opened"
        case .denied: "the service may not write to the device"
        case .busy: "another program holds the device"
        case .faulty: "the device does not answer as it should"
        case .unsupportedMode: "it speaks \(mode.rawValue), which is not read here"
        case .leftAlone:
            "a \(mode.rawValue) device of which nothing says that it is a scanner; left alone"
        case .tooMany: "more than \(ScannerLimits.scanners) scanners are plugged in"
        case .unplugged: "it was unplugged"
        }
    }

    static func mend(_ state: ScannerState, _ device: USBDeviceDescription) -> String? {
        let id = usbIDText(device.vendorID, device.productID)
        switch state {
        case .ready, .settling, .free, .opening: return nil
        case .denied:
            return "see that udev/70-kopilka-scanner.rules is in /etc/udev/rules.d and has a line "
                + "for \(id), then: udevadm control --reload && "
                + "udevadm trigger --action=add --subsystem-match=usb"
        case .busy: return "stop the other program that reads this scanner"
        case .faulty: return "unplug the scanner and plug it in again"
        case .unsupportedMode:
            return "scan the code for \"USB HID POS\" (or USB keyboard) in the scanner's manual"
        case .leftAlone: return "if it is a scanner, name \(id) under scanners in the configuration"
        case .tooMany: return "unplug one"
        case .unplugged: return "plug it in again"
        }
    }
}
