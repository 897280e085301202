package import Ledger
package import Loyalty

/// What the flow needs of the ledger; the seam at which tests make a disk fail.
package protocol FlowLedger: Sendable {
    /// The next event id. Ids are appended in the order in which they were reserved; a batch that
    /// fails gives back all that are not durable.
    func reserveEventID() -> EventID

    /// Makes a batch durable in one transaction; blocking.
    func append(_ batch: LedgerBatch) throws(LedgerError)

    /// A stored sale; nil: unknown. Blocking.
    func sale(till: String, id: String) throws(LedgerError) -> SaleRecord?

    /// Forgets ended sales posted before the instant; how many. Blocking.
    @discardableResult
    func pruneSales(before instant: Instant) throws(LedgerError) -> Int
}

extension Ledger: FlowLedger {}
