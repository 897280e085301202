/// An Answer To Reset, taken apart as ISO/IEC 7816-3 section 8 lays it out.
///
/// A contactless reader makes one up (PC/SC part 3, section 3.1.3.2.3), so it says what the reader
/// thinks lies on it. Only a whole, consistent ATR is accepted: length, structure and check byte.
package struct ATR: Hashable, Sendable {
    /// The longest possible ATR in bytes.
    package static let maximumCount = 33

    /// All bytes.
    package let bytes: [UInt8]
    /// The historical bytes, 0 to 15.
    package let historical: [UInt8]
    /// Whether it has the form that PC/SC prescribes for contactless cards: `3B 8n 80 01 ...`.
    package let isContactless: Bool

    /// Takes `bytes` apart; nil when they are no complete ATR with a right check byte.
    package init?(_ bytes: [UInt8]) {
        guard (2...ATR.maximumCount).contains(bytes.count) else { return nil }
        guard bytes[0] == 0x3B || bytes[0] == 0x3F else { return nil }
        let historicalCount = Int(bytes[1] & 0x0F)
        var position = 2
        var indicator = bytes[1]
        var needsCheckByte = false
        // Each round reads the interface bytes TA, TB, TC that the last indicator announced, then TD.
        while indicator & 0xF0 != 0 {
            position += (indicator & 0x70).nonzeroBitCount
            guard indicator & 0x80 != 0 else { break }
            guard position < bytes.count else { return nil }
            indicator = bytes[position]
            position += 1
            if indicator & 0x0F != 0 { needsCheckByte = true }
        }
        let end = position + historicalCount
        guard bytes.count == end + (needsCheckByte ? 1 : 0) else { return nil }
        if needsCheckByte {
            guard bytes.dropFirst().reduce(0, ^) == 0 else { return nil }
        }
        self.bytes = bytes
        historical = Array(bytes[position..<end])
        isContactless =
            position == 4 && bytes[0] == 0x3B && bytes[1] & 0xF0 == 0x80 && bytes[2] == 0x80
            && bytes[3] == 0x01
    }

    /// What the reader says about a storage card; nil for every other card.
    package var storage: StorageCard? {
        // The whole prefix is compared: a processor card may carry the tag 4F as well.
        let prefix: [UInt8] = [0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06]
        guard isContactless, historical.count == 15, historical.starts(with: prefix) else {
            return nil
        }
        return StorageCard(
            standard: historical[8],
            name: UInt16(historical[9]) << 8 | UInt16(historical[10])
        )
    }

    /// Whether the historical bytes are those that PC/SC makes of an ISO 14443 type B answer:
    /// application data (4), protocol info (3), maximum buffer length index (1).
    ///
    /// ISO/IEC 14443-3 section 7.9: a card that takes part 4 sets bit 1 of the protocol type, and
    /// the frame size is at most 8; PC/SC leaves the low half of the last byte zero.
    package var looksTypeB: Bool {
        guard isContactless, historical.count == 8 else { return false }
        let protocolType = historical[5]
        return protocolType & 0x09 == 0x01 && protocolType >> 4 <= 8 && historical[7] & 0x0F == 0
    }
}

/// What a storage card's ATR names: PC/SC part 3 supplemental document, SS and NN NN.
package struct StorageCard: Hashable, Sendable {
    /// The byte SS: which standard the card follows.
    package let standard: UInt8
    /// The bytes NN NN: the card's name.
    package let name: UInt16

    /// The technology: of the standard byte, or of the name where that byte tells nothing or is
    /// known to be wrong (ACS readers report FeliCa under ISO 14443 A).
    package var technology: CardTechnology {
        let named = StorageCardNames.entry(name)?.technology
        if named == .felica { return .felica }
        switch standard {
        case 0x01, 0x02, 0x03: return .iso14443aLevel3
        case 0x05, 0x06, 0x07: return .iso14443b
        case 0x09, 0x0A, 0x0B, 0x0C: return .iso15693
        case 0x11: return .felica
        case 0x00: return named ?? .unknown
        default: return .unknown
        }
    }

    /// The product in words; empty when the reader does not know it.
    package var product: String {
        if let entry = StorageCardNames.entry(name) { return entry.product }
        if name >> 8 == 0xFF { return "unknown (SAK \(Hexadecimal.text([UInt8(name & 0xFF)])))" }
        switch technology {
        case .iso15693: return "ISO 15693 tag"
        case .felica: return "FeliCa"
        default: return ""
        }
    }
}
