import Glibc

/// Zeroed pages of the system, in place from creation to deinit, given physical memory on use.
///
/// The memory is only ever read and written as atomics (slots and lines), for which zero bytes are a
/// valid value; so it may be shared between threads, and being cleared under a reader is no more
/// than an unexpected value.
//
// @unchecked Sendable: the base is immutable, and everything behind it is atomic.
@safe
final class ZeroPages: @unchecked Sendable {
    /// Regions from this size on are aligned for huge pages and ask for them; smaller ones would
    /// only waste memory with them.
    static let hugePagesFromByteCount = 4 << 20
    private static let hugePageByteCount = 2 << 20
    private static let pageByteCount = 4096

    /// First byte, aligned to 4096 bytes.
    let base: UnsafeMutableRawPointer
    /// Length in bytes.
    let byteCount: Int

    private let mappedBase: UnsafeMutableRawPointer
    private let mappedByteCount: Int

    /// Reserves pages; traps when the system has none, as any allocation does.
    ///
    /// Wraps `mmap`.
    init(byteCount: Int) {
        precondition(byteCount > 0, "zero pages: nothing asked for")
        let isHuge = byteCount >= Self.hugePagesFromByteCount
        let slack = isHuge ? Self.hugePageByteCount : 0
        let mapped = unsafe mmap(
            nil,
            byteCount + slack,
            PROT_READ | PROT_WRITE,
            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
            -1,
            0
        )
        // MAP_FAILED is the address -1.
        guard let mapped = unsafe mapped, UInt(bitPattern: mapped) != .max else {
            preconditionFailure(
                "no memory for the balance cache: mmap of \(byteCount) bytes failed, errno \(errno)"
            )
        }
        unsafe mappedBase = mapped
        mappedByteCount = byteCount + slack
        unsafe base = isHuge ? mapped.alignedUp(toMultipleOf: Self.hugePageByteCount) : mapped
        self.byteCount = byteCount
        if isHuge {
            // Advice only: without huge pages everything works the same, slower.
            _ = unsafe madvise(base, byteCount, MADV_HUGEPAGE)
        }
    }

    deinit {
        _ = unsafe munmap(mappedBase, mappedByteCount)
    }

    /// Makes a part zero again and gives its memory back; the addresses stay.
    ///
    /// Wraps `madvise(MADV_DONTNEED)`.
    ///
    /// - Returns: false when the system refuses (locked memory): nothing was changed then.
    func clear(from start: Int, byteCount count: Int) -> Bool {
        precondition(start >= 0 && count >= 0 && start + count <= byteCount, "clear: out of range")
        precondition(start % Self.pageByteCount == 0, "clear: not at the start of a page")
        return unsafe madvise(base + start, count, MADV_DONTNEED) == 0
    }
}
