import Ledger
import Loyalty
import ProgrammeFile

/// The core's state, rebuilt from the journal: every entry under the programme that decided it.
struct JournalFold: ~Copyable {
    /// The state after the last entry.
    var state: LoyaltyState
    /// How many entries were folded.
    private(set) var entries: Int64 = 0

    private var programmeHash: [UInt8]
    private var isStarted = false

    /// Starts from nothing, under a programme that holds if the journal is empty.
    init(programme: LoadedProgramme) {
        state = LoyaltyState(programme: programme.programme)
        programmeHash = programme.hash
    }

    /// Applies one entry; the programme is changed first where the entry was decided by another.
    ///
    /// - Throws: A failure that names the row when its programme is not stored or cannot be read.
    mutating func apply(
        _ entry: StoredEntry,
        programmes: (_ hash: [UInt8]) throws -> Programme
    ) throws -> Decision {
        if entry.programmeHash != programmeHash {
            let programme = try programmes(entry.programmeHash)
            if isStarted {
                state.adopt(programme)
            } else {
                state = LoyaltyState(programme: programme)
            }
            programmeHash = entry.programmeHash
        }
        isStarted = true
        entries += 1
        return state.apply(entry.event)
    }

    /// Ends the fold under the programme that holds from now on.
    mutating func finish(programme: LoadedProgramme) {
        if programmeHash != programme.hash {
            if isStarted {
                state.adopt(programme.programme)
            } else {
                state = LoyaltyState(programme: programme.programme)
            }
        }
    }
}

/// The programmes that a ledger stores, read once each.
struct StoredProgrammes {
    private let reader: LedgerReader
    private var known: [[UInt8]: Programme] = [:]

    init(reader: LedgerReader) { self.reader = reader }

    /// The programme of a hash, read with its own time-zone table.
    mutating func programme(_ hash: [UInt8]) throws -> Programme {
        if let programme = known[hash] { return programme }
        guard let stored = try reader.programme(hash: hash) else {
            throw CommandFailure(
                .finding,
                "the ledger does not hold the programme that its journal names; restore the "
                    + "newest backup"
            )
        }
        let loaded = try ProgrammeSource.load(text: stored.text, name: "programme in the ledger")
        known[hash] = loaded.programme
        return loaded.programme
    }
}
