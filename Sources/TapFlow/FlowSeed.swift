import Cryptography
package import Ledger
package import Loyalty

/// What the flow starts from: the state that the journal folds to, and everything around it.
package struct FlowSeed: ~Copyable {
    /// The core, as rebuilt from the journal.
    package var core: LoyaltyState
    /// The programme that decides from now on.
    package let programme: Programme
    /// Its hash, 32 bytes.
    package let programmeHash: [UInt8]
    /// Where everything is written.
    package let ledger: any FlowLedger
    /// Sales that waited for a card when the service stopped.
    package let pendingSales: [SaleRecord]
    /// Turns identifiers into credentials.
    package let keys: CredentialKeys
    /// What the configuration decides.
    package let options: FlowOptions

    let feeds: [ScreenFeed]
    let saleFeed = SaleFeed()
    let metrics = FlowMetrics()
    var newMemberID: @Sendable () -> String = FlowSeed.randomMemberID
    var commitWatch: any CommitWatch = NoCommitWatch()
    let clock: any FlowClock

    /// Puts the parts together.
    package init(
        core: consuming LoyaltyState,
        programme: Programme,
        programmeHash: [UInt8],
        ledger: any FlowLedger,
        pendingSales: [SaleRecord],
        keys: CredentialKeys,
        options: FlowOptions,
        clock: any FlowClock = SystemClock()
    ) {
        precondition(programmeHash.count == 32)
        precondition(!options.stations.isEmpty, "a kiosk has a station")
        self.core = core
        self.programme = programme
        self.programmeHash = programmeHash
        self.ledger = ledger
        self.pendingSales = pendingSales
        self.keys = keys
        self.options = options
        self.clock = clock
        feeds = options.stations.map { ScreenFeed(station: $0.name, clock: clock) }
    }

    /// `m` and 16 random hex digits: member ids tell nothing and never meet those of another kiosk.
    private static let randomMemberID: @Sendable () -> String = {
        "m" + Hex.encode(randomBytes(count: 8))
    }
}
