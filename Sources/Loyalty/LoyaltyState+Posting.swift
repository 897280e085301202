/// Money, among the commodities of postings.
let moneyCommodity: Int32 = 0

extension LoyaltyState {
    /// Begins a transaction; `post` adds its legs, and balances follow.
    ///
    /// A transaction with no legs, or whose legs cancel out, never shows. Nothing ends it: the next
    /// one does.
    mutating func begin(_ kind: Transaction.Kind, _ cause: RawTransaction.Cause = .event) {
        let start = Int32(work.postings.count)
        work.transactions.append(RawTransaction(cause: cause, kind: kind, start: start, end: start))
    }

    /// Adds a leg in points to the transaction that was begun last; credit is positive.
    ///
    /// The balance changes with it. What leaves the range of `Int64` is refused in the end.
    mutating func post(_ account: LedgerAccount, pot: Int32, _ amount: Int64) {
        guard amount != 0 else { return }
        switch account {
        case .available(let index): add(amount, to: .available, of: holdingIndex(index, pot))
        case .pending(let index): add(amount, to: .pending, of: holdingIndex(index, pot))
        case .held(let index): add(amount, to: .held, of: holdingIndex(index, pot))
        case .debt(let index): add(0 &- amount, to: .debt, of: holdingIndex(index, pot))
        default: addToBooks(amount, account, pot + 1)
        }
        note(RawPosting(account: account, commodity: pot + 1, amount: amount))
    }

    /// Adds a leg in money to the transaction that was begun last; credit is positive.
    mutating func post(_ account: LedgerAccount, money amount: Int64) {
        guard amount != 0 else { return }
        assert(!account.isMembers, "a member's account holds points")
        addToBooks(amount, account, moneyCommodity)
        note(RawPosting(account: account, commodity: moneyCommodity, amount: amount))
    }

    /// Adds the settlement of points: what a partner pays for points at its expense, or gets back.
    ///
    /// - Parameters:
    ///   - partner: Number of the partner whose money moves.
    ///   - price: Minor units for 1,000,000 micro-points; nil: none.
    ///   - amount: Micro-points, above zero; the price of them is rounded half-up.
    ///   - isOwed: Whether the partner is owed it (accepted points, a clawback), else it owes.
    mutating func postSettlement(
        of partner: Int32,
        price: Money?,
        for amount: Int64,
        isOwed: Bool
    ) {
        guard let price, price.minor != 0, amount != 0 else { return }
        let product = Int128(amount) * Int128(price.minor)
        guard let value = Rounding.halfUp.rounded(product, over: 1_000_000, to: 1) else {
            work.isOutOfRange = true
            return
        }
        post(.reserve, money: isOwed ? -value : value)
        post(.due(partner), money: isOwed ? value : -value)
    }

    /// Notes that an account may look different now.
    @inline(__always)
    mutating func touch(_ account: Int32) {
        guard accountTable[Int(account)].touchedBy != serial else { return }
        accountTable[Int(account)].touchedBy = serial
        work.touched.append(account)
    }

    /// The index of a holding.
    @inline(__always)
    func holdingIndex(_ account: Int32, _ pot: Int32) -> Int32 {
        account * Int32(registry.pots.count) + pot
    }

    /// What an account holds in a pot.
    @inline(__always)
    func holding(_ account: Int32, _ pot: Int32) -> Holding {
        holdings[Int(holdingIndex(account, pot))]
    }

    private mutating func note(_ posting: RawPosting) {
        work.postings.append(posting)
        work.transactions[work.transactions.count - 1].end = Int32(work.postings.count)
    }

    /// Adds to a balance of a holding.
    @inline(__always)
    mutating func add(_ amount: Int64, to balance: UndoLog.Balance, of index: Int32) {
        undo.note(.balance(index, balance, amount))
        if !holdings[Int(index)].add(amount, to: balance) { work.isOutOfRange = true }
    }

    private mutating func addToBooks(
        _ amount: Int64,
        _ account: LedgerAccount,
        _ commodity: Int32
    ) {
        let cell = books.cell(account, commodity)
        undo.note(.book(cell: Int32(cell), amount))
        if !books.add(amount, to: cell) { work.isOutOfRange = true }
    }
}
