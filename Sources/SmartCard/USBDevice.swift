import Glibc

/// A USB device as sysfs shows it.
package struct USBDevice: Hashable, Sendable {
    /// The port path: `1-1.3`.
    package let path: String
    /// Vendor id.
    package let vendor: UInt16
    /// Product id.
    package let product: UInt16
    /// Number of the bus.
    package let bus: Int
    /// Address on the bus; changes at every plugging.
    package let address: Int
    /// Serial; nil: none.
    package let serial: String?
    /// Maker and product as the device names itself; empty parts are left out.
    package let label: String
    /// Kernel drivers bound to its interfaces.
    package let drivers: Set<String>
    /// Class codes of its interfaces: 0x0B is a smart card reader.
    package let interfaceClasses: Set<UInt8>

    /// Makes a device; for tests and for `devices(in:)`.
    package init(
        path: String,
        vendor: UInt16,
        product: UInt16,
        bus: Int,
        address: Int,
        serial: String? = nil,
        label: String = "",
        drivers: Set<String> = [],
        interfaceClasses: Set<UInt8> = []
    ) {
        self.path = path
        self.vendor = vendor
        self.product = product
        self.bus = bus
        self.address = address
        self.serial = serial
        self.label = label
        self.drivers = drivers
        self.interfaceClasses = interfaceClasses
    }

    /// Where sysfs lists USB devices.
    package static let sysfsFolder = "/sys/bus/usb/devices"
    /// The most entries of the folder that are looked at.
    package static let maximumEntries = 1_024

    /// All USB devices listed in `folder`, sorted by port; empty where there is no USB.
    ///
    /// Blocks shortly, reads a few small files per device.
    package static func devices(in folder: String = sysfsFolder) -> [USBDevice] {
        let entries = SmallFile.names(in: folder, maximum: maximumEntries).sorted()
        return entries.filter { !$0.contains(":") }.compactMap { entry in
            device(entry, in: folder, interfaces: entries.filter { $0.hasPrefix(entry + ":") })
        }
    }

    private static func device(
        _ entry: String,
        in folder: String,
        interfaces: [String]
    ) -> USBDevice? {
        func text(_ file: String) -> String? { SmallFile.line("\(folder)/\(entry)/\(file)") }
        guard let vendor = text("idVendor").flatMap({ UInt16($0, radix: 16) }),
            let product = text("idProduct").flatMap({ UInt16($0, radix: 16) }),
            let bus = text("busnum").flatMap({ Int($0) }),
            let address = text("devnum").flatMap({ Int($0) })
        else { return nil }
        let classes = interfaces.compactMap {
            SmallFile.line("\(folder)/\($0)/bInterfaceClass").flatMap { UInt8($0, radix: 16) }
        }
        return USBDevice(
            path: entry,
            vendor: vendor,
            product: product,
            bus: bus,
            address: address,
            serial: text("serial"),
            label: [text("manufacturer"), text("product")].compactMap(\.self)
                .joined(separator: " "),
            drivers: Set(interfaces.compactMap { SmallFile.linkTarget("\(folder)/\($0)/driver") }),
            interfaceClasses: Set(classes)
        )
    }

    /// `vvvv:pppp`, lower case, as `lsusb` writes it.
    package var id: String { USBDevice.id(vendor: vendor, product: product) }

    /// `vvvv:pppp` of two numbers.
    package static func id(vendor: UInt16, product: UInt16) -> String {
        let text = Hexadecimal.text([
            UInt8(vendor >> 8), UInt8(vendor & 0xFF), UInt8(product >> 8), UInt8(product & 0xFF),
        ])
        return "\(text.prefix(4)):\(text.suffix(4))".lowercased()
    }
}

/// Small text files of sysfs.
enum SmallFile {
    /// The most bytes read of one file.
    static let maximumBytes = 512

    /// The first line without blanks at its ends; nil: no file, empty, or not UTF-8 printable.
    static func line(_ path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: maximumBytes)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return line(in: Array(bytes.prefix(count)))
    }

    /// The first line of a file's bytes, control characters dropped: a device chooses these texts.
    static func line(in bytes: [UInt8]) -> String? {
        let first = bytes.prefix { $0 != 0x0A }.filter { $0 >= 0x20 && $0 != 0x7F }
        let trimmed = first.drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed()
        return trimmed.isEmpty ? nil : String(decoding: Array(trimmed), as: UTF8.self)
    }

    /// The last part of a symbolic link's target; nil: no link.
    static func linkTarget(_ path: String) -> String? {
        var bytes = [CChar](repeating: 0, count: maximumBytes)
        let count = unsafe readlink(path, &bytes, bytes.count)
        guard count > 0 else { return nil }
        let target = bytes.prefix(count).map(UInt8.init(bitPattern:))
        return target.split(separator: UInt8(ascii: "/")).last.map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// Names in a folder, at most `maximum`; empty: no folder.
    static func names(in folder: String, maximum: Int) -> [String] {
        guard let stream = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while names.count < maximum, let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                let end = unsafe bytes.firstIndex(of: 0) ?? bytes.count
                return unsafe String(decoding: bytes[..<end], as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
