/// The decoder of one channel.
enum ScannerDecoder: Sendable {
    case hidPOS(HIDPOSDecoder)
    case keyboard(KeyboardDecoder)
    case serial(SerialAssembler)

    init(_ language: ScannerPlan.Channel.Language, _ options: ScannerOptions) {
        let gap = options.gapMilliseconds * MonotonicClock.nanosecondsPerMillisecond
        switch language {
        case .hidPOS(let layout): self = .hidPOS(HIDPOSDecoder(layout: layout))
        case .keyboard:
            self = .keyboard(KeyboardDecoder(layout: options.keyboardLayout, gapNanoseconds: gap))
        case .serial: self = .serial(SerialAssembler(gapNanoseconds: gap))
        }
    }

    /// When `expire(at:)` must be called if nothing arrives.
    var deadline: UInt64? {
        switch self {
        case .hidPOS(let decoder): decoder.deadline
        case .keyboard(let decoder): decoder.deadline
        case .serial(let assembler): assembler.deadline
        }
    }

    mutating func take(_ bytes: [UInt8], at now: UInt64) -> [ScanMessage] {
        change { decoder in
            decoder.take(bytes, at: now)
        } keyboard: { decoder in
            decoder.take(bytes, at: now)
        } serial: { assembler in
            assembler.take(bytes, at: now)
        }
    }

    mutating func expire(at now: UInt64) -> [ScanMessage] {
        change { decoder in
            decoder.expire(at: now)
        } keyboard: { decoder in
            decoder.expire(at: now)
        } serial: { assembler in
            assembler.expire(at: now)
        }
    }

    private mutating func change(
        hidPOS: (inout HIDPOSDecoder) -> [ScanMessage],
        keyboard: (inout KeyboardDecoder) -> [ScanMessage],
        serial: (inout SerialAssembler) -> [ScanMessage]
    ) -> [ScanMessage] {
        switch self {
        case .hidPOS(var decoder):
            defer { self = .hidPOS(decoder) }
            return hidPOS(&decoder)
        case .keyboard(var decoder):
            defer { self = .keyboard(decoder) }
            return keyboard(&decoder)
        case .serial(var assembler):
            defer { self = .serial(assembler) }
            return serial(&assembler)
        }
    }
}
