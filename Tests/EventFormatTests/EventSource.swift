import Loyalty

/// Random events, outcomes and transactions, the same for the same seed.
///
/// They lie within the bounds of the format; those of a hostile source mostly do, and miss them
/// narrowly where they do not.
struct EventSource {
    var source: SeededSource
    let isHostile: Bool

    init(seed: UInt64, isHostile: Bool = false) {
        source = SeededSource(seed: seed)
        self.isHostile = isHostile
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &source)]
    }

    mutating func event() -> LoyaltyEvent {
        LoyaltyEvent(id: text(), at: instant(), body: body())
    }

    mutating func instant() -> Instant {
        if isHostile, oneIn(10) {
            // The edges of the years 1 to 9999, and what lies far outside.
            let edges: [Int64] = [
                -62_135_596_801, -62_135_596_800, 253_402_300_799, 253_402_300_800,
                -62_167_219_200, .min, .max,
            ]
            return Instant(unixSeconds: pick(edges))
        }
        return Instant(
            unixSeconds: .random(in: -62_135_596_800...253_402_300_799, using: &source)
        )
    }

    mutating func oneIn(_ count: Int) -> Bool {
        Int.random(in: 0..<count, using: &source) == 0
    }

    mutating func maybe<Value>(_ value: (inout EventSource) -> Value) -> Value? {
        oneIn(2) ? value(&self) : nil
    }

    mutating func text() -> String {
        if isHostile, oneIn(15) {
            return pick([
                "", "\n", "\u{0}", "a\u{1f}", "\u{7f}", "\u{80}", "tab\tinside",
                String(repeating: "x", count: 256), String(repeating: "x", count: 257),
                String(repeating: "\u{436}", count: 128), String(repeating: "\u{436}", count: 129),
                String(repeating: "\"", count: 256), "\u{feff}", "\u{2028}", "\u{fffd}",
            ])
        }
        return pick(["a", "kiosk1-0a1b2c3d-17", "молоко 3,2 %", "\"\\/", "😀", "e\u{301}"])
    }

    mutating func maybeText() -> String? { maybe { $0.text() } }

    mutating func amount() -> Int64 {
        pick([0, 1, -1, .max, .min, .random(in: .min ... .max, using: &source)])
    }

    mutating func points() -> Points { Points(micro: oneIn(2) ? 0 : amount()) }

    mutating func date() -> LocalDate {
        let days = isHostile ? -800_000...3_000_000 : -719_162...2_932_896
        return LocalDate(dayNumber: .random(in: days, using: &source))
    }
}

/// A small reproducible generator (splitmix64).
struct SeededSource: RandomNumberGenerator {
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
