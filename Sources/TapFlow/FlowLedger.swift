package import Ledger
package import Loyalty

/// What the flow needs of the ledger; the seam at which tests make a disk fail.
package protocol FlowLedger: Sendable {
    /// The id of the entry that comes `offset` entries after the next one; durable with its entry.
    func eventID(offset: Int) -> String

    /// Makes a batch durable in one transaction; blocking.
    func append(_ batch: LedgerBatch) throws(LedgerError)

    /// A stored sale; nil: unknown. Blocking.
    func sale(till: String, id: String) throws(LedgerError) -> SaleRecord?

    /// Forgets ended sales posted before the instant. Blocking.
    func pruneSales(before instant: Instant) throws(LedgerError)
}

extension Ledger: FlowLedger {}
