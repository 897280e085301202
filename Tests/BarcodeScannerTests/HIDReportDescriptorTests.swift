import BarcodeScanner
import Testing

@Suite("HID report descriptors")
struct HIDReportDescriptorTests {
    /// Fields as `offset/size x count usage`.
    private func inputs(_ hex: String) throws -> [String] {
        try HIDReportDescriptor(bytes(hex: hex)).fields.filter { $0.direction == .input }.map {
            "\($0.reportID):\($0.bitOffset)/\($0.bitSize)x\($0.count) "
                + String($0.usage, radix: 16) + ($0.isConstant ? " constant" : "")
        }
    }

    @Test(
        "finds the scan in the descriptors of real scanners, and none where there is none",
        arguments: [
            ("honeywell_hidpos", 64, true), ("honeywell_rem_vendor_page", 64, false),
            ("zebra_like_16bit_count", 64, true), ("no_byte_count", 61, true),
            ("boot_keyboard", 8, false),
        ]
    )
    func real(name: String, longest: Int, isScanner: Bool) throws {
        let row = try #require(
            try Fixtures.rows("hid-descriptors.csv").first { $0["name"] == name }
        )
        let descriptor = try HIDReportDescriptor(bytes(hex: row["hex"] ?? ""))
        #expect((HIDPOSLayout(descriptor) != nil) == isScanner)
        #expect(descriptor.longestInputBytes == longest)
    }

    @Test("the last usage stands for all elements that have none of their own")
    func lastUsageRepeats() throws {
        // Usage page 8C, usages FB FC, six elements of a byte.
        #expect(
            try inputs("058c 0902 a101 7508 9506 09fb 09fc 8102 c0") == [
                "0:0/8x1 8c00fb", "0:8/8x5 8c00fc",
            ]
        )
    }

    @Test("a usage range gives each element its own usage")
    func usageRange() throws {
        #expect(
            try inputs("0507 7501 9503 19e0 29e2 8102") == [
                "0:0/1x1 700e0", "0:1/1x1 700e1", "0:2/1x1 700e2",
            ]
        )
    }

    @Test("a page named after the usages still holds for them, an extended usage keeps its own")
    func pages() throws {
        #expect(
            try inputs("0501 093b 058c 09fb 0bfe008c00 7508 9503 8102") == [
                "0:0/8x1 1003b", "0:8/8x1 8c00fb", "0:16/8x1 8c00fe",
            ]
        )
        #expect(try inputs("0501 09fe 058c 7508 9501 8102") == ["0:0/8x1 8c00fe"])
    }

    @Test("push and pop restore the globals, and each report id counts its own bits")
    func pushAndIDs() throws {
        #expect(
            try inputs("0501 7508 9501 8501 0930 8102 a4 058c 9502 8502 09fe 8102 b4 0931 8102")
                == ["1:0/8x1 10030", "2:0/8x2 8c00fe", "1:8/8x1 10031"]
        )
    }

    @Test("long items are skipped and constants are padding")
    func longItem() throws {
        #expect(
            try inputs("fe0201aabb 0501 7508 9501 8103 0930 8102") == [
                "0:0/8x1 0 constant", "0:8/8x1 10030",
            ]
        )
    }

    @Test(
        "refuses what is cut off, unbalanced or too large",
        arguments: [
            "05", "06ff", "fe", "b4", "c0", "8500", "2905", "7508 960010 8102 8102 8102 8102",
            "75ff 97ffffff7f 8102",
        ]
    )
    func refuses(hex: String) {
        #expect(throws: HIDReportDescriptor.Failure.self) {
            try HIDReportDescriptor(bytes(hex: hex))
        }
    }

    @Test("bounds depth, fields and length")
    func bounds() {
        for hex in [
            String(repeating: "a101", count: 33), String(repeating: "a4", count: 33),
            "750196ff0f 19002affff8102 96ff0f 19002affff8102",
            String(repeating: "00", count: 4_097),
        ] {
            #expect(throws: HIDReportDescriptor.Failure.self) {
                try HIDReportDescriptor(bytes(hex: hex))
            }
        }
    }

    @Test("survives mutated and random descriptors", arguments: [UInt64(1), 2, 3])
    func fuzz(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let real = try Fixtures.rows("hid-descriptors.csv").map { bytes(hex: $0["hex"] ?? "") }
        for round in 0..<2_000 {
            var sample = real[Int.random(in: 0..<real.count, using: &random)]
            if round % 4 == 0 {
                sample = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
            } else {
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    let index = Int.random(in: 0..<sample.count, using: &random)
                    sample[index] = UInt8.random(in: 0...255, using: &random)
                }
            }
            guard let descriptor = try? HIDReportDescriptor(sample) else { continue }
            #expect(descriptor.fields.count <= HIDReportDescriptor.maximumFields, "seed \(seed)")
            let limit = HIDReportDescriptor.maximumReportBits
            for field in descriptor.fields {
                let end = field.bitOffset + field.bitSize * field.count
                #expect(end <= limit && field.count > 0, "seed \(seed), round \(round)")
            }
            guard let layout = HIDPOSLayout(descriptor) else { continue }
            var decoder = HIDPOSDecoder(layout: layout)
            for step in 0..<20 {
                let report = (0..<Int.random(in: 0...80, using: &random)).map { index in
                    index == 0 ? 2 : UInt8.random(in: 0...255, using: &random)
                }
                for message in decoder.take(report, at: UInt64(step) * 200_000_000) {
                    _ = message.reading(rules: BarcodeRules())
                    #expect(message.bytes.count <= BarcodeReading.maximumBytes + 3)
                }
            }
        }
    }
}
