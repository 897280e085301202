import Loyalty

extension EventSource {
    mutating func body() -> LoyaltyEvent.Body {
        switch Int.random(in: 0..<26, using: &source) {
        case 0: .enroll(enrollment())
        case 1, 2: .purchase(purchase())
        case 3:
            .receipt(
                UnclaimedReceipt(
                    lines: lines(),
                    partner: maybeText(),
                    receipt: maybeText(),
                    fiscal: isHostile ? maybeText() : text()
                )
            )
        case 4: .returned(goodsReturn())
        case 5:
            .action(
                MemberAction(
                    who: identification(),
                    action: text(),
                    partner: maybeText(),
                    instrument: maybeText(),
                    attributes: attributes()
                )
            )
        case 6...13: movement()
        case 14...18: cardBody()
        case 19: .setStatus(StatusChange(who: identification(), status: status()))
        case 20: .linkCredential(CredentialLink(member: text(), credential: credential()))
        case 21: .unlinkCredential(CredentialLink(member: text(), credential: credential()))
        case 22: .inquiry(identification())
        case 23: .close(identification())
        case 24: .settle
        default: .tick
        }
    }

    private mutating func movement() -> LoyaltyEvent.Body {
        switch Int.random(in: 0..<9, using: &source) {
        case 0:
            .redeem(
                Redemption(
                    who: identification(),
                    reward: text(),
                    points: maybe { $0.points() },
                    partner: maybeText()
                )
            )
        case 1: .hold(hold())
        case 2:
            .capture(
                HoldCapture(
                    who: identification(),
                    hold: text(),
                    points: maybe { $0.points() },
                    partner: maybeText()
                )
            )
        case 3: .release(HoldRelease(who: identification(), hold: text()))
        case 4:
            .adjust(
                Adjustment(
                    who: identification(),
                    pot: text(),
                    points: points(),
                    reason: maybe { $0.freeText() },
                    lot: lotTerms()
                )
            )
        case 5:
            .transfer(
                PointsTransfer(
                    from: identification(),
                    to: identification(),
                    pot: text(),
                    points: points()
                )
            )
        case 6: .merge(AccountMerge(from: identification(), into: identification()))
        case 7: .join(OfferJoin(who: identification(), offer: text()))
        default: .claim(OfferClaim(who: identification(), offer: text(), choice: text()))
        }
    }

    private mutating func cardBody() -> LoyaltyEvent.Body {
        switch Int.random(in: 0..<5, using: &source) {
        case 0: .issueCard(IssuedCard(card: freeText()))
        case 1:
            .startActivation(
                ActivationRequest(
                    card: freeText(),
                    phone: text(),
                    code: freeText(),
                    consents: Consents(offer: oneIn(2), personalData: oneIn(2), sms: oneIn(2)),
                    birthday: maybe { $0.date() }
                )
            )
        case 2: .confirmActivation(ActivationCode(card: freeText(), code: freeText()))
        case 3: .replaceCard(CardReplacement(card: freeText(), replacement: freeText()))
        default:
            .registerInstrument(
                InstrumentRegistration(who: identification(), instrument: text(), kind: text())
            )
        }
    }

    private mutating func enrollment() -> Enrollment {
        Enrollment(
            member: text(),
            account: maybeText(),
            birthday: maybe { $0.date() },
            card: maybeText(),
            phone: maybeText(),
            referrer: maybeText(),
            segments: texts(),
            flags: flags(),
            status: status()
        )
    }

    private mutating func status() -> MemberStatus { pick(MemberStatus.allCases) }

    private mutating func purchase() -> Purchase {
        var pay: PointsPayment?
        if oneIn(2) {
            pay = PointsPayment(reward: text(), points: oneIn(2) ? .max : .points(points()))
        }
        let first = isHostile ? [] : [line()]
        return Purchase(
            buyer: identification(),
            lines: first + lines(),
            partner: maybeText(),
            receipt: maybeText(),
            fiscal: maybeText(),
            instrument: maybeText(),
            attributes: attributes(),
            use: texts(),
            pay: pay
        )
    }

    private mutating func goodsReturn() -> Return {
        Return(
            purchase: text(),
            lines: maybe { source in
                (0..<Int.random(in: 0...3, using: &source.source)).map { _ in
                    Return.Line(number: Int(source.amount()), quantity: source.amount())
                }
            }
        )
    }

    private mutating func hold() -> PointsHold {
        PointsHold(
            who: identification(),
            pot: text(),
            points: points(),
            ttlSeconds: isHostile
                ? pick([-1, 0, 3_162_240_000, 3_162_240_001, .max])
                : .random(in: 0...3_162_240_000, using: &source),
            partner: maybeText()
        )
    }

    private mutating func lotTerms() -> LotTerms {
        var terms = LotTerms()
        terms.vest = maybe { $0.period() }
        terms.expiry = maybe { $0.period() }
        terms.expiryFrom = maybe { $0.pick(LotTerms.Start.allCases) }
        return terms
    }

    private mutating func period() -> Period {
        switch Int.random(in: 0..<3, using: &source) {
        case 0:
            let duration = CalendarDuration(
                months: pick(isHostile ? [-1, 0, 12_000, 12_001] : [0, 1, 14, 12_000]),
                days: pick(isHostile ? [-1, 0, 366_000, 366_001] : [0, 1, 366_000]),
                seconds: pick(isHostile ? [-1, 0, 31_622_400_000, 31_622_400_001] : [0, 1, 3_661])
            )
            return .after(duration, pick(Period.Edge.allCases))
        case 1: return .workdays(pick(isHostile ? [0, 1, 3_660, 3_661] : [1, 5, 3_660]))
        default: return .at(instant())
        }
    }
}

// Parts.
extension EventSource {
    /// A text that may be empty.
    private mutating func freeText() -> String { oneIn(5) ? "" : text() }

    private mutating func texts() -> [String] {
        if isHostile, oneIn(20) { return (0..<pick([64, 65])).map { "\($0)" } }
        return (0..<Int.random(in: 0...2, using: &source)).map { _ in text() }
    }

    private mutating func flags() -> [String] {
        if isHostile, oneIn(3) {
            // Out of order, twice, twice for Unicode only, in two orders of which one is Swift's.
            return pick([
                ["b", "a"], ["a", "a"], ["e\u{301}", "\u{e9}"], ["\u{e9}", "e\u{301}"],
                ["z", "\u{e9}"], ["\u{e9}", "z"], ["e\u{301}", "ez"], ["ez", "e\u{301}"],
                ["\u{ff5e}", "\u{1f600}"], ["\u{1f600}", "\u{ff5e}"], ["", "a"], ["a", "b\n"],
                (0..<64).map { "\($0 + 100)" }, (0..<65).map { "\($0 + 100)" },
            ])
        }
        return Set((0..<Int.random(in: 0...3, using: &source)).map { "flag:\($0)" }).sorted()
    }

    private mutating func attributes() -> [String: Int64] {
        if isHostile, oneIn(20) {
            let names = (0..<pick([64, 65])).map { "a\($0)" }
            return Dictionary(uniqueKeysWithValues: names.map { ($0, 1) })
        }
        return members { $0.amount() }.filter { isHostile || !["", "a\n"].contains($0.key) }
    }

    private mutating func lines() -> [ReceiptLine] {
        (0..<Int.random(in: 0...3, using: &source)).map { _ in line() }
    }

    private mutating func line() -> ReceiptLine {
        ReceiptLine(
            sku: maybeText(),
            quantity: amount(),
            unit: Money(minor: amount()),
            category: maybeText(),
            brand: maybeText()
        )
    }

    private mutating func identification() -> Identification {
        switch Int.random(in: 0..<3, using: &source) {
        case 0: .member(text())
        case 1: .card(freeText())
        default: .credential(credential())
        }
    }

    private mutating func credential() -> Credential {
        // Small values too, so that leading zeros of the key are met.
        let shift = UInt64.random(in: 0..<64, using: &source)
        return Credential(
            kind: pick(Credential.Kind.allCases),
            high: source.next() >> shift,
            low: source.next() >> (63 - shift)
        )
    }

    /// Names among which the order of bytes and that of Swift's strings differ.
    mutating func members<Value>(_ value: (inout EventSource) -> Value) -> [String: Value] {
        let names = [
            "", "A", "a", "z", "e\u{301}", "\u{e9}z", "\u{ff5e}", "\u{1f600}", "a\"", "a\n",
        ]
        var members: [String: Value] = [:]
        for name in names where oneIn(4) { members[name] = value(&self) }
        return members
    }
}
