import Synchronization
import Testing

@testable import BalanceCache

/// Readers on other threads while one writer works.
///
/// Run under the thread sanitizer too.
@Suite(.serialized) struct ConcurrentReadersTests {
    /// What readers found wrong, and how far they came.
    final class Findings: Sendable {
        let isOver = Atomic<Bool>(false)
        let readCount = Atomic<Int>(0)
        let giveUpCount = Atomic<Int>(0)
        let wrongCount = Atomic<Int>(0)
    }

    /// A record whose fields all follow from `number`.
    static func record(_ number: Int64) -> BalanceRecord {
        BalanceRecord(
            available: number,
            pending: number &* 3,
            held: ~number,
            debt: number &* 0x1_0001,
            nextChangeAtUnixSeconds: number ^ 0x5555,
            nextExpiryAtUnixSeconds: -number,
            tier: UInt8(truncatingIfNeeded: number),
            status: UInt8(truncatingIfNeeded: number >> 8),
            pot: 3,
            version: UInt32(truncatingIfNeeded: number)
        )
    }

    /// Runs two threads, each calling `read` until the writer is done, and the writer here.
    static func run(
        findings: Findings,
        read: @escaping @Sendable (inout SeededGenerator) -> Void,
        write: () -> Void
    ) {
        let readers = (UInt64(1)...2).map { seed in
            RunningThread {
                var generator = SeededGenerator(seed: seed)
                // Relaxed: only when to stop; joining orders the rest.
                while !findings.isOver.load(ordering: .relaxed) { read(&generator) }
            }
        }
        write()
        findings.isOver.store(true, ordering: .relaxed)
        for reader in readers { reader.join() }
    }

    @Test("a reader never sees half of a record")
    func torn() {
        let cache = BalanceCache()
        let account = cache.addAccount()
        let findings = Findings()
        let latest = Atomic<Int64>(0)
        cache.publish(account: account, pot: 3, record: Self.record(0))
        Self.run(findings: findings) { _ in
            let durable = latest.load(ordering: .acquiring)
            guard let record = cache.record(account: account, pot: 3) else {
                findings.giveUpCount.wrappingAdd(1, ordering: .relaxed)
                return
            }
            let isWhole = record == Self.record(record.available)
            let isRecent = record.available >= durable
            if !isWhole || !isRecent { findings.wrongCount.wrappingAdd(1, ordering: .relaxed) }
            findings.readCount.wrappingAdd(1, ordering: .relaxed)
        } write: {
            var number: Int64 = 0
            while number < 300_000 || findings.readCount.load(ordering: .relaxed) < 10_000 {
                number += 1
                cache.publish(account: account, pot: 3, record: Self.record(number))
                // Pairs with the acquiring load above: what was published before is seen.
                latest.store(number, ordering: .releasing)
            }
        }
        #expect(findings.wrongCount.load(ordering: .relaxed) == 0)
    }

    @Test("a reader never misses what is bound, nor finds what is not, while the table grows")
    func growth() {
        let cache = BalanceCache()
        let findings = Findings()
        let boundCount = Atomic<Int>(0)
        let total = 120_000
        Self.run(findings: findings) { generator in
            // Pairs with the releasing store below: these are bound already.
            let count = boundCount.load(ordering: .acquiring)
            let number = Int.random(in: 0..<max(count, 1), using: &generator)
            let hash = HashOfNumber(number)
            switch cache.resolve(credential: hash.high, hash.low) {
            case .undecided: findings.giveUpCount.wrappingAdd(1, ordering: .relaxed)
            case .unbound where count > 0: findings.wrongCount.wrappingAdd(1, ordering: .relaxed)
            case .unbound: break
            case .account(let account):
                let record = cache.record(account: account, pot: 0)
                if let record, record.available == Int64(number) { break }
                findings.wrongCount.wrappingAdd(1, ordering: .relaxed)
            }
            let other = HashOfNumber(total + number)
            if case .account = cache.resolve(credential: other.high, other.low) {
                findings.wrongCount.wrappingAdd(1, ordering: .relaxed)
            }
            findings.readCount.wrappingAdd(1, ordering: .relaxed)
        } write: {
            for number in 0..<total {
                let account = cache.addAccount()
                let record = BalanceRecord(available: Int64(number))
                cache.publish(account: account, pot: 0, record: record)
                let hash = HashOfNumber(number)
                cache.bind(high: hash.high, low: hash.low, account: account)
                boundCount.store(number + 1, ordering: .releasing)
            }
        }
        #expect(findings.wrongCount.load(ordering: .relaxed) == 0)
        #expect(cache.statistics().credentialCount == total)
    }

    @Test("a reader sees fixed and re-bound credentials right while generations come and go")
    func generations() {
        let cache = BalanceCache()
        let findings = Findings()
        let accounts = (0..<2).map { _ in cache.addAccount() }
        // Credentials 0..<500 stay, 500..<600 change between the two accounts, others come and go
        // and so make the table move within its size again and again.
        for number in 0..<600 {
            let hash = HashOfNumber(number)
            cache.bind(high: hash.high, low: hash.low, account: accounts[0])
        }
        Self.run(findings: findings) { generator in
            let number = Int.random(in: 0..<700, using: &generator)
            let hash = HashOfNumber(number)
            let found = cache.resolve(credential: hash.high, hash.low)
            let isRight =
                switch number {
                case 0..<500: found == .account(accounts[0]) || found == .undecided
                case 500..<600: found != .unbound
                default: found == .unbound || found == .undecided
                }
            if !isRight { findings.wrongCount.wrappingAdd(1, ordering: .relaxed) }
            if found == .undecided { findings.giveUpCount.wrappingAdd(1, ordering: .relaxed) }
            findings.readCount.wrappingAdd(1, ordering: .relaxed)
        } write: {
            for step in 0..<200_000 {
                let passing = HashOfNumber(1000 + step)
                cache.bind(high: passing.high, low: passing.low, account: accounts[1])
                cache.unbind(high: passing.high, low: passing.low)
                let moving = HashOfNumber(500 + step % 100)
                cache.bind(high: moving.high, low: moving.low, account: accounts[step / 100 % 2])
            }
        }
        #expect(findings.wrongCount.load(ordering: .relaxed) == 0)
        #expect(findings.readCount.load(ordering: .relaxed) > 0)
        #expect(cache.statistics().slotCount == 4096)
    }

    @Test("a pot that is added appears whole to readers of the account")
    func pots() {
        let cache = BalanceCache()
        let findings = Findings()
        let count = Atomic<Int>(0)
        Self.run(findings: findings) { generator in
            let known = count.load(ordering: .acquiring)
            guard known > 0 else { return }
            let account = UInt32.random(in: 0..<UInt32(known), using: &generator)
            let pot = UInt8.random(in: 0..<16, using: &generator)
            if let record = cache.record(account: account, pot: pot), record.pot != pot {
                findings.wrongCount.wrappingAdd(1, ordering: .relaxed)
            }
            findings.readCount.wrappingAdd(1, ordering: .relaxed)
        } write: {
            for _ in 0..<5000 {
                let account = cache.addAccount()
                for pot in UInt8(0)..<16 {
                    let record = BalanceRecord(available: 1, pot: pot)
                    cache.publish(account: account, pot: pot, record: record)
                }
                count.store(Int(account) + 1, ordering: .releasing)
            }
        }
        #expect(findings.wrongCount.load(ordering: .relaxed) == 0)
    }
}
