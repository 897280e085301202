/// Points of one accrual: they become available and end together.
struct Lot: Hashable, Sendable {
    /// Counts from 1 over the whole programme.
    let number: Int64
    /// Index of the pot.
    let pot: Int
    /// Micro-points left; zero once the lot is over.
    var remaining: Int64
    /// Whether the points wait for `vestsAt`.
    var isPending: Bool
    /// Unix seconds; when the points become, or became, available.
    let vestsAt: Int64
    /// Unix seconds of the first unusable instant; `Int64.max`: never.
    let expiresAt: Int64

    /// Whether the points can be spent at any instant.
    var everVests: Bool { vestsAt < expiresAt }
}

/// What one account holds in one pot, and what it earned there.
struct Holding: Hashable, Sendable {
    /// Micro-points that can be spent; the sum of the live lots.
    var available: Int64 = 0
    /// Micro-points that become available later; the sum of the pending lots.
    var pending: Int64 = 0
    /// Micro-points set aside.
    var held: Int64 = 0
    /// Micro-points owed.
    var debt: Int64 = 0
    /// Micro-points ever granted.
    var earned: Int64 = 0
    /// Micro-points granted by events of the tally's year.
    var earnedInYear: Int64 = 0
}

/// What an account has done, as ladders count it.
struct Tally: Hashable, Sendable {
    /// The local year of the core's clock when the account was last caught up.
    var year: Int
    /// Minor units ever paid.
    var spend: Int64 = 0
    /// Purchases ever made.
    var visits: Int64 = 0
    /// Minor units paid by events of `year`.
    var spendInYear: Int64 = 0
    /// Purchases made by events of `year`.
    var visitsInYear: Int64 = 0
}

/// One account; its holdings lie beside it, in one array for all accounts.
struct Account: Sendable {
    /// The account's id.
    let id: ByteText
    /// What it has done.
    var tally: Tally
    /// Its lots in order of creation; some may be over, until `trim()`.
    private(set) var lots: [Lot] = []
    /// When pending lots become available.
    var vestings = DueQueue()
    /// When lots end.
    var expiries = DueQueue()
    private var spentLots = 0

    /// Makes an account without points.
    init(id: ByteText, year: Int) {
        self.id = id
        tally = Tally(year: year)
    }

    /// The position of a lot in `lots`, which is sorted by number.
    func position(ofLot number: Int64) -> Int {
        var low = 0
        var high = lots.count
        while low < high {
            let middle = (low + high) / 2
            if lots[middle].number < number {
                low = middle + 1
            } else {
                high = middle
            }
        }
        precondition(low < lots.count && lots[low].number == number, "a queued lot exists")
        return low
    }

    /// Adds the newest lot.
    mutating func append(_ lot: Lot) {
        assert(lot.remaining > 0)
        assert(lots.last.map { $0.number < lot.number } ?? true)
        lots.append(lot)
    }

    /// Takes the newest lot away again.
    mutating func removeLastLot() { lots.removeLast() }

    /// Changes a lot, or changes it back.
    mutating func replaceLot(at position: Int, with lot: Lot) {
        assert(lots[position].number == lot.number)
        spentLots += (lot.remaining == 0 ? 1 : 0) - (lots[position].remaining == 0 ? 1 : 0)
        lots[position] = lot
    }

    /// Gives back the room of what is over, once it is half of all: a constant cost each.
    mutating func trim() {
        vestings.trim()
        expiries.trim()
        guard spentLots * 2 > lots.count else { return }
        lots.removeAll { $0.remaining == 0 }
        spentLots = 0
    }
}

/// One person.
struct Member: Sendable {
    /// The member's id.
    let id: ByteText
    /// Index of the account.
    let account: Int
    /// Labels, as enrolled.
    let flags: [String]
}
