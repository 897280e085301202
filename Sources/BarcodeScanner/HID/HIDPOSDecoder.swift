/// One code on its way from a device, whole or known to be damaged.
package struct ScanMessage: Hashable, Sendable {
    /// The code, with its symbology identifier when the device sent one.
    package let bytes: [UInt8]
    /// Why the bytes are not a whole code; nil when they are.
    package let damage: String?
    /// When the first part arrived, nanoseconds of the monotonic clock.
    package let firstAt: UInt64
    /// When the last part arrived.
    package let lastAt: UInt64

    /// What the message means.
    package func reading(rules: BarcodeRules) -> BarcodeReading {
        damage.map(BarcodeReading.broken) ?? BarcodeReading.parse(bytes, rules: rules)
    }
}

/// Puts the reports of a HID POS scanner together to codes.
package struct HIDPOSDecoder: Sendable {
    /// Silence after which the rest of a long code is given up, nanoseconds.
    package static let gapNanoseconds: UInt64 = 500_000_000

    private struct Part {
        var identifier: [UInt8]
        var data: [UInt8]
        var firstAt: UInt64
        var lastAt: UInt64
    }

    private let layout: HIDPOSLayout
    private var part: Part?
    /// Reports that were no scan: another id, too short, or an answer to a command.
    package private(set) var ignoredReports = 0

    /// A decoder for the reports of one interface.
    package init(layout: HIDPOSLayout) { self.layout = layout }

    /// When `expire(at:)` must be called if nothing arrives; nil when nothing is unfinished.
    package var deadline: UInt64? { part.map { $0.lastAt + Self.gapNanoseconds } }

    /// Takes one input report as it came from the endpoint.
    ///
    /// - Parameters:
    ///   - report: The report with its id, where the descriptor has ids.
    ///   - now: Nanoseconds of the monotonic clock.
    /// - Returns: The codes that are complete now, damaged ones included.
    package mutating func take(_ report: [UInt8], at now: UInt64) -> [ScanMessage] {
        var body = report[...]
        var id: UInt8 = 0
        if layout.usesReportIDs {
            guard let first = body.popFirst() else {
                ignoredReports += 1
                return []
            }
            id = first
        }
        guard let place = layout.reports[id], body.count >= place.minimumBytes else {
            ignoredReports += 1
            return []
        }
        let identifier = place.identifier.map { body[body.startIndex + $0] }
        if let name = SymbologyIdentifier(identifier), name.isCommandReply {
            ignoredReports += 1
            return []
        }
        var messages =
            part.map { $0.lastAt + Self.gapNanoseconds <= now } == true
            ? expire(at: now) : []
        guard let data = data(body, place) else {
            if let cut = drop("the rest of a long code did not come") { messages.append(cut) }
            messages.append(
                ScanMessage(
                    bytes: [],
                    damage: "the scanner announced more bytes than its report holds",
                    firstAt: now,
                    lastAt: now
                )
            )
            return messages
        }
        if let open = part, open.identifier != identifier,
            let cut = drop("the rest of a long code did not come")
        {
            messages.append(cut)
        }
        var open = part ?? Part(identifier: identifier, data: [], firstAt: now, lastAt: now)
        open.data += data
        open.lastAt = now
        part = open
        if open.data.count > BarcodeReading.maximumBytes {
            if let cut = drop("longer than any code") { messages.append(cut) }
        } else if !isContinued(body, place) {
            part = nil
            if !open.data.isEmpty { messages.append(message(open)) }
        }
        return messages
    }

    /// Gives up an unfinished code whose deadline is past.
    package mutating func expire(at now: UInt64) -> [ScanMessage] {
        guard let deadline, deadline <= now else { return [] }
        return drop("the rest of a long code did not come").map { [$0] } ?? []
    }

    private mutating func drop(_ damage: String) -> ScanMessage? {
        defer { part = nil }
        return part.map {
            ScanMessage(bytes: [], damage: damage, firstAt: $0.firstAt, lastAt: $0.lastAt)
        }
    }

    private func message(_ part: Part) -> ScanMessage {
        let isNamed = SymbologyIdentifier(part.identifier) != nil
        return ScanMessage(
            bytes: (isNamed ? part.identifier : []) + part.data,
            damage: nil,
            firstAt: part.firstAt,
            lastAt: part.lastAt
        )
    }

    /// The decoded bytes of one report; nil when it announces more than it can hold.
    private func data(_ body: ArraySlice<UInt8>, _ place: HIDPOSLayout.Report) -> [UInt8]? {
        let start = body.startIndex + place.dataOffset
        let field = body[start..<(start + place.capacity)]
        guard let byteCount = place.byteCount else {
            let used = field.lastIndex { $0 != 0 }.map { $0 + 1 } ?? start
            return Array(field[start..<used])
        }
        let count = hidValue(body, bitOffset: byteCount.offset, bits: byteCount.size)
        guard count <= UInt32(place.capacity) else { return nil }
        return Array(field.prefix(Int(count)))
    }

    private func isContinued(_ body: ArraySlice<UInt8>, _ place: HIDPOSLayout.Report) -> Bool {
        stride(from: 0, to: place.continuedBits, by: 32).contains { start in
            let bits = min(32, place.continuedBits - start)
            return hidValue(body, bitOffset: place.continuedOffset + start, bits: bits) != 0
        }
    }
}
