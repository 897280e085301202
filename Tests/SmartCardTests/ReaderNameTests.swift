import Glibc
import Testing

@testable import SmartCard

@Suite("Reader names")
struct ReaderNameTests {
    struct Name: Sendable {
        let full: String
        let kind: SlotKind
        var slot = 0
        var interface: String?
        var serial: String?
        var friendly: String?
    }

    static let names: [Name] = [
        Name(
            full: "ACS ACR1252 Dual Reader [ACR1252 Dual Reader PICC] 00 00",
            kind: .contactless,
            interface: "ACR1252 Dual Reader PICC",
            friendly: "ACS ACR1252 Dual Reader"
        ),
        Name(
            full: "ACS ACR1252 Dual Reader [ACR1252 Dual Reader SAM] 01 00",
            kind: .sam,
            interface: "ACR1252 Dual Reader SAM"
        ),
        Name(
            full: "ACS ACR1252 1S CL Reader [ACR1552 1S CL Reader SAM] (A1) 02 00",
            kind: .sam,
            serial: "A1"
        ),
        Name(full: "ACS ACR122U PICC Interface 00 00", kind: .contactless),
        Name(full: "ACS ACR122U 00 00", kind: .unknown),
        Name(full: "ACS ACR1281 1S Dual Reader ICC 00 01", kind: .contact, slot: 1),
        Name(
            full:
                "HID Global OMNIKEY 5422 Smartcard Reader [OMNIKEY 5422CL Smartcard Reader] 00 00",
            kind: .contactless
        ),
        Name(
            full: "HID Global OMNIKEY 5422 Smartcard Reader [OMNIKEY 5422 Smartcard Reader] 01 00",
            kind: .unknown
        ),
        Name(
            full: "OMNIKEY CardMan (076B:5121) 5121 (123456) 00 01",
            kind: .unknown,
            slot: 1,
            serial: "123456",
            friendly: "OMNIKEY CardMan (076B:5121) 5121"
        ),
        Name(full: "NXP Pegoda 3 [NXP Pegoda 3 (CL)] 00 00", kind: .contactless),
        Name(full: "NXP Pegoda 3 [NXP Pegoda 3 (CT)] 01 00", kind: .contact),
        Name(
            full:
                "Identiv uTrust 4701 F Dual Interface Reader [uTrust 4701 F Contact Reader] 00 00",
            kind: .contact
        ),
        Name(full: "Identiv uTrust 4711 F CL + SAM Reader 00 00", kind: .unknown),
        Name(
            full: "Gemalto Prox Dual USB PC Link Reader [Prox-DU Contactless_10500231] 0A 00",
            kind: .contactless
        ),
        Name(full: "Broadcom Corp 58200 [Contacted SmartCard] 00 00", kind: .contact),
        Name(full: "Access IS ATR220 [NFC0] 00 00", kind: .contactless),
        Name(full: "Virtual PCD 00 00", kind: .unknown, friendly: "Virtual PCD"),
        Name(full: "no ending", kind: .unknown, friendly: "no ending"),
        Name(full: "", kind: .unknown, friendly: ""),
    ]

    @Test("names of real readers are taken apart", arguments: names)
    func parts(_ row: Name) {
        let name = ReaderName(row.full)
        #expect(name.slotKind == row.kind)
        #expect(name.slot == row.slot)
        if let interface = row.interface { #expect(name.interface == interface) }
        if let serial = row.serial { #expect(name.serial == serial) }
        if let friendly = row.friendly { #expect(name.friendly == friendly) }
    }

    @Test("another plug order gives the same key, another port does not")
    func keys() {
        let channel: [UInt8] = [0x04, 0x01, 0x20, 0x00]
        let device = USBDevice(
            path: "1-1.3",
            vendor: 0x072F,
            product: 0x223B,
            bus: 1,
            address: 4,
            serial: "S1"
        )
        let moved = USBDevice(
            path: "1-2",
            vendor: 0x072F,
            product: 0x223B,
            bus: 1,
            address: 4,
            serial: "S1"
        )
        func key(_ name: String, _ devices: [USBDevice]) -> ReaderKey {
            ReaderPlace.resolve(name: name, channel: channel, path: nil, devices: devices).key
        }
        let first = key("ACS ACR1252 Dual Reader [ACR1252 Dual Reader PICC] (S1) 00 00", [device])
        let again = key("ACS ACR1252 Dual Reader [ACR1252 Dual Reader PICC] (S1) 03 00", [device])
        let otherDriver = key("ACS ACR1252 1S CL Reader [ACR1252 Dual Reader PICC] 00 00", [device])
        let otherPort = key("ACS ACR1252 Dual Reader [ACR1252 Dual Reader PICC] 00 00", [moved])
        let sam = key("ACS ACR1252 Dual Reader [ACR1252 Dual Reader SAM] 01 00", [device])
        #expect(first == again)
        #expect(first.hashValue == again.hashValue)
        #expect(first == otherDriver)
        #expect(first != otherPort)
        #expect(first != sam)
        #expect(first.text == "usb:1-1.3/S1/contactless")
    }

    @Test(
        "the place comes from channel, then path, then the only fitting device, else it is virtual"
    )
    func places() {
        let reader = USBDevice(path: "1-1", vendor: 0x072F, product: 0x2200, bus: 1, address: 9)
        let other = USBDevice(path: "2-4.1", vendor: 0x04E6, product: 0x5790, bus: 2, address: 3)
        let name = "ACS ACR122U PICC Interface 00 00"
        func place(_ channel: String?, _ path: String?, _ devices: [USBDevice]) -> ReaderPlace {
            ReaderPlace.resolve(
                name: name,
                channel: channel.flatMap(Hexadecimal.bytes),
                path: path.map { Array($0.utf8) },
                devices: devices
            )
        }
        #expect(place("03022000", nil, [reader, other]).key.usbPath == "2-4.1")
        #expect(place("0302200000000000", nil, [reader, other]).key.usbPath == "2-4.1")
        #expect(place(nil, "2-4.1:1.0\0", [reader, other]).key.usbPath == "2-4.1")
        #expect(place(nil, "2-4.1:1.0", []).key.usbPath == "2-4.1")
        #expect(place(nil, nil, [reader, other]).device == reader)
        #expect(place(nil, nil, [reader, other, reader]).isVirtual)
        #expect(place(nil, nil, [other]).isVirtual)
        #expect(place("03021000", nil, [other]).isVirtual)
        #expect(place("0302", nil, [other]).isVirtual)
        #expect(place(nil, "../../etc", [other]).isVirtual)
        #expect(place(nil, "-", [other]).isVirtual)
    }

    @Test("random names and driver answers never trap")
    func fuzz() {
        var random = SeededRandom(seed: 0x4A3E)
        let pieces = [
            " ", "[", "]", "(", ")", "00", "0G", "PICC", "SAM", "é", "\u{7F}", "Reader", "",
        ]
        for _ in 0..<20_000 {
            let full = (0..<random.below(9)).map { _ in pieces[random.below(pieces.count)] }
                .joined()
            let name = ReaderName(full)
            #expect(full.utf8.starts(with: name.stable.utf8))
            #expect((0...255).contains(name.slot))
            let answer = (0..<random.below(12)).map { _ in UInt8(random.below(256)) }
            let place = ReaderPlace.resolve(name: full, channel: answer, path: answer, devices: [])
            #expect(place.isVirtual == (place.key.usbPath == nil))
        }
    }
}

@Suite("USB devices")
struct USBDeviceTests {
    @Test("sysfs is read, and what is missing or strange in it is left out")
    func sysfs() {
        let root = "/tmp/kopilka-sysfs-\(getpid())"
        func write(_ file: String, _ text: String) {
            #expect(TestFile.write(text, to: "\(root)/\(file)"))
        }
        for (file, text) in [
            ("1-1/idVendor", "072f\n"), ("1-1/idProduct", "2200\n"), ("1-1/busnum", "1\n"),
            ("1-1/devnum", "7\n"), ("1-1/serial", "  A\u{1B}[2J1 \n"), ("1-1/product", "ACR122U\n"),
            ("1-1/manufacturer", "ACS\n"), ("1-1:1.0/bInterfaceClass", "0b\n"),
            ("1-2/idVendor", "xyz\n"), ("1-2/idProduct", "0001\n"), ("usb1/idVendor", ""),
        ] { write(file, text) }
        TestFile.makeFolders("\(root)/drivers/pn533_usb")
        _ = unsafe symlink("../drivers/pn533_usb", "\(root)/1-1:1.0/driver")
        let devices = USBDevice.devices(in: root)
        #expect(devices.count == 1)
        #expect(devices.first?.path == "1-1")
        #expect(devices.first?.id == "072f:2200")
        #expect(devices.first?.serial == "A[2J1")
        #expect(devices.first?.label == "ACS ACR122U")
        #expect(devices.first?.drivers == ["pn533_usb"])
        #expect(devices.first?.interfaceClasses == [0x0B])
        #expect(USBDevice.devices(in: "/nowhere").isEmpty)
    }

    @Test("random file contents never trap and never let control characters through")
    func fuzz() {
        var random = SeededRandom(seed: 0x5F5)
        for _ in 0..<20_000 {
            let bytes = (0..<random.below(24)).map { _ in UInt8(random.below(256)) }
            guard let line = SmallFile.line(in: bytes) else { continue }
            #expect(!line.isEmpty)
            #expect(line.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "seed \(random.seed)")
        }
    }
}

@Suite("Reader catalogue")
struct ReaderCatalogueTests {
    @Test("has every row once, each with what it needs")
    func whole() {
        #expect(ReaderCatalogue.all.count == 88)
        for entry in ReaderCatalogue.all {
            #expect(entry.driver == .none || !entry.names.isEmpty, "\(entry.title)")
            #expect(!entry.maker.isEmpty)
            #expect(ReaderCatalogue.entry(vendor: entry.vendor, product: entry.product) == entry)
        }
        #expect(ReaderCatalogue.entry(vendor: 0x072F, product: 0x2200)?.driver == .unsupported)
        #expect(
            ReaderCatalogue.entry(vendor: 0x04E6, product: 0x5591)?.driver
                == ReaderCatalogue.Driver.none
        )
        #expect(ReaderCatalogue.entry(vendor: 0x1234, product: 0x5678) == nil)
    }

    @Test(
        "a malformed table is refused",
        arguments: [
            "", "= name first", "072f:2200 yes", "072f:2200 maybe supported ACS",
            "072f2200 yes supported ACS", "072f:22000 yes supported ACS",
            "072f:2200 yes sometimes ACS",
        ]
    )
    func malformed(_ table: String) { #expect(ReaderCatalogue.parse(table) == nil) }
}
