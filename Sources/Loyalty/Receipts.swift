/// What makes a receipt the same receipt: the fiscal key, else the partner and its number.
struct ReceiptKey: Hashable, Sendable {
    /// Number of the partner; nil: the number is a fiscal key.
    let partner: Int32?
    /// The receipt's number or fiscal key.
    let number: ByteText

    /// Makes a key; nil when the receipt has neither.
    init?(partner: Int32, receipt: String?, fiscal: String?) {
        if let fiscal {
            self.partner = nil
            number = ByteText(fiscal)
        } else if let receipt {
            self.partner = partner
            number = ByteText(receipt)
        } else {
            return nil
        }
    }
}

/// A receipt that counts.
struct ReceiptRecord: Sendable {
    /// The event that brought it.
    let event: String
    /// When it was made, in Unix seconds.
    let at: Int64
    /// Whether nobody presented a card for it.
    let isUnclaimed: Bool

    /// Whether a purchase at an instant may take the receipt over.
    func canBeTakenOver(at instant: Int64) -> Bool {
        isUnclaimed && (instant - at).magnitude <= ReceiptRecord.takeoverSeconds
    }

    /// How far apart a receipt and the purchase that takes it over may be: 72 hours.
    static let takeoverSeconds: UInt64 = 72 * 3_600
}

/// What a receipt may say.
enum ReceiptRange {
    /// Units of one line.
    static let quantities: ClosedRange<Int64> = 1...1_000_000
    /// Minor units of a price, a line and a receipt.
    static let amounts: ClosedRange<Int64> = 0...10_000_000_000_000

    /// Quantity times unit; nil when one of them or the product is out of range.
    static func product(_ line: ReceiptLine) -> Int64? {
        guard quantities.contains(line.quantity), amounts.contains(line.unit.minor) else {
            return nil
        }
        // At most 10^19 is above Int64: the product may overflow.
        let (product, overflow) = line.quantity.multipliedReportingOverflow(by: line.unit.minor)
        guard !overflow, amounts.contains(product) else { return nil }
        return product
    }
}
