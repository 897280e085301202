import Synchronization

/// Credential -> account: two generations of slots at most, the older one frozen.
///
/// **Growth.** When the newest generation is 0.6 full, a new one is published and the old one is
/// frozen: nothing is stored in it any more. Each write moves a few slots. The new generation decides
/// for every key that has a slot in it (a removed key has a tombstone there), the frozen one for the
/// others; so a reader who misses a key in the new one and then looks into the frozen one gets what
/// was true when it began.
///
/// **No use after free, without registering readers.** Pages of a generation are never unmapped
/// before the table itself goes, and a reader holds a reference to the table. A generation that is
/// no longer needed has its pages cleared bit by bit and is used again later. A reader that was
/// delayed meanwhile finds other keys or none, which is harmless: after the look-up it compares
/// `version`, which changed when the generation was retired, and begins anew.
/// - Stores into slots are releasing and loads of slots acquiring. So a reader that sees a slot of a
///   later use of the pages sees the later `version` too.
/// - A reader can see a page cleared by the kernel only after a page fault, which takes the page
///   table's lock after the writer's clearing gave it back: it sees the later `version` too.
final class CredentialTable: Sendable {
    /// Most credentials: 0.3 of the largest generation.
    static let maximumCredentialCount = 300_000_000
    /// Slots of the frozen generation that one write looks at and moves.
    static let slotsMovedPerWrite = 32
    /// Bytes of a retired generation that one write gives back.
    static let bytesClearedPerWrite = 65_536
    /// How often a reader begins anew.
    ///
    /// The version changes twice in thousands of writes, so a second time is rare and a third not
    /// to be expected.
    static let maximumLookUpTries = 64

    private static let smallestLog2 = 12
    private static let largestLog2 = 30

    /// Even at rest, odd while the two words below change.
    let version = Atomic<UInt64>(0)
    private let newest: Atomic<UInt>
    /// The frozen generation; 0: none.
    private let frozen = Atomic<UInt>(0)
    private let writer: Mutex<Writer>

    /// What only the writer uses.
    ///
    /// Keeps all pages alive.
    private struct Writer {
        /// The newest generation.
        var current: ZeroPages
        var log2: Int
        /// The frozen generation.
        var frozen: ZeroPages?
        /// The retired generation, and the bytes of it that were cleared.
        var retired: (pages: ZeroPages, clearedByteCount: Int)?
        /// A cleared generation of the newest one's size, to be used next.
        var spare: ZeroPages?
        /// Generations of smaller sizes, cleared: only a delayed reader may look at them.
        ///
        /// They keep addresses, not memory; at most two of each size.
        var outgrown: [ZeroPages] = []
        /// Slots of the newest generation that are not empty.
        var used = 0
        /// Credentials that are bound.
        var live = 0
        /// Slots of the frozen generation that were moved.
        var moved = 0

        init(current: ZeroPages, log2: Int) {
            self.current = current
            self.log2 = log2
        }
    }

    init(expectedCredentialCount: Int) {
        precondition(
            (0...Self.maximumCredentialCount).contains(expectedCredentialCount),
            "expected credentials out of range"
        )
        var log2 = Self.smallestLog2
        while Self.usedLimit(log2: log2) <= expectedCredentialCount { log2 += 1 }
        let pages = ZeroPages(byteCount: MemoryLayout<Slot>.stride << log2)
        newest = Atomic(SlotArray(pages: pages, log2: log2).word)
        writer = Mutex(Writer(current: pages, log2: log2))
    }

    // Reading.

    func resolve(key: UInt64, tag: UInt64) -> BalanceCache.Resolution {
        for _ in 0..<Self.maximumLookUpTries {
            // Pairs with the releasing store in `change`.
            let before = version.load(ordering: .acquiring)
            guard before & 1 == 0 else { continue }
            // Both pair with the releasing stores in `change`: as for the slots, whoever sees a
            // later word sees the odd version before it.
            guard let table = SlotArray(word: newest.load(ordering: .acquiring)) else { continue }
            let older = SlotArray(word: frozen.load(ordering: .acquiring))
            var value = table.value(of: key, tag: tag)
            if value == 0, let older {
                value = older.value(of: key, tag: tag)
            }
            // Relaxed: all loads above are acquiring, so this one comes last.
            guard version.load(ordering: .relaxed) == before else { continue }
            guard SlotArray.isLive(value) else { return .unbound }
            return .account(UInt32(truncatingIfNeeded: SlotArray.binding(of: value) - 1))
        }
        return .undecided
    }

    func statistics() -> (live: Int, slots: Int, isGrowing: Bool) {
        writer.withLock { ($0.live, 1 << $0.log2, $0.frozen != nil) }
    }

    // Writing.

    func bind(key: UInt64, tag: UInt64, account: UInt32) {
        precondition(account < 1 << 31, "account \(account) is out of range")
        writer.withLock { writer in
            advance(&writer)
            let wasLive = SlotArray.isLive(present(key: key, tag: tag))
            precondition(
                wasLive || writer.live < Self.maximumCredentialCount,
                "the balance cache has too many credentials"
            )
            store(key: key, value: tag << 32 | (UInt64(account) + 1), &writer)
            writer.live += wasLive ? 0 : 1
        }
    }

    func unbind(key: UInt64, tag: UInt64) -> Bool {
        writer.withLock { writer in
            advance(&writer)
            guard SlotArray.isLive(present(key: key, tag: tag)) else { return false }
            store(key: key, value: tag << 32 | SlotArray.tombstone, &writer)
            writer.live -= 1
            assert(writer.live >= 0, "more credentials were taken away than bound")
            return true
        }
    }

    /// Most slots of a generation that may be used: 0.6 of them.
    private static func usedLimit(log2: Int) -> Int { (1 << log2) / 5 * 3 }

    /// The newest generation, as the writer sees it.
    ///
    /// Relaxed: the writer's own stores.
    private var newestArray: SlotArray {
        guard let array = SlotArray(word: newest.load(ordering: .relaxed)) else {
            preconditionFailure("the credential table has no generation")
        }
        return array
    }

    /// The frozen generation, as the writer sees it.
    ///
    /// Relaxed: the writer's own stores.
    private var frozenArray: SlotArray? { SlotArray(word: frozen.load(ordering: .relaxed)) }

    /// The value of a key, as the writer sees it.
    private func present(key: UInt64, tag: UInt64) -> UInt64 {
        let value = newestArray.value(of: key, tag: tag)
        if value == 0, let frozenArray {
            return frozenArray.value(of: key, tag: tag)
        }
        return value
    }

    private func store(key: UInt64, value: UInt64, _ writer: inout Writer) {
        writer.used += newestArray.put(key: key, value: value) ? 1 : 0
        if writer.used >= Self.usedLimit(log2: writer.log2) {
            freeze(&writer)
        }
    }

    /// The share of a write in growing: a few slots moved, or a few pages given back.
    private func advance(_ writer: inout Writer) {
        if let frozenArray {
            move(from: frozenArray, &writer)
        } else if let retired = writer.retired {
            let start = retired.clearedByteCount
            let end = min(start + Self.bytesClearedPerWrite, retired.pages.byteCount)
            if !retired.pages.clear(from: start, byteCount: end - start) {
                let stride = MemoryLayout<Slot>.stride
                let log2 = (retired.pages.byteCount / stride).trailingZeroBitCount
                SlotArray(pages: retired.pages, log2: log2).erase(start / stride..<end / stride)
            }
            writer.retired?.clearedByteCount = end
            guard end == retired.pages.byteCount else { return }
            writer.retired = nil
            if retired.pages.byteCount == writer.current.byteCount {
                writer.spare = retired.pages
            } else {
                writer.outgrown.append(retired.pages)
            }
        }
    }

    /// Moves a few slots; after the last one the frozen generation is retired.
    private func move(from frozenArray: SlotArray, _ writer: inout Writer) {
        let end = min(writer.moved + Self.slotsMovedPerWrite, frozenArray.capacity)
        let array = newestArray
        for position in writer.moved..<end {
            let (key, value) = frozenArray.entry(at: position)
            // What the newest generation has of this key is newer.
            if SlotArray.isLive(value), array.value(of: key, tag: value >> 32) == 0 {
                writer.used += array.put(key: key, value: value) ? 1 : 0
            }
        }
        writer.moved = end
        guard end == frozenArray.capacity else { return }
        change(newest: array.word, frozen: 0)
        precondition(writer.retired == nil, "the last generation is not cleared yet")
        writer.retired = writer.frozen.map { ($0, 0) }
        writer.frozen = nil
    }

    /// Publishes an empty generation and freezes the newest one.
    ///
    /// It is twice as large when more than 0.3 of the slots are live; otherwise tombstones fill
    /// them, and the same size will do. Either way at most 0.3 of the new one is used by what
    /// moves, and 1/32 by what is written meanwhile: so it is not full again before the move has
    /// ended, nor before the retired one is cleared, which takes one write for 4,096 slots.
    private func freeze(_ writer: inout Writer) {
        precondition(writer.frozen == nil, "the credential table grows twice at once")
        precondition(writer.retired == nil, "the last generation is not cleared yet")
        let old = newestArray
        if writer.live > old.capacity / 10 * 3 {
            precondition(writer.log2 < Self.largestLog2, "the credential table is full")
            writer.log2 += 1
            if let spare = writer.spare { writer.outgrown.append(spare) }
            writer.spare = nil
        }
        let byteCount = MemoryLayout<Slot>.stride << writer.log2
        let pages = writer.spare ?? ZeroPages(byteCount: byteCount)
        writer.spare = nil
        let array = SlotArray(pages: pages, log2: writer.log2)
        change(newest: array.word, frozen: old.word)
        writer.frozen = writer.current
        writer.current = pages
        writer.used = 0
        writer.moved = 0
    }

    private func change(newest newestWord: UInt, frozen frozenWord: UInt) {
        let before = version.load(ordering: .relaxed)
        precondition(before & 1 == 0, "two writers change the generations")
        // Relaxed: the following stores are releasing, so this one cannot come after any.
        version.store(before + 1, ordering: .relaxed)
        // Each pairs with the acquiring load of the same word in `resolve`.
        newest.store(newestWord, ordering: .releasing)
        frozen.store(frozenWord, ordering: .releasing)
        // Pairs with the acquiring load of the version in `resolve`.
        version.store(before + 2, ordering: .releasing)
    }
}
