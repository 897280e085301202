/// What makes a receipt the same receipt: the fiscal key, else the partner and its number.
struct ReceiptKey: Hashable, Sendable {
    /// The partner; nil: the number is a fiscal key.
    let partner: ByteText?
    /// The receipt's number or fiscal key.
    let number: ByteText

    /// Makes a key; nil when the receipt has neither.
    init?(partner: ByteText, receipt: String?, fiscal: String?) {
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
    /// When it was made.
    let at: Instant
    /// Whether nobody presented a card for it.
    let isUnclaimed: Bool

    /// Whether a purchase at an instant may take the receipt over.
    func canBeTakenOver(at instant: Instant) -> Bool {
        let distance = instant.unixSeconds - at.unixSeconds
        return isUnclaimed && distance.magnitude <= ReceiptRecord.takeoverSeconds
    }

    /// How far apart a receipt and the purchase that takes it over may be: 72 hours.
    static let takeoverSeconds: UInt64 = 72 * 3_600
}

/// The sums of a receipt, once every amount is in its range.
struct ReceiptSums: Sendable {
    /// Minor units of all lines.
    let net: Int64
    /// Units of all lines.
    let units: Int64

    /// Adds the lines up; nil when a quantity, a price, a product or the sum is out of range.
    init?(_ lines: [ReceiptLine]) {
        var net: Int64 = 0
        var units: Int64 = 0
        for line in lines {
            guard ReceiptSums.quantities.contains(line.quantity),
                ReceiptSums.amounts.contains(line.unit.minor)
            else { return nil }
            // At most 10^19 is above Int64: the product may overflow.
            let (product, overflow) = line.quantity.multipliedReportingOverflow(by: line.unit.minor)
            guard !overflow, ReceiptSums.amounts.contains(product) else { return nil }
            net += product
            units += line.quantity
            guard ReceiptSums.amounts.contains(net) else { return nil }
        }
        self.net = net
        self.units = units
    }

    /// Units of one line.
    static let quantities: ClosedRange<Int64> = 1...1_000_000
    /// Minor units of a price, a line and a receipt.
    static let amounts: ClosedRange<Int64> = 0...10_000_000_000_000
}
