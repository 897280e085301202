extension LoyaltyState {
    /// A member buys the coupon of a group offer: the money is kept apart until there are enough
    /// buyers.
    mutating func join(_ join: OfferJoin) -> Workspace.Answer {
        switch person(join.who) {
        case .refused(let refusal): return .refused(refusal)
        case .found(let member, let account):
            catchUp(account)
            touch(account)
            guard let compiled = rules.offer(join.offer),
                case .groupBuy(let offer) = compiled.offer.kind
            else { return .refused(.notOffered) }
            let deadline = offer.deadline.unixSeconds
            var progress =
                groupBuys[compiled.number] ?? GroupBuyProgress(deadline: deadline)
            guard eventAt < deadline, !progress.isRefunded else {
                return .refused(progress.isTipped ? .offerClosed : .offerFailed)
            }
            guard !progress.buyers.contains(where: { resolve(member: $0.member) == member })
            else { return .refused(.alreadyJoined) }
            if let most = offer.maxBuyers, progress.buyers.count >= most {
                return .refused(.soldOut)
            }
            let product = Int128(offer.price.minor) * Int128(offer.platformBp)
            guard let share = Rounding.floor.rounded(product, over: 10_000, to: 1) else {
                return .refused(.amountOutOfRange)
            }
            let buyer = GroupBuyer(
                member: member,
                price: offer.price.minor,
                platformShare: share
            )
            progress.buyers.append(buyer)
            progress.deadline = deadline
            begin(.escrow)
            post(.cash(member), money: -buyer.price)
            post(.escrow(compiled.number), money: buyer.price)
            tip(&progress, compiled.number, offer)
            change(compiled.number, to: progress)
            var effect = Effect()
            effect.state = progress.isTipped ? .tipped : .open
            effect.buyers = progress.buyers.count
            return .applied(effect)
        }
    }

    /// The first tick at or after the deadline of a group buy that failed gives the money back: one
    /// `refund` per buyer in order of joining.
    ///
    /// Offers come in the order of the programme, then those that it no longer has, by id.
    mutating func refundFailedOffers() {
        guard !groupBuys.isEmpty else { return }
        var numbers: [Int32] = []
        for compiled in rules.offers {
            guard case .groupBuy(let offer) = compiled.offer.kind else { continue }
            numbers.append(compiled.number)
            refund(compiled.number, after: offer.deadline.unixSeconds)
        }
        let gone = groupBuys.keys.filter { !numbers.contains($0) }
            .sorted { ByteText(registry.offers[$0]) < ByteText(registry.offers[$1]) }
        for number in gone { refund(number, after: groupBuys[number]?.deadline ?? .max) }
    }

    private mutating func refund(_ number: Int32, after deadline: Int64) {
        guard now >= deadline, var progress = groupBuys[number], !progress.isTipped,
            !progress.isRefunded
        else { return }
        progress.isRefunded = true
        change(number, to: progress)
        for buyer in progress.buyers {
            begin(.refund)
            post(.escrow(number), money: -buyer.price)
            post(.cash(buyer.member), money: buyer.price)
        }
    }

    /// With enough buyers one `split` shares the money of all of them, later one that of each.
    private mutating func tip(
        _ progress: inout GroupBuyProgress,
        _ number: Int32,
        _ offer: GroupBuy
    ) {
        guard progress.isTipped || progress.buyers.count >= offer.minBuyers else { return }
        let merchant = registry.partners.index(of: offer.merchant)
        begin(.split)
        for buyer in progress.isTipped ? progress.buyers.suffix(1) : progress.buyers[...] {
            post(.escrow(number), money: -buyer.price)
            post(.platform, money: buyer.platformShare)
            post(.due(merchant), money: buyer.price - buyer.platformShare)
        }
        progress.isTipped = true
    }

    private mutating func change(_ number: Int32, to progress: GroupBuyProgress) {
        let old = groupBuys[number]
        undo.note { $0.groupBuys[number] = old }
        groupBuys[number] = progress
    }
}
