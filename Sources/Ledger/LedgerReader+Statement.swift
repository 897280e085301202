import CanonicalJSON
import EventFormat
import GRDB
package import Loyalty

/// One movement of an account in one pot, with what the account held after it.
package struct StatementLine: Hashable, Sendable {
    /// Place in the journal.
    package let sequence: Int64
    /// The event that caused it or, for what time caused, the one that brought the time.
    package let event: String
    /// When that event happened.
    package let at: Instant
    /// What kind of movement.
    package let kind: Transaction.Kind
    /// The transaction's own cause: the event's id, or `auto:<lot>:vest` and the like.
    package let cause: String
    /// The pot.
    package let pot: String
    /// Change of what can be spent, in micro-points.
    package let availableChange: Int64
    /// Change of what becomes available later, in micro-points.
    package let pendingChange: Int64
    /// What the account held in the pot after it.
    package let balance: Balance
}

extension LedgerReader {
    /// The account of a member, as the newest enrolment in the journal says; nil: no such member.
    ///
    /// - Complexity: O(n) in the journal's rows.
    package func account(ofMember member: String) throws(LedgerError) -> String? {
        try read { db in
            let sql = """
                SELECT ifnull(json_extract(event, '$.account'), json_extract(event, '$.member'))
                FROM journal
                WHERE instr(event, '"type":"enroll"') > 0 AND type = 'enroll'
                    AND json_extract(event, '$.member') = ?
                    AND json_extract(outcome, '$.status') = 'applied'
                ORDER BY seq DESC LIMIT 1
                """
            return try String.fetchOne(db, sql: sql, arguments: [member])
        }
    }

    /// Hands over every movement of an account in order, with running balances by pot.
    ///
    /// - Parameters:
    ///   - account: The loyalty account, such as a member's id.
    ///   - body: Takes one movement; what it throws ends the walk and is thrown on.
    /// - Throws: `LedgerError`, `.damaged` with the row's number; or what the body throws.
    /// - Complexity: O(n) in the journal's rows.
    package func forEachStatementLine(
        ofAccount account: String,
        _ body: (StatementLine) throws -> Void
    ) throws {
        var balances: [String: RunningBalance] = [:]
        // The name as it stands in the stored text, where a quote or a line feed is escaped.
        let quoted = JSONValue.string("mem/\(account)/").canonicalText().dropLast()
        try forEachRow(
            from: 1,
            where: "instr(journal.postings, ?) > 0",
            argument: String(quoted)
        ) { row in
            let entry = try row.entry(path: folder.database)
            for transaction in try entry.transactions(path: folder.database) {
                let changed = Self.apply(transaction, account: account, to: &balances)
                for pot in changed.keys.sorted() {
                    guard let change = changed[pot], let balance = balances[pot] else { continue }
                    try body(
                        StatementLine(
                            sequence: entry.sequence,
                            event: entry.event.id,
                            at: entry.event.at,
                            kind: transaction.kind,
                            cause: transaction.cause,
                            pot: pot,
                            availableChange: change.available,
                            pendingChange: change.pending,
                            balance: balance.value
                        )
                    )
                }
            }
        }
    }

    /// Amounts of one account in one pot, in micro-points, credit positive.
    private struct RunningBalance {
        var available: Int64 = 0
        var pending: Int64 = 0
        var held: Int64 = 0
        var debt: Int64 = 0

        /// Adds to one part; false: there is no such part, the name is another account's.
        mutating func add(_ amount: Int64, to part: Substring) -> Bool {
            switch part {
            case "avail": available += amount
            case "pend": pending += amount
            case "held": held += amount
            case "debt": debt += amount
            default: return false
            }
            return true
        }

        /// Debt is a negative amount in the books and a positive one in a balance.
        var value: Balance {
            Balance(
                available: Points(micro: available),
                pending: Points(micro: pending),
                held: Points(micro: held),
                debt: Points(micro: -debt)
            )
        }
    }

    /// Adds a transaction's postings; returns the changes of this account by pot.
    private static func apply(
        _ transaction: Transaction,
        account: String,
        to balances: inout [String: RunningBalance]
    ) -> [String: RunningBalance] {
        var changes: [String: RunningBalance] = [:]
        let prefix = "mem/\(account)/"
        for posting in transaction.postings where posting.account.hasPrefix(prefix) {
            let part = posting.account.dropFirst(prefix.count)
            var change = changes[posting.commodity] ?? RunningBalance()
            guard change.add(posting.amount, to: part) else { continue }
            changes[posting.commodity] = change
            _ = balances[posting.commodity, default: RunningBalance()].add(posting.amount, to: part)
        }
        return changes
    }
}

extension StoredEntry {
    /// The transactions, decoded; throws `.damaged` with the row's number and the ledger's path.
    func transactions(path: String) throws(LedgerError) -> [Transaction] {
        do {
            return try EventFormat.transactions(from: try StoredJSON.parse(postingsText))
        } catch {
            throw LedgerError(
                .damaged,
                "row \(sequence) of \(path) is damaged, its postings cannot be read (\(error)): "
                    + "restore the newest backup"
            )
        }
    }
}
