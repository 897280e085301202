import Synchronization

/// 16 bytes: 96 bits of a credential's keyed hash, and what it is bound to.
///
/// The key and the tag of a slot never change once its value is not zero.
struct Slot: ~Copyable {
    /// The upper 64 bits of the hash.
    let key: Atomic<UInt64>
    /// The next 32 bits of the hash above, the binding below; 0: the slot is empty.
    let value: Atomic<UInt64>
}

/// A view of a power of two of slots with linear probing; owns nothing.
///
/// The pages behind it live as long as the table that hands it out.
@safe
struct SlotArray {
    /// Longest way from a key's home to its slot.
    ///
    /// With keyed hashes and a load of at most 0.6 a cluster of this length has a probability below
    /// 10^-22.
    static let maximumProbeCount = 512
    /// The binding of a credential that is bound no more.
    static let tombstone: UInt64 = 0xffff_ffff

    private let slots: UnsafeMutablePointer<Slot>
    private let log2: Int

    /// The view of pages of at least 2^`log2` slots.
    init(pages: ZeroPages, log2: Int) {
        precondition((8...40).contains(log2), "a slot array of 2^\(log2) slots")
        precondition(pages.byteCount == MemoryLayout<Slot>.stride << log2, "pages do not fit")
        unsafe slots = pages.base.bindMemory(to: Slot.self, capacity: 1 << log2)
        self.log2 = log2
    }

    /// The view that `word` was made from; nil: the word is zero.
    init?(word: UInt) {
        guard let slots = unsafe UnsafeMutablePointer<Slot>(bitPattern: word & ~0xfff) else {
            return nil
        }
        unsafe self.slots = slots
        log2 = Int(word & 0xfff)
    }

    /// Address and size in one word: pages leave the lowest 12 bits free.
    var word: UInt { unsafe UInt(bitPattern: slots) | UInt(log2) }
    /// Slots in it.
    var capacity: Int { 1 << log2 }

    static func binding(of value: UInt64) -> UInt64 { value & 0xffff_ffff }
    static func isLive(_ value: UInt64) -> Bool { value != 0 && binding(of: value) != tombstone }

    /// The value that a key has; 0: the key has no slot.
    ///
    /// Any thread. Ends after `maximumProbeCount` slots even when they are being cleared.
    func value(of key: UInt64, tag: UInt64) -> UInt64 {
        var position = home(of: key)
        for _ in 0..<Self.maximumProbeCount {
            // Pairs with the releasing store of the value in `put`: the key of the slot is there.
            let value = unsafe slots[position].value.load(ordering: .acquiring)
            if value == 0 { return 0 }
            // Acquiring for the check of the generation that follows, see `CredentialTable`.
            if value >> 32 == tag,
                unsafe slots[position].key.load(ordering: .acquiring) == key
            {
                return value
            }
            position = (position + 1) & (capacity - 1)
        }
        return 0
    }

    /// Gives a key a value, in its slot or in a free one.
    ///
    /// For the writer.
    ///
    /// - Returns: whether a free slot was taken.
    func put(key: UInt64, value: UInt64) -> Bool {
        precondition(Self.binding(of: value) != 0, "a binding of zero would mean an empty slot")
        var position = home(of: key)
        for _ in 0..<Self.maximumProbeCount {
            let present = unsafe slots[position].value.load(ordering: .relaxed)
            if present == 0 {
                // Releasing, both: see `CredentialTable`. The second pairs with `value(of:tag:)`.
                unsafe slots[position].key.store(key, ordering: .releasing)
                unsafe slots[position].value.store(value, ordering: .releasing)
                return true
            }
            if present >> 32 == value >> 32,
                unsafe slots[position].key.load(ordering: .relaxed) == key
            {
                unsafe slots[position].value.store(value, ordering: .releasing)
                return false
            }
            position = (position + 1) & (capacity - 1)
        }
        preconditionFailure("the credentials' hashes are not spread: is their key missing?")
    }

    /// A slot by its place.
    ///
    /// For the writer.
    func entry(at position: Int) -> (key: UInt64, value: UInt64) {
        precondition((0..<capacity).contains(position), "slot \(position) does not exist")
        return (
            unsafe slots[position].key.load(ordering: .relaxed),
            unsafe slots[position].value.load(ordering: .relaxed)
        )
    }

    /// Empties slots one by one, where the system cannot clear their pages.
    ///
    /// For the writer.
    func erase(_ positions: Range<Int>) {
        precondition(positions.lowerBound >= 0 && positions.upperBound <= capacity, "out of range")
        for position in positions {
            // Releasing, both: see `CredentialTable`.
            unsafe slots[position].value.store(0, ordering: .releasing)
            unsafe slots[position].key.store(0, ordering: .releasing)
        }
    }

    private func home(of key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> (64 - UInt64(log2)))
    }
}
