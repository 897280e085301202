import EventFormat
import GRDB
import GRDBSQLite

/// The values of one row: numbers, and texts and blobs as ranges of one array, so that binding
/// copies nothing and needs one pointer.
struct RowBinding: Sendable {
    private enum Value {
        case null
        case integer(Int64)
        case text(Range<Int>)
        case blob(Range<Int>)
    }

    private var bytes: [UInt8]
    private var values: [Value] = []

    init(bytes: [UInt8] = []) {
        self.bytes = bytes
    }

    mutating func add(_ number: Int64?) {
        values.append(number.map(Value.integer) ?? .null)
    }

    mutating func addText(_ range: Range<Int>) {
        precondition(range.upperBound <= bytes.count, "a text lies within the row's bytes")
        values.append(.text(range))
    }

    mutating func addText(_ text: String?) {
        guard let text else {
            values.append(.null)
            return
        }
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        values.append(.text(start..<bytes.count))
    }

    mutating func addBlob(_ blob: [UInt8]) {
        let start = bytes.count
        bytes.append(contentsOf: blob)
        values.append(.blob(start..<bytes.count))
    }

    /// The values of a sale, in the order of its table's columns.
    init(_ sale: SaleRecord) {
        self.init()
        addText(sale.till)
        addText(sale.id)
        addBlob(sale.digest)
        addText(sale.content)
        addText(sale.station)
        addText(EventFormat.text(sale.postedAt))
        addText(sale.state.rawValue)
        addText(sale.answer)
        addText(sale.event)
    }

    /// Binds the values in order, runs the statement to its end and makes it ready for the next.
    ///
    /// Wraps `sqlite3_bind_int64`, `sqlite3_bind_text`, `sqlite3_bind_blob`, `sqlite3_step`,
    /// `sqlite3_reset`.
    func run(_ statement: Statement, on db: Database) throws {
        precondition(!bytes.isEmpty, "a row has texts")
        let handle = unsafe statement.sqliteStatement
        let result = unsafe bytes.withUnsafeBytes { buffer in
            // The bytes stay where they are until after sqlite3_reset, so SQLite need not copy
            // them: a nil destructor is SQLITE_STATIC.
            for (index, value) in values.enumerated() {
                let code = unsafe Self.bind(value, at: Int32(index + 1), of: handle, from: buffer)
                guard code == SQLITE_OK else { return code }
            }
            let code = unsafe sqlite3_step(handle)
            _ = unsafe sqlite3_reset(handle)
            _ = unsafe sqlite3_clear_bindings(handle)
            return code
        }
        guard result == SQLITE_DONE else {
            // Without the statement's values: they may identify people.
            throw DatabaseError(
                resultCode: ResultCode(rawValue: result),
                message: db.lastErrorMessage
            )
        }
    }

    private static func bind(
        _ value: Value,
        at index: Int32,
        of handle: OpaquePointer,
        from buffer: UnsafeRawBufferPointer
    ) -> Int32 {
        switch value {
        case .null:
            return unsafe sqlite3_bind_null(handle, index)
        case .integer(let number):
            return unsafe sqlite3_bind_int64(handle, index, number)
        case .text(let range):
            let text = unsafe buffer.baseAddress?.advanced(by: range.lowerBound)
                .assumingMemoryBound(to: CChar.self)
            return unsafe sqlite3_bind_text(handle, index, text, Int32(range.count), nil)
        case .blob(let range):
            let blob = unsafe buffer.baseAddress?.advanced(by: range.lowerBound)
            return unsafe sqlite3_bind_blob(handle, index, blob, Int32(range.count), nil)
        }
    }
}
