import CanonicalJSON
import Ledger
import Loyalty

/// What a restart takes up again.
extension FlowEngine {
    /// Sales that waited for a card wait on, for what is left of their time; one whose station is
    /// gone or taken ends at once, without a card.
    mutating func resume(_ sales: [SaleRecord], now: Moment) {
        for sale in sales {
            guard let content = try? JSONValue.parse(Array(sale.content.utf8)),
                let request = SaleRequest(content: content)
            else { continue }
            let age = max(0, now.wallUnixSeconds - sale.postedAt.unixSeconds)
            let left = max(0, Int64(options.saleSeconds) - age)
            let named = stations.firstIndex { $0.options.name == request.station }
            let free = stations.firstIndex { $0.ticket == nil }
            guard let index = named.flatMap({ stations[$0].ticket == nil ? $0 : nil }) ?? free
            else { continue }
            stations[index].ticket = Station.Ticket(
                till: sale.till,
                request: request,
                record: SaleSnapshot(
                    digest: sale.digest,
                    content: sale.content,
                    postedAt: sale.postedAt
                ),
                endsAtNanoseconds: named == index
                    ? now.after(seconds: Int(left))
                    : now.monotonicNanoseconds
            )
            saleFeed.publish(
                SaleReport(id: request.id, station: request.station, state: .pending),
                till: sale.till
            )
            feeds[index].publish { state in
                state.pendingSale = PendingSale(
                    totalMinor: request.totalMinor,
                    currency: programme.currency
                )
            }
        }
    }
}
