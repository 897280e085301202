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
        guard bytes.count == otherBytes.count else { return false }
        for index in bytes.indices where bytes[index] != otherBytes[index] { return false }
        return true
    }

    /// Orders by bytes, as the journal and every report do.
    static func < (left: ByteText, right: ByteText) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }

    /// Equal bytes have equal canonical forms, so the hash of `String` serves.
    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension Sequence<String> {
    /// The texts in the order of their bytes.
    func sortedByBytes() -> [String] {
        sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
