/// What a verification of the whole ledger found.
package struct LedgerVerification: Hashable, Sendable {
    /// One thing that is not as it must be.
    package struct Difference: Hashable, Sendable, CustomStringConvertible {
        /// The journal row; nil: the ledger as a whole.
        package let sequence: Int64?
        /// The row's event id, as far as it can be read.
        package let event: String?
        /// What differs, in one clause; names accounts and amounts of the books, never a person.
        package let what: String

        /// Row, event and what differs.
        package var description: String {
            let row = sequence.map { "row \($0)" } ?? "ledger"
            return event.map { "\(row), event \($0): \(what)" } ?? "\(row): \(what)"
        }
    }

    /// Journal rows that were read.
    package internal(set) var entries: Int64 = 0
    /// The chain hash of the newest row, 32 bytes; all zero: there is none.
    ///
    /// Written down elsewhere, it proves later that no row at the end is missing.
    package internal(set) var chain = JournalChain.start
    /// Whether every event was decided again.
    package internal(set) var isRefolded = false
    /// Accounts whose balances were compared with the sums of their postings.
    package internal(set) var comparedAccounts = 0
    /// The first differences, at most ``LedgerLimits/namedDifferences``.
    package internal(set) var differences: [Difference] = []
    /// All differences.
    package internal(set) var differenceCount = 0

    /// Whether nothing differs.
    package var isOK: Bool { differenceCount == 0 }

    mutating func note(_ what: String, sequence: Int64? = nil, event: String? = nil) {
        differenceCount += 1
        guard differences.count < LedgerLimits.namedDifferences else { return }
        differences.append(Difference(sequence: sequence, event: event, what: what))
    }
}
