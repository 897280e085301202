/// How a card talks, as far as reader and ATR tell.
package enum CardTechnology: String, Hashable, Sendable, CaseIterable {
    /// ISO/IEC 14443-3 type A without part 4: MIFARE Classic, Ultralight, NTAG.
    case iso14443aLevel3 = "iso14443a-3"
    /// ISO/IEC 14443-4 type A: DESFire, bank cards, phones.
    case iso14443aLevel4 = "iso14443a-4"
    /// ISO/IEC 14443 type B.
    case iso14443b
    /// ISO/IEC 15693 vicinity cards.
    case iso15693
    /// FeliCa, JIS X 6319-4.
    case felica
    /// A card with contacts.
    case contact
    /// Nothing that can be named.
    case unknown
}

/// What kind of number a card gave.
package enum IdentifierKind: String, Hashable, Sendable, CaseIterable {
    /// ISO 14443 A, single size.
    case uid4
    /// ISO 14443 A, double size.
    case uid7
    /// ISO 14443 A, triple size.
    case uid10
    /// ISO 15693.
    case uid8
    /// FeliCa.
    case idm
    /// ISO 14443 B, pseudo-unique.
    case pupi
}

/// How far a card's number can be trusted to be this card's, and to be the same tomorrow.
package enum IdentifierStability: String, Hashable, Sendable, CaseIterable {
    /// Fixed and unique by its maker's promise.
    case unique
    /// Fixed, 4 bytes: the range is used up, another card may bear the same number.
    case fixed4
    /// New at every activation, or nothing says that it is not.
    case random
    /// Fixed, and known not to be unique.
    case nonUnique
    /// No identifier at all, or a broken one.
    case invalid
    /// The order of the bytes, or their meaning, cannot be told.
    case ambiguous
}

/// Card names of PC/SC part 3 (supplemental document for storage cards) and ACS's private ones.
package enum StorageCardNames {
    /// One known name.
    package struct Entry: Hashable, Sendable {
        /// The product in words.
        package let product: String
        /// The technology where the ATR's standard byte does not tell it; nil: several are used.
        package let technology: CardTechnology?
    }

    /// The entry of a card name; nil: not known.
    package static func entry(_ name: UInt16) -> Entry? { table[name] }

    private static let table: [UInt16: Entry] = {
        var all: [UInt16: Entry] = [:]
        for (technology, rows) in groups {
            for (name, product) in rows {
                let added = all.updateValue(
                    Entry(product: product, technology: technology),
                    forKey: name
                )
                precondition(added == nil, "a card name is listed twice")
            }
        }
        return all
    }()

    private static let groups: [(CardTechnology?, [(UInt16, String)])] = [
        (
            .iso14443aLevel3,
            [
                (0x0001, "MIFARE Classic 1K"), (0x0002, "MIFARE Classic 4K"),
                (0x0003, "MIFARE Ultralight / NTAG"), (0x0004, "SLE 55R"),
                (0x0026, "MIFARE Mini"), (0x0027, "my-d move"), (0x0028, "my-d NFC"),
                (0x0029, "my-d proximity 2"), (0x002A, "my-d proximity enhanced"),
                (0x002F, "Jewel"), (0x0030, "Topaz"), (0x0036, "MIFARE Plus SL1 2K"),
                (0x0037, "MIFARE Plus SL1 4K"), (0x0038, "MIFARE Plus SL2 2K"),
                (0x0039, "MIFARE Plus SL2 4K"), (0x003A, "MIFARE Ultralight C"),
                (0x003D, "MIFARE Ultralight EV1"), (0xF004, "Topaz"),
            ]
        ),
        (
            .iso14443b,
            [
                (0x0006, "SR176"), (0x0007, "SRIX4K"), (0x0008, "AT88RF020"),
                (0x0009, "AT88SC0204CRF"), (0x000A, "AT88SC0808CRF"), (0x000B, "AT88SC1616CRF"),
                (0x000C, "AT88SC3216CRF"), (0x000D, "AT88SC6416CRF"), (0x0031, "AT88SC0104CRF"),
                (0x0032, "AT88SC0404CRF"), (0x0033, "AT88RF01C"), (0x0034, "AT88RF04C"),
            ]
        ),
        (
            .iso15693,
            [
                (0x000E, "SRF 55V10P"), (0x000F, "SRF 55V02P"), (0x0010, "SRF 55V10S"),
                (0x0011, "SRF 55V02S"), (0x0012, "Tag-it"), (0x0013, "LRI512"),
                (0x0014, "ICODE SLI"), (0x0021, "LRI64"), (0x0024, "LRI12"), (0x0025, "LRI128"),
                (0x002B, "my-d light"), (0x0035, "ICODE SL2"), (0x003C, "MLX90129"),
            ]
        ),
        (
            .felica,
            [(0x003B, "FeliCa"), (0xF011, "FeliCa 212K"), (0xF012, "FeliCa 424K")]
        ),
        (
            nil,
            [
                (0x0015, "TEMPSENS"), (0x0016, "ICODE1"), (0x0017, "PicoPass 2K"),
                (0x0018, "PicoPass 2KS"), (0x0019, "PicoPass 16K"), (0x001A, "PicoPass 16KS"),
                (0x001B, "PicoPass 16K (8x2)"), (0x001C, "PicoPass 16KS (8x2)"),
                (0x001D, "PicoPass 32KS (16+16)"), (0x001E, "PicoPass 32KS (16+8x2)"),
                (0x001F, "PicoPass 32KS (8x2+16)"), (0x0020, "PicoPass 32KS (8x2+8x2)"),
                (0x0022, "ICODE UID"), (0x0023, "ICODE EPC"), (0x002C, "PJM Stack Tag"),
                (0x002D, "PJM Item Tag"), (0x002E, "PJM Light"),
            ]
        ),
    ]
}

/// Chip makers by their ISO/IEC 7816-6 number, which leads 7- and 10-byte type A identifiers and
/// follows E0 in ISO 15693 ones.
package enum CardManufacturers {
    /// The maker's usual short name; empty when not known.
    package static func name(_ code: UInt8) -> String {
        switch code {
        case 0x02: "ST"
        case 0x04: "NXP"
        case 0x05: "Infineon"
        case 0x07: "TI"
        case 0x16: "EM"
        case 0x1D: "Fudan"
        case 0x25: "Innovision"
        case 0x27: "Yubico"
        case 0x2E: "Broadcom"
        case 0x57: "Qualcomm"
        case 0x5F: "Nordic"
        default: ""
        }
    }
}
