/// Which lines of a receipt a rule looks at: all given lists must hold; names are numbers.
struct LineFilter: Sendable {
    private let categories: [Int32]
    private let excludedCategories: [Int32]
    private let skus: [Int32]
    private let brands: [Int32]

    /// Makes a filter; nil when the condition lets every line through.
    init?(_ condition: LineCondition, registry: Registry) {
        categories = condition.categories.map { registry.categories.index(of: $0) }
        excludedCategories = condition.excludedCategories.map {
            registry.categories.index(of: $0)
        }
        skus = condition.skus.map { registry.skus.index(of: $0) }
        brands = condition.brands.map { registry.brands.index(of: $0) }
        let lists = [categories, excludedCategories, skus, brands]
        if lists.allSatisfy(\.isEmpty) { return nil }
    }

    /// Whether a line passes; without the attribute it fails every list but the excluding one.
    func matches(_ line: LineRecord) -> Bool {
        (excludedCategories.isEmpty || !excludedCategories.contains(line.category))
            && (categories.isEmpty || categories.contains(line.category))
            && (skus.isEmpty || skus.contains(line.sku))
            && (brands.isEmpty || brands.contains(line.brand))
    }
}

extension LineFilter? {
    /// Whether a line passes; without a filter every line does.
    @inline(__always)
    func matches(_ line: LineRecord) -> Bool {
        guard let self else { return true }
        return self.matches(line)
    }
}
