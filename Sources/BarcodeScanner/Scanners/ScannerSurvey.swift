/// A look at the scanners that takes nothing from anybody, for `devices` and `doctor`.
package enum ScannerSurvey {
    /// Every scanner on the machine, and every keyboard or serial device that might be one.
    ///
    /// Opens devices that are named as scanners and closes them at once; claims nothing.
    ///
    /// - Parameter options: Which devices are scanners.
    /// - Returns: Sorted by port; `free` means that the service could read it.
    /// - Throws: `USBError` when libusb cannot be opened or gives no list.
    package static func run(options: ScannerOptions) throws(USBError) -> [ScannerStatus] {
        let context = try USBContext()
        let opener = ScannerOpener(options: options)
        let now = MonotonicClock.now()
        var found: [ScannerStatus] = []
        for device in try context.devices() {
            guard let description = try? device.description(), description.deviceClass != 9 else {
                continue
            }
            var status = ScannerStatus(description, now)
            var decision = opener.decide(description)
            if case .unsupported = decision, opener.needsOpening(description) {
                // Only the report descriptor tells; reading it would take the interface.
                decision = .unsupported(status.key.mode)
                status.set(.free, description, now)
            }
            switch decision {
            case .notAScanner: continue
            case .take(let plan):
                status.setMode(plan.mode)
                status.set(.free, description, now)
            case .unsupported(let mode):
                status.setMode(mode)
                if status.state != .free { status.set(.unsupportedMode, description, now) }
            case .unclaimed(let mode):
                status.setMode(mode)
                status.set(.leftAlone, description, now)
            }
            check(device, description, &status, now)
            found.append(status)
        }
        return found.sorted { $0.key.portPath < $1.key.portPath }
    }

    /// Whether the device can be opened, its serial number, and who holds it.
    private static func check(
        _ device: USBDevice,
        _ description: USBDeviceDescription,
        _ status: inout ScannerStatus,
        _ now: UInt64
    ) {
        let drivers = description.interfaces.compactMap {
            DeviceTree.driver(description, interface: $0.number)
        }
        status.kernelDriver = drivers.first { $0 != "usbfs" }
        guard status.state == .free else { return }
        do {
            let handle = try device.open()
            if let serial = handle.string(device.serialIndex) {
                status.key = ScannerKey(
                    portPath: status.key.portPath,
                    serial: serial,
                    mode: status.key.mode,
                    vendorID: status.key.vendorID,
                    productID: status.key.productID
                )
            }
            handle.close()
            // The kernel shows usbfs as the driver of an interface that a program has claimed.
            if drivers.contains("usbfs") { status.set(.busy, description, now) }
        } catch {
            status.set(ScannerAdvice.state(error), description, now)
        }
    }
}
