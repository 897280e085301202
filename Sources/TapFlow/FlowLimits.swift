/// The named bounds of the flow: every queue, wait and store has one.
package enum FlowLimits {
    /// Inputs waiting for the flow's thread; at the bound a card event is dropped and counted, a
    /// till is answered `unavailable`.
    package static let queuedInputs = 1_024
    /// Inputs decided together and committed in one transaction.
    package static let batchInputs = 256
    /// Sales whose end is remembered in memory; older ones are read from the ledger.
    package static let rememberedSales = 4_096
    /// Changes of sales kept for one slow till.
    package static let saleUpdatesBuffered = 256
    /// Watchers of one station's screen.
    package static let screenWatchers = 32
    /// Watchers of sales over all tills: every long poll and stream that the API takes.
    package static let saleWatchers = 256
    /// Lines of one sale.
    package static let saleLines = 1_000
    /// The longest wait for a sale's end, in seconds.
    package static let saleWaitSeconds = 30
    /// How far a sale's time may lie ahead of the clock, in seconds.
    package static let aheadSeconds: Int64 = 600
    /// A commit that takes longer is told on the screen, in milliseconds.
    package static let commitOverdueMilliseconds: UInt64 = 2_000
    /// Coming and expiring entries on a screen.
    package static let datedEntries = 4
    /// Seconds until a time-out that the disk refused is tried again.
    package static let retrySeconds = 5
    /// The longest sleep of the flow's thread, in seconds: a jump of the wall clock is noticed
    /// after so long at the latest.
    package static let sleepSeconds: UInt64 = 3_600
    /// Largest unit price and line total, in minor units.
    package static let amountMinor: Int64 = 10_000_000_000_000
    /// Largest quantity, in thousandths.
    package static let quantityThousandths: Int64 = 1_000_000_000
    /// Days that an event may lie back where the programme does not say.
    package static let backdateDays = 60
    /// Seconds after which an ended sale leaves the ledger: the longest late arrival and a day.
    package static func saleRetentionSeconds(maximumBackdateDays: Int) -> Int64 {
        (Int64(maximumBackdateDays) + 1) * 86_400
    }
}
