package import CanonicalJSON
package import Loyalty

extension EventFormat {
    /// Writes transactions as a JSON array: `[{"ev","kind","p":[[account, commodity, amount]]}]`.
    package static func write(
        _ transactions: [Transaction],
        to writer: inout CanonicalWriter
    ) {
        writer.beginArray()
        for transaction in transactions { write(transaction, number: nil, to: &writer) }
        writer.endArray()
    }

    /// Writes one transaction as a JSON object.
    ///
    /// - Parameters:
    ///   - transaction: The transaction.
    ///   - number: Its place in the journal, from 1, written as `n`; nil: it is left out.
    ///   - writer: Where it goes.
    package static func write(
        _ transaction: Transaction,
        number: Int64?,
        to writer: inout CanonicalWriter
    ) {
        writer.beginObject()
        writer.text("ev", transaction.cause)
        writer.text("kind", transaction.kind.rawValue)
        writer.optional("n", number)
        writer.name("p")
        writer.beginArray()
        for posting in transaction.postings {
            writer.beginArray()
            writer.string(posting.account)
            writer.string(posting.commodity)
            writer.integer(posting.amount)
            writer.endArray()
        }
        writer.endArray()
        writer.endObject()
    }

    /// The canonical JSON of transactions.
    package static func canonicalBytes(_ transactions: [Transaction]) -> [UInt8] {
        var writer = CanonicalWriter()
        write(transactions, to: &writer)
        return writer.bytes
    }

    /// Reads the array that ``write(_:to:)-([Transaction],_)`` writes.
    ///
    /// - Parameter value: The array.
    /// - Returns: The transactions in order.
    /// - Throws: ``EventFormatError`` with the field and the reason; also when the postings of a
    ///   transaction do not sum to zero in a commodity.
    package static func transactions(
        from value: JSONValue
    ) throws(EventFormatError) -> [Transaction] {
        guard let elements = value.array else {
            throw EventFormatError(field: "", reason: "must be an array")
        }
        guard elements.count <= EventLimits.maximumTransactions else {
            let limit = EventLimits.maximumTransactions
            throw EventFormatError(field: "", reason: "may have at most \(limit) elements")
        }
        var transactions: [Transaction] = []
        transactions.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            transactions.append(try transaction(element, index))
        }
        return transactions
    }

    private static func transaction(
        _ value: JSONValue,
        _ place: Int
    ) throws(EventFormatError) -> Transaction {
        var reader = try FieldReader(value, in: "", index: place)
        let cause = try postingText(try reader.required("ev"), path: reader.path(of: "ev"))
        guard let kind = Transaction.Kind(rawValue: try reader.requiredText("kind")) else {
            throw reader.fault("kind", "is not a kind of transaction of this version")
        }
        let values = try reader.requiredArray("p", maximumCount: EventLimits.maximumTransactions)
        try reader.finish()
        var postings: [Posting] = []
        var sums: [String: Int64] = [:]
        for (index, value) in values.enumerated() {
            let posting = try posting(value, path: "\(reader.path(of: "p"))[\(index)]")
            let (sum, overflowed) = sums[posting.commodity, default: 0]
                .addingReportingOverflow(posting.amount)
            guard !overflowed else { throw reader.fault("p", "a sum leaves the 64-bit range") }
            sums[posting.commodity] = sum
            postings.append(posting)
        }
        guard sums.values.allSatisfy({ $0 == 0 }) else {
            throw reader.fault("p", "the postings do not sum to zero in every commodity")
        }
        return Transaction(cause: cause, kind: kind, postings: postings)
    }

    private static func posting(
        _ value: JSONValue,
        path: String
    ) throws(EventFormatError) -> Posting {
        guard let parts = value.array, parts.count == 3, let amount = parts[2].integer else {
            throw EventFormatError(field: path, reason: "must be [account, commodity, integer]")
        }
        return Posting(
            account: try postingText(parts[0], path: "\(path)[0]"),
            commodity: try postingText(parts[1], path: "\(path)[1]"),
            amount: amount
        )
    }

    /// A cause or an account's name is longer than the id in it, so it has no bound of its own.
    private static func postingText(
        _ value: JSONValue,
        path: String
    ) throws(EventFormatError) -> String {
        guard let text = value.string, !text.isEmpty else {
            throw EventFormatError(field: path, reason: "must be a string that is not empty")
        }
        return text
    }
}
