import Loyalty

/// Random events within the bounds of the format, the same for the same seed.
struct EventSource {
    private var source: SeededSource

    init(seed: UInt64) { source = SeededSource(seed: seed) }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &source)]
    }

    mutating func event() -> LoyaltyEvent {
        let at = Instant(
            unixSeconds: .random(in: -62_135_596_800...253_402_300_799, using: &source)
        )
        return LoyaltyEvent(id: text(), at: at, body: body())
    }

    private mutating func body() -> LoyaltyEvent.Body {
        switch Int.random(in: 0..<7, using: &source) {
        case 0:
            let flags = Set((0..<Int.random(in: 0...3, using: &source)).map { "flag:\($0)" })
            return .enroll(
                Enrollment(member: text(), account: maybeText(), flags: flags.sorted())
            )
        case 1:
            return .purchase(
                Purchase(
                    buyer: identification(),
                    lines: lines(),
                    partner: maybeText(),
                    receipt: maybeText(),
                    fiscal: maybeText()
                )
            )
        case 2:
            return .receipt(
                UnclaimedReceipt(
                    lines: lines(),
                    partner: maybeText(),
                    receipt: maybeText(),
                    fiscal: text()
                )
            )
        case 3: return .linkCredential(CredentialLink(member: text(), credential: credential()))
        case 4: return .unlinkCredential(CredentialLink(member: text(), credential: credential()))
        case 5: return .inquiry(identification())
        default: return .tick
        }
    }

    private mutating func lines() -> [ReceiptLine] {
        (0..<Int.random(in: 0...3, using: &source)).map { _ in
            ReceiptLine(
                sku: maybeText(),
                quantity: .random(in: .min ... .max, using: &source),
                unit: Money(minor: .random(in: .min ... .max, using: &source)),
                category: maybeText(),
                brand: maybeText()
            )
        }
    }

    private mutating func identification() -> Identification {
        Bool.random(using: &source) ? .member(text()) : .credential(credential())
    }

    private mutating func credential() -> Credential {
        // Small values too, so that leading zeros of the key are met.
        let shift = UInt64.random(in: 0..<64, using: &source)
        return Credential(
            kind: pick(Credential.Kind.allCases),
            high: source.next() >> shift,
            low: source.next() >> (63 - shift)
        )
    }

    private mutating func maybeText() -> String? {
        Bool.random(using: &source) ? text() : nil
    }

    private mutating func text() -> String {
        pick(["a", "kiosk1-0a1b2c3d-17", "молоко 3,2 %", "\"\\/", "😀", "e\u{301}"])
    }
}

/// A small reproducible generator (splitmix64).
private struct SeededSource: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
