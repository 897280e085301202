/// Which lines of a receipt are meant: all lists that are given must hold; an empty one asks
/// nothing.
package struct LineCondition: Hashable, Sendable {
    /// Lines of one of these categories (`cat`); a line without category fails.
    package var categories: [String] = []
    /// Lines of none of these categories (`notCat`); a line without category passes.
    package var excludedCategories: [String] = []
    /// Lines of one of these articles (`sku`); a line without article fails.
    package var skus: [String] = []
    /// Lines of one of these brands (`brand`); a line without brand fails.
    package var brands: [String] = []

    /// Makes a condition that every line meets.
    package init() {}
}

/// What must hold for a rule to fire (`if`); an empty list, nil or false asks nothing.
package struct Condition: Hashable, Sendable {
    /// The lines that the rule looks at.
    package var lines = LineCondition()
    /// Sum of the rule's basis over all lines, minor units, inclusive; a price rule looks at the
    /// gross without free units.
    package var minimumBasket: Money?
    /// Units of the matching lines, inclusive, free units not counted.
    package var minimumQuantity: Int64?
    /// First local date, inclusive.
    package var fromDate: LocalDate?
    /// Last local date, inclusive.
    package var toDate: LocalDate?
    /// Days of the week, 1 = Monday.
    package var days: [Int] = []
    /// Local times of day (`hours`) in minutes since midnight, 0..<1440, the upper bound excluded.
    package var minutesOfDay: Range<Int>?
    /// Every ladder named must stand at one of its tiers, as before the event; the ladder's initial
    /// tier may be among them.
    package var tiers: [String: [String]] = [:]
    /// The event's partner is one of these (`partner`).
    package var partners: [String] = []
    /// The event's instrument is registered to this member at or before `at`, and its kind is one
    /// of these (`kind`).
    package var instrumentKinds: [String] = []
    /// The event's instrument is registered to this member at or before `at` (`registered`).
    package var isRegistered = false
    /// The account has no earlier purchase with something left of it (`first`).
    package var isFirst = false
    /// The member was referred by somebody (`referred`).
    package var isReferred = false
    /// The member is in one of these segments (`segment`).
    package var segments: [String] = []
    /// What must hold of the event's attributes (`attr`), by name; an absent one fails.
    package var attributes: [String: AttributeBounds] = [:]
    /// An earlier purchase of the account that must exist.
    package var boughtWithin: BoughtWithin?
    /// Days around the member's birthday; without a birthday it fails.
    package var birthdayWithin: BirthdayWindow?

    /// Makes a condition that always holds.
    package init() {}
}

/// Bounds of an attribute of an event; all that are given must hold.
package struct AttributeBounds: Hashable, Sendable {
    /// At least (`gte`).
    package var atLeast: Int64?
    /// At most (`lte`).
    package var atMost: Int64?
    /// Exactly (`eq`).
    package var exactly: Int64?

    /// Makes bounds.
    package init(atLeast: Int64? = nil, atMost: Int64? = nil, exactly: Int64? = nil) {
        self.atLeast = atLeast
        self.atMost = atMost
        self.exactly = exactly
    }
}

/// An earlier purchase of the account with an unreturned unit of a category.
package struct BoughtWithin: Hashable, Sendable {
    /// Any of these (`cat`), at least one.
    package let categories: [String]
    /// Its instant is before the event's, which is at most this after it, inclusive (`after`).
    package let after: CalendarDuration

    /// Makes a demand on the history.
    package init(categories: [String], after: CalendarDuration) {
        self.categories = categories
        self.after = after
    }
}

/// Days around a birthday, both ends inclusive, across the new year; 29 February is kept on
/// 28 February in common years.
package struct BirthdayWindow: Hashable, Sendable {
    /// Local days before the birthday, 0 or more.
    package let before: Int
    /// Local days after the birthday, 0 or more.
    package let after: Int

    /// Makes a window.
    package init(before: Int, after: Int) {
        self.before = before
        self.after = after
    }
}
