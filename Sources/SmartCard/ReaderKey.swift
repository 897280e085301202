/// A reader's lasting identity: USB port path, serial and interface role.
///
/// Two keys are equal when these agree; the name, which changes with plug order and driver, counts
/// only for a reader without any USB identity (a virtual one), and then without its plug-order
/// number.
package struct ReaderKey: Sendable {
    /// The port it is plugged into, such as `1-1.3`; nil: not on USB, or not known.
    package let usbPath: String?
    /// The device's serial; nil: it has none.
    package let serial: String?
    /// The role of the slot: `contactless`, `contact`, `sam`, `unknown`, with `.SS` for slot SS > 0.
    package let interface: String
    /// The name pcscd uses now.
    package let name: String

    /// Makes a key.
    package init(usbPath: String?, serial: String?, interface: String, name: String) {
        self.usbPath = usbPath
        self.serial = serial
        self.interface = interface
        self.name = name
    }

    /// One word for the configuration and for messages: `usb:1-1.3/SERIAL/contactless`, or
    /// `name:Stable Name/contactless` without USB.
    package var text: String {
        guard let usbPath else { return "name:\(ReaderName(name).stable)/\(interface)" }
        return "usb:\(usbPath)/\(serial ?? "-")/\(interface)"
    }
}

extension ReaderKey: Hashable {
    /// Whether both stand for the same place in the same reader.
    package static func == (one: ReaderKey, other: ReaderKey) -> Bool { one.text == other.text }

    /// Hashes what `==` compares.
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// What a running reader told about where it is plugged in.
package struct ReaderPlace: Hashable, Sendable {
    /// The lasting identity.
    package let key: ReaderKey
    /// The USB device; nil: there is none, or it is not known.
    package let device: USBDevice?

    /// Whether nothing shows that this is hardware: never report such a reader as plugged in.
    package var isVirtual: Bool { key.usbPath == nil }

    /// Puts together what is known.
    ///
    /// - Parameters:
    ///   - name: pcscd's name of the reader.
    ///   - channel: `SCARD_ATTR_CHANNEL_ID` as the driver gave it; nil: not given.
    ///   - path: The answer to control code 3601, such as `1-1.3.2:1.0`; nil: not given.
    ///   - devices: All USB devices of this machine.
    /// - Returns: The place; without a USB path when nothing tells it.
    package static func resolve(
        name: String,
        channel: [UInt8]?,
        path: [UInt8]?,
        devices: [USBDevice]
    ) -> ReaderPlace {
        let parsed = ReaderName(name)
        let device =
            channel.flatMap(usbAddress).flatMap { bus, address in
                devices.first { $0.bus == bus && $0.address == address }
            }
            ?? path.flatMap(portPath).flatMap { port in devices.first { $0.path == port } }
            ?? onlyDevice(named: parsed, among: devices)
        let key = ReaderKey(
            usbPath: device?.path ?? path.flatMap(portPath),
            serial: device?.serial,
            interface: parsed.role,
            name: name
        )
        return ReaderPlace(key: key, device: device)
    }

    /// Bus and address of a channel id 0x0020BBAA; nil: not USB.
    ///
    /// Little-endian, 4 or 8 bytes, as the drivers copy a C integer.
    static func usbAddress(_ channel: [UInt8]) -> (bus: Int, address: Int)? {
        guard channel.count == 4 || channel.count == 8 else { return nil }
        let value = channel.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard value >> 16 == 0x0020 else { return nil }
        return (Int(value >> 8 & 0xFF), Int(value & 0xFF))
    }

    /// The port part of `1-1.3.2:1.0`; nil: not of this form.
    static func portPath(_ answer: [UInt8]) -> String? {
        let text = answer.prefix { $0 != 0 && $0 != UInt8(ascii: ":") }
        let isPort = text.allSatisfy {
            (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        }
        guard isPort, (3...32).contains(text.count), text.contains(UInt8(ascii: "-")) else {
            return nil
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The one plugged device whose catalogue entry bears this name, for drivers that tell neither
    /// channel nor path; nil: none, or several.
    private static func onlyDevice(named name: ReaderName, among devices: [USBDevice]) -> USBDevice?
    {
        let fitting = devices.filter { device in
            let entry = ReaderCatalogue.entry(vendor: device.vendor, product: device.product)
            return entry?.names.contains { name.friendly.hasPrefix($0) } ?? false
        }
        return fitting.count == 1 ? fitting.first : nil
    }
}
