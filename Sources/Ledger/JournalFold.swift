import GRDB
package import Loyalty

/// The state that a journal folds to: each event decided again by the programme that decided it.
package struct JournalFold: ~Copyable {
    /// Finds the programme of a hash; nil: unknown.
    package typealias ProgrammeSource = (_ hash: [UInt8]) throws -> Programme?

    private let programmes: ProgrammeSource
    private var state: LoyaltyState?
    private var programmeHash: [UInt8] = []
    private let path: String

    /// Starts with nothing.
    init(programmes: @escaping ProgrammeSource, path: String) {
        self.programmes = programmes
        self.path = path
    }

    /// Decides one stored event again.
    ///
    /// - Throws: `.missing` when its programme cannot be found; what the source of programmes
    ///   throws.
    mutating func apply(_ entry: StoredEntry) throws -> Decision {
        if entry.programmeHash != programmeHash {
            guard let programme = try programmes(entry.programmeHash) else {
                throw LedgerError(
                    .missing,
                    "the programme of row \(entry.sequence) in \(path) cannot be found: restore "
                        + "the newest backup"
                )
            }
            if state == nil {
                state = LoyaltyState(programme: programme)
            } else {
                state?.adopt(programme)
            }
            programmeHash = entry.programmeHash
        }
        guard let decision = state?.apply(entry.event) else {
            preconditionFailure("the first entry made a state")
        }
        return decision
    }

    /// Every account's amount in the state, the members' as the books name them, zero ones left
    /// out.
    borrowing func balances() -> [LedgerAccount: Int64] {
        switch state {
        case .none: [:]
        case .some(let state): Self.balances(state)
        }
    }

    private static func balances(_ state: borrowing LoyaltyState) -> [LedgerAccount: Int64] {
        var amounts: [LedgerAccount: Int64] = [:]
        for account in state.accounts {
            for (pot, balance) in state.balances(ofAccount: account) {
                let parts = [
                    ("avail", balance.available.micro), ("pend", balance.pending.micro),
                    ("held", balance.held.micro), ("debt", -balance.debt.micro),
                ]
                for (part, amount) in parts where amount != 0 {
                    let name = "mem/\(account)/\(part)"
                    amounts[LedgerAccount(account: name, commodity: pot)] = amount
                }
            }
        }
        for (account, commodity, amount) in state.ledgerAccounts where amount != 0 {
            amounts[LedgerAccount(account: account, commodity: commodity)] = amount
        }
        return amounts
    }

    /// The state; nil: the journal was empty.
    consuming func finish() -> LoyaltyState? { state }
}

/// One account of the books, in one commodity.
struct LedgerAccount: Hashable {
    let account: String
    let commodity: String
}

extension LedgerReader {
    /// Folds the whole journal into the state that decides the next event, under the programme that
    /// decided the newest one.
    ///
    /// Blocks for the disk and the computation. A programme that is newer than
    /// ``lastProgrammeHash()`` is the caller's to adopt.
    ///
    /// - Parameter programmes: Finds a programme by its hash, usually from ``programme(hash:)``.
    /// - Returns: The state; nil: the journal is empty.
    /// - Throws: `LedgerError`: `.damaged` with the row's number, `.missing` when a programme
    ///   cannot be found; what the source of programmes throws.
    /// - Complexity: O(n) in the journal's rows.
    package func fold(
        programmes: @escaping JournalFold.ProgrammeSource
    ) throws -> LoyaltyState? {
        var fold = JournalFold(programmes: programmes, path: folder.database)
        try forEachEntry { entry in _ = try fold.apply(entry) }
        return fold.finish()
    }
    /// The hash of the programme that decided the newest entry, 32 bytes; nil: there is none.
    package func lastProgrammeHash() throws(LedgerError) -> [UInt8]? {
        try read { db in
            let sql = "SELECT hash FROM \(RawEntry.source) ORDER BY journal.seq DESC LIMIT 1"
            return try Row.fetchOne(db, sql: sql)?.bytes(0)
        }
    }
}
