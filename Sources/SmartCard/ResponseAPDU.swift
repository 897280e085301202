/// A card's or reader's answer: data and status word, ISO/IEC 7816-4 section 5.1.
package struct ResponseAPDU: Hashable, Sendable {
    /// The bytes before the status word.
    package let data: [UInt8]
    /// SW1 and SW2.
    package let status: UInt16

    /// Takes an answer apart; nil when it has no status word: fewer than 2 bytes.
    package init?(_ bytes: some BidirectionalCollection<UInt8>) {
        guard bytes.count >= 2 else { return nil }
        let tail = Array(bytes.suffix(2))
        data = Array(bytes.dropLast(2))
        status = UInt16(tail[0]) << 8 | UInt16(tail[1])
    }

    /// Whether the status word is 9000.
    package var isSuccess: Bool { status == 0x9000 }
}

/// Reading a card's identifier: the one command, and what each answer means.
enum UIDCommand {
    /// GET DATA, identifier, any length: PC/SC part 3 section 3.2.2.1.3.
    static let bytes: [UInt8] = [0xFF, 0xCA, 0x00, 0x00, 0x00]
    /// Lengths that any contactless technology uses.
    static let identifierCounts: Set<Int> = [4, 7, 8, 10]

    /// What an answer asks for.
    enum Meaning: Hashable {
        /// The identifier.
        case identifier([UInt8])
        /// Ask again with this Le.
        case askAgain(expectedCount: UInt8)
        /// The reader has no identifier for this card.
        case notSupported
        /// Fewer than 2 bytes under a success code: drivers say "card removed" so.
        case removed
        /// Anything else: read again, then give up.
        case garbage
    }

    static func meaning(of answer: some BidirectionalCollection<UInt8>) -> Meaning {
        guard let response = ResponseAPDU(answer) else { return .removed }
        switch response.status {
        case 0x9000:
            return identifierCounts.contains(response.data.count)
                ? .identifier(response.data) : .garbage
        case 0x6C01...0x6CFF where response.data.isEmpty:
            return .askAgain(expectedCount: UInt8(response.status & 0xFF))
        case 0x6A81, 0x6D00, 0x6E00:
            return response.data.isEmpty ? .notSupported : .garbage
        default:
            return .garbage
        }
    }
}
