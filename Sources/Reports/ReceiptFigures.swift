package import Loyalty

/// What the receipts of two windows say about members and others.
///
/// Keeps one byte for each person.
package struct ReceiptFigures: Hashable, Sendable {
    /// Receipts of one kind, and the money paid less the money given back, minor units.
    package struct Sum: Hashable, Sendable {
        /// How many.
        package private(set) var count: Int128 = 0
        /// Minor units.
        package private(set) var minor: Int128 = 0

        mutating func add(_ amount: Int128) {
            count += 1
            minor += amount
        }

        /// The mean receipt in minor units; nil: there is none.
        package var mean: Int128? { Quotient.mean(minor, per: count) }
    }

    private struct Activity: OptionSet, Hashable, Sendable {
        let rawValue: UInt8
        static let now = Activity(rawValue: 1)
        static let again = Activity(rawValue: 2)
        static let before = Activity(rawValue: 4)
    }

    private let days: ClosedRange<Int>
    private let previousDays: Range<Int>
    /// Receipts of the period with a member.
    package private(set) var members = Sum()
    /// Receipts of the period without one.
    package private(set) var others = Sum()
    private var activity: [Activity] = []

    /// Begins with no receipt.
    ///
    /// - Parameters:
    ///   - period: The period.
    ///   - previousFrom: The first date of the previous window, which lasts up to the period;
    ///     before the period.
    package init(period: ReportPeriod, previousFrom: LocalDate) {
        precondition(previousFrom < period.from, "the previous window lies before the period")
        days = period.days
        previousDays = previousFrom.dayNumber..<period.from.dayNumber
    }

    /// Takes a receipt that did not come back whole.
    ///
    /// - Parameters:
    ///   - day: The local day, counted from 1970-01-01.
    ///   - person: A number for the member, from 0 on; nil: there was none.
    ///   - minor: Money paid less money given back, minor units.
    package mutating func take(day: Int, person: Int32?, minor: Int128) {
        let isNow = days.contains(day)
        if isNow {
            if person == nil { others.add(minor) } else { members.add(minor) }
        }
        guard let person, isNow || previousDays.contains(day) else { return }
        let index = Int(person)
        while activity.count <= index { activity.append([]) }
        if !isNow {
            activity[index].insert(.before)
        } else if !activity[index].insert(.now).inserted {
            activity[index].insert(.again)
        }
    }

    /// Members with a receipt in the period.
    package var buyers: Int { activity.count { $0.contains(.now) } }
    /// Of these, those with two receipts or more.
    package var repeatBuyers: Int { activity.count { $0.contains(.again) } }
    /// Members with a receipt in the previous window.
    package var previousBuyers: Int { activity.count { $0.contains(.before) } }
    /// Of these, those without one in the period.
    package var goneBuyers: Int {
        activity.count { $0.contains(.before) && !$0.contains(.now) }
    }

    /// Repeat purchase rate: buyers with two receipts or more / buyers, basis points.
    package var repeatRate: Int128? {
        Quotient.basisPoints(Int128(repeatBuyers), of: Int128(buyers))
    }

    /// Engagement: receipts with a member / receipts, basis points.
    package var engagementRate: Int128? {
        Quotient.basisPoints(members.count, of: members.count + others.count)
    }

    /// Turnover share: money of receipts with a member / money of all, basis points.
    package var turnoverRate: Int128? {
        Quotient.basisPoints(members.minor, of: members.minor + others.minor)
    }

    /// Churn: buyers of the previous window who are gone / buyers of it, basis points.
    package var churnRate: Int128? {
        Quotient.basisPoints(Int128(goneBuyers), of: Int128(previousBuyers))
    }
}
