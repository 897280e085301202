extension LoyaltyState {
    /// A sale with a member: it counts once, earns by the rules and moves the ladders.
    mutating func purchase(_ purchase: Purchase, event: LoyaltyEvent) -> Outcome {
        let account: Int
        switch self.account(of: purchase.buyer) {
        case .failure(let refusal): return .refused(refusal)
        case .success(let found): account = found
        }
        _ = catchUp(account)
        touched.append(account)
        let partner = ByteText(purchase.partner ?? LoyaltyState.housePartner)
        let key = ReceiptKey(
            partner: partner,
            receipt: purchase.receipt,
            fiscal: purchase.fiscal
        )
        if let earlier = record(of: key), !earlier.canBeTakenOver(at: event.at) {
            return .refused(.duplicateReceipt(of: earlier.event))
        }
        guard let sums = ReceiptSums(purchase.lines) else { return .refused(.amountOutOfRange) }
        var effect = Effect()
        effect.net = Money(minor: sums.net)
        effect.due = effect.net
        if rulebook.absentPartners.contains(partner) {
            effect.noAccrual = ["partnerNotParticipating"]
        } else {
            let sale = Sale(
                account: account,
                event: event,
                partner: partner,
                lines: purchase.lines,
                sums: sums,
                moment: LocalMoment(event.at, in: rulebook.calendar.zone)
            )
            guard evaluateRules(for: sale), creditGrants(for: sale, effect: &effect) else {
                return .refused(.amountOutOfRange)
            }
        }
        guard count(sums, of: account, at: event.at) else { return .refused(.amountOutOfRange) }
        if let key { keep(key, event: event, isUnclaimed: false) }
        scheduleNext(account)
        return .applied(effect)
    }

    /// A sale to which nobody presented a card: a later purchase may take it over.
    mutating func receipt(_ receipt: UnclaimedReceipt, event: LoyaltyEvent) -> Outcome {
        let partner = ByteText(receipt.partner ?? LoyaltyState.housePartner)
        let key = ReceiptKey(partner: partner, receipt: receipt.receipt, fiscal: receipt.fiscal)
        if let earlier = record(of: key) {
            return .refused(.duplicateReceipt(of: earlier.event))
        }
        guard let sums = ReceiptSums(receipt.lines) else { return .refused(.amountOutOfRange) }
        if let key { keep(key, event: event, isUnclaimed: true) }
        var effect = Effect()
        effect.net = Money(minor: sums.net)
        return .applied(effect)
    }

    /// The partner of a sale that names none.
    static let housePartner = "house"

    /// Counts a sale for the ladders; false when the sum leaves its range.
    private mutating func count(_ sums: ReceiptSums, of account: Int, at: Instant) -> Bool {
        var tally = accountTable[account].tally
        let (spend, overflow) = tally.spend.addingReportingOverflow(sums.net)
        guard !overflow else { return false }
        undoSteps.append(.tally(account: account, tally))
        tally.spend = spend
        tally.visits += 1
        if isInPresentYear(at) {
            // At most `spend`, which fits.
            tally.spendInYear += sums.net
            tally.visitsInYear += 1
        }
        accountTable[account].tally = tally
        return true
    }

    /// Whether an instant, which is not after H, lies in the local year of H.
    func isInPresentYear(_ instant: Instant) -> Bool {
        let day = rulebook.calendar.zone.dayNumber(of: instant)
        return LocalDate(dayNumber: day).year == present.year
    }

    /// The receipt that counts already; nil: none, or so old that its sale would be too old.
    private func record(of key: ReceiptKey?) -> ReceiptRecord? {
        guard let key, let record = receipts[key], !isForgotten(record) else { return nil }
        return record
    }

    private mutating func keep(_ key: ReceiptKey, event: LoyaltyEvent, isUnclaimed: Bool) {
        undoSteps.append(.receipt(key, receipts[key]))
        receipts[key] = ReceiptRecord(event: event.id, at: event.at, isUnclaimed: isUnclaimed)
    }
}
