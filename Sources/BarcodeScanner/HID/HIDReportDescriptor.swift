/// The fields of a HID report descriptor, with their place in each report.
///
/// Device Class Definition for HID 1.11, section 6.2.2. The bytes come from a device and are
/// trusted in nothing.
package struct HIDReportDescriptor: Hashable, Sendable {
    /// Which way a report goes.
    package enum Direction: Hashable, Sendable { case input, output, feature }

    /// Elements side by side that mean the same.
    package struct Field: Hashable, Sendable {
        /// Which way the report goes.
        package let direction: Direction
        /// The report's id; 0 when the descriptor has no ids.
        package let reportID: UInt8
        /// Where the first element begins, in bits from the byte after the id.
        package let bitOffset: Int
        /// Bits of one element.
        package let bitSize: Int
        /// Number of elements.
        package let count: Int
        /// Usage page in the upper, usage in the lower 16 bits; 0 when the field names none.
        package let usage: UInt32
        /// Usage of the outermost application collection around the field.
        package let application: UInt32
        /// Padding that says nothing.
        package let isConstant: Bool
        /// Each element is a value of its own; otherwise elements are indices into usages.
        package let isVariable: Bool
    }

    /// Why a descriptor was refused, and at which byte.
    package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong.
        package let reason: String
        /// Offset of the item.
        package let offset: Int
        /// What is wrong and where.
        package var description: String { "HID report descriptor, byte \(offset): \(reason)" }
    }

    /// Bytes of a descriptor at most.
    package static let maximumBytes = 4_096
    /// Bits of one report at most.
    package static let maximumReportBits = 8 * 4_096
    /// Fields at most.
    package static let maximumFields = 4_096

    /// Every field in the order of the descriptor.
    package let fields: [Field]
    /// Usages of the application collections, in order.
    package let applications: [UInt32]
    /// Whether each report begins with its id.
    package let usesReportIDs: Bool
    private let inputBits: [UInt8: Int]

    /// Reads a descriptor.
    ///
    /// - Throws: `Failure` for what is cut off, nested too deeply or too large.
    package init(_ bytes: [UInt8]) throws(Failure) {
        guard bytes.count <= Self.maximumBytes else {
            throw Failure(reason: "longer than \(Self.maximumBytes) bytes", offset: 0)
        }
        var walk = HIDDescriptorWalk()
        var offset = 0
        while offset < bytes.count {
            let prefix = bytes[offset]
            if prefix == 0xFE {
                guard offset + 1 < bytes.count else {
                    throw Failure(reason: "long item is cut off", offset: offset)
                }
                offset += 3 + Int(bytes[offset + 1])
                continue
            }
            let size = prefix & 3 == 3 ? 4 : Int(prefix & 3)
            guard offset + size < bytes.count else {
                throw Failure(reason: "item is cut off", offset: offset)
            }
            let value = bytes[(offset + 1)..<(offset + 1 + size)].reversed()
                .reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            do {
                try walk.take(tag: prefix & 0xFC, value: value, size: size)
            } catch {
                throw Failure(reason: error.reason, offset: offset)
            }
            offset += 1 + size
        }
        fields = walk.fields
        applications = walk.applications
        usesReportIDs = walk.usesReportIDs
        inputBits = walk.bits[.input] ?? [:]
    }

    /// Bytes of the longest input report, its id included; 0 when there is none.
    package var longestInputBytes: Int {
        let bits = inputBits.values.max() ?? 0
        return bits == 0 ? 0 : (bits + 7) / 8 + (usesReportIDs ? 1 : 0)
    }
}

/// What went wrong inside one item.
struct HIDItemFailure: Error { let reason: String }

/// The state of a walk over the items of a report descriptor.
struct HIDDescriptorWalk {
    private struct Globals {
        var usagePage: UInt32 = 0
        var reportSize = 0
        var reportCount = 0
        var reportID: UInt8 = 0
    }

    private struct UsageRange {
        var first: UInt32
        let last: UInt32
        /// The page that held when the usage was named.
        var page: UInt32
        /// A usage of four bytes carries its own page.
        let isExtended: Bool
        /// Page and usage of the first in the range.
        var whole: UInt32 { isExtended ? first : page << 16 | first & 0xFFFF }
    }

    private static let maximumDepth = 32

    private(set) var fields: [HIDReportDescriptor.Field] = []
    private(set) var applications: [UInt32] = []
    private(set) var usesReportIDs = false
    private(set) var bits: [HIDReportDescriptor.Direction: [UInt8: Int]] = [:]

    private var globals = Globals()
    private var stack: [Globals] = []
    private var usages: [UsageRange] = []
    private var minimum: UInt32?
    private var minimumIsExtended = false
    private var application: UInt32 = 0
    private var depth = 0

    mutating func take(tag: UInt8, value: UInt32, size: Int) throws(HIDItemFailure) {
        switch tag {
        case 0x04: globals.usagePage = value & 0xFFFF
        case 0x74: globals.reportSize = try bounded(value, "report size", 1 << 16)
        case 0x94: globals.reportCount = try bounded(value, "report count", 1 << 16)
        case 0x84:
            guard (1...255).contains(value) else {
                throw HIDItemFailure(reason: "report id is not 1 to 255")
            }
            globals.reportID = UInt8(value)
            usesReportIDs = true
        case 0xA4:
            guard stack.count < Self.maximumDepth else {
                throw HIDItemFailure(reason: "push is nested too deeply")
            }
            stack.append(globals)
        case 0xB4:
            guard let saved = stack.popLast() else {
                throw HIDItemFailure(reason: "pop without push")
            }
            globals = saved
        case 0x08: try addUsage(value, value, isExtended: size == 4)
        case 0x18:
            minimum = value
            minimumIsExtended = size == 4
        case 0x28:
            guard let first = minimum, first <= value else {
                throw HIDItemFailure(reason: "usage maximum without its minimum")
            }
            minimum = nil
            try addUsage(first, value, isExtended: minimumIsExtended || size == 4)
        case 0x80: try addFields(.input, flags: value)
        case 0x90: try addFields(.output, flags: value)
        case 0xB0: try addFields(.feature, flags: value)
        case 0xA0: try openCollection(kind: value)
        case 0xC0:
            guard depth > 0 else { throw HIDItemFailure(reason: "collection end without begin") }
            depth -= 1
            if depth == 0 { application = 0 }
            endLocals()
        default: break
        }
    }

    private func bounded(
        _ value: UInt32,
        _ what: String,
        _ limit: UInt32
    ) throws(HIDItemFailure)
        -> Int
    {
        guard value < limit else { throw HIDItemFailure(reason: "\(what) is too large") }
        return Int(value)
    }

    private mutating func addUsage(
        _ first: UInt32,
        _ last: UInt32,
        isExtended: Bool
    ) throws(HIDItemFailure) {
        guard usages.count < HIDReportDescriptor.maximumFields else {
            throw HIDItemFailure(reason: "too many usages")
        }
        usages.append(
            UsageRange(
                first: first,
                last: last,
                page: globals.usagePage,
                isExtended: isExtended
            )
        )
    }

    /// Gives the usages just named the page that holds at their main item.
    ///
    /// Some descriptors name the page after the usages; as in Linux's parser only those since the
    /// last usage that already has the page are changed.
    private mutating func settlePages() {
        for index in usages.indices.reversed() where !usages[index].isExtended {
            guard usages[index].page != globals.usagePage else { return }
            usages[index].page = globals.usagePage
        }
    }

    private mutating func openCollection(kind: UInt32) throws(HIDItemFailure) {
        guard depth < Self.maximumDepth else {
            throw HIDItemFailure(reason: "collections are nested too deeply")
        }
        if depth == 0 {
            settlePages()
            application = usages.first?.whole ?? 0
            if kind == 1 { applications.append(application) }
        }
        depth += 1
        endLocals()
    }

    private mutating func addFields(
        _ direction: HIDReportDescriptor.Direction,
        flags: UInt32
    ) throws(HIDItemFailure) {
        let start = bits[direction]?[globals.reportID] ?? 0
        let total = globals.reportSize * globals.reportCount
        guard start + total <= HIDReportDescriptor.maximumReportBits else {
            throw HIDItemFailure(reason: "report is too long")
        }
        defer { endLocals() }
        guard total > 0 else { return }
        bits[direction, default: [:]][globals.reportID] = start + total
        settlePages()
        let isVariable = flags & 2 != 0
        var taken = 0
        var index = 0
        while taken < globals.reportCount {
            var usage: UInt32 = 0
            // Fewer usages than elements: the last one stands for all that are left.
            var count = globals.reportCount - taken
            if isVariable, index < usages.count {
                usage = usages[index].whole
                let isLast =
                    usages[index].first == usages[index].last && index == usages.count - 1
                if !isLast { count = 1 }
            } else if let first = usages.first {
                usage = first.whole
            }
            guard fields.count < HIDReportDescriptor.maximumFields else {
                throw HIDItemFailure(reason: "too many fields")
            }
            fields.append(
                HIDReportDescriptor.Field(
                    direction: direction,
                    reportID: globals.reportID,
                    bitOffset: start + taken * globals.reportSize,
                    bitSize: globals.reportSize,
                    count: count,
                    usage: usage,
                    application: application,
                    isConstant: flags & 1 != 0,
                    isVariable: isVariable
                )
            )
            taken += count
            guard isVariable, index < usages.count else { continue }
            if usages[index].first < usages[index].last {
                usages[index].first += 1
            } else if index < usages.count - 1 {
                index += 1
            }
        }
    }

    private mutating func endLocals() {
        usages = []
        minimum = nil
    }
}
