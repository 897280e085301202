import Loyalty

/// A lot: what it was, and where its parts went; the rest was spent.
struct NaiveLot: Hashable {
    let number: Int
    var account: String
    let pot: String
    let funder: String
    let original: Int64
    var left: Int64
    var expired: Int64 = 0
    var reversed: Int64 = 0
    /// What was taken back from elsewhere for points of this lot that were spent; they may have
    /// come back since.
    var madeGood: Int64 = 0
    let earnedAt: Int64
    var vestsAt: Int64?
    var expiresAt: Int64?
    var isPending: Bool
    /// The member whose activation it waits for.
    var waitsFor: String?
    /// How to find its end once it has become available, where that decides it.
    var expiryOnceVested: Period?

    var spent: Int64 { original - left - expired - reversed }
}

/// Points that were taken from a lot.
struct NaivePart: Hashable {
    let lot: Int
    var points: Int64
}

/// A member.
struct NaiveMember: Hashable {
    var account: String
    var status: MemberStatus
    var birthday: LocalDate?
    var phone: String?
    var referrer: String?
    var segments: [String]
    var flags: [String]
    /// Who this person is since a merge.
    var mergedInto: String?
}

/// A card of the programme.
struct NaiveCard: Hashable {
    enum State: Hashable {
        case open
        case replaced
        case blocked
    }

    var member: String
    var state = State.open
    var activation: NaiveActivation?
}

/// An activation that waits for its code.
struct NaiveActivation: Hashable {
    let code: String
    let phone: String
    let birthday: LocalDate?
    let at: Int64
    let ttl: Int64
    var tries: Int
}

/// A registered instrument.
struct NaiveInstrument: Hashable {
    var member: String
    let kind: String
    let at: Int64
}

/// Points set aside.
struct NaiveHold: Hashable {
    let id: String
    var account: String
    let pot: String
    let endsAt: Int64
    let parts: [NaivePart]
    var isOpen = true

    var points: Int64 {
        var sum: Int64 = 0
        for part in parts { sum += part.points }
        return sum
    }
}

/// A line of an applied purchase; of a free unit net, value and paid are zero.
struct NaiveLine: Hashable {
    let line: ReceiptLine
    var quantity: Int64
    var isFree = false
    var gross: Int64 = 0
    var net: Int64 = 0
    var value: Int64 = 0
    var returned: Int64 = 0

    var paid: Int64 { net - value }

    /// What is left of an amount of the line.
    func left(_ whole: Int64) -> Int64 { whole - NaiveFraction.floor(whole, returned, quantity) }
}

/// Points that a purchase was paid with, or that a free unit took.
struct NaiveRedemption: Hashable {
    let pot: String
    let partner: String
    /// The line of the free unit; nil: a tender.
    let line: Int?
    var parts: [NaivePart]
}

/// What a rule found outside the lines of a receipt.
struct NaiveContext: Hashable {
    let rule: String
    let holds: Bool
    /// The least room of its caps.
    let room: Int64?
    /// Whom it credits: a member; nil: nobody.
    let credited: String?
}

/// An applied purchase.
struct NaivePurchase: Hashable {
    let id: String
    var account: String
    let at: Int64
    let partner: String
    let attributes: [String: Int64]
    var lines: [NaiveLine]
    var redemptions: [NaiveRedemption] = []
    /// Nil: it earns nothing.
    var contexts: [NaiveContext]?
    var available: [String: Int64] = [:]
    var lots: [Int] = []
    var pots: [String] = []

    var isReturned: Bool {
        for line in lines where line.returned < line.quantity { return false }
        return true
    }

    var paidLeft: Int64 {
        var sum: Int64 = 0
        for line in lines { sum += line.left(line.paid) }
        return sum
    }
}

/// One grant of a rule, for caps and limits.
struct NaiveUse: Hashable {
    let rule: String
    var account: String
    let at: Int64
    let points: Int64
    /// The day of the birthday that it belongs to, for a limit that counts by it.
    var birthday: Int?
    /// What the rule counted when it granted: a cap or limit that a later version adds begins at
    /// zero.
    var capPeriods: Set<CapPeriod>
    var limitPeriod: CountPeriod?
}

/// Points earned, or taken back, at an instant.
struct NaiveEarning: Hashable {
    var account: String
    let pot: String
    let at: Int64
    let points: Int64
}

/// How an account stands on a ladder; tiers are named by id.
struct NaiveStanding: Hashable {
    struct Qualification: Hashable {
        let tier: String
        let year: Int
        let at: Int64
        let until: Int64?
    }

    struct Span: Hashable {
        let tier: String
        var until: Int64
    }

    var tier: String
    /// Whether it was ever earned, not only granted, since the account stands there.
    var isEarned = true
    var judgedAt: Int64 = .min
    var qualifications: [Qualification] = []
    /// Tiers that a return has just made void.
    var voided: Set<String> = []
    /// Tiers that hold anew after a step down.
    var demotions: [Span] = []
    /// Tiers that an action granted.
    var grants: [Span] = []
}

/// A claimed discount.
struct NaiveClaim: Hashable {
    let offer: String
    var account: String
    let choice: String
    let at: Int64
    let from: Int64
    let to: Int64
}

/// The steps of an offer that an account has taken.
struct NaiveSteps: Hashable {
    let offer: String
    var account: String
    var taken: Set<Int> = []
    var isOver = false
}

/// A group buy as it stands.
struct NaiveGroup: Hashable {
    struct Buyer: Hashable {
        var member: String
        let payer: String
    }

    let values: GroupBuy
    var buyers: [Buyer] = []
    var isTipped = false
    var isRefunded = false
}

/// What a receipt counts as.
struct NaiveReceipt: Hashable {
    let event: String
    let at: Int64
    let isClaimed: Bool
}

/// Everything that events change; a copy of it undoes them.
struct NaiveState {
    var clock: Int64?
    var members: [String: NaiveMember] = [:]
    /// When each account began.
    var accounts: [String: Int64] = [:]
    /// Which account each merged one went into.
    var takers: [String: String] = [:]
    var cards: [String: NaiveCard] = [:]
    var credentials: [Credential: String] = [:]
    var instruments: [String: NaiveInstrument] = [:]
    var lots: [NaiveLot] = []
    var holds: [NaiveHold] = []
    var purchases: [NaivePurchase] = []
    var uses: [NaiveUse] = []
    var earnings: [NaiveEarning] = []
    var standings: [String: [String: NaiveStanding]] = [:]
    var claims: [NaiveClaim] = []
    var steps: [NaiveSteps] = []
    var groups: [String: NaiveGroup] = [:]
    var receipts: [[String]: NaiveReceipt] = [:]
    /// Ledger accounts, commodities and amounts; the account and the commodity make the key.
    var ledger: [NaiveLedgerKey: Int64] = [:]
}

/// An account of the ledger in one commodity.
struct NaiveLedgerKey: Hashable {
    let account: String
    let commodity: String
}
