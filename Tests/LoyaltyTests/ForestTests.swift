import Testing

@testable import Loyalty

@Suite("A forest")
struct ForestTests {
    @Test("keeps each tree in order, with its sums, whatever comes and goes")
    func model() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SeededGenerator(seed: seed)
        var forest = Forest<SeriesEntry>()
        var roots: [Int32] = [-1, -1]
        var model: [[Int32]] = [[], []]
        for number in 0..<400 {
            let entry = SeriesEntry(
                at: Int64.random(in: 0..<40, using: &random),
                subject: Int32(number),
                weight: Int64.random(in: 1...9, using: &random)
            )
            _ = forest.append(entry)
        }
        var outside = Array(Int32(0)..<400)
        for _ in 0..<2_000 {
            let tree = Int.random(in: 0...1, using: &random)
            if Bool.random(using: &random), let entry = outside.popLast() {
                forest.insert(entry, into: &roots[tree])
                model[tree].append(entry)
            } else if let place = model[tree].indices.randomElement(using: &random) {
                let entry = model[tree].remove(at: place)
                forest.remove(entry, from: &roots[tree])
                outside.insert(entry, at: 0)
            }
            check(forest, roots[tree], model[tree], &random, "seed \(seed)")
        }
    }

    private func check(
        _ forest: Forest<SeriesEntry>,
        _ root: Int32,
        _ entries: [Int32],
        _ random: inout SeededGenerator,
        _ label: String
    ) {
        let sorted = entries.sorted { forest[$0].key < forest[$1].key }
        #expect(forest.list(root) == sorted, "\(label)")
        #expect(forest.first(of: root) == sorted.first, "\(label)")
        let edge = Int64.random(in: -1...41, using: &random)
        let key = TreeKey(first: edge, second: 0, third: 200)
        let before = sorted.filter { forest[$0].key < key }
        let sum = before.reduce(0) { $0 + forest[$1].weight }
        #expect(forest.total(of: root, before: key) == sum, "\(label)")
        #expect(forest.last(of: root, before: key) == before.last, "\(label)")
        #expect(
            forest.first(of: root, from: key) == sorted.first { !(forest[$0].key < key) },
            "\(label)"
        )
        let limit = Int64.random(in: 0...300, using: &random)
        var total: Int64 = 0
        let exceeding = sorted.first { entry in
            total += forest[entry].weight
            return total > limit
        }
        #expect(forest.first(of: root, whoseTotalExceeds: limit) == exceeding, "\(label)")
    }
}
