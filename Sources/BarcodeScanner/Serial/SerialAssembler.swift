/// Puts the bytes of a serial scanner together to codes: packets are no message borders.
package struct SerialAssembler: Sendable {
    private let gapNanoseconds: UInt64
    private var bytes: [UInt8] = []
    private var isTooLong = false
    private var firstAt: UInt64 = 0
    private var lastAt: UInt64 = 0
    /// Once a terminator was seen, a code without one is a part of a code.
    private var hasTerminator = false

    /// An assembler that ends a code without a terminator after a silence.
    ///
    /// - Parameter gapNanoseconds: Length of the silence.
    package init(gapNanoseconds: UInt64) { self.gapNanoseconds = gapNanoseconds }

    /// When `expire(at:)` must be called if nothing arrives; nil when nothing is unfinished.
    package var deadline: UInt64? {
        bytes.isEmpty && !isTooLong ? nil : lastAt + gapNanoseconds
    }

    /// Takes what one transfer brought, which may be nothing.
    ///
    /// CR, LF, CRLF and ETX end a code; STX begins one.
    ///
    /// - Parameters:
    ///   - chunk: Any bytes.
    ///   - now: Nanoseconds of the monotonic clock.
    /// - Returns: The codes that are complete now, damaged ones included.
    package mutating func take(_ chunk: [UInt8], at now: UInt64) -> [ScanMessage] {
        var messages = expire(at: now)
        for byte in chunk {
            switch byte {
            case ASCII.carriageReturn, ASCII.lineFeed, ASCII.endOfText:
                if let message = end(damage: nil) {
                    messages.append(message)
                    hasTerminator = true
                }
            case ASCII.startOfText:
                if let cut = end(damage: "cut off by the next code") { messages.append(cut) }
            default:
                if bytes.isEmpty, !isTooLong { firstAt = now }
                if bytes.count < BarcodeReading.maximumBytes {
                    bytes.append(byte)
                } else {
                    isTooLong = true
                }
            }
        }
        if !chunk.isEmpty { lastAt = now }
        return messages
    }

    /// Ends a code whose terminator does not come.
    package mutating func expire(at now: UInt64) -> [ScanMessage] {
        guard let deadline, deadline <= now else { return [] }
        let damage = hasTerminator ? "no terminator: a part of the code was lost" : nil
        return end(damage: damage).map { [$0] } ?? []
    }

    private mutating func end(damage: String?) -> ScanMessage? {
        guard !bytes.isEmpty || isTooLong else { return nil }
        defer {
            bytes = []
            isTooLong = false
        }
        let reason = isTooLong ? "longer than any code" : damage
        return ScanMessage(
            bytes: reason == nil ? bytes : [],
            damage: reason,
            firstAt: firstAt,
            lastAt: max(firstAt, lastAt)
        )
    }
}
