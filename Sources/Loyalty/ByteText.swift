/// A text that is compared and ordered by its UTF-8 bytes.
///
/// `String` compares by canonical equivalence: there, two ids with different bytes may be equal.
struct ByteText: Hashable, Comparable, Sendable {
    /// The text itself.
    let text: String

    /// Wraps a text.
    init(_ text: String) { self.text = text }

    /// Compares the bytes.
    static func == (left: ByteText, right: ByteText) -> Bool {
        let (one, other) = (left.text.utf8, right.text.utf8)
        let (bytes, otherBytes) = (one.span, other.span)
        let count = bytes.count
        guard count == otherBytes.count else { return false }
        var index = 0
        while index &+ 8 <= count {
            guard word(bytes, index) == word(otherBytes, index) else { return false }
            index &+= 8
        }
        while index < count {
            guard bytes[index] == otherBytes[index] else { return false }
            index &+= 1
        }
        return true
    }

    /// Orders by bytes, as the journal and every report do.
    static func < (left: ByteText, right: ByteText) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    /// Equal bytes have equal canonical forms, so the hash of `String` serves.
    func hash(into hasher: inout Hasher) { hasher.combine(text) }

    /// A hash of the bytes alone; nothing may depend on it but speed.
    var digest: UInt64 {
        let utf8 = text.utf8
        let bytes = utf8.span
        let count = bytes.count
        var state = UInt64(truncatingIfNeeded: count)
        var index = 0
        while index &+ 8 <= count {
            state = ByteText.mix(state, ByteText.word(bytes, index))
            index &+= 8
        }
        var rest: UInt64 = 0
        while index < count {
            rest = rest &<< 8 | UInt64(bytes[index])
            index &+= 1
        }
        return ByteText.mix(state, rest)
    }

    /// Eight bytes from an offset on.
    @inline(__always)
    private static func word(_ bytes: Span<UInt8>, _ offset: Int) -> UInt64 {
        // Sound: the load checks its bounds, and any eight bytes are a number.
        unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    /// Folds the product of two odd constants and what is mixed.
    @inline(__always)
    private static func mix(_ state: UInt64, _ word: UInt64) -> UInt64 {
        let left = state ^ 0x9E37_79B9_7F4A_7C15
        let product = (left ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return product.high ^ product.low
    }
}

extension Sequence<String> {
    /// The texts in the order of their bytes.
    func sortedByBytes() -> [String] {
        sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
