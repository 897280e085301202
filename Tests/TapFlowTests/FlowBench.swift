import BarcodeScanner
import Cryptography
import Loyalty
import SmartCard
import Synchronization

@testable import Ledger
@testable import TapFlow

/// A ledger in memory that can refuse, and counts what it made durable.
final class MemoryLedger: FlowLedger {
    struct Contents {
        var entries: [JournalEntry] = []
        var sales: [String: SaleRecord] = [:]
        var refusals = 0
        var pruned: [Instant] = []
    }

    let contents = Mutex(Contents())

    func eventID(offset: Int) -> String {
        contents.withLock { "test-00000000-\($0.entries.count + offset + 1)" }
    }

    func append(_ batch: LedgerBatch) throws(LedgerError) {
        // What the real one would not store is a fault of the flow.
        let start = [UInt8](repeating: 0, count: 32)
        for entry in batch.entries {
            _ = try JournalRow(entry, sequence: 1, number: nil, previous: start, path: "memory")
        }
        let isRefused = contents.withLock { contents in
            guard contents.refusals == 0 else {
                contents.refusals -= 1
                return true
            }
            contents.entries += batch.entries
            for sale in batch.sales { contents.sales["\(sale.till)/\(sale.id)"] = sale }
            return false
        }
        if isRefused {
            throw LedgerError(.diskFull, code: 13, call: "commit", "the disk is full")
        }
    }

    func sale(till: String, id: String) throws(LedgerError) -> SaleRecord? {
        contents.withLock { $0.sales["\(till)/\(id)"] }
    }

    func pruneSales(before instant: Instant) throws(LedgerError) {
        contents.withLock { $0.pruned.append(instant) }
    }

    var entries: [JournalEntry] { contents.withLock { $0.entries } }
    func refuseNext(_ count: Int) { contents.withLock { $0.refusals = count } }
}

/// A clock that stands where a test puts it.
final class HandClock: FlowClock {
    private let nanoseconds = Mutex<UInt64>(1_000_000_000)

    func set(_ value: UInt64) { nanoseconds.withLock { $0 = value } }
    func wallUnixSeconds() -> Int64 { 0 }
    func monotonicNanoseconds() -> UInt64 { nanoseconds.withLock { $0 } }
}

/// An engine driven by hand: time passes only when a test says so.
struct FlowBench: ~Copyable {
    var engine: FlowEngine
    let ledger: MemoryLedger
    let feed: ScreenFeed
    let programme: Programme
    let time = HandClock()
    var wall: Int64 = 1_700_000_000
    var monotonic: UInt64 = 1_000_000_000 {
        didSet { time.set(monotonic) }
    }

    /// Five per cent back in whole points and a visit bonus, valid for a year.
    static func programme() -> Programme {
        var pot = Pot(quantum: Points(micro: 1_000_000))
        pot.redeem = Pot.Redeem(per: Points(micro: 1_000_000), minor: Money(minor: 100))
        pot.lot.expiry = .after(CalendarDuration(months: 12), .endOfDay)
        var programme = Programme(
            id: "test",
            zone: Zone(initialOffsetSeconds: 10_800),
            pots: ["PTS": pot]
        )
        programme.rules = [
            Rule(id: "base", pot: "PTS", amount: .rateBp(500)),
            Rule(id: "visit", pot: "PTS", amount: .fixed(Points(micro: 10_000_000))),
        ]
        programme.partners = ["coffee": Partner()]
        programme.maxBackdateDays = 60
        return programme
    }

    init(
        ledger: MemoryLedger = MemoryLedger(),
        core: consuming LoyaltyState? = nil,
        pendingSales: [SaleRecord] = [],
        options: FlowOptions = FlowOptions()
    ) {
        let programme = Self.programme()
        self.programme = programme
        self.ledger = ledger
        let secret = SecretKey(bytes: [UInt8](repeating: 7, count: 32))
        guard let secret else { preconditionFailure("32 bytes make a secret") }
        var seed = FlowSeed(
            core: core ?? LoyaltyState(programme: programme),
            programme: programme,
            programmeHash: [UInt8](repeating: 1, count: 32),
            ledger: ledger,
            pendingSales: pendingSales,
            keys: CredentialKeys(secret: secret),
            options: options,
            clock: time
        )
        let members = Mutex(0)
        seed.newMemberID = {
            members.withLock { count in
                count += 1
                return "m\(count)"
            }
        }
        feed = seed.feeds[0]
        engine = FlowEngine(
            seed: seed,
            now: Moment(wallUnixSeconds: wall, monotonicNanoseconds: monotonic)
        )
    }

    var now: Moment { Moment(wallUnixSeconds: wall, monotonicNanoseconds: monotonic) }
    var screen: ScreenState { feed.current }

    /// Lets time pass and does what is due.
    mutating func pass(seconds: Int) {
        wall += Int64(seconds)
        monotonic += UInt64(seconds) * 1_000_000_000
        engine.process([], now: now)
    }

    /// Holds a card to the reader.
    mutating func tap(_ uid: [UInt8], atr: [UInt8] = FlowBench.ntagATR) {
        let event = CardEvent(
            reader: ReaderKey(usbPath: nil, serial: nil, interface: "", name: "Test"),
            kind: .present(CardIdentity.judge(atr: atr, uid: uid)),
            stamps: TapStamps(wake: 1, connected: 2, identified: 3)
        )
        engine.process([.card(event)], now: now)
    }

    /// Holds a code under the scanner.
    mutating func scan(_ code: String) {
        engine.process([.scan(Self.scanEvent(code))], now: now)
    }

    static func scanEvent(_ code: String) -> ScanEvent {
        ScanEvent(
            scanner: ScannerKey(
                portPath: "1-1",
                serial: nil,
                mode: .hidPOS,
                vendorID: 0x05E0,
                productID: 0x2100
            ),
            reading: BarcodeReading.parse(Array(code.utf8)),
            stamps: ScanStamps(received: 1, decoded: 2)
        )
    }

    /// Posts a sale of one line and returns the answer.
    mutating func post(
        _ id: String,
        totalMinor: Int64 = 100_000,
        receipt: String? = nil,
        change: (inout SaleRequest) -> Void = { _ in }
    ) -> SalePosting? {
        var sale = SaleRequest(
            id: id,
            station: "main",
            lines: [
                SaleRequest.Line(
                    quantityThousandths: 1_000,
                    unitMinor: totalMinor,
                    totalMinor: totalMinor
                )
            ]
        )
        sale.receipt = receipt
        change(&sale)
        return answer { .post(sale, till: "till1", reply: $0) }
    }

    /// Touches the screen.
    mutating func touch(_ action: ScreenAction) -> ScreenActionResult? {
        let revision = screen.revision
        return answer { .touch(action, station: "main", revision: revision, reply: $0) }
    }

    /// Asks for a sale.
    mutating func look(_ id: String) -> SaleReport? {
        (answer { .look(id: id, till: "till1", reply: $0) })?.report
    }

    /// Takes a sale back.
    mutating func cancel(_ id: String) -> SaleReport? {
        (answer { .cancel(id: id, till: "till1", reply: $0) })?.report
    }

    private mutating func answer<Answer: Sendable>(
        _ input: (@escaping @Sendable (Answer) -> Void) -> FlowInput
    ) -> Answer? {
        let box = AnswerBox<Answer>()
        engine.process([input { box.set($0) }], now: now)
        return box.value
    }

    static let ntagATR: [UInt8] = [
        0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06, 0x03, 0x00, 0x03,
        0x00, 0x00, 0x00, 0x00, 0x68,
    ]
    static let anna: [UInt8] = [0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66]
    static let boris: [UInt8] = [0x04, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0x0F]
}

private final class AnswerBox<Answer: Sendable>: Sendable {
    private let contents = Mutex<Answer?>(nil)
    var value: Answer? { contents.withLock { $0 } }
    func set(_ answer: Answer) { contents.withLock { $0 = answer } }
}

extension SaleAnswer {
    /// The sale's state, when it is known.
    var report: SaleReport? {
        if case .report(let report) = self { report } else { nil }
    }
}
