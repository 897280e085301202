/// The language a scanner speaks, as its descriptors show it.
package enum ScannerMode: String, Hashable, Sendable {
    case hidPOS = "HID POS"
    case keyboard = "keyboard"
    case serial = "USB serial (CDC-ACM)"
    case ibm = "IBM OEM"
    case snapi = "SNAPI"
    case vendorSerial = "vendor serial"
    case unknown = "unknown"
}

/// What to do with a device.
package enum ScannerDecision: Hashable, Sendable {
    /// A scanner in a mode that is read here.
    case take(ScannerPlan)
    /// A scanner in a mode that is not read here.
    case unsupported(ScannerMode)
    /// A keyboard or serial device of which nothing says that it is a scanner; it is left alone.
    case unclaimed(ScannerMode)
    /// Something else.
    case notAScanner
}

/// Which interfaces of a scanner are held and how each is read.
package struct ScannerPlan: Hashable, Sendable {
    /// One IN endpoint that is read.
    package struct Channel: Hashable, Sendable {
        /// How its bytes are understood.
        package enum Language: Hashable, Sendable {
            case hidPOS(HIDPOSLayout)
            case keyboard
            /// CDC data; the number is that of its control interface.
            case serial(control: UInt8)
        }

        /// bInterfaceNumber.
        package var interface: UInt8
        /// Address of the endpoint.
        package var endpoint: UInt8
        /// Whether it is a bulk endpoint; otherwise interrupt.
        package var isBulk: Bool
        /// Bytes of one transfer: a multiple of the packet, so that nothing overflows.
        package var transferBytes: Int
        /// How its bytes are understood.
        package var language: Language
    }

    /// The mode in one word: HID POS wins over the keyboard beside it.
    package var mode: ScannerMode
    /// The endpoints that are read.
    package var channels: [Channel]
    /// Every interface that is held, in order.
    package var interfaces: [UInt8]

    /// Decides by the descriptors, never by the id alone.
    ///
    /// A keyboard or a serial port is taken only from a device that is known to be a scanner: the
    /// real keyboard, the fiscal printer and the modem look the same. HID POS speaks for itself,
    /// and for the keyboard beside it in the same device.
    ///
    /// - Parameters:
    ///   - device: What the device says.
    ///   - reports: Report descriptors by interface, as far as they could be read.
    ///   - isKnown: Whether the catalogue or the configuration names the device as a scanner.
    ///   - catalogued: The mode that the catalogue gives the id, for words only.
    /// - Returns: The plan, or why there is none.
    package static func decide(
        _ device: USBDeviceDescription,
        reports: [UInt8: HIDReportDescriptor],
        isKnown: Bool,
        catalogued: ScannerMode? = nil
    ) -> ScannerDecision {
        let scans = device.interfaces.compactMap { interface -> Channel? in
            guard interface.isHID, let endpoint = interface.inEndpoint(type: 3),
                let layout = reports[interface.number].flatMap(HIDPOSLayout.init)
            else { return nil }
            return Channel(
                interface: interface.number,
                endpoint: endpoint.address,
                isBulk: false,
                transferBytes: whole(endpoint, atLeast: layout.longestInputBytes),
                language: .hidPOS(layout)
            )
        }
        let keyboards = device.interfaces.compactMap { interface -> Channel? in
            guard interface.isBootKeyboard, let endpoint = interface.inEndpoint(type: 3),
                !scans.contains(where: { $0.interface == interface.number })
            else { return nil }
            return Channel(
                interface: interface.number,
                endpoint: endpoint.address,
                isBulk: false,
                transferBytes: whole(endpoint, atLeast: 8),
                language: .keyboard
            )
        }
        let ports = serialPorts(device)
        if !scans.isEmpty {
            let channels = scans + keyboards
            return .take(
                ScannerPlan(
                    mode: .hidPOS,
                    channels: channels,
                    interfaces: channels.map(\.interface).sorted()
                )
            )
        }
        if keyboards.isEmpty, ports.isEmpty {
            return isKnown ? .unsupported(catalogued ?? .unknown) : .notAScanner
        }
        let mode: ScannerMode = ports.isEmpty ? .keyboard : .serial
        guard isKnown else { return .unclaimed(mode) }
        let controls = ports.compactMap { port -> UInt8? in
            if case .serial(let control) = port.language { control } else { nil }
        }
        let channels = keyboards + ports
        let held = Set(channels.map(\.interface) + controls)
        return .take(ScannerPlan(mode: mode, channels: channels, interfaces: held.sorted()))
    }

    /// Pairs of CDC control and data interface; the data interface follows its control.
    private static func serialPorts(_ device: USBDeviceDescription) -> [Channel] {
        zip(device.interfaces, device.interfaces.dropFirst()).compactMap { control, data in
            guard control.isSerialControl, data.isSerialData,
                let endpoint = data.inEndpoint(type: 2)
            else { return nil }
            // One packet a transfer: a full packet at the end of a code needs no second to end it.
            return Channel(
                interface: data.number,
                endpoint: endpoint.address,
                isBulk: true,
                transferBytes: max(1, endpoint.packetBytes),
                language: .serial(control: control.number)
            )
        }
    }

    private static func whole(_ endpoint: USBDeviceDescription.Endpoint, atLeast bytes: Int) -> Int
    {
        let packet = max(1, endpoint.packetBytes)
        return max(1, (bytes + packet - 1) / packet) * packet
    }
}
