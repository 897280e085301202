import Ledger
import Loyalty
import ProgrammeFile
import TapFlow

/// The core's state as the journal has it, under the programme that decides from now on.
struct RebuiltState: ~Copyable {
    let state: LoyaltyState

    /// Stores the programme and folds the journal; blocks for the disk.
    init(ledger: Ledger, programme: LoadedProgramme) throws {
        try ledger.storeProgramme(
            hash: programme.hash,
            text: programme.text,
            at: Instant(unixSeconds: SystemClock().wallUnixSeconds())
        )
        state = try Self.fold(ledger.reader, programme)
    }

    private static func fold(
        _ reader: LedgerReader,
        _ programme: LoadedProgramme
    ) throws -> LoyaltyState {
        let programmes = StoredProgrammes(reader: reader)
        guard var folded = try reader.fold(programmes: programmes.programme) else {
            return LoyaltyState(programme: programme.programme)
        }
        if try reader.lastProgrammeHash() != programme.hash { folded.adopt(programme.programme) }
        return folded
    }
}
