/// A ledger account; credit is positive.
enum LedgerAccount: Hashable, Sendable {
    /// Points of an account that can be spent, by index of the account.
    case available(Int32)
    /// Points of an account that become available later.
    case pending(Int32)
    /// Points of an account that are set aside.
    case held(Int32)
    /// Points that an account owes; negative.
    case debt(Int32)
    /// Points issued at a partner's expense, by number of the partner.
    case issued(Int32)
    /// Points that a partner accepted.
    case accepted(Int32)
    /// Money that is owed to a partner.
    case due(Int32)
    /// Points that ended.
    case breakage
    /// Points taken by hand.
    case adjusted
    /// Points that nobody pays.
    case writtenOff
    /// Points paid by a deduction from a refund.
    case repaid
    /// Money kept for points.
    case reserve
    /// Money of the platform.
    case platform
    /// Money of coupons, by number of the offer.
    case escrow(Int32)
    /// Money that a member paid for coupons, by index of the member.
    case cash(Int32)
    /// Money that was paid out to a member.
    case payout(Int32)
    /// Settled money.
    case bank

    /// Whether it belongs to a member's account, whose holding carries the balance.
    var isMembers: Bool {
        switch self {
        case .available, .pending, .held, .debt: true
        default: false
        }
    }
}

/// The balances of the ledger accounts that belong to no member's account.
struct Books: Sendable {
    /// The rows of the accounts that were ever used.
    private(set) var rows: [LedgerAccount: Int32] = [:]
    /// The row of points issued by the house, which every other posting has.
    private var houseRow: Int32 = -1
    /// By row, then by commodity.
    private(set) var cells: [Int64] = []
    /// Commodities: money is 0, a pot is its number plus one.
    private var width: Int

    /// Makes empty books.
    init(potCount: Int) { width = potCount + 1 }

    /// Makes room for more pots.
    mutating func extend(toPotCount count: Int) {
        let newWidth = count + 1
        guard newWidth > width else { return }
        var wider: [Int64] = []
        for row in 0..<cells.count / width {
            wider += cells[row * width..<(row + 1) * width]
            wider += Array(repeating: 0, count: newWidth - width)
        }
        cells = wider
        width = newWidth
    }

    /// The cell of an account and a commodity, which is made when it is new.
    mutating func cell(_ account: LedgerAccount, _ commodity: Int32) -> Int {
        if houseRow >= 0, case .issued(Registry.house) = account {
            return Int(houseRow) * width + Int(commodity)
        }
        return Int(row(account)) * width + Int(commodity)
    }

    private mutating func row(_ account: LedgerAccount) -> Int32 {
        if let row = rows[account] { return row }
        let row = Int32(cells.count / width)
        rows[account] = row
        for _ in 0..<width { cells.append(0) }
        if account == .issued(Registry.house) { houseRow = row }
        return row
    }

    /// Adds to a cell; false when it leaves its range, which leaves the cell wrapped around.
    mutating func add(_ amount: Int64, to cell: Int) -> Bool {
        let (sum, overflow) = cells[cell].addingReportingOverflow(amount)
        cells[cell] = sum
        return !overflow
    }

    /// Takes an addition back.
    mutating func takeBack(_ amount: Int64, from cell: Int) { cells[cell] &-= amount }

    /// What an account holds of a commodity.
    func balance(_ account: LedgerAccount, _ commodity: Int32) -> Int64 {
        rows[account].map { cells[Int($0) * width + Int(commodity)] } ?? 0
    }
}

/// A transaction before its names are written out.
struct RawTransaction: Sendable {
    /// What caused it.
    enum Cause: Sendable {
        /// The event at hand.
        case event
        /// Time: the lot became available.
        case vest(lot: Int32)
        /// Time: the lot ended.
        case expiry(lot: Int32)
        /// Time: the hold was over.
        case timeout(hold: Int32)
    }

    /// What caused it.
    let cause: Cause
    /// What kind of movement.
    let kind: Transaction.Kind
    /// Its postings: the first in the buffer.
    let start: Int32
    /// Past the last.
    var end: Int32
}

/// A posting before its names are written out, perhaps to be merged with another.
struct RawPosting: Sendable {
    /// The ledger account.
    let account: LedgerAccount
    /// Money is 0, a pot is its number plus one.
    let commodity: Int32
    /// Micro-points or minor units.
    let amount: Int64
}
