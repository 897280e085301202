/// The place for a card that a PC/SC reader name stands for.
package enum SlotKind: String, Hashable, Sendable {
    /// The antenna.
    case contactless
    /// The slot for cards with contacts.
    case contact
    /// The slot for a security module inside the reader.
    case sam
    /// The name does not tell: watched like an antenna, as most readers have nothing else.
    case unknown
}

/// A PC/SC reader name taken apart: `friendly [interface] (serial) NN SS`.
///
/// pcsc-lite puts it together so (src/readerfactory.c and hotplug_libudev.c). NN is the first free
/// number and depends on the order of plugging; SS is the slot. The friendly part depends on the
/// driver, so that the interface's word alone says what the slot is for.
package struct ReaderName: Hashable, Sendable {
    /// The name as pcscd gives it.
    package let full: String
    /// The name without the plug-order number and the slot.
    package let stable: String
    /// The friendly part alone.
    package let friendly: String
    /// The USB interface's own name; nil: none was given.
    package let interface: String?
    /// The serial in the name; nil: none was given.
    package let serial: String?
    /// The slot SS, 0 to 255; 0 when the name has no such ending.
    package let slot: Int

    /// Takes a name apart; a name of another form is kept whole.
    package init(_ full: String) {
        self.full = full
        var rest = Array(full.utf8)
        var slot = 0
        // " NN SS", two hexadecimal digits each.
        if rest.count > 6, let value = ReaderName.ending(rest) {
            slot = value
            rest.removeLast(6)
        }
        self.slot = slot
        stable = String(decoding: rest, as: UTF8.self)
        serial = ReaderName.takeEnclosed(&rest, open: "(", close: ")")
        interface = ReaderName.takeEnclosed(&rest, open: "[", close: "]")
        friendly = String(decoding: rest, as: UTF8.self)
    }

    /// What the slot is for, by the words of its interface, else of its name.
    ///
    /// Product names hold such words too ("1S CL Reader SAM"), so the last one of the interface's
    /// name counts; without an interface contradicting words tell nothing.
    package var slotKind: SlotKind {
        if let interface, let kind = ReaderName.kinds(in: interface).last { return kind }
        let kinds = Set(ReaderName.kinds(in: friendly))
        return kinds.count == 1 ? kinds.first ?? .unknown : .unknown
    }

    /// The interface role that stays the same over replug, reboot and change of driver.
    package var role: String {
        slot == 0 ? slotKind.rawValue : "\(slotKind.rawValue).\(slot)"
    }

    private static func kinds(in text: String) -> [SlotKind] {
        text.utf8.split { !isWordByte($0) }.compactMap { word in
            let word = String(decoding: word, as: UTF8.self).uppercased()
            switch word {
            case "PICC", "CL", "CLESS", "CONTACTLESS", "NFC", "NFC0", "RFID": return .contactless
            case "ICC", "CT", "CONTACT", "CONTACTED": return .contact
            case "SAM", "SAM0", "SAM1", "SAM2", "SAM3", "SAM4": return .sam
            default:
                // "OMNIKEY 5422CL": a model number with the word grown on.
                let isModel = word.hasSuffix("CL") && word.dropLast(2).allSatisfy(\.isNumber)
                return isModel && word.count > 2 ? .contactless : nil
            }
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    /// The slot of a " NN SS" ending; nil: there is no such ending.
    private static func ending(_ bytes: [UInt8]) -> Int? {
        let tail = Array(bytes.suffix(6))
        guard tail[0] == 0x20, tail[3] == 0x20 else { return nil }
        let number = Hexadecimal.bytes(String(decoding: tail[1...2], as: UTF8.self))
        let slot = Hexadecimal.bytes(String(decoding: tail[4...5], as: UTF8.self))
        guard number?.count == 1, let slot, slot.count == 1 else { return nil }
        return Int(slot[0])
    }

    /// Takes " (text)" or " [text]" off the end.
    private static func takeEnclosed(
        _ bytes: inout [UInt8],
        open: Unicode.Scalar,
        close: Unicode.Scalar
    ) -> String? {
        guard bytes.last == UInt8(ascii: close),
            let start = bytes.lastIndex(of: UInt8(ascii: open)),
            start >= 1, bytes[start - 1] == 0x20
        else { return nil }
        let inner = bytes[(start + 1)..<(bytes.count - 1)]
        bytes.removeSubrange((start - 1)...)
        return String(decoding: inner, as: UTF8.self)
    }
}
