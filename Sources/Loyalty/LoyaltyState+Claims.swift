extension LoyaltyState {
    /// A member chooses the product of a personal offer.
    mutating func claim(_ claim: OfferClaim) -> Workspace.Answer {
        switch person(claim.who) {
        case .refused(let refusal): return .refused(refusal)
        case .found(_, let account):
            catchUp(account)
            touch(account)
            guard let compiled = rules.offer(claim.offer),
                case .personalDiscount(let discount) = compiled.offer.kind
            else { return .refused(.notOffered) }
            let moment = LocalMoment(at, in: rules.calendar.zone)
            let key = UsageKey(
                account: account,
                rule: compiled.number,
                ordinal: moment.ordinal(of: discount.period),
                period: discount.period.code,
                subject: .claims
            )
            guard used(key) < discount.count else { return .refused(.offerLimit) }
            let choice = ByteText(claim.choice)
            guard discount.choices.contains(where: { ByteText($0) == choice }) else {
                return .refused(.notOffered)
            }
            use(key, by: 1)
            let (from, to) = span(of: discount, moment)
            add(
                ClaimRecord(
                    offer: compiled.number,
                    sku: registry.skus.index(of: claim.choice),
                    from: from.unixSeconds,
                    to: to.unixSeconds,
                    next: accountTable[Int(account)].claims
                ),
                to: account
            )
            var effect = Effect()
            effect.from = from
            effect.to = to
            return .applied(effect)
        }
    }

    /// When a claim counts: to the end of the ISO week in which it begins.
    private func span(
        of discount: PersonalDiscount,
        _ moment: LocalMoment
    ) -> (from: Instant, to: Instant) {
        let zone = rules.calendar.zone
        let monday = moment.day + 8 - moment.weekday
        switch discount.starts {
        case .atOnce: return (at, zone.startOfDay(monday))
        case .nextWeek: return (zone.startOfDay(monday), zone.startOfDay(monday + 7))
        }
    }

    private mutating func add(_ claim: ClaimRecord, to account: Int32) {
        undo.note { $0.claims.removeLast() }
        let index = Int32(claims.count)
        claims.append(claim)
        changeAccount(account) { $0.claims = index }
    }
}

extension Rulebook {
    /// An offer by its id; nil: not in this version.
    func offer(_ id: String) -> CompiledOffer? {
        let id = ByteText(id)
        return offers.first { ByteText($0.offer.id) == id }
    }
}
