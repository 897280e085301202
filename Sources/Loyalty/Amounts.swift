/// An amount of points, in micro-points: 1,000,000 micro-points are one point.
///
/// One minor unit of money at one basis point is exactly one micro-point, so percentages do not
/// round until the programme's own quantum. Range: `Int64`; the core refuses what would leave it.
package struct Points: Hashable, Comparable, Sendable {
    /// The amount in micro-points; negative only inside postings.
    package let micro: Int64

    /// Makes an amount from micro-points.
    package init(micro: Int64) { self.micro = micro }

    /// No points.
    package static let zero = Points(micro: 0)

    /// Orders by amount.
    package static func < (left: Points, right: Points) -> Bool { left.micro < right.micro }
}

/// An amount of money in minor units (kopecks) of the programme's currency.
package struct Money: Hashable, Comparable, Sendable {
    /// The amount in minor units.
    package let minor: Int64

    /// Makes an amount from minor units.
    package init(minor: Int64) { self.minor = minor }

    /// No money.
    package static let zero = Money(minor: 0)

    /// Orders by amount.
    package static func < (left: Money, right: Money) -> Bool { left.minor < right.minor }
}

/// A moment on the civil time line, in whole seconds since 1970-01-01T00:00:00Z, leap seconds
/// not counted.
package struct Instant: Hashable, Comparable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z; may be negative.
    package let unixSeconds: Int64

    /// Makes an instant from Unix time in seconds.
    package init(unixSeconds: Int64) { self.unixSeconds = unixSeconds }

    /// Orders by time.
    package static func < (left: Instant, right: Instant) -> Bool {
        left.unixSeconds < right.unixSeconds
    }
}
