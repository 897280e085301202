import Cryptography
import Foundation
import Ledger
import Loyalty

/// A folder of its own for one test, removed with everything in it when the test lets go of it.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        let place = FileManager.default.temporaryDirectory
            .appendingPathComponent("kopilka-ledger-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        path = place.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The ledger's database in it.
    var database: String { path + "/ledger.sqlite" }
}

/// A small shop on a real core and a real ledger: decides, commits, and takes back what the disk
/// refuses, as the service does.
final class Shop {
    /// 2026-01-31T09:00:00Z.
    static let opening = Instant(unixSeconds: 1_769_850_000)

    /// Three per cent at once, and two points that come on the next day.
    static let programme: Programme = {
        var pot = Pot(quantum: Points(micro: 10_000))
        pot.redeem = Pot.Redeem(per: Points(micro: 1_000_000), minor: Money(minor: 100))
        var programme = Programme(
            id: "test",
            zone: Zone(initialOffsetSeconds: 3 * 3_600),
            pots: ["BON": pot]
        )
        var visit = Rule(id: "visit", pot: "BON", amount: .fixed(Points(micro: 2_000_000)))
        visit.lot.vest = .after(CalendarDuration(months: 0, days: 1, seconds: 0), .startOfDay)
        programme.rules = [Rule(id: "base", pot: "BON", amount: .rateBp(300)), visit]
        return programme
    }()

    static let programmeHash = SHA256.digest(Array("test programme".utf8))

    let ledger: Ledger
    var core = LoyaltyState(programme: Shop.programme)
    var time = Shop.opening
    private(set) var members = 0
    private(set) var sales = 0

    /// Options for a quick test: no room is made in the log.
    static func options(terminal: String = "kiosk") -> LedgerOptions {
        var options = LedgerOptions(terminal: terminal)
        options.logRoomPages = 0
        return options
    }

    init(_ folder: String, options: LedgerOptions = Shop.options()) throws {
        ledger = try Ledger(folder: folder, options: options)
        try ledger.storeProgramme(hash: Self.programmeHash, text: "test", at: time)
        if let folded = try ledger.reader.fold(programmes: Self.programmes) {
            core = folded
            members = core.members.count
            time = core.clock ?? time
        }
        sales = Int(ledger.lastSequence)
    }

    static func programmes(_ hash: [UInt8]) -> Programme? {
        hash == programmeHash ? programme : nil
    }

    /// Decides and commits; afterwards the core is as before when the ledger refused.
    @discardableResult
    func commit(
        _ bodies: [LoyaltyEvent.Body],
        sales: [SaleRecord] = []
    ) throws(LedgerError)
        -> [JournalEntry]
    {
        core.openBatch()
        var entries: [JournalEntry] = []
        for body in bodies {
            let event = LoyaltyEvent(
                id: ledger.eventID(offset: entries.count),
                at: time,
                body: body
            )
            entries.append(Self.entry(event, core.apply(event)))
        }
        do throws(LedgerError) {
            try ledger.append(LedgerBatch(entries: entries, sales: sales))
        } catch {
            core.undoBatch()
            throw error
        }
        core.keepBatch()
        return entries
    }

    static func entry(_ event: LoyaltyEvent, _ decision: Decision) -> JournalEntry {
        JournalEntry(
            event: event,
            decision: decision,
            programmeHash: programmeHash,
            recordedAt: event.at
        )
    }

    /// A new member, by number.
    func enroll() throws(LedgerError) {
        try commit([.enroll(Enrollment(member: "m\(members + 1)", flags: ["offer:1"]))])
        members += 1
    }

    /// A purchase of one member with its till's sale; `kopecks` a line.
    func purchaseBody(member: Int, kopecks: [Int64]) -> LoyaltyEvent.Body {
        sales += 1
        let lines = kopecks.map { amount in
            ReceiptLine(sku: "4006381333931", quantity: 1, unit: Money(minor: amount))
        }
        return .purchase(
            Purchase(buyer: .member("m\(member)"), lines: lines, receipt: "receipt \(sales)")
        )
    }

    /// A few members and purchases, some refused, some of them making points that come later.
    func work(rounds: Int) throws(LedgerError) {
        try enroll()
        for round in 0..<rounds {
            time = Instant(unixSeconds: time.unixSeconds + 7_200)
            if round.isMultiple(of: 7) { try enroll() }
            let member = round % (members + 1) + 1
            try commit([
                purchaseBody(member: member, kopecks: [12_345, 678]),
                .inquiry(.member("m1")),
            ])
        }
    }

    /// A sale of a till.
    static func sale(
        _ id: String,
        content: String = "{}",
        at instant: Instant = opening,
        state: SaleRecord.State = .pending,
        answer: String? = nil,
        event: String? = nil
    ) -> SaleRecord {
        SaleRecord(
            till: "till-1",
            id: id,
            digest: SHA256.digest(Array(content.utf8)),
            content: content,
            station: "one",
            postedAt: instant,
            state: state,
            answer: answer,
            event: event
        )
    }
}

/// A generator with a seed, so that a failing run can be repeated.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
