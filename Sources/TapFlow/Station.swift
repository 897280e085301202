import Loyalty

/// What the flow knows of one customer screen: the view and its end, the sale that waits, the
/// card that was here a moment ago.
///
/// A value, so that a failed batch is undone by assignment.
struct Station {
    /// A sale that waits for a card.
    struct Ticket {
        let till: String
        let request: SaleRequest
        let record: SaleSnapshot
        var endsAtNanoseconds: UInt64
    }

    /// A known card that a sale may still use.
    struct Bound {
        let credential: Credential
        let endsAtNanoseconds: UInt64
    }

    /// Its name and devices.
    let options: FlowOptions.Station
    /// What is shown.
    var view: ScreenState.View = .attract
    /// When the view ends, and after how long; nil: it stays.
    var viewEnd: (atNanoseconds: UInt64, seconds: Int)?
    /// The sale that waits.
    var ticket: Ticket?
    /// The card that was here.
    var bound: Bound?
    /// The unknown card that the screen offers to enrol.
    var offered: Credential?
    /// Counts the changes of the view within the flow, to know which stations to publish.
    var changes = 0

    init(options: FlowOptions.Station) { self.options = options }

    /// Shows a view for so many seconds; personal data of the view before is gone.
    mutating func show(_ view: ScreenState.View, seconds: Int, now: Moment) {
        self.view = view
        viewEnd = (now.after(seconds: seconds), seconds)
        if view != .unknownCard { offered = nil }
        changes += 1
    }

    /// Goes back to the invitation.
    mutating func clear() {
        view = .attract
        viewEnd = nil
        offered = nil
        changes += 1
    }

    /// The sale that waits, as the screen shows it.
    func pendingSale(currency: String) -> PendingSale? {
        ticket.map { PendingSale(totalMinor: $0.request.totalMinor, currency: currency) }
    }

    /// The next moment at which something ends by itself.
    var nextDeadlineNanoseconds: UInt64? {
        [viewEnd?.atNanoseconds, ticket?.endsAtNanoseconds].compactMap(\.self).min()
    }
}

/// What of a sale's row stays the same while its state changes.
struct SaleSnapshot {
    let digest: [UInt8]
    let content: String
    let postedAt: Instant
}

extension SaleRequest {
    /// Sum of the lines in minor units; the lines are in range, so it cannot overflow.
    var totalMinor: Int64 { lines.reduce(0) { $0 + $1.totalMinor } }
}
