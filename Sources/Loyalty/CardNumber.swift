/// The numbers of cards: 13 digits, the last of which checks the others (EAN-13).
enum CardNumber {
    /// Whether a text is 13 digits with their check digit.
    static func isRight(_ text: String) -> Bool {
        guard text.utf8.count == 13 else { return false }
        var sum = 0
        for (place, byte) in text.utf8.enumerated() {
            guard (0x30...0x39).contains(byte) else { return false }
            sum += Int(byte - 0x30) * (place.isMultiple(of: 2) ? 1 : 3)
        }
        return sum.isMultiple(of: 10)
    }
}
