import Loyalty

/// What makes a receipt the same receipt: the fiscal key, else the partner and the number.
enum ReceiptKey: Hashable, Sendable {
    case fiscal(ByteKey)
    case number(partner: ByteKey, number: ByteKey)

    /// Makes a key; nil: the receipt has none.
    init?(partner: String?, receipt: String?, fiscal: String?) {
        if let fiscal {
            self = .fiscal(ByteKey(fiscal))
        } else if let receipt {
            self = .number(partner: ByteKey(partner ?? "house"), number: ByteKey(receipt))
        } else {
            return nil
        }
    }
}

/// The receipts that a purchase may still take over.
struct UnclaimedReceipts: Sendable {
    private struct Waiting {
        let event: ByteKey
        let at: Int64
    }

    /// How many days late an event may come; nil: any number, so every receipt is kept.
    private let maximumBackdateDays: Int?
    private var waiting: [ReceiptKey: Waiting] = [:]
    /// How many are kept before the oldest are looked for.
    private var sweepCount = 1_024

    init(maximumBackdateDays: Int?) { self.maximumBackdateDays = maximumBackdateDays }

    /// Keeps a receipt; `clock` is the greatest instant so far.
    mutating func add(_ key: ReceiptKey, event: String, at: Int64, clock: Int64) {
        waiting[key] = Waiting(event: ByteKey(event), at: at)
        guard waiting.count >= sweepCount, let maximumBackdateDays else { return }
        // A day more, because lateness is counted in local days.
        let days = Int64(maximumBackdateDays) + Self.takeoverDays + 1
        let oldest = clock - days * 86_400
        waiting = waiting.filter { $0.value.at >= oldest }
        sweepCount = max(1_024, waiting.count * 2)
    }

    /// The receipt that an applied purchase took over; nil: there was none.
    mutating func takeOver(_ key: ReceiptKey) -> ByteKey? {
        waiting.removeValue(forKey: key)?.event
    }

    /// How far apart a receipt and the purchase that takes it over may be: 72 hours.
    private static let takeoverDays: Int64 = 3
}
