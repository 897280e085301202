import SmartCard
import Technician
import Testing

@Suite struct CheckupTests {
    private static func survey(
        serviceError: PCSCError? = nil,
        scannerFault: String? = nil
    ) -> DeviceSurvey {
        DeviceSurvey(
            cards: CardDiagnosis(serviceError: serviceError, readers: [], devices: []),
            scanners: [],
            scannerFault: scannerFault
        )
    }

    @Test("a service that does not answer is in the way, and its command is named")
    func service() throws {
        let error = PCSCError(code: 0x8010_001D, call: .establishContext)
        let check = try #require(Self.survey(serviceError: error).checks.first)
        #expect(check.verdict == .broken)
        let mend = try #require(check.mend)
        #expect(!mend.isEmpty)
        #expect(!check.detail.contains(mend), "the command is named twice")
    }

    @Test("no scanner is worth a note, a libusb that cannot be opened is in the way")
    func scanners() {
        #expect(Self.survey().checks.last?.verdict == .note)
        let broken = Self.survey(scannerFault: "libusb cannot be opened").checks.last
        #expect(broken?.verdict == .broken)
        #expect(broken?.detail == "libusb cannot be opened")
    }
}
