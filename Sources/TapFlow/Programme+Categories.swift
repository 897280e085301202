import Loyalty

extension Programme {
    /// Every category that a rule names.
    var knownCategories: Set<String> {
        Set(rules.flatMap { $0.condition.categories + $0.condition.excludedCategories })
    }
}
