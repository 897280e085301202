extension LoyaltyState {
    /// The decision on the event that was taken last, written out with its names.
    package func decision() -> Decision {
        let names = work.touched.map { accountIDs[Int($0)] }
        return Decision(
            outcome: outcome(),
            transactions: transactions(),
            touchedAccounts: names.count > 1 ? names.sortedByBytes() : names
        )
    }

    /// Applied or refused, and with what values.
    private func outcome() -> Outcome {
        switch work.answer {
        case .refused(let refusal): .refused(refusal)
        case .applied(let effect): .applied(effect)
        case .sold: .applied(saleEffect())
        }
    }

    /// The transactions of the event that was taken last; those without postings left out.
    func transactions() -> [Transaction] {
        var result: [Transaction] = []
        result.reserveCapacity(work.transactions.count)
        for raw in work.transactions {
            var postings: [Posting] = []
            for posting in work.postings[Int(raw.start)..<Int(raw.end)] {
                postings.append(
                    Posting(
                        account: name(of: posting.account),
                        commodity: commodity(posting.commodity),
                        amount: posting.amount
                    )
                )
            }
            let merged = LoyaltyState.merged(postings)
            guard !merged.isEmpty else { continue }
            result.append(Transaction(cause: name(of: raw.cause), kind: raw.kind, postings: merged))
        }
        return result
    }

    /// Postings merged per account and commodity, zero ones dropped, sorted.
    private static func merged(_ postings: [Posting]) -> [Posting] {
        let sorted = postings.sorted {
            (ByteText($0.account), ByteText($0.commodity))
                < (ByteText($1.account), ByteText($1.commodity))
        }
        var result: [Posting] = []
        for posting in sorted {
            guard let last = result.last, ByteText(last.account) == ByteText(posting.account),
                ByteText(last.commodity) == ByteText(posting.commodity)
            else {
                result.append(posting)
                continue
            }
            result[result.count - 1] = Posting(
                account: last.account,
                commodity: last.commodity,
                amount: last.amount + posting.amount
            )
        }
        return result.filter { $0.amount != 0 }
    }

    /// The name of a commodity.
    func commodity(_ number: Int32) -> String {
        number == moneyCommodity ? rules.currency : registry.pots[number - 1]
    }

    private func name(of cause: RawTransaction.Cause) -> String {
        switch cause {
        case .event: eventID
        case .vest(let lot): "auto:L\(lot + 1):vest"
        case .expiry(let lot): "auto:L\(lot + 1):expire"
        case .timeout(let hold): "auto:\(holdIDs[Int(hold)]):release"
        }
    }

    /// The name of a ledger account.
    func name(of account: LedgerAccount) -> String {
        switch account {
        case .available(let index): "mem/\(accountIDs[Int(index)])/avail"
        case .pending(let index): "mem/\(accountIDs[Int(index)])/pend"
        case .held(let index): "mem/\(accountIDs[Int(index)])/held"
        case .debt(let index): "mem/\(accountIDs[Int(index)])/debt"
        case .issued(let partner): "iss/" + registry.partners[partner]
        case .accepted(let partner): "acc/" + registry.partners[partner]
        case .due(let partner): "due/" + registry.partners[partner]
        case .breakage: "brk"
        case .adjusted: "adj"
        case .writtenOff: "wo"
        case .repaid: "rep"
        case .reserve: "clr"
        case .platform: "inc/platform"
        case .escrow(let offer): "esc/" + registry.offers[offer]
        case .cash(let member): "cash/" + memberIDs[Int(member)]
        case .payout(let member): "pay/" + memberIDs[Int(member)]
        case .bank: "bank"
        }
    }
}
