import Ledger
import Loyalty
import ProgrammeFile
import TapFlow

/// The core's state as the journal has it, under the programme that decides from now on.
struct RebuiltState: ~Copyable {
    let state: LoyaltyState
    let entries: Int64

    /// Stores the programme and folds the journal; blocks for the disk.
    init(ledger: Ledger, programme: LoadedProgramme) throws {
        try ledger.storeProgramme(
            hash: programme.hash,
            text: programme.text,
            at: Instant(unixSeconds: SystemClock().wallUnixSeconds())
        )
        entries = ledger.lastSequence
        let programmes = StoredProgrammes(reader: ledger.reader)
        guard let folded = try ledger.reader.fold(programmes: programmes.programme) else {
            state = LoyaltyState(programme: programme.programme)
            return
        }
        let isSame = folded.programmeHash == programme.hash
        var rebuilt = folded.state
        if !isSame { rebuilt.adopt(programme.programme) }
        state = rebuilt
    }
}
