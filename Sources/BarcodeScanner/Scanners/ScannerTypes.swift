/// Which scanner, whatever the order of plugging.
package struct ScannerKey: Hashable, Sendable {
    /// Bus and ports, for example `1-2.4`.
    package let portPath: String
    /// The serial number that the device tells; nil when it tells none.
    package let serial: String?
    /// What is read from the device.
    package let mode: ScannerMode
    /// idVendor.
    package let vendorID: UInt16
    /// idProduct.
    package let productID: UInt16

    /// Names a scanner.
    package init(
        portPath: String,
        serial: String?,
        mode: ScannerMode,
        vendorID: UInt16,
        productID: UInt16
    ) {
        self.portPath = portPath
        self.serial = serial
        self.mode = mode
        self.vendorID = vendorID
        self.productID = productID
    }

    /// Vendor and product id as people write them, for example `05e0:2100`.
    package var idText: String { usbIDText(vendorID, productID) }
}

/// `05e0:2100`.
func usbIDText(_ vendorID: UInt16, _ productID: UInt16) -> String {
    func four(_ value: UInt16) -> String {
        let hex = String(value, radix: 16)
        return String(repeating: "0", count: 4 - hex.count) + hex
    }
    return four(vendorID) + ":" + four(productID)
}

/// When a scan passed each stage, nanoseconds of the monotonic clock.
package struct ScanStamps: Hashable, Sendable {
    /// The transfer with the last part of the code came back.
    package let received: UInt64
    /// The code was understood.
    package let decoded: UInt64

    /// Stamps of a scan.
    package init(received: UInt64, decoded: UInt64) {
        self.received = received
        self.decoded = decoded
    }
}

/// One code that a scanner read.
package struct ScanEvent: Hashable, Sendable {
    /// The scanner.
    package let scanner: ScannerKey
    /// What the code means.
    package let reading: BarcodeReading
    /// When it passed each stage.
    package let stamps: ScanStamps

    /// A scan.
    package init(scanner: ScannerKey, reading: BarcodeReading, stamps: ScanStamps) {
        self.scanner = scanner
        self.reading = reading
        self.stamps = stamps
    }
}

/// A device that the configuration calls a scanner.
package struct ScannerMatch: Hashable, Sendable {
    /// idVendor.
    package var vendorID: UInt16
    /// idProduct.
    package var productID: UInt16
    /// Only the device with this serial number; nil for any.
    package var serial: String?
    /// Only the device at this port; nil for any.
    package var portPath: String?

    /// Names devices by id, and narrower where needed.
    package init(
        vendorID: UInt16,
        productID: UInt16,
        serial: String? = nil,
        portPath: String? = nil
    ) {
        self.vendorID = vendorID
        self.productID = productID
        self.serial = serial
        self.portPath = portPath
    }

    /// Reads `05e0:2100`; nil for anything else.
    package init?(idText: String) {
        let parts = idText.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 4 && $0.first != "+" }),
            let vendor = UInt16(parts[0], radix: 16), let product = UInt16(parts[1], radix: 16)
        else { return nil }
        self.init(vendorID: vendor, productID: product)
    }

    /// Whether the device may be meant, as far as it is known without opening it.
    func mayFit(_ device: USBDeviceDescription) -> Bool {
        vendorID == device.vendorID && productID == device.productID
            && (portPath == nil || portPath == device.portPath)
    }
}

/// How scanners are found and read.
package struct ScannerOptions: Hashable, Sendable {
    /// Devices that are scanners although the catalogue does not know them or shares their id.
    package var match: [ScannerMatch]
    /// How this shop's codes differ from plain ones.
    package var rules: BarcodeRules
    /// The layout that keyboard-mode scanners are set to; nil is us.
    package var keyboardLayout: KeyboardLayout?
    /// Silence that ends a code without Enter or CR, milliseconds, 20 to 2000.
    package var gapMilliseconds: UInt64
    /// Codes that began within this time after opening are old and dropped, milliseconds.
    package var discardMilliseconds: UInt64

    /// Options; the defaults suit every scanner of the catalogue.
    package init(
        match: [ScannerMatch] = [],
        rules: BarcodeRules = BarcodeRules(),
        keyboardLayout: KeyboardLayout? = nil,
        gapMilliseconds: UInt64 = 200,
        discardMilliseconds: UInt64 = 250
    ) {
        precondition((20...2_000).contains(gapMilliseconds), "the gap is 20 to 2000 ms")
        precondition(discardMilliseconds <= 5_000, "the time after opening is at most 5 s")
        self.match = match
        self.rules = rules
        self.keyboardLayout = keyboardLayout
        self.gapMilliseconds = gapMilliseconds
        self.discardMilliseconds = discardMilliseconds
    }
}

/// Bounds of the work with scanners.
package enum ScannerLimits {
    /// Scanners read at once.
    package static let scanners = 8
    /// Tries to open a device, or to recover an endpoint, before it is left until the next look.
    package static let attempts = 8
    /// First wait between tries, milliseconds; it doubles each time.
    static let firstRetryMilliseconds: UInt64 = 50
    /// A look at all devices happens at least this often, milliseconds: plug events get lost when a
    /// hub goes, and permissions change without one.
    static let lookMilliseconds: UInt64 = 30_000
    /// The same where libusb reports no plug events: ten a minute.
    static let lookWithoutHotplugMilliseconds: UInt64 = 6_000
    /// Longest wait for transfers to come back at the end, milliseconds.
    package static let stopMilliseconds: UInt64 = 5_000
    /// Pause after libusb failed to handle events, milliseconds.
    static let faultPauseMilliseconds: Int32 = 1_000
    /// Longest wait for events, milliseconds.
    static let eventWaitMilliseconds: UInt64 = 60_000
}
