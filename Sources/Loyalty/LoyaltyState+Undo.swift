extension LoyaltyState {
    /// Begins a batch: what is applied from now on can be taken back as a whole.
    package mutating func openBatch() {
        precondition(!isBatchOpen, "a batch is open already")
        assert(undo.count == 0)
        isBatchOpen = true
    }

    /// Ends the batch and makes it final, once it is durable.
    package mutating func keepBatch() {
        precondition(isBatchOpen, "no batch is open")
        isBatchOpen = false
        undo.removeAll()
    }

    /// Ends the batch as if none of its events had come, when the disk refuses it.
    ///
    /// - Complexity: Linear in what the batch changed.
    package mutating func undoBatch() {
        precondition(isBatchOpen, "no batch is open")
        rollBack(to: 0)
        isBatchOpen = false
        assert(undo.count == 0)
    }

    /// Undoes the newest changes until as many are left as there were.
    mutating func rollBack(to count: Int) {
        precondition(count <= undo.count, "a savepoint is not newer than the log")
        while undo.count > count, let step = undo.popLast() { takeBack(step) }
    }

    private mutating func takeBack(_ step: UndoLog.Step) {
        switch step {
        case .clock(let old): now = old
        case .holding(let index): restoreHolding(index)
        case .balance(let index, let balance, let amount):
            holdings[Int(index)].takeBack(amount, from: balance)
        case .paid(let index, let visits, let amount):
            accountTable[Int(index)].visits -= Int64(visits)
            accountTable[Int(index)].spend &-= amount
        case .account(let index): restoreAccount(index)
        case .lot(let index):
            var old = undo.oldLot()
            (old.left, old.right) = (lots[index].left, lots[index].right)
            lots[index] = old
        case .lotAdded: lots.removeLast()
        case .lotAttached(let index): plainDetach(index)
        case .lotDetached(let index): plainAttach(index)
        case .dueAdded(let account, let entry):
            dues.remove(entry, from: &accountTable[Int(account)].dues)
            freeDues.append(entry)
        case .dueRemoved(let account, let entry):
            freeDues.removeLast()
            dues[entry] = undo.oldDue()
            dues.insert(entry, into: &accountTable[Int(account)].dues)
        case .book(let cell, let amount): books.takeBack(amount, from: Int(cell))
        case .usage(let index, let old): usages[Int(index)].count = old
        case .usageAdded:
            let last = usages.removeLast()
            usageNumbers[last.key] = nil
        case .purchaseAdded: removeLastPurchase()
        case .purchase(let index): purchases[Int(index)] = undo.oldPurchase()
        case .returned(let line, let old): lines[Int(line)].returned = old
        case .restored(let redemption, let old): redemptions[Int(redemption)].restored = old
        case .slices(let count): slices.removeLast(slices.count - Int(count))
        case .standing(let index): standings[Int(index)] = undo.oldStanding()
        case .entryAdded(let root, let entry):
            plainRemove(entry, from: root)
            freeEntries.append(entry)
        case .entryRemoved(let root, let entry):
            freeEntries.removeLast()
            series[entry] = undo.oldEntry()
            plainInsert(entry, into: root)
        case .qualification(let index):
            qualifications[Int(index)] = undo.oldQualification()
        case .qualificationAdded: qualifications.removeLast()
        case .receipt:
            let receipt = undo.oldReceipt()
            receipts[receipt.key] = receipt.old
        case .memberAdded: removeLastMember()
        case .accountAdded: removeLastAccount()
        case .action:
            let action = undo.action()
            action(&self)
        }
    }

    /// Puts a holding back; the roots of its trees are the trees' affair.
    private mutating func restoreHolding(_ index: Int32) {
        var old = undo.oldHolding()
        let holding = holdings[Int(index)]
        old.liveLots = holding.liveLots
        old.pendingLots = holding.pendingLots
        old.earnedSeries = holding.earnedSeries
        holdings[Int(index)] = old
    }

    /// Puts an account back; the roots of its trees are the trees' affair.
    private mutating func restoreAccount(_ index: Int32) {
        var old = undo.oldAccount()
        let account = accountTable[Int(index)]
        old.dues = account.dues
        old.spendSeries = account.spendSeries
        old.visitSeries = account.visitSeries
        accountTable[Int(index)] = old
    }

    private mutating func removeLastPurchase() {
        let purchase = purchases.removeLast()
        purchaseNumbers.removeLast()
        lines.removeLast(lines.count - Int(purchase.firstLine))
        grants.removeLast(grants.count - Int(purchase.firstGrant))
        contexts.removeLast(contexts.count - Int(purchase.firstContext))
        redemptions.removeLast(redemptions.count - Int(purchase.firstRedemption))
    }

    private mutating func removeLastMember() {
        people.removeLast()
        details.removeLast()
        memberNumbers.removeLast()
    }

    private mutating func removeLastAccount() {
        accountTable.removeLast()
        accountNumbers[ByteText(accountIDs.removeLast())] = nil
        holdings.removeLast(registry.pots.count)
        standings.removeLast(registry.ladders.count)
    }

    // MARK: - Changes of fields that can be undone

    /// Changes an account; the roots of its trees are changed only by what keeps the trees.
    mutating func changeAccount(_ index: Int32, _ change: (inout Account) -> Void) {
        undo.note(account: index, accountTable[Int(index)])
        change(&accountTable[Int(index)])
    }

    /// Changes a holding, given by its index; balances change by postings alone.
    mutating func changeHolding(_ index: Int32, _ change: (inout Holding) -> Void) {
        undo.note(holding: index, holdings[Int(index)])
        change(&holdings[Int(index)])
    }

    /// Changes a purchase.
    mutating func changePurchase(_ index: Int32, _ change: (inout PurchaseRecord) -> Void) {
        undo.note(purchase: index, purchases[Int(index)])
        change(&purchases[Int(index)])
    }

    /// Changes a standing, given by its index.
    mutating func changeStanding(_ index: Int32, _ change: (inout Standing) -> Void) {
        undo.note(standing: index, standings[Int(index)])
        change(&standings[Int(index)])
    }

    /// Changes a member.
    mutating func changeMember(_ index: Int32, _ change: (inout Member) -> Void) {
        let old = people[Int(index)]
        undo.note { $0.people[Int(index)] = old }
        change(&people[Int(index)])
    }

    /// Changes what else is known of a member.
    mutating func changeDetails(_ index: Int32, _ change: (inout MemberDetails) -> Void) {
        let old = details[Int(index)]
        undo.note { $0.details[Int(index)] = old }
        change(&details[Int(index)])
    }

    /// Changes a card.
    mutating func changeCard(_ index: Int32, _ change: (inout Card) -> Void) {
        let old = cards[Int(index)]
        undo.note { $0.cards[Int(index)] = old }
        change(&cards[Int(index)])
    }

    /// Changes how many members gave a phone number.
    mutating func countPhone(_ phone: String, by amount: Int) {
        let key = ByteText(phone)
        let old = phones[key]
        undo.note { $0.phones[key] = old }
        let count = (old ?? 0) + amount
        phones[key] = count == 0 ? nil : count
    }
}

extension Holding {
    /// Adds to a balance; false when it leaves its range, which leaves it wrapped around.
    @inline(__always)
    mutating func add(_ amount: Int64, to balance: UndoLog.Balance) -> Bool {
        let overflow: Bool
        switch balance {
        case .available: (available, overflow) = available.addingReportingOverflow(amount)
        case .pending: (pending, overflow) = pending.addingReportingOverflow(amount)
        case .held: (held, overflow) = held.addingReportingOverflow(amount)
        case .debt: (debt, overflow) = debt.addingReportingOverflow(amount)
        case .earned: (earned, overflow) = earned.addingReportingOverflow(amount)
        }
        return !overflow
    }

    /// Takes an addition back.
    fileprivate mutating func takeBack(_ amount: Int64, from balance: UndoLog.Balance) {
        switch balance {
        case .available: available &-= amount
        case .pending: pending &-= amount
        case .held: held &-= amount
        case .debt: debt &-= amount
        case .earned: earned &-= amount
        }
    }
}
