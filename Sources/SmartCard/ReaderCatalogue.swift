/// Readers that are known by their USB ids: what `devices` and `doctor` call what is plugged in,
/// and what they say where pcscd will not drive it.
///
/// Facts from libccid (CCID 5de6a966, 2026-06-27: readers/supported_readers.txt and the descriptor
/// dumps beside it), acsccid (acdf03a9, src/supported_readers.txt), the Linux kernel (drivers/nfc)
/// and the issues named in the notes.
package enum ReaderCatalogue {
    /// Which driver of pcscd takes a reader.
    package enum Driver: String, Hashable, Sendable {
        /// libccid, without known trouble.
        case supported
        /// libccid, expected to work.
        case shouldwork
        /// libccid, with known trouble: see the note.
        case unsupported
        /// In libccid's list, but switched off: needs the maker's own driver.
        case disabled
        /// Only ACS's own driver, package libacsccid1.
        case acsccid
        /// None: this is no PC/SC reader.
        case none
    }

    /// Whether it reads contactless cards.
    package enum Contactless: String, Hashable, Sendable {
        /// It does.
        case yes
        /// It does not.
        case no
        /// Its descriptor does not show it.
        case unverified
    }

    /// One known device.
    package struct Entry: Hashable, Sendable {
        /// Vendor id.
        package let vendor: UInt16
        /// Product id.
        package let product: UInt16
        /// The maker.
        package let maker: String
        /// Its names in pcscd, the usual driver's first; empty when no driver takes it.
        package let names: [String]
        /// Whether it reads contactless cards.
        package let contactless: Contactless
        /// Which driver takes it.
        package let driver: Driver
        /// What a technician should know; English, may be empty.
        package let note: String

        /// The first name, or the maker with the USB ids.
        package var title: String {
            names.first ?? "\(maker) \(USBDevice.id(vendor: vendor, product: product))"
        }
    }

    /// All entries, in the order of the table.
    package static let all: [Entry] = {
        let entries = parse(tableA + "\n" + tableB)
        precondition(entries != nil, "the reader table is malformed")
        return entries ?? []
    }()

    /// The entry of a device; nil: not known.
    package static func entry(vendor: UInt16, product: UInt16) -> Entry? {
        byID[UInt32(vendor) << 16 | UInt32(product)]
    }

    private static let byID: [UInt32: Entry] = {
        var map: [UInt32: Entry] = [:]
        for entry in all {
            let key = UInt32(entry.vendor) << 16 | UInt32(entry.product)
            precondition(map.updateValue(entry, forKey: key) == nil, "a reader is listed twice")
        }
        return map
    }()

    /// Reads a table: a record begins with `vvvv:pppp contactless driver maker`; `= name` adds a
    /// name, `# text` a piece of the note.
    ///
    /// Nil: malformed.
    static func parse(_ table: String) -> [Entry]? {
        var entries: [Entry] = []
        var record: [Substring] = []
        for line in table.split(separator: "\n") {
            if line.hasPrefix("= ") || line.hasPrefix("# ") {
                record.append(line)
                continue
            }
            if !record.isEmpty {
                guard let entry = entry(of: record) else { return nil }
                entries.append(entry)
            }
            record = [line]
        }
        guard !record.isEmpty, let last = entry(of: record) else { return nil }
        return entries + [last]
    }

    private static func entry(of record: [Substring]) -> Entry? {
        guard let head = record.first else { return nil }
        let words = head.split(separator: " ", maxSplits: 3)
        let ids = words.first?.split(separator: ":") ?? []
        guard words.count == 4, ids.count == 2,
            let vendor = UInt16(ids[0], radix: 16),
            let product = UInt16(ids[1], radix: 16),
            let contactless = Contactless(rawValue: String(words[1])),
            let driver = Driver(rawValue: String(words[2]))
        else { return nil }
        func pieces(_ mark: String) -> [String] {
            record.dropFirst().filter { $0.hasPrefix(mark) }.map { String($0.dropFirst(2)) }
        }
        return Entry(
            vendor: vendor,
            product: product,
            maker: String(words[3]),
            names: pieces("= "),
            contactless: contactless,
            driver: driver,
            note: pieces("# ").joined(separator: " ")
        )
    }
}
