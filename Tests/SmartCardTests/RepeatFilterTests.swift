import Testing

@testable import SmartCard

@Suite("Steps between two looks at a reader")
struct ReaderStepTests {
    private func look(_ flags: ReaderStateFlags, _ count: UInt16) -> ReaderSnapshot {
        ReaderSnapshot(flags: flags, eventCount: count, atr: [])
    }

    @Test("the counter tells a tap between two calls, also where it overflows")
    func table() {
        typealias Row = (old: ReaderSnapshot?, new: ReaderSnapshot, step: ReaderStep)
        let empty = ReaderStateFlags.empty
        let present = ReaderStateFlags.present
        let rows: [Row] = [
            (nil, look(empty, 7), .nothing),
            (nil, look(present, 7), .cardArrived),
            (look(empty, 7), look(empty, 7), .nothing),
            (look(empty, 7), look([empty, .changed], 9), .cardMissed),
            (look(empty, 65_535), look(empty, 1), .cardMissed),
            (look(empty, 7), look([present, .changed], 8), .cardArrived),
            (look(empty, 7), look([present, .mute], 10), .cardArrived),
            (look(present, 7), look(empty, 8), .cardLeft(missedAnother: false)),
            (look(present, 7), look(empty, 10), .cardLeft(missedAnother: true)),
            (look(present, 7), look([present, .inUse], 7), .nothing),
            (look(present, 7), look(present, 9), .cardReplaced),
            (look(present, 65_535), look(present, 1), .cardReplaced),
            (look(present, 7), look(.unavailable, 8), .readerGone),
            (look(empty, 7), look([.unknown, .unavailable], 7), .readerGone),
            (look(.unavailable, 7), look(empty, 9), .nothing),
            (look(.unavailable, 7), look(present, 9), .cardArrived),
        ]
        for row in rows {
            let step = ReaderStep.between(row.old, row.new)
            #expect(step == row.step, "\(String(describing: row.old)) -> \(row.new)")
        }
    }

    /// A naive twin: a list of what really happened, looked at now and then.
    @Test(
        "whatever happens between two looks, every insertion is seen as a card or as a missed one"
    )
    func model() {
        var random = SeededRandom(seed: 0x57E9)
        for _ in 0..<2_000 {
            var count = UInt16(random.below(65_536))
            var isPresent = false
            var old: ReaderSnapshot? = look(.empty, count)
            for _ in 0..<20 {
                let changes = random.below(5)
                let before = isPresent
                for _ in 0..<changes {
                    isPresent.toggle()
                    count &+= 1
                }
                let new = look(isPresent ? .present : .empty, count)
                let step = ReaderStep.between(old, new)
                let insertions = (changes + (before ? 0 : 1)) / 2
                #expect((insertions > 0) == seesInsertion(step), "seed \(random.seed)")
                old = new
            }
        }
    }

    private func seesInsertion(_ step: ReaderStep) -> Bool {
        switch step {
        case .cardArrived, .cardReplaced, .cardMissed, .cardLeft(missedAnother: true): true
        case .nothing, .readerGone, .cardLeft(missedAnother: false): false
        }
    }
}

@Suite("Repeats")
struct RepeatFilterTests {
    private static let second: UInt64 = 1_000_000_000
    private let one = identity("04A1B2C3D4E5F6")
    private let two = identity("04A1B2C3D4E5F7")

    private static func identity(_ uid: String) -> RepeatFilter.Identity {
        let bytes = Hexadecimal.bytes(uid) ?? []
        let card = CardIdentity.judge(atr: [0x3B, 0x81, 0x80, 0x01, 0x80, 0x80], uid: bytes)
        return RepeatFilter.Identity(card)
    }

    private func filter(window: UInt64 = second) -> Filter { Filter(window: window) }

    /// The filter behind a reference, as `#expect` cannot call what mutates.
    private final class Filter {
        private var value: RepeatFilter

        init(window: UInt64) {
            value = RepeatFilter(window: window, continuation: 60 * second)
        }

        func arrived(_ identity: RepeatFilter.Identity, at now: UInt64) -> Bool {
            value.arrived(identity, at: now) != .repeated
        }

        func arrival(_ identity: RepeatFilter.Identity, at now: UInt64) -> RepeatFilter.Arrival {
            value.arrived(identity, at: now)
        }

        func left(at now: UInt64) -> Bool { value.left(at: now) }

        func interrupted(at now: UInt64) { value.interrupted(at: now) }

        func failed(_ kind: CardEvent.Kind, at now: UInt64) -> Bool {
            value.failed(kind, at: now)
        }
    }

    @Test("a card that flickers at the edge of the field is one tap, however long it goes on")
    func flicker() {
        let filter = filter()
        var now = 10 * Self.second
        #expect(filter.arrived(one, at: now))
        #expect(filter.left(at: now + 1))
        for _ in 0..<10 {
            now += Self.second / 2
            let isNew = filter.arrived(one, at: now)
            let isReported = filter.left(at: now + 1)
            #expect(!isNew)
            #expect(!isReported)
        }
        #expect(filter.arrived(one, at: now + Self.second + 1))
    }

    @Test("the same card later, and another card at once, are new taps")
    func newTaps() {
        let filter = filter()
        let now = 10 * Self.second
        #expect(filter.arrived(one, at: now))
        #expect(filter.left(at: now + 1))
        #expect(filter.arrived(two, at: now + 2))
        #expect(filter.left(at: now + 3))
        #expect(filter.arrived(one, at: now + 4))
        #expect(filter.left(at: now + 5))
        #expect(filter.arrived(one, at: now + 5 + Self.second))
    }

    @Test("a window of nothing makes every return a tap")
    func noWindow() {
        let filter = filter(window: 0)
        for now in UInt64(1)...50 {
            #expect(filter.arrived(one, at: now * 10))
            #expect(filter.left(at: now * 10 + 1))
        }
    }

    @Test("a phone's new number within the window is the same phone")
    func phone() {
        let filter = filter()
        let now = 10 * Self.second
        #expect(filter.arrived(Self.identity("08010203"), at: now))
        #expect(filter.left(at: now + 1))
        #expect(!filter.arrived(Self.identity("08F1F2F3"), at: now + 2))
    }

    @Test(
        "a card lying there over a restart of the service is one tap, and its leaving is told once"
    )
    func interruption() {
        let filter = filter()
        let now = 10 * Self.second
        #expect(filter.arrived(one, at: now))
        filter.interrupted(at: now + 1)
        #expect(!filter.arrived(one, at: now + 20 * Self.second))
        #expect(filter.left(at: now + 21 * Self.second))
        #expect(!filter.left(at: now + 22 * Self.second))
        #expect(filter.arrived(one, at: now + 30 * Self.second))
        filter.interrupted(at: now + 31 * Self.second)
        #expect(filter.arrival(two, at: now + 32 * Self.second) == .newInsteadOfReported)
        filter.interrupted(at: now + 33 * Self.second)
        #expect(filter.arrived(two, at: now + 100 * Self.second))
    }

    @Test("a card taken away during a restart is told as removed, and its next tap is new")
    func goneMeanwhile() {
        let filter = filter(window: 0)
        #expect(filter.arrived(one, at: 1))
        filter.interrupted(at: 2)
        #expect(filter.left(at: 3))
        #expect(filter.arrived(one, at: 4))
    }

    @Test("the same failure within the window is told once, and never in the wake of a good tap")
    func failures() {
        let filter = filter()
        let now = 10 * Self.second
        #expect(filter.failed(.leftTooEarly, at: now))
        #expect(!filter.failed(.leftTooEarly, at: now + 1))
        #expect(filter.failed(.unreadable(.mute), at: now + 2))
        #expect(filter.failed(.leftTooEarly, at: now + 2 * Self.second))
        #expect(filter.arrived(one, at: now + 3 * Self.second))
        #expect(filter.left(at: now + 3 * Self.second + 1))
        #expect(!filter.failed(.leftTooEarly, at: now + 3 * Self.second + 2))
        #expect(filter.failed(.leftTooEarly, at: now + 5 * Self.second))
    }
}
