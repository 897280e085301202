package import Loyalty

/// What one commit makes durable, all of it or nothing.
package struct LedgerBatch: Sendable {
    /// Journal entries in the order in which the core decided them; at most
    /// ``LedgerLimits/entriesPerBatch``.
    package var entries: [JournalEntry]
    /// Sales that are new or changed; at most ``LedgerLimits/salesPerBatch``.
    package var sales: [SaleRecord]

    /// Makes a batch.
    package init(entries: [JournalEntry] = [], sales: [SaleRecord] = []) {
        self.entries = entries
        self.sales = sales
    }

    /// Whether there is nothing to commit.
    package var isEmpty: Bool { entries.isEmpty && sales.isEmpty }
}

/// One event with what the core made of it, as the journal keeps it.
package struct JournalEntry: Hashable, Sendable {
    /// What happened.
    package let event: LoyaltyEvent
    /// What the core answered; refusals are journalled too.
    package let decision: Decision
    /// The hash of the programme that decided, 32 bytes, stored before with `storeProgramme`.
    package let programmeHash: [UInt8]
    /// The wall clock when the entry was made; says nothing about the event's own time.
    package let recordedAt: Instant

    /// Makes an entry.
    package init(
        event: LoyaltyEvent,
        decision: Decision,
        programmeHash: [UInt8],
        recordedAt: Instant
    ) {
        precondition(programmeHash.count == 32, "a programme hash has 32 bytes")
        self.event = event
        self.decision = decision
        self.programmeHash = programmeHash
        self.recordedAt = recordedAt
    }
}

/// A till's sale with the answer it got; kept on disk for as long as the till may ask again.
package struct SaleRecord: Hashable, Sendable {
    /// Where a sale stands.
    package enum State: String, Hashable, Sendable, CaseIterable {
        /// Waiting for a card.
        case pending
        /// Credited to somebody.
        case credited
        /// Refused by the core.
        case refused
        /// Nobody presented a card in time.
        case noCard
        /// Taken back by the till.
        case cancelled
    }

    /// The till.
    package let till: String
    /// The till's id of the sale.
    package let id: String
    /// SHA-256 of the content, 32 bytes: the same id with another digest is a conflict.
    package let digest: [UInt8]
    /// The sale as canonical JSON.
    package let content: String
    /// The station it is for.
    package let station: String
    /// When the till posted it.
    package let postedAt: Instant
    /// Where it stands; a sale that is over stays as it is.
    package var state: State
    /// The answer for the till as canonical JSON; nil while it is pending.
    package var answer: String?
    /// The id of the journal's event that ended it.
    package var event: String?

    /// Makes a record.
    package init(
        till: String,
        id: String,
        digest: [UInt8],
        content: String,
        station: String,
        postedAt: Instant,
        state: State = .pending,
        answer: String? = nil,
        event: String? = nil
    ) {
        precondition(digest.count == 32, "a digest has 32 bytes")
        self.till = till
        self.id = id
        self.digest = digest
        self.content = content
        self.station = station
        self.postedAt = postedAt
        self.state = state
        self.answer = answer
        self.event = event
    }
}

/// One journal entry as it was read back.
package struct StoredEntry: Hashable, Sendable {
    /// Place in the journal, from 1 without gaps.
    package let sequence: Int64
    /// What happened.
    package let event: LoyaltyEvent
    /// The event as canonical JSON, exactly as stored.
    package let eventText: String
    /// The outcome as canonical JSON, exactly as stored.
    package let outcomeText: String
    /// The transactions as canonical JSON, exactly as stored.
    package let postingsText: String
    /// The hash of the programme that decided, 32 bytes.
    package let programmeHash: [UInt8]
    /// The wall clock when the entry was made.
    package let recordedAt: Instant
    /// The chain hash up to and with this entry, 32 bytes.
    package let chain: [UInt8]
}

/// A programme as it was stored when it was first used.
package struct StoredProgramme: Hashable, Sendable {
    /// The hash of its effective configuration, 32 bytes.
    package let hash: [UInt8]
    /// Its text.
    package let text: String
    /// Its time-zone table, in the form that the writer gave it; nil: none was stored.
    package let zoneTable: [UInt8]?
    /// When it was stored.
    package let firstUsed: Instant
}
