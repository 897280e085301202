import BarcodeScanner
import Testing

@Suite("Which devices are read, and how")
struct ScannerPlanTests {
    private typealias Interface = USBDeviceDescription.Interface
    private typealias Endpoint = USBDeviceDescription.Endpoint

    private func device(_ interfaces: [Interface]) -> USBDeviceDescription {
        USBDeviceDescription(
            vendorID: 0x1234,
            productID: 0x5678,
            portPath: "1-2",
            interfaces: interfaces
        )
    }

    private func hid(_ number: UInt8, _ triple: [UInt8], packet: Int = 8) -> Interface {
        Interface(
            number: number,
            triple: triple,
            endpoints: [Endpoint(address: 0x81 + number, attributes: 3, packetBytes: packet)],
            reportDescriptorBytes: 63
        )
    }

    private func serialPair(_ number: UInt8) -> [Interface] {
        [
            Interface(
                number: number,
                triple: [2, 2, 1],
                endpoints: [Endpoint(address: 0x83, attributes: 3, packetBytes: 8)]
            ),
            Interface(
                number: number + 1,
                triple: [0x0A, 0, 0],
                endpoints: [
                    Endpoint(address: 0x02, attributes: 2, packetBytes: 64),
                    Endpoint(address: 0x81, attributes: 2, packetBytes: 64),
                ]
            ),
        ]
    }

    private func report(_ name: String) throws -> HIDReportDescriptor {
        let row = try #require(
            try Fixtures.rows("hid-descriptors.csv").first { $0["name"] == name }
        )
        return try HIDReportDescriptor(bytes(hex: row["hex"] ?? ""))
    }

    private func plan(_ decision: ScannerDecision) throws -> ScannerPlan {
        guard case .take(let plan) = decision else {
            Issue.record("not taken: \(decision)")
            throw CancellationError()
        }
        return plan
    }

    @Test("a real keyboard and a modem are left alone unless they are known as scanners")
    func unknownDevices() throws {
        let keyboard = device([hid(0, [3, 1, 1]), hid(1, [3, 0, 0])])
        #expect(
            ScannerPlan.decide(keyboard, reports: [:], isKnown: false) == .unclaimed(.keyboard)
        )
        let modem = device(serialPair(0))
        #expect(ScannerPlan.decide(modem, reports: [:], isKnown: false) == .unclaimed(.serial))
        let asKeyboard = try plan(ScannerPlan.decide(keyboard, reports: [:], isKnown: true))
        #expect(asKeyboard.mode == .keyboard)
        #expect(asKeyboard.interfaces == [0])
        let asSerial = try plan(ScannerPlan.decide(modem, reports: [:], isKnown: true))
        #expect(asSerial.interfaces == [0, 1])
        #expect(asSerial.channels.map(\.endpoint) == [0x81])
        #expect(asSerial.channels.map(\.transferBytes) == [64])
        #expect(asSerial.channels.map(\.language) == [.serial(control: 0)])
    }

    @Test("HID POS speaks for itself and for the keyboard beside it")
    func hidPOS() throws {
        let scanner = device([
            hid(0, [3, 0, 0], packet: 64), hid(1, [3, 1, 1]), hid(2, [3, 0, 0]),
        ])
        let plan = try plan(
            ScannerPlan.decide(
                scanner,
                reports: [
                    0: try report("honeywell_hidpos"), 2: try report("honeywell_rem_vendor_page"),
                ],
                isKnown: false
            )
        )
        #expect(plan.mode == .hidPOS)
        #expect(plan.interfaces == [0, 1])
        #expect(plan.channels.map(\.transferBytes) == [64, 8])
    }

    @Test("the maintenance interface alone is no scanner, and a mouse is none")
    func notScanners() throws {
        let maintenance = device([hid(0, [3, 0, 0])])
        let reports = [UInt8(0): try report("honeywell_rem_vendor_page")]
        #expect(
            ScannerPlan.decide(maintenance, reports: reports, isKnown: false) == .notAScanner
        )
        #expect(
            ScannerPlan.decide(
                maintenance,
                reports: reports,
                isKnown: true,
                catalogued: .ibm
            ) == .unsupported(.ibm)
        )
        #expect(
            ScannerPlan.decide(device([hid(0, [3, 1, 2])]), reports: [:], isKnown: false)
                == .notAScanner
        )
    }

    @Test("a report longer than a packet gets a transfer of whole packets")
    func wholePackets() throws {
        let slow = device([hid(0, [3, 0, 0], packet: 10)])
        let plan = try plan(
            ScannerPlan.decide(slow, reports: [0: try report("honeywell_hidpos")], isKnown: false)
        )
        #expect(plan.channels.map(\.transferBytes) == [70])
    }

    @Test("finds the length of the report descriptor among other class descriptors")
    func classDescriptors() {
        typealias Device = USBDeviceDescription
        #expect(
            Device.reportDescriptorBytes(extra: bytes(hex: "0302aa 09211101000122ab01")) == 0x1AB
        )
        for hex in ["", "09", "0921110100012200", "00ff", "0921110100012300ff", "01"] {
            #expect(Device.reportDescriptorBytes(extra: bytes(hex: hex)) == nil)
        }
    }

    @Test("the catalogue names what is sold, and never trusts an id that others share")
    func catalogue() {
        let zebra = ScannerCatalogue.model(vendorID: 0x05E0, productID: 0x2100)
        #expect(zebra?.mode == .hidPOS)
        #expect(zebra?.isShared == false)
        for shared: (UInt16, UInt16) in [(0x0483, 0x5740), (0x1A86, 0x7523), (0x05FE, 0x1010)] {
            let model = ScannerCatalogue.model(vendorID: shared.0, productID: shared.1)
            #expect(model?.isShared == true)
        }
        #expect(ScannerCatalogue.model(vendorID: 0x046D, productID: 0xC31C) == nil)
    }

    @Test("a device in the configuration is named as people write ids")
    func match() {
        let match = ScannerMatch(idText: "1209:8c01")
        #expect(match == ScannerMatch(vendorID: 0x1209, productID: 0x8C01))
        for text in ["", "1209", "1209:8c1", "1209:8c011", "+209:8c01", "1209:8c01:", "12g9:8c01"] {
            #expect(ScannerMatch(idText: text) == nil)
        }
    }
}
