/// One change of the state, as it takes to make it undone.
///
/// Steps are undone newest first.
enum UndoStep {
    /// The clock, before.
    case clock(LoyaltyState.Clock?)
    /// The number of the next lot, before.
    case nextLot(Int64)
    /// A member was added.
    case member
    /// An account was added.
    case account
    /// A holding, before.
    case holding(index: Int, Holding)
    /// What an account has done, before.
    case tally(account: Int, Tally)
    /// When an account is due next, before.
    case nextDue(account: Int, Int64)
    /// A lot was added to an account.
    case lot(account: Int)
    /// A lot, before.
    case lotChange(account: Int, position: Int, Lot)
    /// A vesting was queued, or taken from the queue.
    case vesting(account: Int, DueQueue.Due, isInsertion: Bool)
    /// An expiry was queued, or taken from the queue.
    case expiry(account: Int, DueQueue.Due, isInsertion: Bool)
    /// Points were issued at a funder's expense.
    case issue(funder: Int, pot: Int, Int64)
    /// Points ended.
    case breakage(pot: Int, Int64)
    /// What was used of a cap or a limit, before.
    case usage(UsageKey, Int64?)
    /// A receipt key, before.
    case receipt(ReceiptKey, ReceiptRecord?)
    /// A credential's member, before.
    case credential(Credential, Int?)
}

extension LoyaltyState {
    /// Undoes the newest steps until as many are left as there were.
    mutating func rollBack(to count: Int) {
        precondition(count <= undoSteps.count, "a savepoint is not newer than the log")
        while undoSteps.count > count, let step = undoSteps.popLast() { undo(step) }
    }

    private mutating func undo(_ step: UndoStep) {
        switch step {
        case .clock(let old): now = old
        case .nextLot(let old): nextLot = old
        case .member: removeLastMember()
        case .account: removeLastAccount()
        case .holding(let index, let old): holdings[index] = old
        case .tally(let account, let old): accountTable[account].tally = old
        case .nextDue(let account, let old): nextDues[account] = old
        case .lot(let account): accountTable[account].removeLastLot()
        case .lotChange(let account, let position, let old):
            accountTable[account].replaceLot(at: position, with: old)
        case .vesting(let account, let due, true): accountTable[account].vestings.remove(due)
        case .vesting(let account, let due, false): accountTable[account].vestings.insert(due)
        case .expiry(let account, let due, true): accountTable[account].expiries.remove(due)
        case .expiry(let account, let due, false): accountTable[account].expiries.insert(due)
        case .issue(let funder, let pot, let amount):
            books.issue(-amount, funder: funder, pot: pot)
        case .breakage(let pot, let amount): books.breakOff(-amount, pot: pot)
        case .usage(let key, let old): usages[key] = old
        case .receipt(let key, let old): receipts[key] = old
        case .credential(let credential, let old): credentialMembers[credential] = old
        }
    }
}
