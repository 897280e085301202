import Loyalty

extension Programme {
    /// Every category that a rule or a reward names.
    var knownCategories: Set<String> {
        let conditions = rules.map(\.condition)
        let lines = conditions.map(\.lines) + rewards.map(\.lines)
        let history = conditions.flatMap { $0.boughtWithin?.categories ?? [] }
        return Set(lines.flatMap { $0.categories + $0.excludedCategories } + history)
    }
}
