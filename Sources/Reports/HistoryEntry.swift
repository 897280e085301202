import CanonicalJSON
import EventFormat
package import Loyalty

/// One event of a history, with what the core made of it: all that reports read.
package struct HistoryEntry: Hashable, Sendable {
    /// The amounts of an applied event, minor units; nil: it has none.
    struct Amounts: Hashable, Sendable {
        /// A receipt after discounts.
        let net: Int64?
        /// Of that, the money.
        let due: Int64?
        /// The money given back, a deduction withheld.
        let refund: Int64?
        /// The money withheld from it.
        let deducted: Int64?
    }

    /// What happened.
    package let event: LoyaltyEvent
    /// What it was about; nil: it was refused, and left nothing behind.
    let applied: Amounts?
    /// Whether the event took effect.
    package var isApplied: Bool { applied != nil }

    /// What was posted.
    package let transactions: [Transaction]

    /// Makes an entry.
    ///
    /// - Parameters:
    ///   - event: The event; one that a history repeats is entered once.
    ///   - outcome: What the core answered.
    ///   - transactions: What was posted; only reports with the source `.transactions` look at it.
    package init(event: LoyaltyEvent, outcome: Outcome, transactions: [Transaction]) {
        self.event = event
        self.transactions = transactions
        switch outcome {
        case .refused: applied = nil
        case .applied(let effect):
            applied = Amounts(
                net: effect.net?.minor,
                due: effect.due?.minor,
                refund: effect.refund?.minor,
                deducted: effect.deducted?.minor
            )
        }
    }

    /// Reads an entry as the journal stores it.
    ///
    /// - Parameters:
    ///   - event: The event.
    ///   - outcome: The outcome's JSON.
    ///   - postings: The transactions' JSON; nil: the report does not look at them.
    /// - Throws: ``HistoryError`` with what cannot be read.
    package init(
        event: LoyaltyEvent,
        outcome: String,
        postings: String?
    ) throws(HistoryError) {
        self.event = event
        applied = try Self.amounts(in: try Self.parse(outcome, "outcome"))
        guard let postings else {
            transactions = []
            return
        }
        let value = try Self.parse(postings, "postings")
        do throws(EventFormatError) {
            transactions = try EventFormat.transactions(from: value)
        } catch {
            throw HistoryError(description: "its postings cannot be read (\(error))")
        }
    }

    /// Bytes of one stored text; the ledger stores no more.
    private static let limits = JSONLimits(maximumBytes: 16 << 20)

    private static func parse(
        _ text: String,
        _ name: String
    ) throws(HistoryError) -> JSONValue {
        do throws(JSONError) {
            return try JSONValue.parse(Array(text.utf8), limits: limits)
        } catch {
            throw HistoryError(description: "its \(name) cannot be read (\(error))")
        }
    }

    private static func amounts(in outcome: JSONValue) throws(HistoryError) -> Amounts? {
        switch outcome["status"]?.string {
        case "rejected": return nil
        case "applied":
            let out = outcome["out"]
            return Amounts(
                net: out?["net"]?.integer,
                due: out?["due"]?.integer,
                refund: out?["refund"]?.integer,
                deducted: out?["deducted"]?.integer
            )
        default: throw HistoryError(description: "its outcome has no known status")
        }
    }
}

/// Why a stored entry cannot be read.
package struct HistoryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with it.
    package let description: String
}
