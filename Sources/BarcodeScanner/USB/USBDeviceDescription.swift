/// What a device says about itself before anybody opens it.
package struct USBDeviceDescription: Hashable, Sendable {
    /// One endpoint.
    package struct Endpoint: Hashable, Sendable {
        /// Number, and 0x80 for IN.
        package var address: UInt8
        /// Transfer type in the lowest two bits: 2 bulk, 3 interrupt.
        package var attributes: UInt8
        /// Bytes of one packet, 1 to 1024.
        package var packetBytes: Int

        /// One endpoint.
        package init(address: UInt8, attributes: UInt8, packetBytes: Int) {
            self.address = address
            self.attributes = attributes
            self.packetBytes = packetBytes
        }
    }

    /// One interface in its first setting.
    package struct Interface: Hashable, Sendable {
        /// bInterfaceNumber.
        package var number: UInt8
        /// bInterfaceClass, bInterfaceSubClass and bInterfaceProtocol.
        package var triple: [UInt8]
        /// Its endpoints.
        package var endpoints: [Endpoint]
        /// Length of the report descriptor that the HID descriptor announces; nil without one.
        package var reportDescriptorBytes: Int?

        /// One interface.
        package init(
            number: UInt8,
            triple: [UInt8],
            endpoints: [Endpoint],
            reportDescriptorBytes: Int? = nil
        ) {
            precondition(triple.count == 3, "class, subclass, protocol")
            self.number = number
            self.triple = triple
            self.endpoints = endpoints
            self.reportDescriptorBytes = reportDescriptorBytes
        }

        /// Human interface device, class 03.
        package var isHID: Bool { triple[0] == 3 }
        /// A keyboard that can send boot reports, 03/01/01.
        package var isBootKeyboard: Bool { triple == [3, 1, 1] }
        /// The communication interface of a CDC-ACM port, 02/02.
        package var isSerialControl: Bool { triple[0] == 2 && triple[1] == 2 }
        /// The data interface of a CDC port, 0A.
        package var isSerialData: Bool { triple[0] == 0x0A }

        /// The first IN endpoint of a transfer type.
        func inEndpoint(type: UInt8) -> Endpoint? {
            endpoints.first { $0.address & 0x80 != 0 && $0.attributes & 3 == type }
        }
    }

    /// idVendor.
    package var vendorID: UInt16
    /// idProduct.
    package var productID: UInt16
    /// bDeviceClass.
    package var deviceClass: UInt8
    /// Bus and ports, for example `1-2.4`; it stays the same when the device is plugged again.
    package var portPath: String
    /// bConfigurationValue of the active configuration.
    package var configuration: UInt8
    /// Its interfaces.
    package var interfaces: [Interface]

    /// A device by its descriptors.
    package init(
        vendorID: UInt16,
        productID: UInt16,
        deviceClass: UInt8 = 0,
        portPath: String,
        configuration: UInt8 = 1,
        interfaces: [Interface]
    ) {
        self.vendorID = vendorID
        self.productID = productID
        self.deviceClass = deviceClass
        self.portPath = portPath
        self.configuration = configuration
        self.interfaces = interfaces
    }

    /// The length of the report descriptor in the class descriptors of an interface.
    ///
    /// - Parameter extra: The bytes between interface and endpoint descriptor.
    /// - Returns: Nil when there is no HID descriptor with a report descriptor in it.
    package static func reportDescriptorBytes(extra: [UInt8]) -> Int? {
        var rest = extra[...]
        while let length = rest.first.map(Int.init), length >= 2, length <= rest.count {
            let descriptor = Array(rest.prefix(length))
            if descriptor[1] == 0x21, length >= 9, descriptor[6] == 0x22 {
                return Int(descriptor[7]) | Int(descriptor[8]) << 8
            }
            rest = rest.dropFirst(length)
        }
        return nil
    }
}
