import GRDB

/// Where the journal stands: what the next row must follow.
struct JournalHead: Sendable {
    /// The newest row's number; 0: none.
    var sequence: Int64 = 0
    /// The newest row's chain hash.
    var chain = JournalChain.start
    /// The newest number given by the present origin; 0: none.
    var number: Int64 = 0
    /// The rows of stored programmes by their hashes.
    var programmes: [[UInt8]: Int64] = [:]
    /// The epochs of all origins: epochs are unique, so an id with one of them is of this ledger.
    private(set) var epochs: Set<String> = []
    /// Whether commits are taken.
    var isOpen = true
    /// The present origin: its row, terminal and epoch.
    let origin: Int64
    let terminal: String
    let epoch: String

    /// Reads where the journal stands; begins a new series of ids when the terminal has changed.
    init(_ db: Database, terminal: String) throws {
        if let row = try Row.fetchOne(
            db,
            sql: "SELECT seq, chain FROM journal ORDER BY seq DESC LIMIT 1"
        ) {
            sequence = row[0]
            chain = row.bytes(1) ?? []
        }
        let newest = "SELECT id, terminal, epoch, after_seq FROM origin ORDER BY id DESC LIMIT 1"
        var row = try Row.fetchOne(db, sql: newest)
        if row?[1] != terminal {
            try LedgerBirth.insertOrigin(terminal: terminal, after: sequence, into: db)
            row = try Row.fetchOne(db, sql: newest)
        }
        guard let row else { preconditionFailure("the origin was inserted") }
        origin = row[0]
        self.terminal = row[1]
        epoch = row[2]
        number =
            try Int64.fetchOne(
                db,
                sql: """
                    SELECT number FROM journal WHERE seq > ? AND origin = ?
                    ORDER BY seq DESC LIMIT 1
                    """,
                arguments: [row[3] as Int64, origin]
            ) ?? 0
        epochs = try String.fetchSet(db, sql: "SELECT epoch FROM origin")
        let stored = try Row.fetchCursor(db, sql: "SELECT id, hash FROM programme")
        while let programme = try stored.next() {
            programmes[programme.bytes(1) ?? []] = programme[0]
        }
    }
}
