import Synchronization
import Testing

@testable import BalanceCache

@Suite struct BalanceCacheTests {
    @Test("knows nothing when it is empty")
    func empty() {
        let cache = BalanceCache()
        #expect(cache.resolve(credential: 0, 0) == .unbound)
        #expect(cache.account(ofCredential: .max, .max) == nil)
        #expect(cache.record(account: 0, pot: 0) == nil)
        #expect(cache.record(account: .max, pot: 255) == nil)
        #expect(!cache.unbind(high: 1, low: 2))
    }

    @Test("gives every amount back as it was published", arguments: [Int64.min, -1, 0, 1, .max])
    func amounts(amount: Int64) {
        let cache = BalanceCache()
        let account = cache.addAccount()
        let record = BalanceRecord(
            available: amount,
            pending: amount &- 1,
            held: amount &- 2,
            debt: amount &- 3,
            nextChangeAtUnixSeconds: amount &- 4,
            nextExpiryAtUnixSeconds: amount &- 5,
            tier: 255,
            status: 254,
            pot: 15,
            version: .max
        )
        #expect(cache.record(account: account, pot: 15) == nil)
        cache.publish(account: account, pot: 15, record: record)
        #expect(cache.record(account: account, pot: 15) == record)
        #expect(cache.record(account: account, pot: 14) == nil)
    }

    @Test("keeps hashes apart that differ in any of the upper 96 bits")
    func bits() {
        let cache = BalanceCache()
        let account = cache.addAccount()
        cache.bind(high: 0, low: 0, account: account)
        for bit in 0..<96 {
            let high: UInt64 = bit < 64 ? 1 << UInt64(bit) : 0
            let low: UInt64 = bit < 64 ? 0 : 1 << UInt64(bit - 32)
            #expect(cache.resolve(credential: high, low) == .unbound, "bit \(bit)")
        }
        #expect(cache.account(ofCredential: 0, 0) == account)
    }

    @Test("a credential of all ones and one of all zeros are ordinary ones")
    func extremes() {
        let cache = BalanceCache()
        let accounts = [cache.addAccount(), cache.addAccount()]
        cache.bind(high: 0, low: 0, account: accounts[0])
        cache.bind(high: .max, low: .max, account: accounts[1])
        #expect(cache.account(ofCredential: 0, 0) == accounts[0])
        #expect(cache.account(ofCredential: .max, .max) == accounts[1])
        #expect(cache.unbind(high: .max, low: .max))
        #expect(cache.resolve(credential: .max, .max) == .unbound)
        cache.bind(high: .max, low: .max, account: accounts[0])
        #expect(cache.account(ofCredential: .max, .max) == accounts[0])
    }

    @Test("accounts stay in place across segments, further pots between them")
    func segments() {
        let cache = BalanceCache()
        var accounts: [UInt32] = []
        for number in 0..<10_000 {
            let account = cache.addAccount()
            accounts.append(account)
            for pot in [UInt8(0), 7] {
                cache.publish(account: account, pot: pot, record: record(number, pot))
            }
        }
        #expect(cache.statistics().lineCount == 20_000)
        for (number, account) in accounts.enumerated() {
            for pot in [UInt8(0), 7] {
                #expect(cache.record(account: account, pot: pot) == record(number, pot))
            }
        }
    }

    private func record(_ number: Int, _ pot: UInt8) -> BalanceRecord {
        BalanceRecord(available: Int64(number) * 256 + Int64(pot), pot: pot)
    }

    @Test("a reader gives up after its bound when a writer stops in the middle of a record")
    func stalledWriter() {
        let cache = BalanceCache()
        let account = cache.addAccount()
        let record = BalanceRecord(available: 5)
        cache.publish(account: account, pot: 0, record: record)
        let line = unsafe cache.members.line(account)
        let even = unsafe line.pointee.sequence.load(ordering: .relaxed)
        unsafe line.pointee.sequence.store(even &+ 1, ordering: .releasing)
        #expect(cache.record(account: account, pot: 0) == nil)
        unsafe line.pointee.sequence.store(even &+ 2, ordering: .releasing)
        #expect(cache.record(account: account, pot: 0) == record)
    }

    @Test("a reader says undecided when a writer stops while it changes generations")
    func stalledGrowth() {
        let cache = BalanceCache()
        cache.bind(high: 1, low: 1, account: cache.addAccount())
        let even = cache.credentials.version.load(ordering: .relaxed)
        cache.credentials.version.store(even + 1, ordering: .releasing)
        #expect(cache.resolve(credential: 1, 1) == .undecided)
        #expect(cache.account(ofCredential: 1, 1) == nil)
        cache.credentials.version.store(even + 2, ordering: .releasing)
        #expect(cache.resolve(credential: 1, 1) == .account(0))
    }

    @Test("the sequence of a record may wrap")
    func wrap() {
        let cache = BalanceCache()
        let account = cache.addAccount()
        let line = unsafe cache.members.line(account)
        unsafe line.pointee.sequence.store(.max - 1, ordering: .relaxed)
        for amount in Int64(1)...3 {
            cache.publish(account: account, pot: 0, record: BalanceRecord(available: amount))
            #expect(cache.record(account: account, pot: 0)?.available == amount)
        }
    }

    @Test("traps when the writer breaks the contract")
    func contract() async {
        await #expect(processExitsWith: .failure) {
            BalanceCache().bind(high: 1, low: 1, account: 0)
        }
        await #expect(processExitsWith: .failure) {
            BalanceCache().publish(account: 0, pot: 0, record: BalanceRecord())
        }
        await #expect(processExitsWith: .failure) {
            let cache = BalanceCache()
            let account = cache.addAccount()
            cache.publish(account: account, pot: 16, record: BalanceRecord(pot: 16))
        }
        await #expect(processExitsWith: .failure) {
            let cache = BalanceCache()
            let account = cache.addAccount()
            cache.publish(account: account, pot: 1, record: BalanceRecord(pot: 2))
        }
    }

    @Test("traps rather than slow down when hashes are not keyed")
    func unspread() async {
        await #expect(processExitsWith: .failure) {
            let cache = BalanceCache()
            let account = cache.addAccount()
            for low in UInt64(0)..<2000 {
                cache.bind(high: 7, low: low << 32, account: account)
            }
        }
    }
}

@Suite struct SlotArrayTests {
    @Test("erasing by stores leaves the same as fresh pages")
    func erase() {
        let pages = ZeroPages(byteCount: 16 << 12)
        let array = SlotArray(pages: pages, log2: 12)
        for number in 0..<2000 {
            #expect(array.put(key: HashOfNumber(number).high, value: 5 << 32 | 1))
        }
        #expect(array.value(of: HashOfNumber(7).high, tag: 5) == 5 << 32 | 1)
        array.erase(0..<4096)
        for position in 0..<4096 {
            #expect(array.entry(at: position) == (0, 0))
        }
    }

    @Test("clearing pages leaves the same as fresh pages, whatever their size")
    func clear() {
        for log2 in [12, 18, 19] {
            let pages = ZeroPages(byteCount: 16 << log2)
            let array = SlotArray(pages: pages, log2: log2)
            for number in 0..<2000 {
                _ = array.put(key: HashOfNumber(number).high, value: 5 << 32 | 1)
            }
            #expect(pages.clear(from: 0, byteCount: pages.byteCount))
            for position in 0..<array.capacity where array.entry(at: position) != (0, 0) {
                Issue.record("slot \(position) of 2^\(log2) is not empty")
            }
        }
    }

    @Test("one word carries the address and the size")
    func word() throws {
        let pages = ZeroPages(byteCount: 16 << 13)
        let array = SlotArray(pages: pages, log2: 13)
        _ = array.put(key: 42, value: 1 << 32 | 9)
        let again = try #require(SlotArray(word: array.word))
        #expect(again.capacity == 8192)
        #expect(again.value(of: 42, tag: 1) == 1 << 32 | 9)
        #expect(SlotArray(word: 0) == nil)
    }
}
