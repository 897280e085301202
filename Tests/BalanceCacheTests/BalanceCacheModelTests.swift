import Testing

@testable import BalanceCache

/// The cache against dictionaries, over a million random operations.
@Suite struct BalanceCacheModelTests {
    /// The naive twin.
    struct Model {
        struct Place: Hashable {
            let account: UInt32
            let pot: UInt8
        }

        var bound: [Int: UInt32] = [:]
        var records: [Place: BalanceRecord] = [:]
        var accounts: [UInt32] = []
        /// False after the first difference.
        var isRight = true
    }

    static let seed = UInt64.random(in: .min ... .max)

    @Test("does what dictionaries do through growth, removal and re-binding")
    func model() throws {
        var generator = SeededGenerator(seed: Self.seed)
        let cache = BalanceCache()
        var model = Model()
        var slotCounts: Set<Int> = []
        for step in 0..<1_000_000 {
            // At first many credentials come; later they come and go, so that tombstones pile up.
            let range = step < 300_000 ? 200_000 : 400_000
            let number = Int.random(in: 0..<range, using: &generator)
            switch Int.random(in: 0..<100, using: &generator) {
            case 0..<10: model.add(to: cache)
            case 10..<45: model.bind(number, in: cache, using: &generator)
            case 45..<(step < 300_000 ? 50 : 75): model.unbind(number, in: cache)
            case 75..<90: model.publish(in: cache, using: &generator)
            default: model.check(number, in: cache, using: &generator)
            }
            if step.isMultiple(of: 1000) { slotCounts.insert(cache.statistics().slotCount) }
            try #require(model.isRight, "step \(step), seed \(Self.seed)")
        }
        model.checkAll(in: cache)
        #expect(model.isRight, "seed \(Self.seed)")
        let statistics = cache.statistics()
        #expect(statistics.credentialCount == model.bound.count, "seed \(Self.seed)")
        #expect(slotCounts.count > 4, "the table did not grow: \(slotCounts)")
    }

    @Test("stays as small as what is bound when credentials only come and go")
    func tombstones() {
        let cache = BalanceCache()
        let account = cache.addAccount()
        for number in 0..<500_000 {
            let hash = HashOfNumber(number)
            cache.bind(high: hash.high, low: hash.low, account: account)
            #expect(cache.unbind(high: hash.high, low: hash.low))
        }
        #expect(cache.statistics().credentialCount == 0)
        #expect(cache.statistics().slotCount == 4096)
    }

    @Test("the hint spares growth", arguments: [0, 1, 2457, 2458, 100_000])
    func hint(count: Int) {
        let cache = BalanceCache(expectedCredentialCount: count)
        let account = cache.addAccount()
        let before = cache.statistics().slotCount
        for number in 0..<count {
            let hash = HashOfNumber(number)
            cache.bind(high: hash.high, low: hash.low, account: account)
        }
        #expect(cache.statistics().slotCount == before)
        #expect(!cache.statistics().isGrowing)
    }

    @Test("a credential bound while the table moves is found at every step of the move")
    func everyStepOfAMove() {
        let cache = BalanceCache()
        let accounts = (0..<3).map { _ in cache.addAccount() }
        var count = 0
        while !cache.statistics().isGrowing {
            let hash = HashOfNumber(count)
            cache.bind(high: hash.high, low: hash.low, account: accounts[0])
            count += 1
        }
        // Some are bound anew, some go, before, during and after their slot is moved.
        var expected = Array(repeating: Int?(0), count: count)
        var step = 0
        while cache.statistics().isGrowing || step < 2 * count {
            let number = step * 7919 % count
            let hash = HashOfNumber(number)
            if step.isMultiple(of: 3) {
                cache.unbind(high: hash.high, low: hash.low)
                expected[number] = nil
            } else {
                cache.bind(high: hash.high, low: hash.low, account: accounts[step % 3])
                expected[number] = step % 3
            }
            step += 1
            if step % 16 == 1 {
                for (number, account) in expected.enumerated() {
                    let hash = HashOfNumber(number)
                    let found = cache.account(ofCredential: hash.high, hash.low)
                    #expect(found == account.map { accounts[$0] }, "step \(step), \(number)")
                }
            }
        }
    }
}

extension BalanceCacheModelTests.Model {
    mutating func add(to cache: BalanceCache) {
        guard accounts.count < 20_000 else { return }
        let account = cache.addAccount()
        if let last = accounts.last, account <= last { isRight = false }
        accounts.append(account)
    }

    mutating func bind(
        _ number: Int,
        in cache: BalanceCache,
        using generator: inout SeededGenerator
    ) {
        guard let account = accounts.randomElement(using: &generator) else { return }
        let hash = HashOfNumber(number)
        cache.bind(high: hash.high, low: hash.low, account: account)
        bound[number] = account
    }

    mutating func unbind(_ number: Int, in cache: BalanceCache) {
        let hash = HashOfNumber(number)
        let wasBound = bound.removeValue(forKey: number) != nil
        if cache.unbind(high: hash.high, low: hash.low) != wasBound { isRight = false }
    }

    mutating func publish(in cache: BalanceCache, using generator: inout SeededGenerator) {
        guard let account = accounts.randomElement(using: &generator) else { return }
        let pot = UInt8.random(in: 0..<16, using: &generator)
        let record = BalanceRecord(
            available: .random(in: .min ... .max, using: &generator),
            pending: .random(in: .min ... .max, using: &generator),
            held: .random(in: .min ... .max, using: &generator),
            debt: .random(in: .min ... .max, using: &generator),
            nextChangeAtUnixSeconds: .random(in: .min ... .max, using: &generator),
            nextExpiryAtUnixSeconds: .random(in: .min ... .max, using: &generator),
            tier: .random(in: 0...255, using: &generator),
            status: .random(in: 0...255, using: &generator),
            pot: pot,
            version: .random(in: .min ... .max, using: &generator)
        )
        cache.publish(account: account, pot: pot, record: record)
        records[Place(account: account, pot: pot)] = record
    }

    mutating func check(
        _ number: Int,
        in cache: BalanceCache,
        using generator: inout SeededGenerator
    ) {
        let hash = HashOfNumber(number)
        let expected = bound[number].map(BalanceCache.Resolution.account) ?? .unbound
        if cache.resolve(credential: hash.high, hash.low) != expected { isRight = false }
        guard let account = accounts.randomElement(using: &generator) else { return }
        let pot = UInt8.random(in: 0..<16, using: &generator)
        let record = records[Place(account: account, pot: pot)]
        if cache.record(account: account, pot: pot) != record { isRight = false }
    }

    mutating func checkAll(in cache: BalanceCache) {
        for number in 0..<400_000 {
            let hash = HashOfNumber(number)
            if cache.account(ofCredential: hash.high, hash.low) != bound[number] { isRight = false }
        }
        for account in accounts {
            for pot in UInt8(0)..<16 {
                let record = records[Place(account: account, pot: pot)]
                if cache.record(account: account, pot: pot) != record { isRight = false }
            }
        }
    }
}
