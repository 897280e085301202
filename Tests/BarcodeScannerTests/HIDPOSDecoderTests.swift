import BarcodeScanner
import Testing

@Suite("HID POS decoder")
struct HIDPOSDecoderTests {
    private func layout(_ name: String) throws -> HIDPOSLayout {
        let row = try #require(
            try Fixtures.rows("hid-descriptors.csv").first { $0["name"] == name }
        )
        return try #require(HIDPOSLayout(try HIDReportDescriptor(bytes(hex: row["hex"] ?? ""))))
    }

    private func layoutName(_ row: [String: String]) -> String {
        row["layout"] == "zebra" ? "zebra_like_16bit_count" : "honeywell_hidpos"
    }

    /// A Honeywell report.
    private func report(
        _ identifier: String,
        _ data: String,
        continued: Bool = false,
        count: Int? = nil
    ) -> [UInt8] {
        var report: [UInt8] = [2, UInt8(count ?? data.utf8.count)]
        report += Array(identifier.utf8) + Array(data.utf8)
        report += [UInt8](repeating: 0, count: 63 - report.count)
        return report + [continued ? 1 : 0]
    }

    @Test("every captured report gives its identifier and data; command replies are no scans")
    func captures() throws {
        var parts: [String: String] = [:]
        var scans = 0
        for row in try Fixtures.rows("hid-reports.csv") {
            let name = layoutName(row)
            var decoder = HIDPOSDecoder(layout: try layout(name))
            // The flag is cleared so that each report stands alone.
            var raw = bytes(hex: row["raw_hex_64"] ?? "")
            raw[63] = 0
            let messages = decoder.take(raw, at: 0)
            let aim = row["aim"] ?? ""
            if aim == "]X0" || aim == "]Z6" {
                #expect(messages.isEmpty)
                #expect(decoder.ignoredReports == 1)
                continue
            }
            scans += 1
            parts[name, default: ""] += aim == "]Q1" ? row["data"] ?? "" : ""
            #expect(messages.map(\.bytes) == [Array((aim + (row["data"] ?? "")).utf8)])
        }
        #expect(scans == 18)
        // The same reports with their flags make one long code.
        for (name, text) in parts {
            var decoder = HIDPOSDecoder(layout: try layout(name))
            var messages: [ScanMessage] = []
            for row in try Fixtures.rows("hid-reports.csv")
            where row["aim"] == "]Q1" && layoutName(row) == name {
                messages += decoder.take(bytes(hex: row["raw_hex_64"] ?? ""), at: 0)
            }
            #expect(messages.map(\.bytes) == [Array(("]Q1" + text).utf8)])
            #expect(decoder.deadline == nil)
        }
    }

    @Test("reads a captured UPC-A as its number")
    func number() throws {
        let row = try #require(try Fixtures.rows("hid-reports.csv").first)
        var decoder = HIDPOSDecoder(layout: try layout("zebra_like_16bit_count"))
        let message = try #require(
            decoder.take(bytes(hex: row["raw_hex_64"] ?? ""), at: 7).first
        )
        let reading = message.reading(rules: BarcodeRules())
        #expect(reading.gtin13?.text == "0306030209223")
        #expect(reading.kind == .upcA)
        #expect(message.firstAt == 7)
    }

    @Test("rejects a count beyond the report's capacity")
    func countBeyondCapacity() throws {
        var decoder = HIDPOSDecoder(layout: try layout("honeywell_hidpos"))
        let messages = decoder.take(report("]E0", "4006381333931", count: 57), at: 0)
        #expect(messages.map(\.bytes) == [[]])
        #expect(messages.first?.reading(rules: BarcodeRules()).verdict == .invalid)
        #expect(decoder.take(report("]E0", "4006381333931", count: 13), at: 0).count == 1)
    }

    @Test("without a byte count trailing zeros are no data")
    func noByteCount() throws {
        var decoder = HIDPOSDecoder(layout: try layout("no_byte_count"))
        #expect(decoder.take([2, 0x5D, 0x45, 0x30, 0x34, 0], at: 0).isEmpty)
        #expect(decoder.ignoredReports == 1)
        var whole = [2] + Array("]E496385074".utf8)
        whole += [UInt8](repeating: 0, count: 61 - whole.count)
        let message = decoder.take(whole, at: 0).first
        #expect(message?.bytes == Array("]E496385074".utf8))
        #expect(message?.reading(rules: BarcodeRules()).kind == .ean8)
    }

    @Test("a long code whose rest does not come is damage, not a code")
    func lostRest() throws {
        var decoder = HIDPOSDecoder(layout: try layout("honeywell_hidpos"))
        #expect(decoder.take(report("]Q1", "half", continued: true), at: 0).isEmpty)
        #expect(decoder.deadline == HIDPOSDecoder.gapNanoseconds)
        #expect(decoder.expire(at: HIDPOSDecoder.gapNanoseconds - 1).isEmpty)
        let expired = decoder.expire(at: HIDPOSDecoder.gapNanoseconds)
        #expect(expired.map(\.bytes) == [[]])
        #expect(expired.first?.damage != nil)
        #expect(decoder.deadline == nil)

        _ = decoder.take(report("]Q1", "half", continued: true), at: 0)
        let next = decoder.take(report("]E0", "4006381333931"), at: 1)
        #expect(next.map { $0.damage == nil } == [false, true])
        #expect(next.last?.bytes == Array("]E04006381333931".utf8))
    }

    @Test("a device that never ends its code is stopped at the largest code")
    func endless() throws {
        var decoder = HIDPOSDecoder(layout: try layout("honeywell_hidpos"))
        let endless = report("]Q1", String(repeating: "x", count: 56), continued: true)
        var messages: [ScanMessage] = []
        for _ in 0..<200 { messages += decoder.take(endless, at: 0) }
        #expect(messages.count == 1)
        #expect(messages.first?.damage == "longer than any code")
    }
}
