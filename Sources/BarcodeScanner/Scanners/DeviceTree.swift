import Glibc

/// What the kernel shows of a device in /sys/bus/usb/devices, without opening it.
enum DeviceTree {
    /// Report descriptors of the interfaces that the HID driver has bound.
    static func reports(_ device: USBDeviceDescription) -> [UInt8: HIDReportDescriptor] {
        var reports: [UInt8: HIDReportDescriptor] = [:]
        for interface in device.interfaces where interface.isHID {
            let folder = path(device, interface: interface.number)
            // The HID device's folder is named bus:vendor:product.number; bus 3 is USB.
            for name in names(folder) where name.hasPrefix("0003:") {
                let file = "\(folder)/\(name)/report_descriptor"
                guard let bytes = contents(file, limit: HIDReportDescriptor.maximumBytes),
                    let descriptor = try? HIDReportDescriptor(bytes)
                else { continue }
                reports[interface.number] = descriptor
            }
        }
        return reports
    }

    /// The kernel driver of an interface; nil when there is none or none is shown.
    static func driver(_ device: USBDeviceDescription, interface: UInt8) -> String? {
        let link = path(device, interface: interface) + "/driver"
        var target = [CChar](repeating: 0, count: 512)
        let count = unsafe readlink(link, &target, target.count - 1)
        guard count > 0 else { return nil }
        let bytes = target.prefix(count).map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self).split(separator: "/").last.map(String.init)
    }

    private static func path(_ device: USBDeviceDescription, interface: UInt8) -> String {
        "/sys/bus/usb/devices/\(device.portPath):\(device.configuration).\(interface)"
    }

    /// Names in a folder, 256 at most; empty when it cannot be read.
    private static func names(_ folder: String) -> [String] {
        guard let stream = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while names.count < 256, let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { characters in
                    unsafe String(cString: characters)
                }
            }
            names.append(name)
        }
        return names
    }

    /// The bytes of a small file; nil when it cannot be read or is larger than `limit`.
    private static func contents(_ path: String, limit: Int) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1_024)
        while bytes.count <= limit {
            let count = unsafe read(file, &chunk, chunk.count)
            guard count > 0 else { return count == 0 ? bytes : nil }
            bytes += chunk.prefix(count)
        }
        return nil
    }
}
