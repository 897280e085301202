// Where things are:
//   +Events       which event does what, and what every event has in common
//   +Identity     who an event is about
//   +Posting      transactions: the only way in which balances change
//   +Lots         lots come, are spent, vest and end
//   +CatchUp      what time does to an account
//   +Undo         how a refusal, or a batch that the disk refused, is taken back
//   +Enroll       joining, credentials, instruments' storage
//   +Purchase     a purchase in its order; +Discounts, +FreeItems, +Tender its parts
//   +Rules        what the rules grant, on purchases and else; +Context what they look at
//   +Grants       how grants are credited; +Usage caps, limits and velocities
//   +Return       goods that come back; +Clawback what they take with them
//   +Ladders      tiers; +Series what they look back on
//   +Summary      the balance check
//   +Reports      everything else that can be read
//   +Answers      the decision, written out with its names
//   +Adoption     a new programme
//   +Invariants   what holds after every event

/// The loyalty core: the state of every account, as a fold of events.
///
/// Values in, values out: it reads no clock, draws no random number and depends on no order of a
/// hash table, so the same programme and the same events give the same state and the same
/// decisions everywhere. An event's id must be new; whoever feeds the core sees to that.
///
/// The cost of an event does not depend on how many came before it, but for the logarithm of what
/// its account holds.
package struct LoyaltyState: ~Copyable, Sendable {
    /// Every rulebook that ever judged an event, by number.
    var rulebooks: [Rulebook] = []
    /// The rulebooks of the programme in force, in order of the instants from which they are.
    var versions: [(from: Int64, rulebook: Int32)] = []
    /// The numbers of all names.
    var registry = Registry()

    /// H in Unix seconds; `Int64.min` before the first event.
    var now: Int64 = .min
    /// How many events were taken, refused ones included.
    var serial: Int64 = 0
    /// The event at hand, in Unix seconds.
    var eventAt: Int64 = 0
    /// The id of the event at hand.
    var eventID = ""
    /// Number of the rulebook that judges the event at hand.
    var current: Int32 = 0

    /// Everybody, in order of joining.
    var people: [Member] = []
    /// What else is known of `people`.
    var details: [MemberDetails] = []
    /// The ids of `people`; a number is an index there.
    var memberNumbers = NameTable()
    /// How many members gave a phone number, those who left not counted.
    var phones: [ByteText: Int] = [:]
    /// Cards in order of appearance.
    var cards: [Card] = []
    /// Index in `cards`.
    var cardNumbers: [ByteText: Int32] = [:]
    /// Index in `people`.
    var credentialMembers: [Credential: Int32] = [:]
    /// The latest registration of each instrument.
    var instruments: [ByteText: Instrument] = [:]

    /// Every account, in order of appearance.
    var accountTable: [Account] = []
    /// The ids of `accountTable`.
    var accountIDs: [String] = []
    /// Index in `accountTable`.
    var accountNumbers: [ByteText: Int32] = [:]
    /// Index of the account times the number of pots, plus the number of the pot.
    var holdings: [Holding] = []
    /// Index of the account times the number of ladders, plus the number of the ladder.
    var standings: [Standing] = []
    /// What the standings point to.
    var qualifications: [Qualification] = []

    /// Every lot; its number is its index plus one.
    var lots = Forest<Lot>()
    /// How lots that wait for an activation end once they have become available, by index.
    var waitingExpiries: [Int32: Period] = [:]
    /// What becomes due.
    var dues = Forest<DueEntry>()
    /// Entries of `dues` that can be used again.
    var freeDues: [Int32] = []
    /// What ladders and histories look back on.
    var series = Forest<SeriesEntry>()
    /// Entries of `series` that can be used again.
    var freeEntries: [Int32] = []
    /// Roots of the purchases of a category.
    var histories: [HistoryKey: Int32] = [:]
    /// What was spent or set aside together.
    var slices: [Slice] = []

    /// Every purchase, in order of arrival.
    var purchases: [PurchaseRecord] = []
    /// The ids of the events of `purchases`; a number is an index there.
    var purchaseNumbers = NameTable()
    /// The lines of the purchases.
    var lines: [LineRecord] = []
    /// The grants of the purchases.
    var grants: [GrantRecord] = []
    /// What the rules looked at.
    var contexts: [RuleContext] = []
    /// What the purchases spent.
    var redemptions: [RedemptionRecord] = []
    /// The receipts that count.
    var receipts: [ReceiptKey: ReceiptRecord] = [:]

    /// Counters of what was used.
    var usages: [Usage] = []
    /// Index in `usages`.
    var usageNumbers: [UsageKey: Int32] = [:]
    /// Every hold, in order of appearance.
    var holds: [HoldRecord] = []
    /// The ids of the events of `holds`.
    var holdIDs: [String] = []
    /// Index in `holds`.
    var holdNumbers: [ByteText: Int32] = [:]
    /// Products that members chose.
    var claims: [ClaimRecord] = []
    /// What accounts have done for offers of steps.
    var steps: [OfferKey: StepsProgress] = [:]
    /// How group buys stand, by number of the offer.
    var groupBuys: [Int32: GroupBuyProgress] = [:]

    /// Ledger accounts that belong to no member's account.
    var books: Books

    /// How to undo what is not final yet.
    var undo = UndoLog()
    /// Whether a batch is open.
    var isBatchOpen = false
    /// What the event at hand has brought about so far.
    var work = Workspace()

    /// Never read.
    ///
    /// A value of no fixed size has the state passed by its address. Without one, every call that
    /// only reads would first copy the state's own 900 bytes to the stack.
    private let anchor: any Sendable = 0

    /// Makes an empty state.
    ///
    /// The programme must be valid, as its file's validation leaves it; anything else traps.
    package init(programme: Programme) {
        registry.register(programme)
        books = Books(potCount: registry.pots.count)
        compile(programme)
    }

    /// Makes room for a number of purchases with one line and one grant each, and for members.
    package mutating func reserve(members: Int, purchases count: Int) {
        people.reserveCapacity(members)
        details.reserveCapacity(members)
        memberNumbers.reserve(members)
        accountTable.reserveCapacity(members)
        accountIDs.reserveCapacity(members)
        accountNumbers.reserveCapacity(members)
        holdings.reserveCapacity(members * registry.pots.count)
        standings.reserveCapacity(members * registry.ladders.count)
        lots.reserve(count)
        purchases.reserveCapacity(count)
        purchaseNumbers.reserve(count)
        lines.reserveCapacity(count)
        grants.reserveCapacity(count)
        contexts.reserveCapacity(count)
    }

    /// Resolves a programme and its versions, which are in force from now on.
    mutating func compile(_ programme: Programme) {
        versions.removeAll()
        rulebooks.append(Rulebook(programme, registry: registry))
        versions.append((from: .min, rulebook: Int32(rulebooks.count - 1)))
        for version in programme.versions {
            precondition(version.from.unixSeconds > versions[versions.count - 1].from)
            rulebooks.append(Rulebook(version.programme, registry: registry))
            versions.append((version.from.unixSeconds, Int32(rulebooks.count - 1)))
        }
        current = versions[0].rulebook
    }

    /// The ids of `people`.
    var memberIDs: [String] { memberNumbers.names }

    /// Number of the rulebook in force at an instant.
    func rulebook(at instant: Int64) -> Int32 {
        var found = versions[0].rulebook
        for version in versions where version.from <= instant { found = version.rulebook }
        return found
    }
}

/// What one event has brought about so far; its room is kept from event to event.
struct Workspace: Sendable {
    /// The transactions.
    var transactions: [RawTransaction] = []
    /// Their postings.
    var postings: [RawPosting] = []
    /// The accounts that the event touched, by index.
    var touched: [Int32] = []
    /// Whether the event is a return: qualifications are measured again.
    var isReturn = false
    /// Whether an amount left its range: the event will be refused.
    var isOutOfRange = false
    /// The sale at hand, and what its answer needs.
    var sale = SaleWork()
    /// What the rules grant.
    var grants: [PlannedGrant] = []
    /// The answer.
    var answer = Answer.refused(.unknownMember)

    /// How an event is answered.
    enum Answer: Sendable {
        /// Refused.
        case refused(Refusal)
        /// Applied; indirect, since an effect is large and the answer of a purchase has none.
        indirect case applied(Effect)
        /// A purchase was applied: the answer is in `sale` and `grants`.
        case sold
    }

    /// Begins a new event.
    mutating func clear() {
        transactions.clear()
        postings.clear()
        touched.clear()
        grants.clear()
        isOutOfRange = false
        isReturn = false
    }
}

extension Array {
    /// Takes all elements away and keeps their room; a few go fastest one by one.
    @inline(__always)
    mutating func clear() {
        if count > 4 {
            removeAll(keepingCapacity: true)
        } else {
            while !isEmpty { removeLast() }
        }
    }
}
