/// The balances of all accounts in memory: credential -> account -> record.
///
/// Any number of threads read; they take no lock, write nothing, allocate nothing and retry no more
/// often than a named bound. Writers exclude each other; there is one in the service. What is
/// published must be durable already (I1).
package final class BalanceCache: Sendable {
    /// Most lines (an account's first pot, or a further pot of an account) there can be.
    package static let maximumLineCount = MemberTable.maximumLineCount
    /// Most pots an account can have.
    package static let maximumPotCount = MemberTable.maximumPotCount
    /// Most credentials there can be.
    package static let maximumCredentialCount = CredentialTable.maximumCredentialCount

    let credentials: CredentialTable
    let members: MemberTable

    /// Makes an empty cache; the hint spares the first growths, memory is taken when it is used.
    ///
    /// - Parameter expectedCredentialCount: Credentials to make room for, 0 to
    ///   `maximumCredentialCount`.
    package init(expectedCredentialCount: Int = 0) {
        credentials = CredentialTable(expectedCredentialCount: expectedCredentialCount)
        members = MemberTable()
    }

    /// What a credential leads to.
    package enum Resolution: Hashable, Sendable {
        /// It is bound to this account.
        case account(UInt32)
        /// It is bound to no account.
        case unbound
        /// It could not be told within `CredentialTable.maximumLookUpTries`: ask the writer.
        case undecided
    }

    /// Finds the account of a credential, given as the keyed hash of 128 bits.
    ///
    /// Never waits, never allocates. Only the upper 96 bits are compared: among 10^8 keyed hashes
    /// two agree in them with a probability below 10^-12.
    ///
    /// - Complexity: O(1), about two slots; twice that while the table grows.
    package func resolve(credential high: UInt64, _ low: UInt64) -> Resolution {
        credentials.resolve(key: high, tag: low >> 32)
    }

    /// The account of a credential; nil: it is bound to none, or the writer must be asked.
    ///
    /// Never waits, never allocates. `resolve` tells the two apart.
    package func account(ofCredential high: UInt64, _ low: UInt64) -> UInt32? {
        guard case .account(let account) = resolve(credential: high, low) else { return nil }
        return account
    }

    /// The last record that was published for an account and a pot.
    ///
    /// Nil: none was published, or the writer has been changing it for longer than
    /// `MemberTable.maximumReadTries` tries: ask the writer. Never waits, never allocates.
    ///
    /// - Complexity: O(pots of the account).
    package func record(account: UInt32, pot: UInt8) -> BalanceRecord? {
        members.record(account: account, pot: pot)
    }

    // The writer's part.

    /// Makes room for a new account and returns its index, which stays the same for ever.
    ///
    /// Indexes grow, but not always by one: further pots of older accounts lie between them. Traps
    /// at `maximumLineCount` and when the system has no memory to give.
    package func addAccount() -> UInt32 {
        members.addAccount()
    }

    /// Publishes the record of an account and a pot; readers see all of it or nothing.
    ///
    /// Traps when the account is unknown, or the record is of another pot.
    package func publish(account: UInt32, pot: UInt8, record: BalanceRecord) {
        precondition(record.pot == pot, "the record belongs to another pot")
        members.publish(account: account, record: record)
    }

    /// Binds a credential to an account; one that was bound already is bound anew.
    ///
    /// Publish the account's records first. Moves at most `CredentialTable.slotsMovedPerWrite`
    /// slots when the table is growing. Traps when the account is unknown.
    package func bind(high: UInt64, low: UInt64, account: UInt32) {
        precondition(members.contains(account: account), "a credential of an unknown account")
        credentials.bind(key: high, tag: low >> 32, account: account)
    }

    /// Takes a credential's binding away.
    ///
    /// - Returns: false when there was none.
    @discardableResult
    package func unbind(high: UInt64, low: UInt64) -> Bool {
        credentials.unbind(key: high, tag: low >> 32)
    }

    /// How full the cache is; waits for a writer's operation in progress.
    package func statistics() -> BalanceCacheStatistics {
        let table = credentials.statistics()
        return BalanceCacheStatistics(
            credentialCount: table.live,
            slotCount: table.slots,
            isGrowing: table.isGrowing,
            lineCount: members.lineCount
        )
    }
}

/// How full the cache is.
package struct BalanceCacheStatistics: Hashable, Sendable {
    /// Credentials that are bound.
    package let credentialCount: Int
    /// Slots of the credential table, 16 bytes each.
    package let slotCount: Int
    /// Whether the credential table is moving into a new one.
    package let isGrowing: Bool
    /// Lines in use, 64 bytes each.
    package let lineCount: Int
}
