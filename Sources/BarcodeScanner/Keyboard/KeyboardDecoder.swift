/// Puts the key reports of a scanner in keyboard mode together to codes.
///
/// Boot keyboard reports of eight bytes (HID 1.11, appendix B.1). Edges are decoded, never levels:
/// a device may repeat a report and may press two keys in one. No key ever does anything here; a
/// control character only spoils the code it came with.
package struct KeyboardDecoder: Sendable {
    /// One press: the usage, and what was held with it.
    struct Stroke: Hashable {
        var usage: UInt8
        var isShifted: Bool
        var isControl: Bool
    }

    private enum Modifier {
        static let control: UInt8 = 0x11
        static let shift: UInt8 = 0x22
        static let leftAlt: UInt8 = 0x04
        static let rightAlt: UInt8 = 0x40
        static let gui: UInt8 = 0x88
    }

    private enum Usage {
        static let rollover: UInt8 = 0x01
        static let firstKey: UInt8 = 0x04
        static let enter: UInt8 = 0x28
        static let capsLock: UInt8 = 0x39
        static let numLock: UInt8 = 0x53
        static let keypadEnter: UInt8 = 0x58
        static let keypadDigits: ClosedRange<UInt8> = 0x59...0x62
        static let tab: UInt8 = 0x2B
    }

    private let layout: KeyboardLayout?
    private let gapNanoseconds: UInt64
    private var held: [UInt8] = []
    private var symbols: [KeySymbol] = []
    private var altNumber: Int?
    private var isTooLong = false
    private var firstAt: UInt64 = 0
    private var lastAt: UInt64 = 0
    private var hasTerminator = false
    /// Reports that were no key report: another length, rollover or self-test failure.
    package private(set) var ignoredReports = 0

    /// A decoder for one keyboard interface.
    ///
    /// - Parameters:
    ///   - layout: The layout the scanner is set to; nil is us.
    ///   - gapNanoseconds: Silence that ends a code without Enter.
    package init(layout: KeyboardLayout? = nil, gapNanoseconds: UInt64) {
        self.layout = layout
        self.gapNanoseconds = gapNanoseconds
    }

    /// When `expire(at:)` must be called if nothing arrives; nil when nothing is unfinished.
    package var deadline: UInt64? {
        symbols.isEmpty && !isTooLong ? nil : lastAt + gapNanoseconds
    }

    /// Takes one key report.
    ///
    /// - Parameters:
    ///   - report: Modifiers, a zero, and up to six usages.
    ///   - now: Nanoseconds of the monotonic clock.
    /// - Returns: The codes that are complete now, damaged ones included.
    package mutating func take(_ report: [UInt8], at now: UInt64) -> [ScanMessage] {
        guard report.count == 8, report[2] == 0 || report[2] >= Usage.firstKey else {
            // Rollover and error codes fill every slot; the keys held before are still held.
            ignoredReports += 1
            return []
        }
        var messages = expire(at: now)
        let modifiers = report[0]
        let keys = report[2...].filter { $0 >= Usage.firstKey }
        let pressed = keys.filter { !held.contains($0) }
        held = Array(keys)
        if modifiers & Modifier.leftAlt == 0, let number = altNumber {
            altNumber = nil
            add(.code(number), at: now)
        }
        for key in pressed {
            if let message = press(key, modifiers, at: now) { messages.append(message) }
        }
        return messages
    }

    /// Ends a code whose Enter does not come.
    package mutating func expire(at now: UInt64) -> [ScanMessage] {
        guard let deadline, deadline <= now else { return [] }
        let endsWithTab = symbols.last == .stroke(Stroke(usage: Usage.tab))
        let damage =
            hasTerminator && !endsWithTab ? "no terminator: a part of the code was lost" : nil
        return end(damage: damage).map { [$0] } ?? []
    }

    private mutating func press(_ key: UInt8, _ modifiers: UInt8, at now: UInt64) -> ScanMessage? {
        switch key {
        case Usage.enter, Usage.keypadEnter:
            let message = end(damage: nil)
            if message != nil { hasTerminator = true }
            return message
        case Usage.capsLock, Usage.numLock:
            return nil
        case Usage.keypadDigits where modifiers & Modifier.leftAlt != 0:
            // Alt and a decimal number on the keypad: one character by its code.
            let digit = Int(key - Usage.keypadDigits.lowerBound + 1) % 10
            altNumber = min((altNumber ?? 0) * 10 + digit, 1_000)
            lastAt = now
            return nil
        default:
            guard modifiers & (Modifier.gui | Modifier.rightAlt | Modifier.leftAlt) == 0 else {
                add(.unknown, at: now)
                return nil
            }
            let stroke = Stroke(
                usage: key,
                isShifted: modifiers & Modifier.shift != 0,
                isControl: modifiers & Modifier.control != 0
            )
            add(.stroke(stroke), at: now)
            return nil
        }
    }

    private mutating func add(_ symbol: KeySymbol, at now: UInt64) {
        if symbols.isEmpty, !isTooLong { firstAt = now }
        lastAt = now
        if symbols.count < BarcodeReading.maximumBytes {
            symbols.append(symbol)
        } else {
            isTooLong = true
        }
    }

    private mutating func end(damage: String?) -> ScanMessage? {
        guard !symbols.isEmpty || isTooLong else { return nil }
        defer {
            symbols = []
            isTooLong = false
            altNumber = nil
        }
        let reason = isTooLong ? "longer than any code" : damage
        return ScanMessage(
            bytes: reason == nil ? KeySymbol.text(symbols, layout: layout) : [],
            damage: reason,
            firstAt: firstAt,
            lastAt: lastAt
        )
    }
}

extension KeyboardDecoder.Stroke {
    init(usage: UInt8) { self.init(usage: usage, isShifted: false, isControl: false) }
}
