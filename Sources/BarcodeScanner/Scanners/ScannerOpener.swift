/// Opens a device and finds out what it is; blocks, and touches nothing that is not a scanner.
struct ScannerOpener {
    let options: ScannerOptions

    /// What became of a device.
    enum Result {
        case session(ScannerSession)
        case decision(ScannerDecision)
    }

    /// Whether the catalogue or the configuration calls the device a scanner.
    func isKnown(_ device: USBDeviceDescription) -> Bool {
        if options.match.contains(where: { $0.mayFit(device) }) { return true }
        let model = ScannerCatalogue.model(vendorID: device.vendorID, productID: device.productID)
        return model.map { !$0.isShared } ?? false
    }

    /// What the device is, by what can be read without opening it.
    func decide(_ device: USBDeviceDescription) -> ScannerDecision {
        decide(device, reports: DeviceTree.reports(device))
    }

    /// Whether the device must be opened to know what it is.
    ///
    /// A HID interface whose report descriptor the kernel does not show is opened when the device is
    /// known, or when no driver holds it.
    func needsOpening(_ device: USBDeviceDescription) -> Bool {
        let reports = DeviceTree.reports(device)
        return device.interfaces.contains { interface in
            interface.isHID && !interface.isBootKeyboard && reports[interface.number] == nil
                && (isKnown(device)
                    || DeviceTree.driver(device, interface: interface.number) == nil)
        }
    }

    /// Opens a scanner and starts to read it.
    ///
    /// - Throws: What the first failing call said; everything taken so far is given back.
    func open(
        _ device: USBDevice,
        _ description: USBDeviceDescription,
        deliver: @escaping @Sendable (ScanEvent) -> Void,
        tell: @escaping @Sendable (_ channel: Int, ChannelNews) -> Void
    ) throws(USBError) -> Result {
        let handle = try device.open()
        var isKept = false
        defer { if !isKept { handle.close() } }
        let serial = handle.string(device.serialIndex)
        guard fits(description, serial: serial) else { return .decision(.notAScanner) }
        let reports = try reports(handle, description)
        let decision = decide(description, reports: reports)
        guard case .take(let plan) = decision else { return .decision(decision) }
        let detached = try take(handle, plan.interfaces)
        configure(handle, plan, description, reports)
        let now = MonotonicClock.now()
        let key = ScannerKey(
            portPath: description.portPath,
            serial: serial,
            mode: plan.mode,
            vendorID: description.vendorID,
            productID: description.productID
        )
        let session = ScannerSession(
            key: key,
            openedAt: now,
            channels: plan.channels.enumerated().map { index, channel in
                ScannerChannel(
                    plan: channel,
                    scanner: key,
                    options: options,
                    openedAt: now,
                    deliver: deliver,
                    tell: { news in tell(index, news) }
                )
            },
            handle: handle,
            interfaces: plan.interfaces,
            detached: detached
        )
        isKept = true
        return .session(session)
    }

    /// Lets interfaces go, and gives those that had a driver back to it.
    static func letGo(_ handle: USBHandle, interfaces: [UInt8], detached: [UInt8]) {
        for interface in interfaces { handle.release(interface) }
        for interface in detached { handle.attach(interface) }
    }

    private func decide(
        _ device: USBDeviceDescription,
        reports: [UInt8: HIDReportDescriptor]
    ) -> ScannerDecision {
        ScannerPlan.decide(
            device,
            reports: reports,
            isKnown: isKnown(device),
            catalogued: ScannerCatalogue.model(
                vendorID: device.vendorID,
                productID: device.productID
            )?.mode
        )
    }

    /// Whether every serial number that the configuration asks for is the device's.
    private func fits(_ device: USBDeviceDescription, serial: String?) -> Bool {
        let matches = options.match.filter { $0.mayFit(device) }
        return matches.isEmpty || matches.contains { $0.serial == nil || $0.serial == serial }
    }

    /// The report descriptors: from the kernel where it has them, else asked for.
    ///
    /// - Throws: What kept a device that is known to be a scanner from answering. Any other device
    ///   is left as it is.
    private func reports(
        _ handle: USBHandle,
        _ device: USBDeviceDescription
    ) throws(USBError) -> [UInt8: HIDReportDescriptor] {
        let isKnown = isKnown(device)
        var reports = DeviceTree.reports(device)
        for interface in device.interfaces where interface.isHID && !interface.isBootKeyboard {
            guard reports[interface.number] == nil, let bytes = interface.reportDescriptorBytes,
                (1...HIDReportDescriptor.maximumBytes).contains(bytes),
                isKnown || !handle.hasKernelDriver(interface.number)
            else { continue }
            do {
                let raw = try askReport(handle, interface.number, bytes: bytes)
                reports[interface.number] = try? HIDReportDescriptor(raw)
            } catch {
                if isKnown, error.kind != .stalled { throw error }
            }
        }
        return reports
    }

    /// Asks the device itself, which needs the interface for a moment.
    private func askReport(
        _ handle: USBHandle,
        _ interface: UInt8,
        bytes: Int
    ) throws(USBError) -> [UInt8] {
        let detached = try take(handle, [interface])
        defer { Self.letGo(handle, interfaces: [interface], detached: detached) }
        let request = USBHandle.Request(
            type: 0x81,
            request: 6,
            value: 0x2200,
            index: UInt16(interface)
        )
        return try handle.read(request, bytes: bytes)
    }

    /// Takes interfaces from the kernel and holds them; on failure gives all back.
    ///
    /// - Returns: Those that had a driver.
    private func take(_ handle: USBHandle, _ interfaces: [UInt8]) throws(USBError) -> [UInt8] {
        var detached: [UInt8] = []
        var claimed: [UInt8] = []
        do {
            for interface in interfaces {
                if handle.hasKernelDriver(interface) {
                    try handle.detach(interface)
                    detached.append(interface)
                }
                try handle.claim(interface)
                claimed.append(interface)
            }
            return detached
        } catch {
            Self.letGo(handle, interfaces: claimed, detached: detached)
            throw error
        }
    }

    /// Tells the device how to talk.
    ///
    /// A device may refuse any of it and still be read.
    private func configure(
        _ handle: USBHandle,
        _ plan: ScannerPlan,
        _ device: USBDeviceDescription,
        _ reports: [UInt8: HIDReportDescriptor]
    ) {
        func send(_ request: UInt8, _ value: UInt16, _ interface: UInt8, _ bytes: [UInt8] = []) {
            try? handle.write(
                USBHandle.Request(
                    type: 0x21,
                    request: request,
                    value: value,
                    index: UInt16(interface)
                ),
                bytes
            )
        }
        for channel in plan.channels {
            switch channel.language {
            case .keyboard:
                send(0x0B, 0, channel.interface)
                send(0x0A, 0, channel.interface)
            case .hidPOS:
                send(0x0A, 0, channel.interface)
                let fields = reports[channel.interface]?.fields ?? []
                let hasRedirection = fields.contains {
                    $0.direction == .feature && $0.reportID == 0xFE
                }
                // Honeywell and Youjie: sends scans here and not to the keyboard interface.
                if hasRedirection, [0x0C2E, 0x23D0].contains(device.vendorID) {
                    send(0x09, 0x03FE, channel.interface, [0xFE, 1])
                }
            case .serial(let control):
                // 9600 8N1, which a scanner on USB ignores; DTR and RTS, which some wait for.
                send(0x20, 0, control, [0x80, 0x25, 0, 0, 0, 0, 8])
                send(0x22, 3, control)
            }
        }
    }
}
