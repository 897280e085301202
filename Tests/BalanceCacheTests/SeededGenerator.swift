/// A random source whose seed a failing test prints: SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// The keyed hash that stands for credential `number`: the same number, the same hash.
struct HashOfNumber: Hashable {
    let high: UInt64
    let low: UInt64

    init(_ number: Int) {
        var generator = SeededGenerator(seed: UInt64(number) &* 0xd134_2543_de82_ef95 &+ 1)
        high = generator.next()
        low = generator.next()
    }
}
