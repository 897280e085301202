/// How to take back what is not final yet, newest first.
///
/// Frequent changes are noted as plain values, with what was there before in a stack of its kind;
/// rare ones as an action.
struct UndoLog: Sendable {
    /// One change.
    enum Step: Sendable {
        /// H, before.
        case clock(Int64)
        /// The holding of this index; see `holdings`.
        case holding(Int32)
        /// A balance of the holding of this index was added to.
        case balance(Int32, Balance, Int64)
        /// Minor units were added to what the account of this index paid, and purchases.
        case paid(Int32, visits: UInt8, Int64)
        /// The account of this index; see `accounts`.
        case account(Int32)
        /// The lot of this index; see `lots`.
        case lot(Int32)
        /// A lot was added.
        case lotAdded
        /// A lot came into the tree of its holding.
        case lotAttached(Int32)
        /// A lot went out of the tree of its holding.
        case lotDetached(Int32)
        /// Something became due, by index of the entry.
        case dueAdded(account: Int32, entry: Int32)
        /// Something is no longer due; the entry was freed.
        case dueRemoved(account: Int32, entry: Int32)
        /// A cell of the books was added to.
        case book(cell: Int32, Int64)
        /// A counter, before.
        case usage(Int32, Int64)
        /// A counter was added.
        case usageAdded
        /// A purchase was added, with its lines, grants, contexts and redemptions.
        case purchaseAdded
        /// The purchase of this index; see `purchases`.
        case purchase(Int32)
        /// Units of a line that had come back, before.
        case returned(line: Int32, Int32)
        /// Points of a redemption that were restored, before.
        case restored(redemption: Int32, Int64)
        /// How many slices there were.
        case slices(Int32)
        /// The standing of this index; see `standings`.
        case standing(Int32)
        /// An entry came into a series, by index of the entry.
        case entryAdded(SeriesRoot, entry: Int32)
        /// An entry went out of a series; it was freed.
        case entryRemoved(SeriesRoot, entry: Int32)
        /// The qualification of this index; see `qualifications`.
        case qualification(Int32)
        /// A qualification was added.
        case qualificationAdded
        /// The newest of `receipts`.
        case receipt
        /// A member was added.
        case memberAdded
        /// An account was added.
        case accountAdded
        /// See `actions`.
        case action
    }

    /// A balance of a holding.
    enum Balance: UInt8, Sendable {
        case available
        case pending
        case held
        case debt
        case earned
    }

    /// Where the root of a series is.
    enum SeriesRoot: Sendable {
        /// Money paid, by account.
        case spend(Int32)
        /// Purchases, by account.
        case visits(Int32)
        /// Grants, by holding.
        case earned(Int32)
        /// Purchases of a category.
        case history(HistoryKey)
    }

    /// The changes, oldest first.
    private(set) var steps: [Step] = []
    private var holdings: [Holding] = []
    private var accounts: [Account] = []
    private var lots: [Lot] = []
    private var purchases: [PurchaseRecord] = []
    private var standings: [Standing] = []
    private var qualifications: [Qualification] = []
    private var receipts: [(key: ReceiptKey, old: ReceiptRecord?)] = []
    private var dues: [DueEntry] = []
    private var entries: [SeriesEntry] = []
    private var actions: [@Sendable (inout LoyaltyState) -> Void] = []

    /// Whether anything may be in the stacks beside `steps`.
    private var hasStacks = false

    /// Makes an empty log.
    init() {}

    /// How many changes there are.
    var count: Int { steps.count }

    /// Notes a change that needs no stack.
    @inline(__always)
    mutating func note(_ step: Step) { steps.append(step) }

    /// Notes a holding before its change.
    @inline(__always)
    mutating func note(holding index: Int32, _ old: Holding) {
        steps.append(.holding(index))
        hasStacks = true
        holdings.append(old)
    }

    /// Notes an account before its change.
    @inline(__always)
    mutating func note(account index: Int32, _ old: Account) {
        steps.append(.account(index))
        hasStacks = true
        accounts.append(old)
    }

    /// Notes a lot before its change.
    mutating func note(lot index: Int32, _ old: Lot) {
        steps.append(.lot(index))
        hasStacks = true
        lots.append(old)
    }

    /// Notes a purchase before its change.
    mutating func note(purchase index: Int32, _ old: PurchaseRecord) {
        steps.append(.purchase(index))
        hasStacks = true
        purchases.append(old)
    }

    /// Notes a standing before its change.
    mutating func note(standing index: Int32, _ old: Standing) {
        steps.append(.standing(index))
        hasStacks = true
        standings.append(old)
    }

    /// Notes a qualification before its change.
    mutating func note(qualification index: Int32, _ old: Qualification) {
        steps.append(.qualification(index))
        hasStacks = true
        qualifications.append(old)
    }

    /// Notes a receipt before its change.
    mutating func note(receipt key: ReceiptKey, _ old: ReceiptRecord?) {
        steps.append(.receipt)
        hasStacks = true
        receipts.append((key, old))
    }

    /// Notes something that is no longer due, whose entry can be used again.
    mutating func note(dueRemoved entry: Int32, of account: Int32, _ old: DueEntry) {
        steps.append(.dueRemoved(account: account, entry: entry))
        hasStacks = true
        dues.append(old)
    }

    /// Notes an entry that went out of a series and can be used again.
    mutating func note(entryRemoved entry: Int32, from root: SeriesRoot, _ old: SeriesEntry) {
        steps.append(.entryRemoved(root, entry: entry))
        hasStacks = true
        entries.append(old)
    }

    /// Notes how to take back a rare change.
    mutating func note(action: @escaping @Sendable (inout LoyaltyState) -> Void) {
        steps.append(.action)
        hasStacks = true
        actions.append(action)
    }

    /// Takes the newest change from the log.
    mutating func popLast() -> Step? { steps.popLast() }

    /// What the newest noted holding was.
    mutating func oldHolding() -> Holding { holdings.removeLast() }
    /// What the newest noted account was.
    mutating func oldAccount() -> Account { accounts.removeLast() }
    /// What the newest noted lot was.
    mutating func oldLot() -> Lot { lots.removeLast() }
    /// What the newest noted purchase was.
    mutating func oldPurchase() -> PurchaseRecord { purchases.removeLast() }
    /// What the newest noted standing was.
    mutating func oldStanding() -> Standing { standings.removeLast() }
    /// What the newest noted qualification was.
    mutating func oldQualification() -> Qualification { qualifications.removeLast() }
    /// What the newest noted receipt was.
    mutating func oldReceipt() -> (key: ReceiptKey, old: ReceiptRecord?) {
        receipts.removeLast()
    }
    /// What was no longer due.
    mutating func oldDue() -> DueEntry { dues.removeLast() }
    /// What went out of a series.
    mutating func oldEntry() -> SeriesEntry { entries.removeLast() }
    /// The newest noted action.
    mutating func action() -> @Sendable (inout LoyaltyState) -> Void { actions.removeLast() }

    /// Makes everything final.
    mutating func removeAll() {
        UndoLog.empty(&steps)
        guard hasStacks else { return }
        hasStacks = false
        UndoLog.empty(&holdings)
        UndoLog.empty(&accounts)
        UndoLog.empty(&lots)
        UndoLog.empty(&purchases)
        UndoLog.empty(&standings)
        UndoLog.empty(&qualifications)
        UndoLog.empty(&receipts)
        UndoLog.empty(&dues)
        UndoLog.empty(&entries)
        if !actions.isEmpty { actions.removeAll() }
    }

    @inline(__always)
    private static func empty<Element>(_ stack: inout [Element]) {
        guard !stack.isEmpty else { return }
        stack.removeAll(keepingCapacity: stack.count <= keptSteps)
    }

    /// The room that is kept between batches; a tick of all accounts may need more.
    private static let keptSteps = 65_536
}

/// A series of purchases of one category by one account.
struct HistoryKey: Hashable, Sendable {
    /// Index of the account.
    let account: Int32
    /// Number of the category.
    let category: Int32
}
