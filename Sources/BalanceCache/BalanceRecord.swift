/// What one account holds in one pot, as a balance check shows it.
///
/// True until `nextChangeAtUnixSeconds`; from then on the writer must be asked.
package struct BalanceRecord: Hashable, Sendable {
    /// Micro-points that can be spent.
    package var available: Int64
    /// Micro-points credited that become available later.
    package var pending: Int64
    /// Micro-points set aside by a hold.
    package var held: Int64
    /// Micro-points owed; positive.
    package var debt: Int64
    /// First instant at which time alone changes the record, Unix seconds; `.max`: never.
    package var nextChangeAtUnixSeconds: Int64
    /// First instant at which points expire, Unix seconds; `.max`: never.
    package var nextExpiryAtUnixSeconds: Int64
    /// The tier, as its place in the programme's ladder.
    package var tier: UInt8
    /// The account's status; the meaning is the writer's.
    package var status: UInt8
    /// The pot, 0 to `BalanceCache.maximumPotCount` - 1.
    package var pot: UInt8
    /// Grows with each change that the writer makes; it may wrap.
    package var version: UInt32

    /// Makes a record; what is not named is zero, and nothing changes by time alone.
    package init(
        available: Int64 = 0,
        pending: Int64 = 0,
        held: Int64 = 0,
        debt: Int64 = 0,
        nextChangeAtUnixSeconds: Int64 = .max,
        nextExpiryAtUnixSeconds: Int64 = .max,
        tier: UInt8 = 0,
        status: UInt8 = 0,
        pot: UInt8 = 0,
        version: UInt32 = 0
    ) {
        self.available = available
        self.pending = pending
        self.held = held
        self.debt = debt
        self.nextChangeAtUnixSeconds = nextChangeAtUnixSeconds
        self.nextExpiryAtUnixSeconds = nextExpiryAtUnixSeconds
        self.tier = tier
        self.status = status
        self.pot = pot
        self.version = version
    }
}
