import CanonicalJSON
import Ledger
import Loyalty

/// What a restart takes up again.
extension FlowEngine {
    /// Sales that waited for a card wait on, for what is left of their time; one whose station is
    /// gone or taken ends at once, without a card.
    mutating func resume(_ sales: [SaleRecord], now: Moment) {
        for sale in sales {
            let content = (try? JSONValue.parse(Array(sale.content.utf8))) ?? .null
            // A row that cannot be read any more still has to end: without lines, it earns nothing.
            let request =
                SaleRequest(content: content)
                ?? SaleRequest(id: sale.id, station: sale.station, lines: [])
            let age = max(0, now.wallUnixSeconds - sale.postedAt.unixSeconds)
            let left = max(0, Int64(options.saleSeconds) - age)
            let ticket = Station.Ticket(
                till: sale.till,
                request: request,
                record: SaleSnapshot(
                    digest: sale.digest,
                    content: sale.content,
                    postedAt: sale.postedAt
                ),
                endsAtNanoseconds: now.after(seconds: Int(left))
            )
            saleFeed.publish(
                SaleReport(id: request.id, station: request.station, state: .pending),
                till: sale.till
            )
            let index = stations.firstIndex { $0.options.name == request.station }
            guard let index, stations[index].ticket == nil, !request.lines.isEmpty else {
                strandedTickets.append(ticket)
                continue
            }
            stations[index].ticket = ticket
            feeds[index].publish { state in
                state.pendingSale = PendingSale(
                    totalMinor: request.totalMinor,
                    currency: programme.currency
                )
            }
        }
    }

    /// Ends what was taken up without a station, with the first batch that the disk takes.
    mutating func endStranded(now: Moment) {
        for ticket in strandedTickets { endWithoutCard(ticket, now: now) }
    }
}
