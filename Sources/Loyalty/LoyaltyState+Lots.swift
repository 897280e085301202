/// A lot to be made.
struct NewLot: Sendable {
    /// Index of the account.
    var account: Int32
    /// Number of the pot.
    var pot: Int32
    /// Micro-points, above zero.
    var amount: Int64
    /// How much of it is gone already, such as what repaid debt; 0 or more.
    var spent: Int64 = 0
    /// Number of the partner that pays.
    var funder: Int32 = Registry.house
    /// Whether it can be spent.
    var state = Lot.State.live
    /// Whether ladders count it.
    var isEarned = false
    /// Unix seconds.
    var earnedAt: Int64
    /// Unix seconds.
    var vestsAt: Int64
    /// Unix seconds; `Int64.max`: never.
    var expiresAt: Int64
}

extension LoyaltyState {
    /// Makes a lot, with the next number; the postings are the caller's.
    ///
    /// What is left of it stands in its tree and becomes due on its day; a lot that is over already
    /// is due at once.
    @discardableResult
    mutating func makeLot(_ new: NewLot) -> Int32 {
        let index = Int32(lots.count)
        undo.note(.lotAdded)
        _ = lots.append(
            Lot(
                index: index,
                state: new.state,
                isEarned: new.isEarned,
                earnedAt: new.earnedAt,
                vestsAt: new.vestsAt,
                expiresAt: new.expiresAt,
                account: new.account,
                pot: new.pot,
                funder: new.funder,
                original: new.amount,
                remaining: new.amount - new.spent,
                spent: new.spent
            )
        )
        if new.amount > new.spent { attach(index) }
        if new.isEarned { countEarned(index, by: new.amount) }
        return index
    }

    /// Changes a lot, and keeps the trees: what is left of it, its state or its account may change.
    mutating func changeLot(_ index: Int32, _ change: (inout Lot) -> Void) {
        let old = lots[index]
        var new = old
        change(&new)
        assert(new.isComplete, "the parts of a lot add up")
        let stays =
            old.remaining > 0 && new.remaining > 0 && old.state == new.state
            && old.account == new.account
        if old.remaining > 0, !stays { detach(index) }
        undo.note(lot: index, lots[index])
        (new.left, new.right) = (lots[index].left, lots[index].right)
        lots[index] = new
        if new.remaining > 0, !stays { attach(index) }
    }

    /// Takes points of the live lots of an account in spending order: expiry first, then earning,
    /// then number.
    ///
    /// The postings are the caller's. The account has so many available, which is checked.
    ///
    /// - Returns: What was taken of which lot, in that order, as places in `slices`.
    mutating func takeFromLiveLots(_ account: Int32, _ pot: Int32, _ amount: Int64) -> Range<Int32>
    {
        let holding = holdingIndex(account, pot)
        let start = Int32(slices.count)
        undo.note(.slices(start))
        var left = amount
        while left > 0 {
            guard let index = lots.first(of: holdings[Int(holding)].liveLots) else {
                preconditionFailure("live lots are the available points")
            }
            let taken = min(left, lots[index].remaining)
            changeLot(index) { lot in
                lot.remaining -= taken
                lot.spent += taken
            }
            slices.append(Slice(lot: index, amount: taken))
            left -= taken
        }
        return start..<Int32(slices.count)
    }

    /// Ends what is left of a lot: one `expire` transaction.
    mutating func expire(_ index: Int32, _ cause: RawTransaction.Cause) {
        let lot = lots[index]
        guard lot.remaining > 0 else { return }
        changeLot(index) { lot in
            lot.expired += lot.remaining
            lot.remaining = 0
        }
        begin(.expire, cause)
        let account: LedgerAccount =
            lot.state == .live ? .available(lot.account) : .pending(lot.account)
        post(account, pot: lot.pot, -lot.remaining)
        post(.breakage, pot: lot.pot, lot.remaining)
        touch(lot.account)
    }

    /// Makes what is left of a pending or waiting lot available: one `vest` transaction, which
    /// repays debt first.
    mutating func vest(_ index: Int32, _ cause: RawTransaction.Cause) {
        let lot = lots[index]
        assert(lot.state != .live && lot.remaining > 0)
        let repaid = min(holding(lot.account, lot.pot).debt, lot.remaining)
        changeLot(index) { lot in
            lot.state = .live
            lot.remaining -= repaid
            lot.spent += repaid
        }
        begin(.vest, cause)
        post(.pending(lot.account), pot: lot.pot, -lot.remaining)
        post(.debt(lot.account), pot: lot.pot, repaid)
        post(.available(lot.account), pot: lot.pot, lot.remaining - repaid)
        touch(lot.account)
    }

    // MARK: - Trees

    /// Puts a lot with something left into its tree, and notes when it becomes due.
    private mutating func attach(_ index: Int32) {
        plainAttach(index)
        undo.note(.lotAttached(index))
        let lot = lots[index]
        if lot.state == .pending { addDue(lot.vestsAt, .vest, index, of: lot.account) }
        if lot.expiresAt != .max { addDue(lot.expiresAt, .expiry, index, of: lot.account) }
    }

    private mutating func detach(_ index: Int32) {
        let lot = lots[index]
        if lot.state == .pending { removeDue(lot.vestsAt, .vest, index, of: lot.account) }
        if lot.expiresAt != .max { removeDue(lot.expiresAt, .expiry, index, of: lot.account) }
        plainDetach(index)
        undo.note(.lotDetached(index))
    }

    /// Puts a lot into its tree, without a note.
    mutating func plainAttach(_ index: Int32) {
        let holding = Int(holdingIndex(lots[index].account, lots[index].pot))
        if lots[index].state == .live {
            lots.insert(index, into: &holdings[holding].liveLots)
        } else {
            lots.insert(index, into: &holdings[holding].pendingLots)
        }
    }

    /// Takes a lot out of its tree, without a note.
    mutating func plainDetach(_ index: Int32) {
        let holding = Int(holdingIndex(lots[index].account, lots[index].pot))
        if lots[index].state == .live {
            lots.remove(index, from: &holdings[holding].liveLots)
        } else {
            lots.remove(index, from: &holdings[holding].pendingLots)
        }
    }

    /// Notes that something becomes due; `subject` is the index of a lot or a hold.
    mutating func addDue(_ at: Int64, _ kind: DueEntry.Kind, _ subject: Int32, of account: Int32) {
        let new = DueEntry(at: at, kind: kind, subject: subject)
        let entry: Int32
        if let free = freeDues.popLast() {
            dues[free] = new
            entry = free
        } else {
            entry = dues.append(new)
        }
        dues.insert(entry, into: &accountTable[Int(account)].dues)
        undo.note(.dueAdded(account: account, entry: entry))
        if at < accountTable[Int(account)].nextDue {
            undo.note(account: account, accountTable[Int(account)])
            accountTable[Int(account)].nextDue = at
        }
    }

    /// Notes that something is no longer due.
    mutating func removeDue(
        _ at: Int64,
        _ kind: DueEntry.Kind,
        _ subject: Int32,
        of account: Int32
    ) {
        let key = DueEntry(at: at, kind: kind, subject: subject).key
        guard let entry = dues.first(of: accountTable[Int(account)].dues, from: key),
            dues[entry].key == key
        else { preconditionFailure("what is due was noted") }
        dues.remove(entry, from: &accountTable[Int(account)].dues)
        freeDues.append(entry)
        undo.note(dueRemoved: entry, of: account, dues[entry])
        guard at == accountTable[Int(account)].nextDue else { return }
        schedule(account)
    }

    /// Works out when an account changes by time alone.
    mutating func schedule(_ account: Int32) {
        let record = accountTable[Int(account)]
        let first = dues.first(of: record.dues).map { dues[$0].at } ?? .max
        let next = min(first, record.tierEnd)
        guard next != record.nextDue else { return }
        undo.note(account: account, record)
        accountTable[Int(account)].nextDue = next
    }
}
