import GRDB

/// The tables and views of a ledger, version by version; docs/LEDGER.md explains each.
enum LedgerSchema {
    /// The version that this program writes; kept in SQLite's `user_version`.
    static var version: Int32 { Int32(steps.count) }

    /// What leads from each version to the next, version 0 being an empty database.
    ///
    /// A step that was released never changes.
    static let steps: [String] = [tables + views]

    /// Brings the database to this program's version, in one transaction for each step.
    static func migrate(_ db: Database, steps: [String] = steps) throws {
        let found = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        precondition((0...steps.count).contains(found), "a newer ledger was let through")
        for version in found..<steps.count {
            try db.inTransaction(.immediate) {
                try db.execute(sql: steps[version])
                try db.execute(sql: "PRAGMA user_version = \(version + 1)")
                return .commit
            }
        }
    }

    // The sum of postings is not checked by a trigger: walking the JSON costs 10 microseconds a
    // row, several times the insert itself. It is checked in Swift before the commit, by
    // `kopilka ledger verify`, and by the view `unbalanced`.
    private static let tables = """
        CREATE TABLE meta (
            name TEXT PRIMARY KEY NOT NULL,
            value TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE origin (
            id INTEGER PRIMARY KEY,
            terminal TEXT NOT NULL CHECK (length(terminal) BETWEEN 1 AND 32),
            epoch TEXT NOT NULL UNIQUE CHECK (epoch GLOB replace('........', '.', '[0-9a-f]')),
            after_seq INTEGER NOT NULL CHECK (after_seq >= 0),
            created_at TEXT NOT NULL
        ) STRICT;

        CREATE TABLE programme (
            id INTEGER PRIMARY KEY,
            hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
            text TEXT NOT NULL,
            zone BLOB,
            first_used TEXT NOT NULL
        ) STRICT;

        CREATE TABLE journal (
            seq INTEGER PRIMARY KEY CHECK (seq > 0),
            origin INTEGER REFERENCES origin (id),
            number INTEGER CHECK (number > 0),
            programme INTEGER NOT NULL REFERENCES programme (id),
            recorded_at TEXT NOT NULL,
            event TEXT NOT NULL,
            outcome TEXT NOT NULL,
            postings TEXT NOT NULL,
            chain BLOB NOT NULL CHECK (length(chain) = 32),
            event_id TEXT GENERATED ALWAYS AS (json_extract(event, '$.id')) VIRTUAL,
            type TEXT GENERATED ALWAYS AS (json_extract(event, '$.type')) VIRTUAL,
            at TEXT GENERATED ALWAYS AS (json_extract(event, '$.at')) VIRTUAL,
            CHECK ((origin IS NULL) = (number IS NULL))
        ) STRICT;

        CREATE UNIQUE INDEX journal_imported ON journal (event_id) WHERE number IS NULL;

        CREATE TRIGGER journal_keeps_rows BEFORE DELETE ON journal
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

        CREATE TRIGGER journal_keeps_values BEFORE UPDATE ON journal
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

        CREATE TABLE sale (
            till TEXT NOT NULL,
            id TEXT NOT NULL,
            digest BLOB NOT NULL CHECK (length(digest) = 32),
            content TEXT NOT NULL,
            station TEXT NOT NULL,
            posted_at TEXT NOT NULL,
            state TEXT NOT NULL
                CHECK (state IN ('pending', 'credited', 'refused', 'noCard', 'cancelled')),
            answer TEXT,
            event_id TEXT,
            PRIMARY KEY (till, id)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX sale_posted ON sale (posted_at);
        CREATE INDEX sale_pending ON sale (posted_at) WHERE state = 'pending';

        CREATE TABLE person (
            member TEXT PRIMARY KEY NOT NULL,
            key BLOB NOT NULL CHECK (length(key) = 32),
            sealed BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        """

    // The last part of an account's name: what follows its last slash.
    private static let part =
        "substr(account, length(rtrim(account, replace(account, '/', ''))) + 1)"

    private static let views = """
        CREATE VIEW posting AS
        SELECT
            journal.seq,
            journal.event_id,
            journal.at,
            txn.key AS txn,
            json_extract(txn.value, '$.kind') AS kind,
            json_extract(txn.value, '$.ev') AS cause,
            leg.key AS leg,
            json_extract(leg.value, '$[0]') AS account,
            json_extract(leg.value, '$[1]') AS commodity,
            json_extract(leg.value, '$[2]') AS amount
        FROM journal, json_each(journal.postings) AS txn, json_each(txn.value, '$.p') AS leg;

        CREATE VIEW balance AS
        SELECT account, commodity, sum(amount) AS amount
        FROM posting
        GROUP BY account, commodity
        HAVING sum(amount) <> 0;

        CREATE VIEW unbalanced AS
        SELECT seq, event_id, txn, commodity, sum(amount) AS amount
        FROM posting
        GROUP BY seq, txn, commodity
        HAVING sum(amount) <> 0;

        CREATE VIEW statement AS
        SELECT
            seq,
            event_id,
            at,
            kind,
            cause,
            substr(account, 5, length(account) - 5 - length(\(part))) AS account,
            \(part) AS part,
            commodity AS pot,
            amount,
            sum(amount) OVER (
                PARTITION BY account, commodity ORDER BY seq, txn, leg
                ROWS UNBOUNDED PRECEDING
            ) AS balance
        FROM posting
        WHERE account GLOB 'mem/*';

        CREATE VIEW liability AS
        SELECT
            commodity AS pot,
            sum(CASE WHEN \(part) = 'avail' THEN amount ELSE 0 END) AS available,
            sum(CASE WHEN \(part) = 'pend' THEN amount ELSE 0 END) AS pending,
            sum(CASE WHEN \(part) = 'held' THEN amount ELSE 0 END) AS held,
            -sum(CASE WHEN \(part) = 'debt' THEN amount ELSE 0 END) AS debt
        FROM posting
        WHERE account GLOB 'mem/*'
        GROUP BY commodity;

        CREATE VIEW refusal AS
        SELECT seq, event_id, type, at, json_extract(outcome, '$.error') AS error
        FROM journal
        WHERE json_extract(outcome, '$.status') = 'rejected';
        """
}
