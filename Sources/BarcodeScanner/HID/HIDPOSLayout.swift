/// Where a HID POS scanner puts a scan in its reports.
///
/// HID Point of Sale Usage Tables 1.02, section 4.4 (usage page 0x8C, bar code scanner). Only the
/// application collection 8C:02 counts: Honeywell's maintenance interface (FF8C:02) uses the same
/// usages inside and never carries a scan.
package struct HIDPOSLayout: Hashable, Sendable {
    /// The places in one report; offsets in bytes or bits after the id.
    struct Report: Hashable {
        var dataOffset: Int
        var capacity: Int
        /// Bit offset and size of Byte Count; nil when the report has none.
        var byteCount: (offset: Int, size: Int)? {
            countSize == 0 ? nil : (countOffset, countSize)
        }
        var countOffset = 0
        var countSize = 0
        /// Byte offsets of the three characters of the symbology identifier.
        var identifier: [Int] = []
        /// Bits of Decode Data Continued: offset and number.
        var continuedOffset = 0
        var continuedBits = 0
        /// Bytes that a report must have for all of this.
        var minimumBytes: Int
    }

    static let scannerApplication: UInt32 = 0x008C_0002
    private static let decodedData: UInt32 = 0x008C_00FE
    private static let continued: UInt32 = 0x008C_00FF
    private static let identifierCharacters: [UInt32] = [0x008C_00FB, 0x008C_00FC, 0x008C_00FD]
    private static let byteCount: UInt32 = 0x0001_003B

    let reports: [UInt8: Report]
    let usesReportIDs: Bool
    /// Bytes of the longest input report of the interface, its id included.
    package let longestInputBytes: Int

    /// The layout of a scanner interface; nil when the interface is none.
    package init?(_ descriptor: HIDReportDescriptor) {
        var reports: [UInt8: Report] = [:]
        let inputs = descriptor.fields.filter {
            $0.direction == .input && $0.application == Self.scannerApplication && !$0.isConstant
        }
        for field in inputs
        where field.usage == Self.decodedData && field.bitSize == 8 && field.bitOffset % 8 == 0 {
            guard reports[field.reportID] == nil else { continue }
            reports[field.reportID] = Report(
                dataOffset: field.bitOffset / 8,
                capacity: field.count,
                minimumBytes: field.bitOffset / 8 + field.count
            )
        }
        guard !reports.isEmpty else { return nil }
        for field in inputs {
            guard var report = reports[field.reportID] else { continue }
            switch field.usage {
            case Self.byteCount where field.bitSize <= 32 && report.countSize == 0:
                report.countOffset = field.bitOffset
                report.countSize = field.bitSize
            case Self.continued:
                report.continuedOffset = field.bitOffset
                report.continuedBits = field.bitSize * field.count
            case let usage where Self.identifierCharacters.contains(usage):
                guard field.bitSize == 8, field.bitOffset % 8 == 0 else { continue }
                let first = field.bitOffset / 8
                let missing = Self.identifierCharacters.count - report.identifier.count
                report.identifier += (0..<min(field.count, missing)).map { first + $0 }
            default: continue
            }
            let end = (field.bitOffset + field.bitSize * field.count + 7) / 8
            report.minimumBytes = max(report.minimumBytes, end)
            reports[field.reportID] = report
        }
        self.reports = reports
        usesReportIDs = descriptor.usesReportIDs
        longestInputBytes = descriptor.longestInputBytes
    }
}

/// The value of up to 32 bits at `offset`, least significant bit first.
func hidValue(_ body: ArraySlice<UInt8>, bitOffset: Int, bits: Int) -> UInt32 {
    precondition(bits <= 32, "a field has at most 32 bits")
    var value: UInt32 = 0
    for bit in 0..<bits {
        let place = bitOffset + bit
        let byte = body[body.startIndex + place / 8]
        value |= UInt32(byte >> (place % 8) & 1) << bit
    }
    return value
}
