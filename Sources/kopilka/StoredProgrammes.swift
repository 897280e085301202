import Ledger
import Loyalty
import ProgrammeFile

/// The programmes that a ledger stores, each read once, with its own time-zone table.
final class StoredProgrammes {
    private let reader: LedgerReader
    private var known: [[UInt8]: Programme] = [:]

    init(reader: LedgerReader) { self.reader = reader }

    /// The programme of a hash; nil: the ledger does not hold it.
    func programme(_ hash: [UInt8]) throws -> Programme? {
        if let programme = known[hash] { return programme }
        guard let stored = try reader.programme(hash: hash) else { return nil }
        let loaded = try ProgrammeSource.load(
            text: stored.text,
            name: "a programme in the ledger"
        )
        known[hash] = loaded.programme
        return loaded.programme
    }
}
