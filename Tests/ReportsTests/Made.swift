import EventFormat
import Loyalty

@testable import Reports

/// Values made by hand.
enum Made {
    static let moscow = Zone(initialOffsetSeconds: 3 * 3600)

    static func date(_ text: String) -> LocalDate {
        guard let date = EventFormat.date(from: text) else {
            preconditionFailure("\(text) is not a date")
        }
        return date
    }

    static func instant(_ text: String) -> Instant {
        guard let instant = EventFormat.instant(from: text) else {
            preconditionFailure("\(text) is not a time")
        }
        return instant
    }

    static func options(
        _ from: String,
        _ to: String,
        previousFrom: String? = nil
    ) -> ReportOptions {
        ReportOptions(
            period: ReportPeriod(from: date(from), to: date(to)),
            zone: moscow,
            previousFrom: previousFrom.map(date)
        )
    }
}

/// A history that grows line by line; a time without an offset is noon in Moscow of that date.
struct History {
    private(set) var entries: [HistoryEntry] = []

    @discardableResult
    mutating func add(
        _ at: String,
        _ body: LoyaltyEvent.Body,
        _ effect: Effect = Effect(),
        id: String? = nil,
        transactions: [Transaction] = []
    ) -> String {
        append(at, body, .applied(effect), id, transactions)
    }

    mutating func refuse(_ at: String, _ body: LoyaltyEvent.Body) {
        append(at, body, .refused(.unknownMember), nil, [])
    }

    @discardableResult
    private mutating func append(
        _ at: String,
        _ body: LoyaltyEvent.Body,
        _ outcome: Outcome,
        _ id: String?,
        _ transactions: [Transaction]
    ) -> String {
        let id = id ?? "e\(entries.count + 1)"
        let time = at.contains("T") ? at : at + "T12:00:00+03:00"
        let event = LoyaltyEvent(id: id, at: Made.instant(time), body: body)
        entries.append(HistoryEntry(event: event, outcome: outcome, transactions: transactions))
        return id
    }

    mutating func enroll(_ at: String, _ member: String, card: String? = nil, flags: [String] = [])
    {
        add(at, .enroll(Enrollment(member: member, card: card, flags: flags)))
    }

    @discardableResult
    mutating func buy(
        _ at: String,
        _ who: Identification,
        _ minor: Int64,
        units: Int64 = 1,
        receipt: String? = nil
    ) -> String {
        var effect = Effect()
        effect.net = Money(minor: minor)
        effect.due = Money(minor: minor)
        let line = ReceiptLine(sku: "a", quantity: units, unit: Money(minor: minor))
        return add(at, .purchase(Purchase(buyer: who, lines: [line], receipt: receipt)), effect)
    }

    @discardableResult
    mutating func sell(_ at: String, _ minor: Int64, receipt: String) -> String {
        var effect = Effect()
        effect.net = Money(minor: minor)
        let line = ReceiptLine(sku: "a", quantity: 1, unit: Money(minor: minor))
        return add(at, .receipt(UnclaimedReceipt(lines: [line], receipt: receipt)), effect)
    }

    mutating func giveBack(
        _ at: String,
        _ purchase: String,
        _ minor: Int64,
        deducted: Int64? = nil,
        units: Int64? = nil
    ) {
        var effect = Effect()
        effect.refund = Money(minor: minor)
        effect.deducted = deducted.map(Money.init)
        let lines = units.map { [Return.Line(number: 1, quantity: $0)] }
        add(at, .returned(Return(purchase: purchase, lines: lines)), effect)
    }

    /// The cells of a report by column; of the only row.
    func only(_ report: ReportName, _ options: ReportOptions) -> [String: ReportTable.Cell] {
        let table = HistoryReport.table(report, options: options, entries: entries)
        precondition(table.rows.count == 1, "the report has one row")
        return Dictionary(uniqueKeysWithValues: zip(table.columns.map(\.name), table.rows[0].cells))
    }

    func table(_ report: ReportName, _ options: ReportOptions) -> ReportTable {
        HistoryReport.table(report, options: options, entries: entries)
    }
}

/// A generator whose seed is printed by the test that uses it (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
