import Synchronization

/// 64 bytes: one record of one account and one pot, behind a sequence lock.
///
/// `sequence` is even at rest and odd while the writer changes the record.
struct Line: ~Copyable {
    let sequence: Atomic<UInt32>
    /// The account's next line; 0: none.
    ///
    /// Set once.
    let next: Atomic<UInt32>
    let available: Atomic<Int64>
    let pending: Atomic<Int64>
    let held: Atomic<Int64>
    let debt: Atomic<Int64>
    let nextChangeAt: Atomic<Int64>
    let nextExpiryAt: Atomic<Int64>
    /// From the top: version 32 bits, 1 for "published", 7 unused, pot 8, status 8, tier 8.
    ///
    /// The pot never changes once "published" is 1.
    let packed: Atomic<UInt64>
}

/// The records of all accounts: lines in segments that never move.
///
/// An account's index is the index of its first line. Segment s has 2^(s + 12) lines.
final class MemberTable: Sendable {
    /// Most lines: indexes have 31 bits.
    static let maximumLineCount = 1 << 31
    /// Most pots of an account, and so the longest chain of lines.
    static let maximumPotCount = 16
    /// How often a reader tries to read a record that the writer is changing.
    static let maximumReadTries = 256

    private static let firstSegmentLog2 = 12

    /// Addresses of the segments, 0: not there yet.
    ///
    /// 20, as the first has 2^12 lines and the last 2^31.
    private let segments = InlineArray<20, Atomic<UInt>> { _ in Atomic(0) }
    /// Lines that readers may touch.
    private let publishedLineCount = Atomic<Int>(0)
    private let writer = Mutex(Writer())

    /// What only the writer uses.
    ///
    /// Keeps the segments alive.
    private struct Writer {
        var lineCount = 0
        var pages: [ZeroPages] = []
    }

    init() {
        precondition(MemoryLayout<Line>.size == 64, "a line fills a cache line")
        precondition(MemoryLayout<Line>.stride == 64, "a line fills a cache line")
    }

    /// Lines in use.
    var lineCount: Int { publishedLineCount.load(ordering: .acquiring) }

    func contains(account: UInt32) -> Bool {
        Int(account) < lineCount
    }

    // Reading.

    func record(account: UInt32, pot: UInt8) -> BalanceRecord? {
        // Pairs with the releasing store in `takeLine`: below the count, the segment is there.
        guard Int(account) < publishedLineCount.load(ordering: .acquiring) else { return nil }
        var index = account
        for _ in 0..<Self.maximumPotCount {
            let line = unsafe line(index)
            // Pairs with the releasing store of `packed` in `store`.
            let packed = unsafe line.pointee.packed.load(ordering: .acquiring)
            guard packed & PackedFields.isPublished != 0 else { return nil }
            if PackedFields.pot(packed) == pot { return unsafe Self.read(line) }
            // Pairs with the releasing store of `next` in `publish`: the next line is complete.
            index = unsafe line.pointee.next.load(ordering: .acquiring)
            guard index != 0 else { return nil }
        }
        return nil
    }

    /// Reads a line that the writer may be changing.
    ///
    /// If any field comes from a later change, its acquiring load pairs with the writer's releasing
    /// store of that field, before which the writer made the sequence odd: the last load sees that
    /// and differs. If all are from before, the first load's pair (the releasing store that made
    /// the sequence even) says that they are from the newest change it saw. So an unchanged even
    /// sequence means one whole record. The last load may be relaxed: acquiring loads come first.
    private static func read(_ line: UnsafeMutablePointer<Line>) -> BalanceRecord? {
        for _ in 0..<maximumReadTries {
            let before = unsafe line.pointee.sequence.load(ordering: .acquiring)
            guard before & 1 == 0 else { continue }
            var record = BalanceRecord(
                available: unsafe line.pointee.available.load(ordering: .acquiring),
                pending: unsafe line.pointee.pending.load(ordering: .acquiring),
                held: unsafe line.pointee.held.load(ordering: .acquiring),
                debt: unsafe line.pointee.debt.load(ordering: .acquiring),
                nextChangeAtUnixSeconds: unsafe line.pointee.nextChangeAt.load(
                    ordering: .acquiring
                ),
                nextExpiryAtUnixSeconds: unsafe line.pointee.nextExpiryAt.load(
                    ordering: .acquiring
                )
            )
            let packed = unsafe line.pointee.packed.load(ordering: .acquiring)
            let after = unsafe line.pointee.sequence.load(ordering: .relaxed)
            guard after == before else { continue }
            PackedFields.unpack(packed, into: &record)
            return record
        }
        return nil
    }

    /// The line at an index below the count that readers may touch.
    func line(_ index: UInt32) -> UnsafeMutablePointer<Line> {
        let shifted = Int(index) + 1 << Self.firstSegmentLog2
        let log2 = Int.bitWidth - 1 - shifted.leadingZeroBitCount
        // Relaxed: the store in `takeLine` happens before the count that admitted this index.
        let address = segments[log2 - Self.firstSegmentLog2].load(ordering: .relaxed)
        guard let base = unsafe UnsafeMutablePointer<Line>(bitPattern: address) else {
            preconditionFailure("line \(index) of the balance cache does not exist")
        }
        return unsafe base + (shifted - 1 << log2)
    }

    // Writing.

    func addAccount() -> UInt32 {
        writer.withLock { takeLine(&$0) }
    }

    func publish(account: UInt32, record: BalanceRecord) {
        precondition(record.pot < Self.maximumPotCount, "pot \(record.pot) is out of range")
        writer.withLock { writer in
            precondition(Int(account) < writer.lineCount, "account \(account) does not exist")
            var index = account
            while true {
                let line = unsafe line(index)
                let packed = unsafe line.pointee.packed.load(ordering: .relaxed)
                let isFree = packed & PackedFields.isPublished == 0
                if isFree || PackedFields.pot(packed) == record.pot {
                    return unsafe Self.store(record, in: line)
                }
                let next = unsafe line.pointee.next.load(ordering: .relaxed)
                if next == 0 {
                    let added = takeLine(&writer)
                    unsafe Self.store(record, in: self.line(added))
                    // Pairs with the acquiring load of `next` in `record`.
                    return unsafe line.pointee.next.store(added, ordering: .releasing)
                }
                index = next
            }
        }
    }

    /// Changes a line; see `read` for why the order is what it is.
    private static func store(_ record: BalanceRecord, in line: UnsafeMutablePointer<Line>) {
        let before = unsafe line.pointee.sequence.load(ordering: .relaxed)
        precondition(before & 1 == 0, "two writers change one record")
        // Relaxed: each of the following stores is releasing, so this one cannot come after any.
        unsafe line.pointee.sequence.store(before &+ 1, ordering: .relaxed)
        // Each pairs with the acquiring load of the same field in `read`.
        unsafe line.pointee.available.store(record.available, ordering: .releasing)
        unsafe line.pointee.pending.store(record.pending, ordering: .releasing)
        unsafe line.pointee.held.store(record.held, ordering: .releasing)
        unsafe line.pointee.debt.store(record.debt, ordering: .releasing)
        unsafe line.pointee.nextChangeAt.store(
            record.nextChangeAtUnixSeconds,
            ordering: .releasing
        )
        unsafe line.pointee.nextExpiryAt.store(
            record.nextExpiryAtUnixSeconds,
            ordering: .releasing
        )
        unsafe line.pointee.packed.store(PackedFields.pack(record), ordering: .releasing)
        // Pairs with the first, acquiring load of the sequence in `read`.
        unsafe line.pointee.sequence.store(before &+ 2, ordering: .releasing)
    }

    /// Takes the next free line, which is all zero, and a new segment for it when needed.
    private func takeLine(_ writer: inout Writer) -> UInt32 {
        precondition(writer.lineCount < Self.maximumLineCount, "the balance cache is full")
        let index = UInt32(writer.lineCount)
        let firstOfNextSegment = (1 << writer.pages.count - 1) << Self.firstSegmentLog2
        if writer.lineCount == firstOfNextSegment {
            let lineCount = 1 << (Self.firstSegmentLog2 + writer.pages.count)
            let pages = ZeroPages(byteCount: lineCount * MemoryLayout<Line>.stride)
            let lines = unsafe pages.base.bindMemory(to: Line.self, capacity: lineCount)
            // Relaxed: readers come here only through the count, stored below.
            segments[writer.pages.count].store(UInt(bitPattern: lines), ordering: .relaxed)
            writer.pages.append(pages)
        }
        writer.lineCount += 1
        // Pairs with the acquiring loads of the count in `record` and `contains`.
        publishedLineCount.store(writer.lineCount, ordering: .releasing)
        return index
    }
}

/// The small fields of a record in one word.
private enum PackedFields {
    static let isPublished: UInt64 = 1 << 31

    static func pot(_ packed: UInt64) -> UInt8 { UInt8(truncatingIfNeeded: packed >> 16) }

    static func pack(_ record: BalanceRecord) -> UInt64 {
        UInt64(record.version) << 32 | isPublished | UInt64(record.pot) << 16
            | UInt64(record.status) << 8 | UInt64(record.tier)
    }

    static func unpack(_ packed: UInt64, into record: inout BalanceRecord) {
        record.version = UInt32(truncatingIfNeeded: packed >> 32)
        record.pot = pot(packed)
        record.status = UInt8(truncatingIfNeeded: packed >> 8)
        record.tier = UInt8(truncatingIfNeeded: packed)
    }
}
