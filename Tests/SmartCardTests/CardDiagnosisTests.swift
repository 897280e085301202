import SmartCard
import Testing

@Suite("Diagnosis of readers")
struct CardDiagnosisTests {
    private func device(
        _ vendor: UInt16,
        _ product: UInt16,
        drivers: Set<String> = [],
        classes: Set<UInt8> = [0x0B]
    ) -> USBDevice {
        USBDevice(
            path: "1-1",
            vendor: vendor,
            product: product,
            bus: 1,
            address: 2,
            label: "Some Reader",
            drivers: drivers,
            interfaceClasses: classes
        )
    }

    private func finding(_ device: USBDevice) throws -> CardDiagnosis.Finding {
        let diagnosis = CardDiagnosis(serviceError: nil, readers: [], devices: [device])
        return try #require(diagnosis.findings.first { $0.subject == "1-1" })
    }

    @Test("a service that does not answer comes with the command that starts it")
    func service() throws {
        let error = PCSCError(code: 0x8010_001D, call: .establishContext)
        #expect(error.kind == .serviceDown)
        let findings = CardDiagnosis(serviceError: error, readers: [], devices: []).findings
        #expect(findings.count == 1)
        let first = try #require(findings.first)
        #expect(first.severity == .fault)
        #expect(first.what.contains("0x8010001D"))
        #expect(first.command?.contains("pcscd.socket") == true)
    }

    @Test("each device that pcscd does not list is told with its own cause")
    func devices() throws {
        let taken = try finding(device(0x072F, 0x2200, drivers: ["pn533_usb"]))
        #expect(taken.what.contains("pn533_usb"))
        #expect(taken.command?.contains("kopilka-nfc.conf") == true)
        let other = try finding(device(0x04E6, 0x5591, classes: [0xFF]))
        #expect(other.severity == .warning)
        #expect(other.what.contains("not a PC/SC reader"))
        #expect(try finding(device(0x072F, 0x2229)).command?.contains("libacsccid1") == true)
        #expect(try finding(device(0x076B, 0x5340)).what.contains("maker's own driver"))
        #expect(try finding(device(0x1234, 0x5678)).what.contains("Some Reader (1234:5678)"))
    }

    @Test("a device that is no reader is not mentioned, a listed one has nothing wrong")
    func silent() {
        let mouse = device(0x046D, 0xC077, classes: [3])
        let reader = device(0x076B, 0x5022)
        let place = ReaderPlace.resolve(
            name: "HID Global OMNIKEY 5022 Smart Card Reader 00 00",
            channel: [0x02, 0x01, 0x20, 0x00],
            path: nil,
            devices: [mouse, reader]
        )
        #expect(!place.isVirtual)
        let diagnosis = CardDiagnosis(
            serviceError: nil,
            readers: [place],
            devices: [mouse, reader]
        )
        #expect(diagnosis.findings.allSatisfy { $0.severity == .ok })
        #expect(diagnosis.devices == [reader])
    }

    @Test("contact and SAM slots alone are no contactless reader")
    func slots() throws {
        let place = ReaderPlace.resolve(
            name: "X [X SAM] 00 00",
            channel: nil,
            path: nil,
            devices: []
        )
        let findings = CardDiagnosis(serviceError: nil, readers: [place], devices: []).findings
        let readers = try #require(findings.first { $0.subject == "readers" })
        #expect(readers.severity == .fault)
        #expect(readers.what.contains("SAM"))
    }

    @Test("every code of the service is sorted by what to do, unknown ones too")
    func codes() {
        let rows: [(UInt32, PCSCError.Kind)] = [
            (0x8010_0002, .cancelled), (0x8010_0008, .bufferTooSmall), (0x8010_0009, .readerGone),
            (0x8010_000A, .timeout), (0x8010_000B, .inUse), (0x8010_000C, .noCard),
            (0x8010_000F, .mute), (0x8010_0013, .serviceDown), (0x8010_0003, .serviceDown),
            (0x8010_0016, .exchangeFailed), (0x8010_0017, .readerGone),
            (0x8010_001D, .serviceDown), (0x8010_001E, .serviceDown), (0x8010_001F, .unsupported),
            (0x8010_002E, .noReaders), (0x8010_0066, .mute), (0x8010_0067, .mute),
            (0x8010_0068, .cardReset), (0x8010_0069, .cardRemoved), (0x8010_006A, .accessDenied),
            (0x8010_0004, .other), (0x8010_0011, .other), (1, .other),
        ]
        for (code, kind) in rows {
            let error = PCSCError(code: code, call: .transmit)
            #expect(error.kind == kind, "0x\(String(code, radix: 16))")
            #expect(!ServiceAdvice.text(error).isEmpty)
        }
    }
}
