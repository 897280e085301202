/// How a ledger is opened; the defaults are those of the service.
package struct LedgerOptions: Hashable, Sendable {
    /// The terminal's id, the first part of every event id: 1 to 32 of `A-Z a-z 0-9 . _`.
    package var terminal: String
    /// How long a commit waits for a foreign writer, such as an open `sqlite3` shell, in
    /// milliseconds.
    package var busyTimeoutMilliseconds = 2_000
    /// Pages in the write-ahead log after which another thread moves them into the database.
    package var checkpointPages = 1_000
    /// Pages in the write-ahead log above which a checkpoint may hold up commits to shorten it.
    package var maximumLogPages = 16_384
    /// Pages of room that opening makes in the log's file, so that commits need not make it longer.
    package var logRoomPages = 4_000
    /// Size at which the database counts as full, in pages of 4,096 bytes; nil: as large as the
    /// disk lets it.
    package var maximumPages: Int64?

    /// Makes options for a terminal.
    package init(terminal: String = "kiosk") {
        self.terminal = terminal
    }
}

/// The bounds of what one call may bring.
package enum LedgerLimits {
    /// Entries in one batch.
    package static let entriesPerBatch = 8_192
    /// Sales in one batch.
    package static let salesPerBatch = 8_192
    /// Bytes of one stored event, outcome or list of postings, as canonical JSON.
    package static let documentBytes = 16 << 20
    /// Rows that a reading transaction takes at once, so that no reader holds up a checkpoint.
    package static let rowsPerRead: Int64 = 1_000
    /// Bytes of rows that a reading transaction takes at once, one row more at most.
    package static let bytesPerRead = 32 << 20
    /// Sales that one pruning transaction removes.
    package static let salesPerPruning = 1_000
    /// Differences that a verification names; further ones are counted.
    package static let namedDifferences = 20
    /// How often a checkpoint runs after the pages that came while it ran.
    package static let checkpointPasses = 3
    /// How long a checkpoint that shortens the log may wait for readers, in milliseconds; commits
    /// may wait with it.
    package static let checkpointWaitMilliseconds = 100
}
